"""How a channel wants to be told, whatever it is told of: language, clock, quiet hours, pace, and who may change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.incident import Severity
from bot.domain.reader import Reader, Units
from bot.domain.subscription import Destination
from bot.domain.wallclock import Quiet

CAP = 20  # new messages an hour: one each three minutes is what people still read
LEAST_CAP, MOST_CAP = 4, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """The settings of one destination; a channel that never set any has the defaults."""

    destination: Destination
    language: str = ""  # empty: the default of this Tocsin
    zone: str = "UTC"  # IANA name
    units: Units = Units.METRIC
    quiet: Quiet | None = None
    mention: str = ""  # the platform's id of a role or group
    mention_from: Severity = Severity.HIGH
    group_wait: timedelta = timedelta()  # how long the first news of an incident waits for more of the same
    cooldown: timedelta = timedelta()  # least time between two new messages of one rule in one region
    repeat: timedelta = timedelta()  # least time between two notices on one incident, promotions aside
    cap: int = CAP  # new messages in any hour; the rest is gathered in one
    editors: frozenset[str] = frozenset()  # roles that may change its wishes beside those who manage it
    scorecard: bool = True  # the weekly one
    suspended: str = ""  # why nothing is sent to it any more; empty: it is
    suspended_at: datetime | None = None

    def reader(self, default_language: str) -> Reader:
        """Who its cards are written for."""
        return Reader(language=self.language or default_language, zone=self.zone, units=self.units)
