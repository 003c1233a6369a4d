"""Quiet hours, moments of digests and time zones as people type them, in both languages."""

from __future__ import annotations

from contextlib import suppress
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import times
from bot.commands.spelling import Misspelt
from bot.domain.wallclock import Period, Quiet, Schedule

MINUTES = st.integers(min_value=0, max_value=24 * 60 - 1)
SCHEDULES = st.one_of(
    st.builds(Schedule, period=st.just(Period.HOURLY), minute=st.integers(0, 59)),
    st.builds(Schedule, period=st.just(Period.DAILY), minute=MINUTES),
    st.builds(Schedule, period=st.just(Period.WEEKLY), minute=MINUTES, weekday=st.integers(0, 6)),
)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("22:00-06:00", (1320, 360)),
        ("22h-6h", (1320, 360)),
        ("22-6", (1320, 360)),
        ("22h30 - 6h15", (1350, 375)),
        ("22:00–06:00", (1320, 360)),
        ("10pm to 6am", (1320, 360)),
        ("12am-12pm", (0, 720)),
        ("de 22h à 6h", (1320, 360)),
        ("13.00-14.30", (780, 870)),
        ("22:00-24:00", (1320, 0)),
        ("off", None),
        ("aucune", None),
    ],
)
def test_quiet_hours_are_read_as_minutes_from_midnight(typed: str, hours: tuple[int, int] | None) -> None:
    assert times.quiet(typed) == hours


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("25:00-06:00", "23:00-06:00"),
        ("22:75-06:00", "22:59-06:00"),
        ("22:00-22:00", times.USUAL_QUIET),
        ("00:00-24:00", times.USUAL_QUIET),
        ("22:00", times.USUAL_QUIET),
        ("at night", times.USUAL_QUIET),
        ("13pm-6am", "13:00-06:00"),
        ("22:00-06:00-07:00", times.USUAL_QUIET),
        ("22:00+06:00", times.USUAL_QUIET),
    ],
)
def test_quiet_hours_that_cannot_be_read_are_answered_with_the_nearest(typed: str, nearest: str) -> None:
    with pytest.raises(Misspelt) as caught:
        times.quiet(typed)

    assert caught.value.nearest == (nearest,)
    assert times.quiet(nearest) is not None


@given(MINUTES, MINUTES)
def test_quiet_hours_read_back_from_how_they_are_spelt(first: int, last: int) -> None:
    if first != last:
        assert times.quiet(times.spelt_quiet(Quiet(from_minute=first, to_minute=last))) == (first, last)


def test_no_quiet_hours_are_spelt_as_they_are_read() -> None:
    assert times.quiet(times.spelt_quiet(None)) is None


def hourly(minute: int = 0) -> Schedule:
    return Schedule(period=Period.HOURLY, minute=minute)


def daily(minute: int = 420) -> Schedule:
    return Schedule(period=Period.DAILY, minute=minute)


def weekly(weekday: int = 0, minute: int = 420) -> Schedule:
    return Schedule(period=Period.WEEKLY, minute=minute, weekday=weekday)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hourly", hourly()),
        ("hourly:15", hourly(15)),
        ("toutes les heures", hourly()),
        ("daily", daily()),
        ("daily 07:30", daily(450)),
        ("daily@7:30", daily(450)),
        ("every day at 8 o'clock", daily(480)),
        ("tous les jours à 7h", daily()),
        ("quotidien", daily()),
        ("07:30", daily(450)),
        ("weekly", weekly()),
        ("weekly mon 07:30", weekly(0, 450)),
        ("weekly@fri@18:00", weekly(4, 1080)),
        ("chaque lundi à 7h30", weekly(0, 450)),
        ("fridays", weekly(4)),
        ("hebdomadaire dim", weekly(6)),
        ("off", None),
        ("instant", None),
    ],
)
def test_the_moment_of_a_digest_is_read_in_both_languages(typed: str, meant: Schedule | None) -> None:
    assert times.schedule(typed) == meant


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("dayly", "daily"),
        ("dayly 7:30", "daily@07:30"),
        ("weekly mno 07:30", "weekly@07:30"),
        ("mondey 18h", "weekly@18:00"),
        ("daily 25:00", "daily"),
        ("daily mon", "daily"),
        ("hourly:75", "hourly"),
        ("hourly mon", "daily"),
        ("mon tue", "daily"),
        ("7:30 8:30", "daily"),
        ("every", "daily"),
        ("?", "daily"),
    ],
)
def test_a_digest_that_cannot_be_read_is_answered_with_the_nearest(typed: str, nearest: str) -> None:
    with pytest.raises(Misspelt) as caught:
        times.schedule(typed)

    assert caught.value.nearest == (nearest,)
    assert times.schedule(nearest) is not None


@given(SCHEDULES)
def test_a_schedule_reads_back_from_how_it_is_spelt(when: Schedule) -> None:
    spelt = times.spelt_schedule(when)

    assert times.schedule(spelt) == when
    assert " " not in spelt  # so that it needs no quotation marks


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Africa/Bamako", "Africa/Bamako"),
        ("africa/bamako", "Africa/Bamako"),
        ("Bamako", "Africa/Bamako"),
        ("new york", "America/New_York"),
        ("N'Djamena", "Africa/Ndjamena"),
        ("utc", "UTC"),
        ("UTC+3", "Etc/GMT-3"),
        ("utc-11", "Etc/GMT+11"),
        ("UTC+0", "UTC"),
    ],
)
def test_a_zone_is_read_by_its_name_its_city_or_its_distance_from_utc(typed: str, name: str) -> None:
    assert times.zone(typed) == name


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("Bamakoo", "Africa/Bamako"), ("Addis-Abeba", "Africa/Addis_Ababa"), ("europe/pariss", "Europe/Paris")],
)
def test_a_misspelt_zone_is_answered_with_the_nearest(typed: str, nearest: str) -> None:
    with pytest.raises(Misspelt) as caught:
        times.zone(typed)
    assert caught.value.nearest[0] == nearest


@pytest.mark.parametrize("typed", ["Mars", "", "UTC+33", "UTC+1:30"])
def test_what_is_no_zone_is_refused(typed: str) -> None:
    with pytest.raises(Misspelt):
        times.zone(typed)


@given(st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})))
def test_every_zone_is_read_by_its_own_name(name: str) -> None:
    assert times.zone(name) == name


@given(st.text(max_size=120))
def test_whatever_is_typed_is_read_or_named_as_misspelt(text: str) -> None:
    for read in (times.quiet, times.schedule, times.zone):
        with suppress(Misspelt):
            found = read(text)
            assert not isinstance(found, str) or ZoneInfo(found)
