"""One chat platform without its wire: its memory, its faults, its pace, and what its owner can do to it.

The owner's methods take and give what JSON can hold, so that they can be called from another process as well.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from tests.fakes.chat.faults import WRITES, Fault, Faults, Kind, Planned
from tests.fakes.chat.pace import Limit, Pace
from tests.fakes.chat.rooms import BAD_REQUEST, By, Door, Memory, Refusal, Words

# What the owner can do from another process.
VERBS = ("set_clock", "open", "forbid", "close", "delete", "spoil", "script", "limit", "dump")


class Chat:
    """A platform under its name. `now` gives seconds, for the pace and for how long keys are known again."""

    def __init__(
        self, name: str, *, idempotent: bool, lag: int = 0, seed: int = 0, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.name = name
        self._now = now
        self._memory = Memory(self.now, idempotent=idempotent, lag=lag)
        self._faults = Faults(seed)
        self._pace = Pace(self.now)
        self._requests: Counter[Kind] = Counter()

    def now(self) -> float:
        return self._now()

    def set_clock(self, now: float) -> None:
        """From now on the chat's clock stands at that second."""
        self._now = lambda: now

    def open(self, tenant: str, channels: Sequence[str]) -> None:
        """Makes channels, or lets Tocsin write to them again."""
        for channel in channels:
            self._memory.set_door(tenant, channel, Door.OPEN)

    def forbid(self, tenant: str, channel: str) -> None:
        """Lets Tocsin write to a channel no longer."""
        self._memory.set_door(tenant, channel, Door.FORBIDDEN)

    def close(self, tenant: str, channel: str) -> None:
        """Deletes a channel; what was said in it stays in the dump."""
        self._memory.set_door(tenant, channel, Door.GONE)

    def delete(self, tenant: str, channel: str, ref: str) -> None:
        """Deletes a message as a person does. Raises Refusal where there is none."""
        self._memory.remove(tenant, channel, ref, By.PERSON)

    def spoil(self, chance: float, among: Sequence[str] = (), on: Sequence[str] = ()) -> None:
        """Spoils that share of requests: with any passing fault, of every kind, where none are named."""
        faults: dict[str, Any] = {"among": [Fault(fault) for fault in among]} if among else {}
        kinds: dict[str, Any] = {"on": [Kind(kind) for kind in on]} if on else {}
        self._faults.by_chance(chance, **faults, **kinds)

    def script(self, faults: Sequence[str | None], on: str = "", channel: str = "") -> None:
        """The faults of the next requests (of one kind, to one channel); None lets one pass."""
        kind = Kind(on) if on else None
        self._faults.script(Planned(fault=Fault(one) if one else None, on=kind, channel=channel) for one in faults)

    def limit(self, channel: Sequence[float] = (), whole: Sequence[float] = ()) -> None:
        """Sets the pace of each channel and of the whole chat, as requests and seconds; empty is no limit."""
        limits = [Limit(requests=int(one[0]), seconds=one[1]) if one else None for one in (channel, whole)]
        self._pace = Pace(self.now, channel=limits[0], whole=limits[1])

    def dump(self) -> dict[str, Any]:
        """What was said, what was asked by kind, and which faults came about."""
        return {"channels": self._memory.dump(), "requests": dict(self._requests), "faults": dict(self._faults.hit)}

    def admit(self, kind: Kind, room: tuple[str, str], subject: str) -> Fault | None:
        """Counts a request and gives the fault that spoils it. Raises Refusal where it comes too early."""
        self._requests[kind] += 1
        self._memory.hear()
        wait = self._pace.wait(room, writes=kind in WRITES)
        if wait:
            raise Refusal(429, "limited", wait)
        return self._faults.next(kind, room, subject)

    def process(self, kind: Kind, room: tuple[str, str], ref: str, body: dict[str, Any]) -> dict[str, Any]:
        """Does what a request asks; gives the body of the answer. Raises Refusal."""
        match kind:
            case Kind.POST:
                return {"ref": self._memory.post(*room, _words(body)).ref}
            case Kind.REPLY:
                return {"ref": self._memory.reply(*room, ref, _words(body)).ref}
            case Kind.EDIT:
                return {"ref": self._memory.edit(*room, ref, _words({"key": "-", **body})).ref}
            case Kind.FIND:
                return {"messages": [{"ref": one.ref} for one in self._memory.find(*room, body["key"])]}
            case Kind.REMOVE:
                self._memory.remove(*room, ref)
                return {}


def _words(body: dict[str, Any]) -> Words:
    try:
        words = Words(**body)
    except TypeError:
        raise Refusal(*BAD_REQUEST) from None
    if not (words.key and words.text and isinstance(words.text, str)):
        raise Refusal(*BAD_REQUEST)
    return words
