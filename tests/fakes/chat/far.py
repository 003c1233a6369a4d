"""A chat server in another process, and its owner's hand on it: what must outlive a killed client lives there.

Plain blocking calls: tests that kill processes are not coroutines, and a coroutine may block on another process.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes.chat.rooms import By, Message
from tests.fakes.wire import asked

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a chat holds: messages by tenant and channel as they came, requests by kind, faults that came about."""

    channels: dict[tuple[str, str], tuple[Message, ...]]
    requests: dict[str, int]
    faults: dict[str, int]

    def all(self) -> list[Message]:
        """Every message that ever was, of all channels in the order in which they came."""
        return sorted((one for channel in self.channels.values() for one in channel), key=lambda one: one.number)

    def standing(self, tenant: str, channel: str) -> list[Message]:
        """What people find in the channel and its threads."""
        return [message for message in self.channels.get((tenant, channel), ()) if not message.gone]

    def replies(self, tenant: str, channel: str, ref: str) -> list[Message]:
        """What stands in the thread of a message."""
        return [one for one in self.standing(tenant, channel) if one.parent == ref and one.threaded]


def seen(dump: dict[str, Any]) -> Seen:
    """A dump as values again."""
    channels = {
        (tenant, channel): tuple(Message(**{**message, "gone": By(message["gone"])}) for message in messages)
        for tenant, rooms in dump["channels"].items()
        for channel, messages in rooms.items()
    }
    return Seen(channels=channels, requests=dump["requests"], faults=dump["faults"])


class FarChat:
    """The owner's methods of a Chat (which see) in another process."""

    def __init__(self, name: str, port: int) -> None:
        self.name, self._port = name, port

    def open(self, tenant: str, channels: Sequence[str]) -> None:
        self._do("open", tenant=tenant, channels=list(channels))

    def forbid(self, tenant: str, channel: str) -> None:
        self._do("forbid", tenant=tenant, channel=channel)

    def close(self, tenant: str, channel: str) -> None:
        self._do("close", tenant=tenant, channel=channel)

    def delete(self, tenant: str, channel: str, ref: str) -> None:
        self._do("delete", tenant=tenant, channel=channel, ref=ref)

    def spoil(self, chance: float, among: Sequence[str] = (), on: Sequence[str] = ()) -> None:
        self._do("spoil", chance=chance, among=list(among), on=list(on))

    def script(self, faults: Sequence[str | None], on: str = "", channel: str = "") -> None:
        self._do("script", faults=list(faults), on=on, channel=channel)

    def limit(self, channel: Sequence[float] = (), whole: Sequence[float] = ()) -> None:
        self._do("limit", channel=list(channel), whole=list(whole))

    def set_clock(self, now: float) -> None:
        self._do("set_clock", now=now)

    def seen(self) -> Seen:
        return seen(self._do("dump"))

    def _do(self, verb: str, **arguments: object) -> Any:
        return asked(self._port, f"/{self.name}/admin/{verb}", arguments, PATIENCE_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class FarServer:
    """A running server; `address` is what adapters are given."""

    address: str
    chats: dict[str, FarChat]


def reach(address: str, names: Sequence[str]) -> FarServer:
    """The server at an address, for a process that did not start it."""
    port = int(address.rpartition(":")[2])
    return FarServer(address=address, chats={name: FarChat(name, port) for name in names})


@contextmanager
def far_server(
    folder: Path,
    *,
    idempotent: Sequence[str] = ("chat",),
    plain: Sequence[str] = ("chatlog",),
    seed: int = 0,
    lag: int = 0,
) -> Iterator[FarServer]:
    """A server with those chats in a process of its own, which ends with the block or with this process."""
    port_file = folder / "chat.port"
    command = [sys.executable, "-m", "tests.fakes.chat.server", "--port-file", str(port_file), "--while-stdin"]
    command += [f"--seed={seed}", f"--lag={lag}"]
    command += [f"--idempotent={name}" for name in idempotent] + [f"--plain={name}" for name in plain]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=env, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            assert process.stdout is not None
            if process.stdout.readline() != "ready\n":
                raise RuntimeError("the chat server did not start")
            yield reach(f"http://127.0.0.1:{int(port_file.read_text())}", (*idempotent, *plain))
        finally:
            process.terminate()
