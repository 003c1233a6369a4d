"""How long ago something was, or how soon it will be, in the largest unit of which there is more than one and a bit.

Must not know what it is.
"""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cards.phrases import Phrases

_LEAST = 1.2  # of a unit: "70 minutes ago" says more than "1 hour ago"


class Unit(IntEnum):
    """Seconds of each, the largest first; nobody counts the days of a month that was long ago."""

    YEAR = 365 * 86_400
    MONTH = 30 * 86_400
    WEEK = 7 * 86_400
    DAY = 86_400
    HOUR = 3600
    MINUTE = 60
    SECOND = 1


def said(span: timedelta, say: Phrases) -> str:
    """ "3 hours ago", "in 2 days"; a negative span is past."""
    seconds = span.days * Unit.DAY + span.seconds
    unit = next((one for one in Unit if abs(seconds) / one >= _LEAST), Unit.SECOND)
    n = round(abs(seconds) / unit)
    return _past(n, unit, say) if seconds < 0 else _to_come(n, unit, say)


def _past(n: int, unit: Unit, say: Phrases) -> str:
    match unit:
        case Unit.YEAR:
            return say.many(n, "{n} year ago", "{n} years ago")
        case Unit.MONTH:
            return say.many(n, "{n} month ago", "{n} months ago")
        case Unit.WEEK:
            return say.many(n, "{n} week ago", "{n} weeks ago")
        case Unit.DAY:
            return say.many(n, "{n} day ago", "{n} days ago")
        case Unit.HOUR:
            return say.many(n, "{n} hour ago", "{n} hours ago")
        case Unit.MINUTE:
            return say.many(n, "{n} minute ago", "{n} minutes ago")
        case Unit.SECOND:
            return say.many(n, "{n} second ago", "{n} seconds ago")


def _to_come(n: int, unit: Unit, say: Phrases) -> str:
    match unit:
        case Unit.YEAR:
            return say.many(n, "in {n} year", "in {n} years")
        case Unit.MONTH:
            return say.many(n, "in {n} month", "in {n} months")
        case Unit.WEEK:
            return say.many(n, "in {n} week", "in {n} weeks")
        case Unit.DAY:
            return say.many(n, "in {n} day", "in {n} days")
        case Unit.HOUR:
            return say.many(n, "in {n} hour", "in {n} hours")
        case Unit.MINUTE:
            return say.many(n, "in {n} minute", "in {n} minutes")
        case Unit.SECOND:
            return say.many(n, "in {n} second", "in {n} seconds")
