"""Quiet hours and digests over clock changes, beside a walk that reads the wall clock minute by minute."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.domain.wallclock import DAY_MINUTES, Period, Quiet, Schedule, first_instant

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - of a wall clock, which has no zone
DAYS_AROUND = 9  # so that a week fits on either side

# Days on which a clock was put forward or back, and two zones without any.
JUMPS = {
    "Paris, on": ("Europe/Paris", date(2023, 3, 26)),
    "Paris, back": ("Europe/Paris", date(2023, 10, 29)),
    "New York, on": ("America/New_York", date(2023, 3, 12)),
    "New York, back": ("America/New_York", date(2023, 11, 5)),
    "Cairo, on at midnight": ("Africa/Cairo", date(2023, 4, 28)),
    "Cairo, back at midnight": ("Africa/Cairo", date(2023, 10, 27)),
    "Casablanca, back for Ramadan": ("Africa/Casablanca", date(2023, 3, 19)),
    "Casablanca, on": ("Africa/Casablanca", date(2023, 4, 23)),
    "Lord Howe, half an hour on": ("Australia/Lord_Howe", date(2023, 10, 1)),
    "Lord Howe, half an hour back": ("Australia/Lord_Howe", date(2023, 4, 2)),
    "Beirut, on at midnight": ("Asia/Beirut", date(2022, 3, 27)),
    "Beirut, back at midnight": ("Asia/Beirut", date(2022, 10, 30)),
    "Havana, on at midnight": ("America/Havana", date(2023, 3, 12)),
    "Havana, back to midnight": ("America/Havana", date(2023, 11, 5)),
    "Apia, a day on": ("Pacific/Apia", date(2011, 12, 30)),
    "Apia, back": ("Pacific/Apia", date(2012, 4, 1)),
    "St John's, back over midnight": ("America/St_Johns", date(2009, 11, 1)),
    "Pyongyang, half an hour on": ("Asia/Pyongyang", date(2018, 5, 5)),
    "Caracas, half an hour back": ("America/Caracas", date(2007, 12, 9)),
    "Bamako": ("Africa/Bamako", date(2023, 6, 1)),
    "Kathmandu": ("Asia/Kathmandu", date(2023, 6, 1)),
}
STEADY = ("Africa/Bamako", "Asia/Kathmandu")


class Walk:
    """What the clock of a zone shows, minute by minute, on the days around one day."""

    def __init__(self, zone: str, day: date) -> None:
        self.zone, self.there = zone, ZoneInfo(zone)
        self.start = datetime(day.year, day.month, day.day, tzinfo=UTC) - DAYS_AROUND * DAY
        count = 2 * DAYS_AROUND * DAY_MINUTES
        self.shown = [
            (there.replace(tzinfo=None) - EPOCH) // MINUTE
            for there in ((self.start + number * MINUTE).astimezone(self.there) for number in range(count))
        ]
        self.jumps = [number for number in range(1, count) if self.shown[number] != self.shown[number - 1] + 1]
        self.back = [number for number in self.jumps if self.shown[number] <= self.shown[number - 1]]

    def instant(self, number: int) -> datetime:
        return self.start + number * MINUTE

    def first(self, wanted: int) -> int:
        """The first minute at which the clock shows that much or more."""
        begin = wanted - self.shown[0] - 2 * DAY_MINUTES  # no clock here ever jumped two days
        return next(number for number in range(begin, len(self.shown)) if self.shown[number] >= wanted)

    def last(self, wanted: int) -> int:
        """The minute from which on the clock shows nothing less."""
        end = wanted - self.shown[0] + 2 * DAY_MINUTES
        return next(number for number in range(end, 0, -1) if self.shown[number - 1] < wanted)

    def near(self, chance: Random) -> int:
        """A minute of the middle days, most often one near a jump."""
        jump = chance.choice(self.jumps or [len(self.shown) // 2])
        reach = chance.choice((2, 90, 200, DAY_MINUTES))
        return jump + chance.randint(-reach, reach)

    def time_of_day(self, chance: Random) -> int:
        """A minute of the day, most often one that is jumped over, comes twice, or is near such a one."""
        if chance.random() < 0.3:
            return chance.randrange(DAY_MINUTES)
        number = chance.choice(self.jumps or [len(self.shown) // 2])
        base = chance.choice((self.shown[number - 1] + 1, self.shown[number]))
        return (base + chance.randint(-70, 70)) % DAY_MINUTES


@cache
def walk(name: str) -> Walk:
    return Walk(*JUMPS[name])


def midnight(shown: int) -> int:
    """What the clock shows at the beginning of that day."""
    return shown - shown % DAY_MINUTES


def day_of(shown: int) -> date:
    return (EPOCH + shown * MINUTE).date()


by_jump = pytest.mark.parametrize("name", JUMPS)


@by_jump
def test_the_walks_meet_the_jumps_that_they_are_about(name):
    assert bool(walk(name).jumps) is (walk(name).zone not in STEADY)
    assert bool(walk(name).back) is (" back" in name)


@by_jump
def test_a_time_of_day_is_the_first_instant_that_shows_it_or_has_jumped_over_it(name):
    walked, chance = walk(name), Random(name)
    for _ in range(100):
        wanted = midnight(walked.shown[walked.near(chance)]) + walked.time_of_day(chance)
        found = first_instant(day_of(wanted), wanted % DAY_MINUTES, walked.there)
        assert found == walked.instant(walked.first(wanted))
        assert found.tzinfo is UTC


def window_walked(walked: Walk, quiet: Quiet, number: int) -> tuple[datetime, datetime] | None:
    """The latest hours that hold a minute: from the first that shows their beginning to the last before their end."""
    length = (quiet.to_minute - quiet.from_minute) % DAY_MINUTES
    for day in range(2, -3, -1):
        begins_at = midnight(walked.shown[number]) + day * DAY_MINUTES + quiet.from_minute
        begins, ends = walked.first(begins_at), walked.last(begins_at + length)
        if begins <= number < ends:
            return walked.instant(begins), walked.instant(ends)
    return None


def hours(walked: Walk, chance: Random) -> Quiet:
    begins = walked.time_of_day(chance)
    ends = walked.time_of_day(chance)
    return Quiet(from_minute=begins, to_minute=ends if ends != begins else (begins + 1) % DAY_MINUTES)


@by_jump
def test_quiet_hours_are_those_of_the_walk(name):
    walked, chance = walk(name), Random(name)
    for _ in range(130):
        quiet, number = hours(walked, chance), walked.near(chance)
        at = walked.instant(number) + timedelta(seconds=chance.choice((0, 0, 0.000001, 59.999999)))
        assert quiet.window(at, walked.zone) == window_walked(walked, quiet, number)


@by_jump
def test_it_is_quiet_whenever_the_clock_shows_a_quiet_time_and_else_only_before_a_time_that_comes_again(name):
    walked, chance = walk(name), Random(name)
    for _ in range(130):
        quiet, number = hours(walked, chance), walked.near(chance)
        window = quiet.window(walked.instant(number), walked.zone)
        since = (walked.shown[number] - quiet.from_minute) % DAY_MINUTES
        if since < (quiet.to_minute - quiet.from_minute) % DAY_MINUTES:
            assert window is not None
        elif window is not None:
            assert any(window[0] <= walked.instant(jump) <= window[1] for jump in walked.back)


def moment_walked(walked: Walk, schedule: Schedule, number: int) -> datetime:
    """The first moment of a daily or weekly schedule after a minute."""
    for day in range(-2, 9):
        wanted = midnight(walked.shown[number]) + day * DAY_MINUTES + schedule.minute
        if schedule.period is Period.DAILY or day_of(wanted).weekday() == schedule.weekday:
            first = walked.first(wanted)
            if first > number:
                return walked.instant(first)
    raise AssertionError("a week without a moment")


@by_jump
@pytest.mark.parametrize("period", [Period.DAILY, Period.WEEKLY])
def test_a_digest_comes_when_the_walk_says(name, period):
    walked, chance = walk(name), Random(name)
    for _ in range(60):
        schedule = Schedule(period=period, minute=walked.time_of_day(chance), weekday=chance.randrange(7))
        number = walked.near(chance)
        at = walked.instant(number) + timedelta(seconds=chance.choice((0, 0, 59.5)))
        assert schedule.after(at, walked.zone) == moment_walked(walked, schedule, number)


def hour_walked(walked: Walk, minute: int, number: int) -> datetime:
    """When the clock next shows a minute of an hour, or is put over it and will not have shown it for over an hour."""
    shows = [other for other in range(number - 100, number + 200) if walked.shown[other] % 60 == minute]
    for other in range(number + 1, number + 200):
        if other in shows:
            return walked.instant(other)
        skipped = range(walked.shown[other - 1] + 1, walked.shown[other])
        if any(shown % 60 == minute for shown in skipped):
            before, after = (
                next(gen)
                for gen in ((one for one in reversed(shows) if one < other), (one for one in shows if one > other))
            )
            if after - before > 60:
                return walked.instant(other)
    raise AssertionError("three hours without a moment")


@by_jump
def test_an_hourly_digest_comes_when_the_walk_says(name):
    walked, chance = walk(name), Random(name)
    for _ in range(80):
        schedule, number = Schedule(period=Period.HOURLY, minute=chance.randrange(60)), walked.near(chance)
        at = walked.instant(number) + timedelta(seconds=chance.choice((0, 0, 0.000001, 59.5)))
        assert schedule.after(at, walked.zone) == hour_walked(walked, schedule.minute, number)


def at(zone: str, text: str) -> datetime:
    """The instant at which the clock of the zone shows that; "second" is the second coming of what comes twice."""
    shown, second, _ = text.partition(" second")
    return datetime.fromisoformat(shown).replace(tzinfo=ZoneInfo(zone), fold=bool(second)).astimezone(UTC)


@pytest.mark.parametrize(
    ("zone", "quiet", "asked", "begins", "ends"),
    [
        ("Europe/Paris", (1320, 360), "2023-03-25 23:00", "2023-03-25 22:00", "2023-03-26 06:00"),
        ("Europe/Paris", (1320, 150), "2023-03-26 00:00", "2023-03-25 22:00", "2023-03-26 03:00"),
        ("Europe/Paris", (150, 360), "2023-03-26 03:00", "2023-03-26 03:00", "2023-03-26 06:00"),
        ("Europe/Paris", (1320, 150), "2023-10-29 02:15 second", "2023-10-28 22:00", "2023-10-29 02:30 second"),
        ("Europe/Paris", (1320, 120), "2023-10-29 01:59", "2023-10-28 22:00", "2023-10-29 02:00"),
        ("Europe/Paris", (150, 360), "2023-10-29 02:00 second", "2023-10-29 02:30", "2023-10-29 06:00"),
        ("Asia/Beirut", (1380, 30), "2022-03-26 23:30", "2022-03-26 23:00", "2022-03-27 01:00"),
        ("Asia/Beirut", (1290, 1410), "2022-10-29 23:10 second", "2022-10-29 21:30", "2022-10-29 23:30 second"),
        ("Pacific/Apia", (1320, 360), "2011-12-31 02:00", "2011-12-31 00:00", "2011-12-31 06:00"),
        ("Africa/Bamako", (1320, 360), "2023-06-02 05:59", "2023-06-01 22:00", "2023-06-02 06:00"),
    ],
)  # fmt: skip
def test_quiet_hours_at_the_jumps_that_people_know(zone, quiet, asked, begins, ends):
    window = Quiet(from_minute=quiet[0], to_minute=quiet[1]).window(at(zone, asked), zone)
    assert window == (at(zone, begins), at(zone, ends))


@pytest.mark.parametrize(
    ("zone", "schedule", "asked", "moment"),
    [
        ("Europe/Paris", Schedule(period=Period.DAILY, minute=150), "2023-03-25 12:00", "2023-03-26 03:00"),
        ("Europe/Paris", Schedule(period=Period.DAILY, minute=150), "2023-10-29 02:30", "2023-10-30 02:30"),
        ("Europe/Paris", Schedule(period=Period.HOURLY, minute=15), "2023-10-29 02:15", "2023-10-29 02:15 second"),
        ("Europe/Paris", Schedule(period=Period.HOURLY, minute=15), "2023-03-26 01:15", "2023-03-26 03:15"),
        ("Australia/Lord_Howe", Schedule(period=Period.HOURLY, minute=15), "2023-10-01 01:15", "2023-10-01 02:30"),
        ("Asia/Kathmandu", Schedule(period=Period.HOURLY), "2023-06-01 12:00", "2023-06-01 13:00"),
        ("Pacific/Apia", Schedule(period=Period.WEEKLY, minute=540, weekday=4), "2011-12-29 12:00", "2011-12-31 00:00"),
    ],
)  # fmt: skip
def test_digests_at_the_jumps_that_people_know(zone, schedule, asked, moment):
    assert schedule.after(at(zone, asked), zone) == at(zone, moment)


def test_a_moment_of_a_schedule_is_followed_by_the_next_one():
    daily = Schedule(period=Period.DAILY, minute=480)
    first = daily.after(at("Africa/Bamako", "2023-06-01 00:00"), "Africa/Bamako")
    assert daily.after(first, "Africa/Bamako") == first + DAY
    assert daily.after(first - timedelta(microseconds=1), "Africa/Bamako") == first
