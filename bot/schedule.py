"""The only file that knows APScheduler. A tick rings a topic and does no work, so a late or lost one costs a pause.

Settings follow measurements: memory job store (two processes on one shared store ran half of the slots twice), UTC (no
daylight-saving surprises), coalesce and no misfire limit (the default of 1 s drops a tick after a busy second).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.ports.platform import Bus

JITTER_PART = 0.1  # of the interval: spreads feeds of one cadence over the time between polls
PHASE_LAG = timedelta(seconds=5)  # a phase-locked publisher's file is looked for this long after its full period


class Schedule:
    """Rings topics at their intervals from `start` until `stop`."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def every(self, interval: timedelta, topic: str) -> None:
        """Rings `topic` each interval, with jitter, beginning one interval from now."""
        seconds = interval.total_seconds()
        trigger = IntervalTrigger(seconds=seconds, jitter=seconds * JITTER_PART, timezone=UTC)
        self._scheduler.add_job(self._ring, trigger, args=[topic], id=topic, replace_existing=True)

    def on_the(self, period: timedelta, topic: str, now: datetime) -> None:
        """Rings `topic` right after every full period of the clock (each quarter hour for 15 minutes)."""
        first = next_full(period, now) + PHASE_LAG
        trigger = IntervalTrigger(seconds=period.total_seconds(), start_date=first, timezone=UTC)
        self._scheduler.add_job(self._ring, trigger, args=[topic], id=topic, replace_existing=True)

    async def _ring(self, topic: str) -> None:
        self._bus.ring(topic)

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Stops ticking. There is nothing to wait for: ticks do no work."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


def next_full(period: timedelta, now: datetime) -> datetime:
    """The first instant after `now` that is a whole number of periods since midnight UTC."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (((now - midnight) // period) + 1) * period
