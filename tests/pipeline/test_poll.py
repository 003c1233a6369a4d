"""A feed is polled politely; what its publisher does wrong stays with that feed."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.domain.health import SourceState
from bot.pipeline.poll import BURST_LENGTH, BURST_PAUSE, FIRST_BACK_OFF, LONGEST_BACK_OFF, Poller
from bot.sources import registry
from tests.fakes.publisher import in_turn, page, versioned
from tests.pipeline.conftest import COPY, HANDOVER, feed, poll_all


async def test_what_is_new_is_stored_and_what_is_not_costs_a_304(world, publisher):
    publisher["/rfi"] = publisher["/reuters"] = versioned(feed(HANDOVER))
    async with world() as (app, _, _):
        await poll_all(app)
        await poll_all(app)
        async with app.desk.store.read() as tx:
            assert len(await tx.payloads.unread(10)) == 2
    assert [request.headers.get("If-None-Match") for request in publisher.asked] == [None, None, '"v1"', '"v1"']


async def test_a_failing_feed_is_dark_with_its_reason_and_the_other_goes_on(world, publisher):
    publisher["/rfi"] = page(status=503)
    publisher["/reuters"] = page(feed(HANDOVER))
    async with world() as (app, _, _):
        health = await poll_all(app)
    assert health["rfi"].state is SourceState.DARK
    assert "503" in health["rfi"].detail
    assert health["reuters"].state is SourceState.OK


async def test_a_feed_keeps_the_time_since_which_it_is_dark_and_counts_its_failures(world, publisher):
    publisher["/rfi"] = publisher["/reuters"] = page(status=500)
    async with world() as (app, _, clock):
        first = (await poll_all(app))["rfi"]
        clock.set(clock.now() + timedelta(hours=1))
        second = (await poll_all(app))["rfi"]
    assert second.since == first.since
    assert (first.failures, second.failures) == (1, 2)


async def test_a_feed_that_is_back_has_no_failures_and_no_reason(world, publisher):
    publisher["/rfi"] = publisher["/reuters"] = page(status=500)
    async with world() as (app, _, _):
        await poll_all(app)
        publisher["/rfi"] = page(feed(HANDOVER))
        health = (await poll_all(app))["rfi"]
    assert (health.state, health.failures, health.detail) == (SourceState.OK, 0, "")


@pytest.mark.parametrize(("failures", "least", "most"), [(1, 22, 38), (2, 45, 75), (4, 180, 300), (40, 2700, 4500)])
async def test_the_pause_after_failures_doubles_up_to_an_hour_with_jitter(world, publisher, failures, least, most):
    publisher["/rfi"] = page(status=500)
    async with world() as (app, _, _):
        poller = next(poller for name, poller in app.pollers if name.name == "rfi")
        for _ in range(failures):
            health, _ = await poller.poll()
        pause = poller.pause(health)
    assert least <= pause.total_seconds() <= most


async def test_the_publishers_own_retry_after_is_obeyed(world, publisher):
    publisher["/rfi"] = page(status=429, headers={"Retry-After": "7200"})
    async with world() as (app, _, _):
        poller = next(poller for name, poller in app.pollers if name.name == "rfi")
        health, _ = await poller.poll()
        assert poller.pause(health) == timedelta(hours=2)


class Waits:
    """A bus that hears scripted ticks, moves the clock by each time-out, and ends the loop when the script is over."""

    def __init__(self, clock, *ticks):
        self.clock, self.ticks, self.asked = clock, list(ticks), []

    def ring(self, topic):
        pass

    async def wait(self, topic, timeout):  # noqa: ASYNC109 - as the Protocol names it
        self.asked.append(timeout)
        if not self.ticks:
            raise asyncio.CancelledError
        ticked = self.ticks.pop(0)
        self.clock.set(self.clock.now() + (timedelta() if ticked else timeout))
        return ticked


async def loop_of(app, clock, source, *ticks):
    """Runs the loop of one feed on scripted ticks; the waits it asked for."""
    feed, poller = next((feed, poller) for feed, poller in app.pollers if feed.name == "rfi")
    bus = Waits(clock, *ticks)
    store, http = app.desk.store, poller._http
    looped = Poller(source=source, feed=feed, store=store, http=http, bus=bus, clock=clock, chance=lambda: 0.5)
    with pytest.raises(asyncio.CancelledError):
        await looped.run()
    return bus.asked


@dataclass(frozen=True)
class PhaseLocked:
    """The rss source, as if its publisher brought a file at each full quarter of an hour."""

    source: object

    @property
    def manifest(self):
        return replace(self.source.manifest, phase_locked=True)

    async def fetch(self, http, feed, cursor, now):
        return await self.source.fetch(http, feed, cursor, now)


RSS = registry.load()["rss"]


async def test_a_healthy_feed_waits_for_its_tick(world, publisher):
    publisher["/rfi"] = page(feed(HANDOVER))
    async with world() as (app, _, clock):
        assert await loop_of(app, clock, RSS, True, True) == [LONGEST_BACK_OFF] * 3
    assert len(publisher.asked) == 3


async def test_a_failing_feed_is_asked_again_before_its_tick_with_growing_pauses(world, publisher):
    publisher["/rfi"] = page(status=500)
    async with world() as (app, _, clock):
        assert await loop_of(app, clock, RSS, False, False) == [FIRST_BACK_OFF, FIRST_BACK_OFF * 2, FIRST_BACK_OFF * 4]


async def test_a_file_that_is_due_is_looked_for_every_five_seconds_until_it_is_there(world, publisher):
    old, new = page(feed(HANDOVER)), page(feed(HANDOVER, COPY))
    publisher["/rfi"] = in_turn(old, old, old, old, new)
    async with world() as (app, _, clock):
        asked = await loop_of(app, clock, PhaseLocked(RSS), True, False, False, False)
    assert asked == [LONGEST_BACK_OFF, BURST_PAUSE, BURST_PAUSE, BURST_PAUSE, LONGEST_BACK_OFF]


async def test_a_file_that_never_comes_is_given_up_until_the_next_tick(world, publisher):
    publisher["/rfi"] = page(feed(HANDOVER))
    async with world() as (app, _, clock):
        asked = await loop_of(app, clock, PhaseLocked(RSS), True, *[False] * 200)
    assert asked.count(BURST_PAUSE) == BURST_LENGTH / BURST_PAUSE
    assert LONGEST_BACK_OFF in asked[2:]


async def test_at_the_start_nobody_is_asked_more_than_once(world, publisher):
    publisher["/rfi"] = page(feed(HANDOVER))
    async with world() as (app, _, clock):
        assert await loop_of(app, clock, PhaseLocked(RSS)) == [LONGEST_BACK_OFF]
    assert len(publisher.asked) == 1
