"""A Discord in another process, and its owner's hand on it: what must outlive a killed client lives there.

Plain blocking calls: tests that kill processes are not coroutines, and a coroutine may block on another process.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.fakes.discord.answers import unpacked, unpacked_message
from tests.fakes.discord.fake import Request
from tests.fakes.discord.server import ACTS, GATEWAY_VERBS, MESSAGE_VERBS, VERBS
from tests.fakes.wire import asked

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 30.0


class FarDiscord:
    """The methods of Discord and of its gateway (which see), by the same names and arguments, in another process.

    `slash`, `press` and the other acts of people give a Shown; `set(acks=False)` turns one of `server.SWITCHES`.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._port = int(address.rpartition(":")[2])

    def __getattr__(self, verb: str) -> Any:
        if verb not in (*VERBS, *MESSAGE_VERBS, *ACTS, *GATEWAY_VERBS, "set", "shown"):
            raise AttributeError(verb)

        def call(*args: Any, **given: Any) -> Any:
            done = self._do(verb, [one.id if hasattr(one, "id") else one for one in args], given)
            if verb in MESSAGE_VERBS:
                return [unpacked_message(one) for one in done]
            return unpacked(done) if verb in (*ACTS, "shown") else done

        return call

    def requests(self) -> list[Request]:
        """Every request, in order of arrival. Its clocks are those of this machine too."""
        return [Request(**one) for one in self._do("log", [], {})]

    def _do(self, verb: str, args: list[Any], given: dict[str, Any]) -> Any:
        return asked(self._port, f"/owner/{verb}", {"args": args, "given": given}, PATIENCE_S)


@contextmanager
def far_discord(folder: Path, *options: str) -> Iterator[FarDiscord]:
    """A Discord in a process of its own, which ends with the block or with this process.

    `options` are those of `python -m tests.fakes.discord.server`.
    """
    port_file = folder / "discord.port"
    command = [sys.executable, "-m", "tests.fakes.discord.server", "--port-file", str(port_file), "--while-stdin"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    with subprocess.Popen([*command, *options], cwd=ROOT, env=env, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            assert process.stdout is not None
            if process.stdout.readline() != "ready\n":
                raise RuntimeError("the Discord did not start")
            yield FarDiscord(f"http://127.0.0.1:{int(port_file.read_text())}")
        finally:
            process.terminate()
