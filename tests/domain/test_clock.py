"""Aware times only, and clocks that never run back."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clock import SteppedClock, SystemClock, utc

NOON = datetime(2023, 11, 14, 12, 0, tzinfo=UTC)
zones = [UTC, *map(ZoneInfo, ("Africa/Bamako", "Asia/Kathmandu", "Europe/Paris", "Pacific/Kiritimati"))]
instants = st.datetimes(timezones=st.sampled_from(zones)).filter(lambda instant: 1 < instant.year < 9999)


class Nowhere(tzinfo):
    """A zone that does not know its offset: Python counts such a datetime as naive."""

    def utcoffset(self, dt):
        return None

    def dst(self, dt):
        return None


@pytest.mark.parametrize("zone", [None, Nowhere()], ids=["no zone", "a zone without an offset"])
def test_a_naive_time_is_refused_with_the_time_in_the_message(zone):
    with pytest.raises(ValueError, match="naive datetime 2023-11-14T12:00:00"):
        utc(datetime(2023, 11, 14, 12, 0, tzinfo=zone))


def test_a_time_of_another_zone_becomes_the_same_instant_in_utc():
    new_york = datetime(2023, 11, 14, 7, 0, tzinfo=ZoneInfo("America/New_York"))
    assert utc(new_york).isoformat() == "2023-11-14T12:00:00+00:00"
    assert utc(NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))).isoformat() == "2023-11-14T12:00:00+00:00"


@given(instants)
def test_utc_keeps_the_instant_and_has_no_offset(instant):
    assert utc(instant) == instant.astimezone(UTC)
    assert utc(instant).tzinfo is UTC


def test_a_stepped_clock_stands_still_until_it_is_set():
    clock = SteppedClock(NOON)
    assert (clock.now(), clock.now()) == (NOON, NOON)
    clock.set(NOON + timedelta(hours=1))
    assert clock.now() == NOON + timedelta(hours=1)


def test_a_stepped_clock_starts_and_steps_in_utc():
    clock = SteppedClock(NOON.astimezone(ZoneInfo("Africa/Johannesburg")))
    assert clock.now().tzinfo is UTC
    clock.set((NOON + timedelta(days=1)).astimezone(ZoneInfo("Asia/Tokyo")))
    assert clock.now().isoformat() == "2023-11-15T12:00:00+00:00"


@given(st.lists(instants, min_size=1, max_size=8))
def test_a_stepped_clock_never_goes_back(steps):
    clock = SteppedClock(steps[0])
    for step in steps:
        before = clock.now()
        clock.set(step)
        assert clock.now() >= before
    assert clock.now() == max(step.astimezone(UTC) for step in steps)


def test_a_stepped_clock_refuses_naive_times():
    naive = datetime(2023, 11, 14)  # noqa: DTZ001 - the naive time is what is tested
    with pytest.raises(ValueError, match="naive"):
        SteppedClock(naive)
    clock = SteppedClock(NOON)
    with pytest.raises(ValueError, match="naive"):
        clock.set(naive)
    assert clock.now() == NOON


def test_the_system_clock_tells_the_present_in_utc():
    before = datetime.now(UTC)
    told = SystemClock().now()
    assert told.tzinfo is UTC
    assert before <= told <= datetime.now(UTC)
