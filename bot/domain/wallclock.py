"""Times of day as people mean them in their own zone, made into instants: quiet hours and the moments of digests.

A wall clock jumps: in spring some times never come, in autumn some come twice. What the clock jumps over comes at the
jump. What comes twice means the first time, but for the end of quiet hours, which is the second time: it is quiet
whenever the clock shows a quiet time. Must not know what happens at an instant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.incident import Severity

DAY_MINUTES = 24 * 60
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_MINUTE, _SECOND = timedelta(minutes=1), timedelta(seconds=1)


class Period(StrEnum):
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Daily hours in which a channel is left alone; `minute` counts from local midnight. They may run over midnight."""

    from_minute: int
    to_minute: int
    passes: Severity | None = Severity.CRITICAL  # what is told all the same; None: nothing

    def window(self, at: datetime, zone: str) -> tuple[datetime, datetime] | None:
        """The hours that hold `at`, as first instant and first instant after them; None outside.

        Of two that overlap where a clock is put back, the later ones.
        """
        there = ZoneInfo(zone)
        today = at.astimezone(there).date()
        over_midnight = _DAY if self.to_minute <= self.from_minute else timedelta()
        # Tomorrow's may have begun already: a clock that is put back over midnight has shown tomorrow before.
        for day in (today + _DAY, today, today - _DAY):
            begins = first_instant(day, self.from_minute, there)
            if begins <= at < (ends := last_instant(day + over_midnight, self.to_minute, there)):
                return begins, ends
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a digest is made. `minute` counts from the full hour for hourly ones, else from local midnight."""

    period: Period
    minute: int = 0
    weekday: int = 0  # Monday; of weekly ones only

    def after(self, at: datetime, zone: str) -> datetime:
        """The first moment of the schedule after `at`.

        An hourly one comes each time that the clock shows its minute, and at a jump by less than an hour over it.
        """
        there = ZoneInfo(zone)
        if self.period is Period.HOURLY:
            return self._next_hour(at, there)
        day = at.astimezone(there).date()
        while True:
            if self.period is Period.DAILY or day.weekday() == self.weekday:
                moment = first_instant(day, self.minute, there)
                if moment > at:
                    return moment
            day += _DAY

    def _next_hour(self, at: datetime, there: ZoneInfo) -> datetime:
        # Offsets are whole minutes in every zone of today.
        full = at.astimezone(UTC).replace(second=0, microsecond=0)
        moment = full + _until(self.minute, full, there)
        if moment <= at:
            moment += _HOUR
        if moment.astimezone(there).minute == self.minute:
            return moment
        jump = _change(full, moment, there)
        # What the clock would have shown at the jump, and what it shows.
        before, after = jump + _offset(full, there), jump + _offset(jump, there)
        if (self.minute - before.minute) % 60 < (after - before) // _MINUTE:
            return jump
        return jump + _until(self.minute, jump, there)


def first_instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which the zone's clock shows that minute of that day or has jumped over it."""
    return _instant(day, minute, zone, fold=0)


def last_instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, from which on the zone's clock never shows an earlier time than that minute of that day."""
    last = _instant(day, minute, zone, fold=1)
    if _offset(last - _SECOND, zone) > _offset(last, zone):
        # A clock that is put back to this very minute shows it a second time, but nothing earlier before that.
        return first_instant(day, minute, zone)
    return last


def _instant(day: date, minute: int, zone: ZoneInfo, *, fold: int) -> datetime:
    wanted = datetime.combine(day, time(minute // 60, minute % 60))
    found = wanted.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wanted:
        return found
    # Read with the offset after the jump it lies before it, read with the offset before the jump it lies after it.
    low = wanted.replace(tzinfo=zone, fold=1).astimezone(UTC)
    high = wanted.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return _change(low, high, zone)


def _change(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The instant between two at which the zone's clock is put forward or back; zones do so at whole seconds."""
    before = _offset(low, zone)
    while high - low > _SECOND:
        middle = low + (high - low) // _SECOND // 2 * _SECOND
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    return high


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    """How far the zone's clock is ahead of UTC."""
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def _until(minute: int, at: datetime, zone: ZoneInfo) -> timedelta:
    """How long until the clock shows a minute of an hour, unless it is put forward or back before."""
    return (minute - at.astimezone(zone).minute) % 60 * _MINUTE
