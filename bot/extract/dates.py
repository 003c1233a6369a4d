"""When it happened: the day or night that a text names, counted from the day it was published.

A weekday beats a day number that disagrees with it: misprints are common, and news is young. Must not read a clock and
must not know what happened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

_MONTH_NAMES = (
    ("january", "jan", "janvier"),
    ("february", "feb", "fevrier"),
    ("march", "mar", "mars"),
    ("april", "apr", "avril"),
    ("may", "mai"),
    ("june", "jun", "juin"),
    ("july", "jul", "juillet"),
    ("august", "aug", "aout"),
    ("september", "sept", "sep", "septembre"),
    ("october", "oct", "octobre"),
    ("november", "nov", "novembre"),
    ("december", "dec", "decembre"),
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}
_DAYS = {
    **dict(zip("monday tuesday wednesday thursday friday saturday sunday".split(), range(7), strict=True)),
    **dict(zip("lundi mardi mercredi jeudi vendredi samedi dimanche".split(), range(7), strict=True)),
}
_DAY = rf"(?:{'|'.join(_DAYS)})"
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_NUMBERED = (
    rf"(?:(?P<d1>\d{{1,2}})(?:er|st|nd|rd|th)?\s(?:of\s)?(?P<m1>{_MONTH})\b\.?"
    rf"|(?P<m2>{_MONTH})\b\.?\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b)(?:,?\s(?P<year>\d{{4}}))?"
)
_NIGHT = (
    r"(?:dans la nuit d[eu]|in the night of|on the night of|(?:over)?night (?:from|between))"
    rf"\s(?:(?P<n1>{_DAY})|(?P<nd1>\d{{1,2}}))"
    rf"(?:\s\d{{1,2}}(?:er)?(?:\s{_MONTH})?)?(?:\s(?:a|au|to|and|et)\s(?:(?P<n2>{_DAY})|(?P<nd2>\d{{1,2}})))?"
    rf"(?:\s\d{{1,2}})?(?:\s(?P<nm>{_MONTH})\b)?"
)
_WHEN = re.compile(
    rf"\b(?:(?P<night>{_NIGHT})|overnight (?:into|to)\s(?P<into>{_DAY})"
    rf"|(?:(?P<wd>{_DAY})(?:'s)?(?P<last>\s(?:dernier|passe))?,?\s(?:le\s)?)?{_NUMBERED}"
    rf"|(?P<lastbefore>last\s)?(?P<weekday>{_DAY})(?P<lastafter>\s(?:dernier|passe)\b)?"
    r"|(?P<daybefore>avant hier|the day before yesterday)|(?P<yesterday>hier|yesterday)"
    r"|(?P<morning>ce matin|this morning)"
    r"|(?P<today>aujourd'hui|today|ce soir|this evening|this afternoon|cet apres midi)"
    r"|(?P<iso>\d{4}) (?P<isom>\d{2}) (?P<isod>\d{2}))\b"
)
# A day's name, a month's or a night's: most sentences have none, and this is quick to see.
_ANCHOR = re.compile(
    rf"\b(?:{_DAY}|{_MONTH}|nuit|night|overnight|hier|yesterday|matin|morning|today|aujourd|ce soir|this|cet|"
    r"\d{4} \d\d)"
)
_SOON = timedelta(days=62)
_DAY_HALF = timedelta(hours=12)
_PLANNED = re.compile(
    r"\b(?:prevu\w*|scheduled|d'ici|by|until|jusqu'a|expected|planned)\s(?:\w+\s)?(?:pour\s|for\s|on\s|au\s)?$"
)


@dataclass(frozen=True, slots=True)
class When:
    """An interval of time, its half-width, and the folded span that says so (-1 where the text says nothing)."""

    start: datetime
    end: datetime
    precision: timedelta
    span: tuple[int, int]


def when(text: str, published: datetime, near: int, spans: list[tuple[int, int]]) -> When:
    """The time that stands nearest to an index within the first of `spans` that names one; else the publication day.

    Days are UTC days from 00:00 to 23:59:59. `published` is aware; no result lies after its day.
    """
    day = published.astimezone(UTC).date()
    for start, end in spans:
        anchor = _ANCHOR.search(text, start, end)
        if anchor is None:
            continue
        # "dans la nuit du 3 au 4 octobre" begins well before the month that gives it away.
        first = max(start, anchor.start() - 32)
        found = [made for match in _WHEN.finditer(text, first, end) if (made := _made(match, day, text))]
        if found:
            return min(found, key=lambda one: abs(one.span[0] - near))
    whole = _whole_day(day, (-1, -1))
    return When(whole.start, whole.end, timedelta(hours=24), (-1, -1))


def _made(match: re.Match[str], day: date, text: str) -> When | None:
    if _PLANNED.search(text, max(0, match.start() - 30), match.start()):
        return None
    span = match.span()
    if match["night"]:
        return _night(match, day)
    if match["into"]:
        return _night_into(_latest(_DAYS[match["into"]], day), span)
    if match["d1"] or match["d2"]:
        return _numbered(match, day)
    if match["weekday"]:
        latest = _latest(_DAYS[match["weekday"]], day)
        was_last = (match["lastbefore"] or match["lastafter"]) and latest == day
        return _whole_day(latest - timedelta(days=7 if was_last else 0), span)
    if match["iso"]:
        named = _date(int(match["iso"]), int(match["isom"]), int(match["isod"]))
        return _whole_day(named, span) if named is not None and named <= day else None
    if match["morning"]:
        return When(_at(day, time(4)), _at(day, time(12)), timedelta(hours=4), span)
    back = 2 if match["daybefore"] else 1 if match["yesterday"] else 0
    return _whole_day(day - timedelta(days=back), span)


def _numbered(match: re.Match[str], day: date) -> When | None:
    month = _MONTHS[match["m1"] or match["m2"]]
    number = int(match["d1"] or match["d2"])
    named = _dated(number, month, int(match["year"]) if match["year"] else None, day)
    if named is None:
        return None
    weekday = match["wd"]
    if weekday and _DAYS[weekday] != named.weekday():
        # The weekday is right more often than the number, and news is young.
        near = [named + timedelta(days=shift) for shift in range(-3, 4)]
        named = next((other for other in near if other.weekday() == _DAYS[weekday] and other <= day), named)
    return _whole_day(named, match.span())


def _night(match: re.Match[str], day: date) -> When | None:
    if match["n2"]:
        return _night_into(_latest(_DAYS[match["n2"]], day), match.span())
    if match["n1"]:
        return _night_into(_latest(_DAYS[match["n1"]], day) + timedelta(days=1), match.span())
    month = _MONTHS[match["nm"]] if match["nm"] else day.month
    number = int(match["nd2"] or match["nd1"])
    named = _dated(number, month, None, day)
    if named is None:
        return None
    return _night_into(named if match["nd2"] else named + timedelta(days=1), match.span())


def _night_into(morning: date, span: tuple[int, int]) -> When:
    """From six in the evening to six in the morning."""
    evening = morning - timedelta(days=1)
    return When(_at(evening, time(18)), _at(morning, time(6)), timedelta(hours=6), span)


def _latest(weekday: int, day: date) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def _dated(number: int, month: int, year: int | None, day: date) -> date | None:
    """The named day; without a year the latest one that is not after publication. None for a day soon to come."""
    if year is not None:
        named = _date(year, month, number)
        return named if named is not None and named <= day else None
    this, before = _date(day.year, month, number), _date(day.year - 1, month, number)
    if this is not None and this <= day:
        return this
    # A day of the coming weeks is a plan or a misprint, not last year's.
    return None if this is not None and this - day <= _SOON else before


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, UTC)


def _whole_day(day: date, span: tuple[int, int]) -> When:
    return When(_at(day, time()), _at(day, time(23, 59, 59)), _DAY_HALF, span)
