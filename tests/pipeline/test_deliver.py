"""One message for life: edits, news beneath it, pings only where they are due, and every fault of a platform."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.delivery import DeliveryState
from bot.domain.errors import Busy, Later, Lost, Refused, Uncertain
from bot.domain.ids import MuteId
from bot.domain.incident import ChangeKind, Severity, Standing
from bot.domain.matcher import EVERYTHING, Incidents
from bot.domain.mute import Mute
from bot.domain.subscription import direct
from tests.pipeline.conftest import Screen
from tests.pipeline.told import HOUR, MINUTE, happens, incident, revised, settings, somewhere, subscribe, walk


@pytest.fixture
async def told(world):
    """A Tocsin with one channel that heard of one incident."""
    async with world() as (app, screen, clock):
        await subscribe(app, clock, mention="r1", mention_from=Severity.HIGH)
        one = incident("a", clock)
        await happens(app, clock, one)
        await walk(app)
        screen.posts[:] = [post for post in screen.posts if post[0] in [k for k, _ in screen.there[somewhere().key]]]
        yield app, screen, clock, one


async def states(app, of, to=None):
    async with app.desk.store.read() as tx:
        return [one.state for one in await tx.outbox.of(to or somewhere(), of.id)]


async def test_minor_news_edits_the_message_and_calls_nobody(told):
    app, screen, clock, one = told
    (post,) = screen.posts
    assert screen.manners[post[0]].mention == "r1"
    await happens(app, clock, revised(one, clock), kind=ChangeKind.REVISED, fields=("place",))
    await walk(app)
    assert len(screen.posts) == 1
    here = [key for key, _ in screen.there[somewhere().key]]
    (reply,) = [key for key, _ in screen.replies if key in here]
    assert (screen.manners[reply].mention, screen.manners[reply].silent) == ("", True)


async def test_a_promotion_is_told_beneath_the_message_with_a_new_ping(told):
    app, screen, clock, one = told
    firmer = revised(one, clock, standing=Standing.CORROBORATED)
    await happens(app, clock, firmer, kind=ChangeKind.PROMOTED, fields=("standing",))
    await walk(app)
    reply = next(key for key, _ in screen.replies if key in [k for k, _ in screen.there[somewhere().key]])
    assert screen.manners[reply].mention == "r1"


async def test_without_threads_minor_news_only_edits(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock, threads=False)
        one = incident("a", clock)
        await happens(app, clock, one)
        await walk(app)
        await happens(app, clock, revised(one, clock), kind=ChangeKind.REVISED, fields=("place",))
        await walk(app)
        here = [key for key, _ in screen.there[somewhere().key]]
        assert [key for key, _ in screen.replies if key in here] == []
        receipts = [receipt.ref for _, receipt in screen.there[somewhere().key]]
        assert [ref for ref, _ in screen.edits if ref in receipts] == receipts


async def test_a_message_that_a_person_deleted_is_posted_anew_with_the_next_news_and_says_so(told):
    app, screen, clock, one = told
    (_, receipt), *_ = screen.there[somewhere().key]
    await screen.remove(somewhere(), receipt)
    changed = revised(one, clock)
    await happens(app, clock, changed, kind=ChangeKind.REVISED, fields=("killed",))
    await walk(app)
    assert len(screen.there[somewhere().key]) == 1
    text = str(screen.posts[-1][1])
    assert "deleted" in text
    # From then on the new message is the one that is edited.
    await happens(app, clock, revised(changed, clock), kind=ChangeKind.REVISED, fields=("place",))
    await walk(app)
    assert screen.there[somewhere().key][0][1].ref in [ref for ref, _ in screen.edits]


async def test_a_doubtful_try_that_posted_anew_is_found_and_edited_from_then_on(told):
    app, screen, clock, one = told
    (_, receipt), *_ = screen.there[somewhere().key]
    await screen.remove(somewhere(), receipt)
    posted = screen.post

    async def processed_then_reset(key, destination, card, manner):
        await posted(key, destination, card, manner)
        screen.post = posted
        raise Uncertain("reset")

    screen.post = processed_then_reset
    await happens(app, clock, revised(one, clock), kind=ChangeKind.REVISED, fields=("killed",))
    for _ in range(3):
        await walk(app)
        clock.set(clock.now() + MINUTE)
    assert len(screen.there[somewhere().key]) == 1
    assert await states(app, one) == [DeliveryState.SENT] * 2


async def test_a_channel_that_is_gone_rests_and_its_maker_is_told_once(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock)
        screen.faults = [None, Lost("unknown channel")]  # the terminal hears first: its key sorts before
        one, two = incident("a", clock), incident("b", clock)
        await happens(app, clock, one)
        await happens(app, clock, two)
        await walk(app)
        async with app.desk.store.read() as tx:
            lost = [to for to in (somewhere(),) if (await tx.channels.get(to)).suspended]
            assert await tx.outbox.waiting() == 0
        if not lost:
            pytest.fail("the fault did not meet the channel that was meant")
        assert await states(app, one) == [DeliveryState.PARKED]
        letters = screen.there[direct(somewhere(), "u1").key]
        assert len(letters) == 1
        # What happens while it rests is not kept for it; resumed, it hears of what comes then.
        await happens(app, clock, incident("c", clock))
        await walk(app)
        assert somewhere().key not in screen.there
        await settings(app, suspended="", suspended_at=None)
        await happens(app, clock, incident("d", clock))
        await walk(app)
        assert len(screen.there[somewhere().key]) == 1


async def test_a_mute_that_came_while_the_news_waited_holds_it(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock)
        one = incident("a", clock)
        screen.faults = [Busy(10 * MINUTE), Busy(10 * MINUTE)]
        await happens(app, clock, one)
        await walk(app)
        async with app.desk.store.write() as tx:
            await tx.mutes.add(
                Mute(id=MuteId("m"), destination=somewhere(), label="it", matcher=Incidents(ids=frozenset({one.id})),
                     since=clock.now(), until=clock.now() + HOUR, by="u1")
            )  # fmt: skip
        clock.set(clock.now() + 20 * MINUTE)
        await walk(app)
        assert await states(app, one) == [DeliveryState.HELD]


async def test_a_refused_message_is_parked_and_can_be_sent_again_by_an_operator(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock)
        one = incident("a", clock)
        screen.faults = [Refused("too long"), Refused("too long")]
        await happens(app, clock, one)
        await walk(app)
        async with app.desk.store.write() as tx:
            parked = await tx.outbox.parked(10)
            assert {each.reason for each in parked} == {"too long"}
            assert await tx.outbox.resend([each.id for each in parked], clock.now()) == len(parked)
        await walk(app)
        assert await states(app, one) == [DeliveryState.SENT]


async def test_retries_double_with_jitter_and_never_come_sooner_than_the_platform_asks(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock, min_severity=Severity.LOW)
        one = incident("a", clock)
        await happens(app, clock, one, severity=Severity.LOW)  # below what the screen asks for
        waits = []
        for asked in (0, 0, 0, 600, 0):
            screen.faults = [Busy(timedelta(seconds=asked))]
            before = clock.now()
            await walk(app)
            async with app.desk.store.read() as tx:
                (row,) = await tx.outbox.of(somewhere(), one.id)
            waits.append((row.next_at - before).total_seconds())
            clock.set(row.next_at)
        assert all(low <= wait <= high for wait, (low, high) in zip(
            waits, [(3.75, 6.25), (7.5, 12.5), (15, 25), (600, 600), (60, 100)], strict=True
        ))  # fmt: skip


async def test_who_was_told_when_there_is_a_place_comes_then_however_often_that_is(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock, min_severity=Severity.LOW)
        one = incident("a", clock)
        await happens(app, clock, one, severity=Severity.LOW)  # below what the screen asks for
        for seconds in (3, 1, 240):
            screen.faults = [Later(timedelta(seconds=seconds))]
            before = clock.now()
            await walk(app)
            async with app.desk.store.read() as tx:
                (row,) = await tx.outbox.of(somewhere(), one.id)
            assert (row.state, row.next_at - before) == (DeliveryState.PENDING, timedelta(seconds=seconds))
            clock.set(row.next_at)
        await walk(app)
        assert await states(app, one) == [DeliveryState.SENT]


async def test_a_second_copy_that_turns_up_later_is_removed(world):
    class Late(Screen):
        """Processes a request long after the client gave up."""

        late = None

        async def post(self, key, destination, card, manner):
            if destination == somewhere() and self.late is None:
                self.late = key, destination, card, manner
                raise Uncertain("no answer")
            return await super().post(key, destination, card, manner)

    async with world(Late()) as (app, screen, clock):
        await subscribe(app, clock)
        one = incident("a", clock)
        await happens(app, clock, one)
        await walk(app)
        clock.set(clock.now() + MINUTE)
        await walk(app)
        await Screen.post(screen, *screen.late)
        assert len(screen.there[somewhere().key]) == 2
        clock.set(clock.now() + 6 * MINUTE)
        await walk(app)
        assert len(screen.there[somewhere().key]) == 1


async def test_what_a_dead_sender_had_claimed_is_taken_over_at_once_and_asked_for(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock)
        one = incident("a", clock)
        await happens(app, clock, one)
        while await app.dispatch.step():
            pass
        claimed = await app.deliver._claim(10)  # a sender that dies before it sends
        assert claimed
        await walk(app)
        assert somewhere().key not in screen.there
        await app.deliver.take_over()
        await walk(app)
        assert len(screen.there[somewhere().key]) == 1


async def test_everything_subscribed_twice_over_is_one_message(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock)
        await subscribe(app, clock, id="s2", min_severity=Severity.HIGH, matcher=EVERYTHING)
        await happens(app, clock, incident("a", clock))
        await walk(app)
        assert len(screen.there[somewhere().key]) == 1
