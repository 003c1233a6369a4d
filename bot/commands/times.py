"""What people type for times of day, quiet hours, moments of digests and time zones, in both languages.

Each reader gives the value or raises Misspelt; each `spelt_…` writes a value as its reader reads it back. Pure but for
the list of zones. Must not know which command asks, nor what the value is for.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

from bot.cards.hours import clock
from bot.cards.phrases import msgid
from bot.commands.spelling import OFF, OFFERED, Misspelt, folded
from bot.domain.wallclock import DAY_MINUTES, Period, Quiet, Schedule

DIGEST_MINUTE = 7 * 60  # read with the first coffee, before the first meeting
USUAL_QUIET = "22:00-06:00"

_CLOCK = re.compile(r"(?<![a-z0-9])(\d{1,3})\s*(?:[:.h]\s*(\d{2})|h)?\s*(am|pm)?(?![a-z0-9])", re.ASCII)
_WORD = re.compile(r"[a-z]+")
_BETWEEN = re.compile(r"[\s@:;,/'’–—-]*")
OFFSET = re.compile(r"(?:utc|gmt) ?([+-]) ?(\d{1,2})(?::?00)?", re.ASCII)
_PERIODS: Mapping[str, Period] = {
    **dict.fromkeys(("hourly", "hour", "hours", "heure", "heures", "horaire"), Period.HOURLY),
    **dict.fromkeys(("daily", "day", "days", "jour", "jours", "quotidien", "quotidienne", "journalier"), Period.DAILY),
    **dict.fromkeys(("weekly", "week", "weeks", "semaine", "semaines", "hebdo", "hebdomadaire"), Period.WEEKLY),
}
_FILLERS = frozenset("every each at on the o clock chaque tous toutes les le la a par un une".split())
_DAYS = (
    ("mon", "monday", "mondays", "lun", "lundi", "lundis"),
    ("tue", "tues", "tuesday", "tuesdays", "mar", "mardi", "mardis"),
    ("wed", "wednesday", "wednesdays", "mer", "mercredi", "mercredis"),
    ("thu", "thur", "thurs", "thursday", "thursdays", "jeu", "jeudi", "jeudis"),
    ("fri", "friday", "fridays", "ven", "vendredi", "vendredis"),
    ("sat", "saturday", "saturdays", "sam", "samedi", "samedis"),
    ("sun", "sunday", "sundays", "dim", "dimanche", "dimanches"),
)
_WEEKDAYS: Mapping[str, int] = {word: number for number, words in enumerate(_DAYS) for word in words}
_AT_ONCE = frozenset(("instant", "now", "at once", "immediate", "immediat", "tout de suite"))

# Words that may follow a typed value and still belong to it: "digest=daily 07:30", "quiet=22h - 6h".
_TIME_OF_DAY = r"\d{1,2}(?:[:h]\d{0,2})?(?:am|pm)?"
MORE_OF_A_SCHEDULE = rf"{'|'.join(_WEEKDAYS)}|at|à|@|{_TIME_OF_DAY}"
MORE_OF_QUIET_HOURS = rf"-|–|to|à|until|{_TIME_OF_DAY}"


def quiet(text: str) -> tuple[int, int] | None:
    """Daily hours as minutes from local midnight: "22:00-06:00", "22h-6h", "10pm to 6am"; None for "off"."""
    said = folded(text)
    if said in OFF:
        return None
    clocks, words = _taken_apart(said)
    minutes = [_minute(clock) for clock in clocks]
    look = msgid("Quiet hours look like 22:00-06:00; “off” ends them.")
    if len(minutes) != 2 or not set(words) <= {"from", "to", "until", "till", "de", "a", "jusqu"}:
        raise Misspelt(text, look, [USUAL_QUIET])
    first, last = minutes
    if first is None or last is None:
        hours = [f"{min(int(hour), 23):02}:{min(int(minute or 0), 59):02}" for hour, minute, _ in clocks]
        raise Misspelt(text, look, ["-".join(hours) if hours[0] != hours[1] else USUAL_QUIET])
    if first == last:
        raise Misspelt(text, msgid("Quiet hours must end at another time than they begin."), [USUAL_QUIET])
    return first, last


def spelt_quiet(hours: Quiet | None) -> str:
    """ "22:00-06:00"; "off" for none."""
    return "off" if hours is None else f"{clock(hours.from_minute)}-{clock(hours.to_minute)}"


def schedule(text: str) -> Schedule | None:
    """When a digest is made: "hourly:15", "daily 07:30", "weekly mon", "chaque lundi à 7h30"; None for "off".

    Without a time it is 07:00 of the local clock, without a day Monday, without a minute the full hour.
    """
    said = folded(text)
    if said in OFF or said in _AT_ONCE:
        return None
    read = _schedule(said)
    if read is None:
        look = msgid("A digest looks like hourly:15, daily@07:30 or weekly@mon@07:30; “off” means at once.")
        raise Misspelt(text, look, [_near_schedule(said)])
    return read


def _schedule(said: str) -> Schedule | None:
    clocks, words = _taken_apart(said)
    periods = [_PERIODS[word] for word in words if word in _PERIODS]
    days = [_WEEKDAYS[word] for word in words if word in _WEEKDAYS]
    if not set(words) <= _PERIODS.keys() | _WEEKDAYS.keys() | _FILLERS or max(len(periods), len(days), len(clocks)) > 1:
        return None
    if not (periods or days or clocks):
        return None
    period = periods[0] if periods else Period.WEEKLY if days else Period.DAILY
    if days and period is not Period.WEEKLY:
        return None
    if period is Period.HOURLY:
        hour, past, half = clocks[0] if clocks else ("0", "", "")
        return None if past or half or int(hour) > 59 else Schedule(period=period, minute=int(hour))
    minute = _minute(clocks[0]) if clocks else DIGEST_MINUTE
    return None if minute is None else Schedule(period=period, minute=minute, weekday=days[0] if days else 0)


def _near_schedule(said: str) -> str:
    """The schedule with every word replaced by the nearest that means something; or else a daily one."""
    known = [*_PERIODS, *_WEEKDAYS, *_FILLERS]
    mended = _WORD.sub(lambda word: next(iter(difflib.get_close_matches(word[0], known, n=1)), ""), said)
    read = _schedule(mended) or _schedule(_CLOCK.sub("", mended))
    return spelt_schedule(read or Schedule(period=Period.DAILY, minute=DIGEST_MINUTE))


def spelt_schedule(when: Schedule | None) -> str:
    """ "hourly:15", "daily@07:30", "weekly@mon@07:30"; what goes without saying is left out; "off" for none."""
    if when is None:
        return "off"
    if when.period is Period.HOURLY:
        return f"hourly:{when.minute:02}" if when.minute else "hourly"
    day = f"@{_DAYS[when.weekday][0]}" if when.period is Period.WEEKLY and when.weekday else ""
    return f"{when.period.value}{day}{f'@{clock(when.minute)}' if when.minute != DIGEST_MINUTE else ''}"


def _taken_apart(said: str) -> tuple[list[tuple[str, str, str]], list[str]]:
    """The times of day and the words; a sign that belongs to neither is a word that means nothing."""
    clocks = _CLOCK.findall(said)
    rest = _CLOCK.sub(" ", said)
    odd = [] if _BETWEEN.fullmatch(_WORD.sub("", rest)) else ["?"]
    return clocks, [*_WORD.findall(rest), *odd]


def _minute(found: tuple[str, str, str]) -> int | None:
    """The minute of the day that a clock shows; None where no clock shows it. 24:00 is midnight."""
    hour, minute, half = int(found[0]), int(found[1] or 0), found[2]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    of_day = 60 * hour + minute
    return of_day % DAY_MINUTES if minute < 60 and of_day <= DAY_MINUTES else None


def zone(text: str) -> str:
    """The IANA name of a time zone: "africa/bamako", "Bamako" and "New York" are enough, and so is "UTC+3"."""
    said = folded(text)
    exact, loose = _zones()
    if said in exact:
        return exact[said]
    offset = OFFSET.fullmatch(said)
    if offset is not None:
        # The names of these zones count towards the west.
        turned = "-" if offset[1] == "+" else "+"
        if (name := f"etc/gmt{turned}{int(offset[2])}") in exact:
            return exact[name] if int(offset[2]) else "UTC"
    key = _letters(said)
    if key in loose:
        return loose[key]
    near = dict.fromkeys(loose[one] for one in difflib.get_close_matches(key, loose, n=OFFERED, cutoff=0.7))
    raise Misspelt(text, msgid("A time zone looks like Africa/Bamako, Europe/Paris or UTC."), near)


@cache
def _zones() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Every zone by its name, and by the letters of its whole name or of its city."""
    names = sorted(available_timezones() - {"localtime", "Factory"}, key=lambda name: (len(name), name))
    places = [name for name in names if not name.startswith("Etc/")]
    loose: dict[str, str] = {}
    for name in places:
        for spelling in (name, name.rpartition("/")[2]):
            loose.setdefault(_letters(spelling.casefold()), name)
    return {name.casefold(): name for name in names}, loose


def _letters(said: str) -> str:
    return "".join(letter for letter in said if letter.isalnum())
