"""Ticks ring topics; full periods are counted from midnight UTC, whatever the zone of the asker."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.bus import LocalBus
from bot.schedule import Schedule, next_full

QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("now", "full"),
    [
        (datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC), datetime(2026, 10, 25, 1, 0, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 0, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, 15, tzinfo=UTC)),
        (datetime(2026, 12, 31, 23, 50, tzinfo=UTC), datetime(2027, 1, 1, 0, 0, tzinfo=UTC)),
        (
            datetime(2026, 5, 1, 1, 20, tzinfo=timezone(timedelta(hours=5, minutes=45))),
            datetime(2026, 4, 30, 19, 45, tzinfo=UTC),
        ),
    ],
    ids=["a second before", "on the minute", "over midnight", "another zone"],
)
def test_the_next_full_quarter_hour_is_after_now(now, full):
    assert next_full(QUARTER, now) == full


async def test_an_interval_rings_its_topic_again_and_again_until_the_schedule_stops():
    bus = LocalBus()
    schedule = Schedule(bus)
    schedule.every(timedelta(milliseconds=20), "poll:rss:rfi")
    schedule.start()
    for _ in range(3):
        assert await bus.wait("poll:rss:rfi", timedelta(seconds=5))
    schedule.stop()
    await asyncio.sleep(0)
    await bus.wait("poll:rss:rfi", timedelta(milliseconds=1))
    assert await bus.wait("poll:rss:rfi", timedelta(milliseconds=60)) is False


async def test_stopping_a_schedule_that_never_started_is_no_error():
    Schedule(LocalBus()).stop()
