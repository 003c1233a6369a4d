"""Lengths of time, quiet hours and moments of digests in words. Must not know what happens then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.cards.phrases import Phrases, msgid
from bot.domain.wallclock import Period, Quiet, Schedule

_WEEKDAYS = (
    msgid("Monday"), msgid("Tuesday"), msgid("Wednesday"), msgid("Thursday"), msgid("Friday"), msgid("Saturday"),
    msgid("Sunday"),
)  # fmt: skip
_WEEK, _DAY, _HOUR, _MINUTE = timedelta(weeks=1), timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def length(span: timedelta, say: Phrases) -> str:
    """ "2 weeks", "1 day 12 hours", "45 minutes". Parts of minutes are left out."""
    if span and not span % _WEEK:
        return say.many(span // _WEEK, "{n} week", "{n} weeks")
    return " ".join(_parts(span, say)) or say.many(0, "{n} minute", "{n} minutes")


def _parts(span: timedelta, say: Phrases) -> Iterator[str]:
    if days := span // _DAY:
        yield say.many(days, "{n} day", "{n} days")
    if full := span % _DAY // _HOUR:
        yield say.many(full, "{n} hour", "{n} hours")
    if minutes := span % _HOUR // _MINUTE:
        yield say.many(minutes, "{n} minute", "{n} minutes")


def schedule(when: Schedule, say: Phrases) -> str:
    """ "every hour, at minute 15", "every day at 07:30", "every Monday at 07:30"."""
    match when.period:
        case Period.HOURLY if when.minute:
            return say("every hour, at minute {n}", n=when.minute)
        case Period.HOURLY:
            return say("every hour, on the hour")
        case Period.DAILY:
            return say("every day at {time}", time=clock(when.minute))
        case Period.WEEKLY:
            weekday = say(_WEEKDAYS[when.weekday])
            return say("every {weekday} at {time}", weekday=weekday, time=clock(when.minute))


def quiet(hours: Quiet, say: Phrases) -> str:
    """ "from 22:00 to 06:00"."""
    return say("from {first} to {last}", first=clock(hours.from_minute), last=clock(hours.to_minute))


def clock(minute: int) -> str:
    """A minute of the day as a clock shows it: "07:30"."""
    return f"{minute // 60:02}:{minute % 60:02}"
