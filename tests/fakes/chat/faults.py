"""What goes wrong at a chat platform: which request is spoilt in which way, by a script or by seeded chance.

Chance is drawn from the seed, the request's words and how often they came before, so that it falls the same way however
requests overlap. Must not know how a fault looks on the wire.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a request wants."""

    POST = "post"
    REPLY = "reply"
    EDIT = "edit"
    FIND = "find"
    REMOVE = "remove"


WRITES = frozenset(Kind) - {Kind.FIND}
NAMES_A_MESSAGE = frozenset({Kind.REPLY, Kind.EDIT, Kind.REMOVE})


class Fault(StrEnum):
    """One way to spoil a request. Those that end in `_after` do what was asked, and spoil the answer alone."""

    LIMITED = "limited"  # 429 with Retry-After
    LIMITED_BARE = "limited_bare"  # 429 without
    BROKEN = "broken"  # 500
    BROKEN_AFTER = "broken_after"
    AWAY = "away"  # 503
    RESET = "reset"  # the connection is torn down (TCP RST)
    RESET_AFTER = "reset_after"
    HANG = "hang"  # no answer until the client gives up
    HANG_AFTER = "hang_after"
    GARBLED = "garbled"  # 200 with a body that is no JSON
    GARBLED_AFTER = "garbled_after"
    TORN_AFTER = "torn_after"  # 200, and the connection ends in the middle of the body
    FORBIDDEN = "forbidden"  # 403
    UNKNOWN_CHANNEL = "unknown_channel"  # 404
    UNKNOWN_MESSAGE = "unknown_message"  # 404; only where the request names a message
    REFUSED = "refused"  # 400

    @property
    def is_processed(self) -> bool:
        return self.endswith("_after")


FINAL: tuple[Fault, ...] = (Fault.FORBIDDEN, Fault.UNKNOWN_CHANNEL, Fault.REFUSED)  # no waiting mends these
PASSING: tuple[Fault, ...] = tuple(fault for fault in Fault if fault not in (*FINAL, Fault.UNKNOWN_MESSAGE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The fault of the first request that fits; None lets that one pass. Empty fields fit every request."""

    fault: Fault | None
    on: Kind | None = None
    channel: str = ""

    def fits(self, kind: Kind, channel: str) -> bool:
        return self.on in (None, kind) and self.channel in ("", channel)


class Faults:
    """The plan of one chat; `hit` counts the faults that came about."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._script: list[Planned] = []
        self._chance, self._among = 0.0, PASSING
        self._on = frozenset(Kind)
        self._seen: Counter[tuple[str, ...]] = Counter()
        self.hit: Counter[Fault] = Counter()

    def by_chance(self, chance: float, among: Sequence[Fault] = PASSING, on: Iterable[Kind] = tuple(Kind)) -> None:
        """From now on spoils that share of requests; a fault that is named twice comes twice as often."""
        self._chance, self._among, self._on = chance, tuple(among), frozenset(on)

    def script(self, planned: Iterable[Planned]) -> None:
        """Adds to what is planned; plans come before chance, in their order."""
        self._script += planned

    def next(self, kind: Kind, room: tuple[str, str], subject: str) -> Fault | None:
        """The fault of this request. `subject` is the key or the name of the message that it is about."""
        fault = self._next(kind, room, subject)
        if fault is not None:
            self.hit[fault] += 1
        return fault

    def _next(self, kind: Kind, room: tuple[str, str], subject: str) -> Fault | None:
        request = (kind.value, *room, subject)
        self._seen[request] += 1
        for planned in self._script:
            if planned.fits(kind, room[1]):
                self._script.remove(planned)
                return planned.fault
        if kind not in self._on or not self._chance:
            return None
        drawn = random.Random(repr((self._seed, request, self._seen[request])))
        if drawn.random() >= self._chance:
            return None
        fitting = [f for f in self._among if f is not Fault.UNKNOWN_MESSAGE or kind in NAMES_A_MESSAGE]
        return drawn.choice(fitting) if fitting else None
