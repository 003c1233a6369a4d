"""What goes wrong at Slack: which request is spoilt in which way, by a script or by seeded chance.

The names are those of the other chats' faults (tests.fakes.chat.faults) where both have them. Chance is drawn from the
seed, the request's words and how often they came before, so that it falls the same way however requests overlap. Must
not know how a fault looks on the wire.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase


class Fault(StrEnum):
    """One way to spoil a request. Those that end in `_after` do what was asked, and spoil the answer alone."""

    LIMITED = "limited"  # 429 with Retry-After
    LIMITED_BARE = "limited_bare"  # 429 without
    BROKEN = "broken"  # 500
    BROKEN_AFTER = "broken_after"
    BAD_GATEWAY = "bad_gateway"  # 502
    BAD_GATEWAY_AFTER = "bad_gateway_after"
    AWAY = "away"  # 503
    RESET = "reset"  # the connection is torn down (TCP RST)
    RESET_AFTER = "reset_after"
    HANG = "hang"  # no answer until the client gives up
    HANG_AFTER = "hang_after"
    GARBLED = "garbled"  # 200 with a body that is no JSON
    GARBLED_AFTER = "garbled_after"
    TORN_AFTER = "torn_after"  # 200, and the connection ends in the middle of the body
    SLOW = "slow"  # done and answered, but late
    ERROR = "error"  # ok false, with an error of Slack's
    ERROR_AFTER = "error_after"

    @property
    def is_processed(self) -> bool:
        return self.endswith("_after")


PASSING = tuple(fault for fault in Fault if fault not in (Fault.ERROR, Fault.ERROR_AFTER, Fault.SLOW))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoilt:
    """A fault with what it needs: seconds of `limited` and `slow`, the name of an `error`."""

    fault: Fault
    detail: str = ""

    @staticmethod
    def read(text: str) -> Spoilt:
        """`broken`, `limited:7`, `slow:0.5`, `error:channel_not_found`. Raises ValueError."""
        name, _, detail = text.partition(":")
        return Spoilt(fault=Fault(name), detail=detail)

    def __str__(self) -> str:
        return f"{self.fault}:{self.detail}" if self.detail else self.fault.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The fault of the first request that fits; None lets that one pass.

    `on` is a method, `chat.postMessage`, or a pattern such as `chat.*`; empty fields fit everything.
    """

    fault: Spoilt | None
    on: str = ""
    channel: str = ""
    team: str = ""

    def fits(self, method: str, channel: str, team: str) -> bool:
        here = self.channel in ("", channel) and self.team in ("", team)
        return here and (not self.on or fnmatchcase(method, self.on))


class Faults:
    """The plan; `hit` counts the faults that came about."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._script: list[Planned] = []
        self._chance, self._on = 0.0, ""
        self._among: tuple[Spoilt, ...] = ()
        self._seen: Counter[tuple[str, ...]] = Counter()
        self.hit: Counter[str] = Counter()

    def by_chance(self, chance: float, among: Sequence[Spoilt] = (), on: str = "") -> None:
        """From now on spoils that share of the requests that fit; a fault that is named twice comes twice as often."""
        self._chance, self._on = chance, on
        self._among = tuple(among) or tuple(Spoilt(fault=fault) for fault in PASSING)

    def script(self, planned: Iterable[Planned]) -> None:
        """Adds to what is planned; plans come before chance, in their order."""
        self._script += planned

    def next(self, method: str, channel: str, team: str, subject: str) -> Spoilt | None:
        """The fault of this request. `subject` is the key or the name of the message that it is about."""
        fault = self._next(method, channel, team, subject)
        if fault is not None:
            self.hit[str(fault)] += 1
        return fault

    def _next(self, method: str, channel: str, team: str, subject: str) -> Spoilt | None:
        for planned in self._script:
            if planned.fits(method, channel, team):
                self._script.remove(planned)
                return planned.fault
        if not self._chance or not Planned(fault=None, on=self._on).fits(method, channel, team):
            return None
        request = (method, channel, team, subject)
        self._seen[request] += 1
        drawn = random.Random(repr((self._seed, request, self._seen[request])))
        return drawn.choice(self._among) if drawn.random() < self._chance else None
