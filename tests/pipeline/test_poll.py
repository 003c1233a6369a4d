"""A feed is polled politely; what its publisher does wrong stays with that feed."""

from datetime import timedelta

import pytest

from bot.domain.health import SourceState
from tests.fakes.publisher import page, versioned
from tests.pipeline.conftest import HANDOVER, feed, poll_all


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
