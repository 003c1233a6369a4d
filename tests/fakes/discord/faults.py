"""What goes wrong at Discord: which request is spoilt in which way, by a script or by seeded chance.

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

    LIMITED = "limited"  # 429 of this bot
    LIMITED_GLOBAL = "limited_global"  # 429 of this bot, for all of its requests
    LIMITED_SHARED = "limited_shared"  # 429 because of others; does not count as invalid
    CLOUDFLARE = "cloudflare"  # 429 from before Discord: no Via, no JSON
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
    FORBIDDEN = "forbidden"  # 403, 50013
    NO_ACCESS = "no_access"  # 403, 50001
    UNKNOWN_CHANNEL = "unknown_channel"  # 404, 10003
    UNKNOWN_MESSAGE = "unknown_message"  # 404, 10008; only where the request names a message
    REFUSED = "refused"  # 400, 50035

    @property
    def is_processed(self) -> bool:
        return self.endswith("_after")


# No waiting mends these; the last says that Cloudflare has had enough of this bot.
FINAL = (
    Fault.FORBIDDEN, Fault.NO_ACCESS, Fault.UNKNOWN_CHANNEL, Fault.UNKNOWN_MESSAGE, Fault.REFUSED, Fault.CLOUDFLARE,
)  # fmt: skip
PASSING = tuple(fault for fault in Fault if fault not in FINAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The fault of the first request that fits; None lets that one pass.

    `on` is a route, `POST /channels/{channel_id}/messages`, or a pattern such as `POST *`; empty fields fit everything.
    """

    fault: Fault | None
    on: str = ""
    channel: str = ""

    def fits(self, route: str, channel: str) -> bool:
        return self.channel in ("", channel) and (not self.on or fnmatchcase(route, self.on))


class Faults:
    """The plan; `hit` counts the faults that came about."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._script: list[Planned] = []
        self._chance, self._among, self._on = 0.0, PASSING, ""
        self._seen: Counter[tuple[str, ...]] = Counter()
        self.hit: Counter[Fault] = Counter()

    def by_chance(self, chance: float, among: Sequence[Fault] = PASSING, on: str = "") -> None:
        """From now on spoils that share of the requests that fit; a fault that is named twice comes twice as often."""
        self._chance, self._among, self._on = chance, tuple(among), on

    def script(self, planned: Iterable[Planned]) -> None:
        """Adds to what is planned; plans come before chance, in their order."""
        self._script += planned

    def next(self, route: str, channel: str, subject: str) -> Fault | None:
        """The fault of this request. `subject` is the nonce or the name of the message that it is about."""
        fault = self._next(route, channel, subject)
        if fault is not None:
            self.hit[fault] += 1
        return fault

    def _next(self, route: str, channel: str, subject: str) -> Fault | None:
        for planned in self._script:
            if planned.fits(route, channel):
                self._script.remove(planned)
                return planned.fault
        if not self._chance or not Planned(fault=None, on=self._on).fits(route, channel):
            return None
        request = (route, channel, subject)
        self._seen[request] += 1
        drawn = random.Random(repr((self._seed, request, self._seen[request])))
        if drawn.random() >= self._chance:
            return None
        fitting = [one for one in self._among if one is not Fault.UNKNOWN_MESSAGE or "{message_id}" in route]
        return drawn.choice(fitting) if fitting else None
