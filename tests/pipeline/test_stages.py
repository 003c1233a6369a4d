"""From a payload to a message: once each, in order, whatever is repeated or fails on the way."""

from datetime import timedelta

from bot.domain.errors import Busy, Refused, Uncertain
from bot.domain.ids import PayloadId, SourceId
from bot.domain.incident import Standing
from bot.domain.report import Payload
from tests.fakes.publisher import page
from tests.pipeline.conftest import COPY, HANDOVER, NOW, Screen, feed, poll_all


async def walk(app):
    await poll_all(app)
    await app.drain()


async def test_one_report_becomes_one_message_that_names_place_and_kind(world, publisher):
    publisher["/reuters"] = page(feed(HANDOVER))
    async with world() as (app, screen, _):
        await walk(app)
    assert len(screen.posts) == 1
    assert "Tessalit" in screen.posts[0][1].title


async def test_the_same_download_twice_tells_nothing_new(world, publisher):
    publisher["/reuters"] = page(feed(HANDOVER))
    async with world() as (app, screen, _):
        await walk(app)
        publisher["/reuters"] = page(feed(HANDOVER) + b"<!-- another byte, the same item -->")
        await walk(app)
    assert len(screen.posts) + len(screen.replies) == 1


async def test_a_second_outlet_joins_the_incident_and_is_told_as_news_of_its_standing(world, publisher):
    publisher["/reuters"] = page(feed(HANDOVER))
    async with world() as (app, screen, _):
        await walk(app)
        publisher["/rfi"] = page(feed(COPY))
        await walk(app)
        async with app.desk.store.read() as tx:
            incidents = await tx.incidents.recent(since=NOW - timedelta(days=9), limit=10)
    assert [incident.standing for incident in incidents] == [Standing.CORROBORATED]
    assert (len(screen.posts), len(screen.edits), len(screen.replies)) == (1, 1, 1)


async def test_every_report_is_an_event_or_a_rejection_with_a_reason(world, publisher):
    publisher["/reuters"] = page(feed(HANDOVER, ("Rain in Mopti", "It rained all day."), ("", "")))
    async with world() as (app, _, _):
        await walk(app)
        async with app.desk.store.read() as tx:
            outcomes = await tx.reports.outcomes()
    assert sum(outcomes.values()) == 3
    assert outcomes[None] == 1


async def test_a_payload_that_is_no_feed_is_kept_with_its_reason_and_the_loop_goes_on(world, publisher):
    publisher["/reuters"] = page(feed(HANDOVER))
    async with world() as (app, screen, _):
        broken = Payload(
            id=PayloadId("b"), source=SourceId("rss"), feed="rfi", url="https://x.example", content_type="text/html",
            fetched_at=NOW, body=b"<html><body>Just a moment...</body></html>",
        )  # fmt: skip
        async with app.desk.store.write() as tx:
            await tx.payloads.add(broken)
        await walk(app)
        async with app.desk.store.read() as tx:
            assert await tx.payloads.unread(10) == []
    assert len(screen.posts) == 1


async def test_a_busy_platform_gets_the_message_later_and_only_once(world, publisher):
    publisher["/reuters"] = page(feed(HANDOVER))
    screen = Screen()
    screen.faults = [Busy(timedelta(minutes=3))]
    async with world(screen) as (app, _, clock):
        await walk(app)
        assert screen.posts == []
        clock.set(clock.now() + timedelta(minutes=2))
        await app.drain()
        assert screen.posts == []
        clock.set(clock.now() + timedelta(minutes=2))
        await app.drain()
        await app.drain()
    assert len(screen.posts) == 1


async def test_a_refused_message_is_parked_and_not_tried_again(world, publisher):
    publisher["/reuters"] = page(feed(HANDOVER))
    screen = Screen()
    screen.faults = [Refused("the channel is gone")]
    async with world(screen) as (app, _, clock):
        await walk(app)
        clock.set(clock.now() + timedelta(days=2))
        await app.drain()
        async with app.desk.store.read() as tx:
            assert await tx.outbox.waiting() == 0
    assert screen.posts == []


async def test_an_uncertain_message_that_did_go_out_is_found_and_not_sent_again(world, publisher):
    publisher["/reuters"] = page(feed(HANDOVER))

    class Resets(Screen):
        async def post(self, key, destination, card, manner):
            await super().post(key, destination, card, manner)
            raise Uncertain("reset after the request was sent")

    screen = Resets()
    async with world(screen) as (app, _, clock):
        await walk(app)
        clock.set(clock.now() + timedelta(minutes=5))
        await app.drain()
        async with app.desk.store.read() as tx:
            assert await tx.outbox.waiting() == 0
    assert len(screen.posts) == 1


async def test_an_uncertain_message_that_never_went_out_is_sent_when_its_lease_has_run_out(world, publisher):
    publisher["/reuters"] = page(feed(HANDOVER))
    screen = Screen()
    screen.faults = [Uncertain("no answer")]
    async with world(screen) as (app, _, clock):
        await walk(app)
        assert screen.posts == []
        clock.set(clock.now() + timedelta(minutes=5))
        await app.drain()
    assert len(screen.posts) == 1


async def test_a_message_for_a_platform_that_is_not_running_waits(world, publisher):
    publisher["/reuters"] = page(feed(HANDOVER))
    screen = Screen()
    screen.name = "discord"
    async with world(screen) as (app, _, _):
        await walk(app)
        async with app.desk.store.read() as tx:
            assert await tx.outbox.waiting() == 1
