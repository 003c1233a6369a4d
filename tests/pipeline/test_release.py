"""What is held is told together when its time has come: digests, recaps, quiet hours, cooldowns, overflow."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.delivery import DeliveryState, Gathering
from bot.domain.hold import Hold, HoldKind, hold_id
from bot.domain.ids import MuteId
from bot.domain.incident import ChangeKind, Severity, Standing
from bot.domain.matcher import EVERYTHING
from bot.domain.mute import Mute
from bot.domain.wallclock import Period, Quiet, Schedule
from bot.routing.mute import hold_of
from tests.pipeline.told import HOUR, MINUTE, happens, incident, revised, settings, somewhere, subscribe, walk

DAILY = Schedule(period=Period.DAILY, minute=20 * 60)  # the tests begin at 13:00 UTC
HERE = somewhere().key


def titles(screen, to=HERE):
    keys = [key for key, _ in screen.there.get(to, ())]
    return [card.title for key, card in screen.posts if key in keys]


def shown(screen, to=HERE):
    keys = [key for key, _ in screen.there.get(to, ())]
    return [str(card) for key, card in screen.posts if key in keys]


async def gatherings(app, screen, to=HERE):
    async with app.desk.store.read() as tx:
        rows = [await tx.outbox.get(key) for key, _ in screen.there.get(to, ())]
        return [(one, await tx.outbox.parts(one.id)) for one in rows if one and isinstance(one.about, Gathering)]


async def test_a_digest_comes_at_its_time_with_everything_since_the_last_one(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock, digest=DAILY)
        made = [incident(name, clock, town) for name, town in (("a", "Kidal"), ("b", "Gao"), ("c", "Gao"))]
        for one in made:
            await happens(app, clock, one)
        await walk(app)
        assert HERE not in screen.there
        clock.set(clock.now() + 7 * HOUR)
        await walk(app)
        ((_, parts),) = await gatherings(app, screen)
        assert {part.about.incident for part in parts} == {one.id for one in made}
        assert all(one.id in shown(screen)[0] for one in made)
        # The next day without news: nothing is told, and the day after it works again.
        clock.set(clock.now() + 24 * HOUR)
        await walk(app)
        await happens(app, clock, incident("d", clock))
        await walk(app)
        assert len(titles(screen)) == 1
        clock.set(clock.now() + 24 * HOUR)
        await walk(app)
        assert [len(parts) for _, parts in await gatherings(app, screen)] == [3, 1]


async def test_an_empty_digest_is_one_line_where_it_was_wished_so(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock, digest=DAILY, tell_empty=True)
        await walk(app)
        clock.set(clock.now() + 7 * HOUR)
        await walk(app)
        assert len(titles(screen)) == 1


async def test_a_mute_ends_with_a_recap_even_of_nothing_and_standing_messages_are_up_to_date_again(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock)
        one = incident("a", clock)
        await happens(app, clock, one)
        await walk(app)
        mute = Mute(id=MuteId("m"), destination=somewhere(), label="everything", matcher=EVERYTHING,
                    since=clock.now(), until=clock.now() + HOUR, by="u1", breaks_through=Severity.CRITICAL)  # fmt: skip
        async with app.desk.store.write() as tx:
            await tx.mutes.add(mute)
            await tx.holds.put([hold_of(mute)])
        graver = revised(one, clock, standing=Standing.CORROBORATED)
        await happens(app, clock, graver, kind=ChangeKind.PROMOTED, fields=("standing",))
        await happens(app, clock, incident("b", clock))
        await happens(app, clock, incident("c", clock), severity=Severity.CRITICAL)
        await walk(app)
        assert len(screen.there[HERE]) == 2  # only the critical one came through
        clock.set(clock.now() + HOUR)
        await walk(app)
        ((recap, parts),) = await gatherings(app, screen)
        assert recap.about.hold.kind is HoldKind.MUTE
        assert {part.about.change.incident.id for part in parts} == {one.id, incident("b", clock).id}
        first = screen.there[HERE][0][1].ref
        assert first in [ref for ref, _ in screen.edits]
        async with app.desk.store.read() as tx:
            told = await tx.outbox.standing([(somewhere(), one.id)])
        assert told[HERE, one.id].change.incident.standing is Standing.CORROBORATED


async def test_a_mute_set_while_a_digest_gathers_keeps_its_news_out_of_it(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock, digest=DAILY)
        await happens(app, clock, incident("a", clock))
        await walk(app)
        mute = Mute(id=MuteId("m"), destination=somewhere(), label="everything", matcher=EVERYTHING,
                    since=clock.now(), until=clock.now() + 9 * HOUR, by="u1")  # fmt: skip
        async with app.desk.store.write() as tx:
            await tx.mutes.add(mute)
            await tx.holds.put([hold_of(mute)])
        clock.set(clock.now() + 7 * HOUR)
        await walk(app)
        assert titles(screen) == []
        clock.set(clock.now() + 2 * HOUR)
        await walk(app)
        ((recap, parts),) = await gatherings(app, screen)
        assert (recap.about.hold.kind, len(parts)) == (HoldKind.MUTE, 1)


async def test_quiet_hours_end_with_one_summary_and_a_single_thing_is_told_as_itself(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock)
        await settings(app, quiet=Quiet(from_minute=12 * 60, to_minute=18 * 60))
        one = incident("a", clock)
        await happens(app, clock, one)
        await happens(app, clock, incident("b", clock))
        await happens(app, clock, incident("c", clock), severity=Severity.CRITICAL)
        await happens(app, clock, revised(one, clock), kind=ChangeKind.REVISED, fields=("killed",))
        await walk(app)
        assert len(titles(screen)) == 1
        clock.set(clock.now() + 5 * HOUR)
        await walk(app)
        ((summary, parts),) = await gatherings(app, screen)
        assert summary.about.hold.kind is HoldKind.QUIET
        assert {part.about.incident for part in parts} == {one.id, incident("b", clock).id}
        clock.set(clock.now() + 23 * HOUR)
        alone = incident("d", clock)
        await happens(app, clock, alone)
        await walk(app)
        clock.set(clock.now() + HOUR)
        await walk(app)
        assert len(await gatherings(app, screen)) == 1
        async with app.desk.store.read() as tx:
            (row,) = await tx.outbox.of(somewhere(), alone.id)
        assert row.state is DeliveryState.SENT


async def test_what_was_told_meanwhile_is_not_told_again_in_the_summary(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock)
        await settings(app, quiet=Quiet(from_minute=12 * 60, to_minute=18 * 60))
        one = incident("a", clock)
        await happens(app, clock, one)
        await walk(app)
        await happens(app, clock, revised(one, clock), kind=ChangeKind.REVISED, fields=("killed",),
                      severity=Severity.CRITICAL)  # fmt: skip
        await walk(app)
        assert len(titles(screen)) == 1
        clock.set(clock.now() + 5 * HOUR)
        await walk(app)
        assert len(titles(screen)) == 1
        assert await gatherings(app, screen) == []


async def test_a_cooldown_gathers_more_of_the_same_rule_and_region(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock)
        await settings(app, cooldown=HOUR)
        for name, town in (("a", "Kidal"), ("b", "Tessalit"), ("c", "Aguelhok"), ("d", "Gao")):
            await happens(app, clock, incident(name, clock, town))
        await walk(app)
        assert len(titles(screen)) == 2  # Kidal's region and Gao's
        clock.set(clock.now() + HOUR)
        await walk(app)
        ((summary, parts),) = await gatherings(app, screen)
        assert (summary.about.hold.kind, len(parts)) == (HoldKind.COOLDOWN, 2)


async def test_beyond_the_cap_one_message_grows_and_nothing_is_lost(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock)
        await settings(app, cap=6)
        made = []
        for minute in range(20):
            made.append(incident(f"i{minute}", clock))
            await happens(app, clock, made[-1])
            await walk(app)
            clock.set(clock.now() + MINUTE)
        clock.set(clock.now() + 10 * MINUTE)
        await walk(app)
        ((grown, _),) = await gatherings(app, screen)
        assert grown.about.hold.kind is HoldKind.OVERFLOW
        assert len(screen.there[HERE]) == 5  # four one by one, and the one that grew
        single = len(titles(screen)) - 1
        async with app.desk.store.read() as tx:
            rows = [row for one in made for row in await tx.outbox.of(somewhere(), one.id)]
        assert single == sum(row.state is DeliveryState.SENT for row in rows) == 4
        assert sum(row.state is DeliveryState.FOLDED for row in rows) == 16
        ref = next(receipt.ref for key, receipt in screen.there[HERE] if key == grown.id)
        # It grows less and less often: it tells everything again each time.
        assert 3 <= len([edited for edited, _ in screen.edits if edited == ref]) <= 8
        assert "i19" in made[-1].id or made[-1].id in str([card for edited, card in screen.edits if edited == ref][-1])


async def test_after_an_outage_a_channel_gets_no_more_than_its_cap_at_once(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock)
        await settings(app, cap=8)
        alive = dict(app.deliver._platforms)
        app.deliver._platforms = {}
        made = []
        for hour in range(5):
            for number in range(5):
                made.append(incident(f"i{hour}.{number}", clock))
                await happens(app, clock, made[-1])
            await walk(app)
            clock.set(clock.now() + HOUR)
        app.deliver._platforms = alive
        clock.set(clock.now() + HOUR)
        for _ in range(4):
            await walk(app)
            clock.set(clock.now() + 5 * MINUTE)
        assert len(screen.there[HERE]) <= 8
        async with app.desk.store.read() as tx:
            rows = [row for one in made for row in await tx.outbox.of(somewhere(), one.id)]
        assert {row.state for row in rows} == {DeliveryState.SENT, DeliveryState.FOLDED}


async def test_a_weekly_scorecard_comes_on_monday_to_channels_that_were_told_anything(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock)
        silent = somewhere("silent")
        await subscribe(app, clock, silent, min_severity=Severity.CRITICAL)
        await happens(app, clock, incident("a", clock))
        await walk(app)
        clock.set(clock.now() + timedelta(days=1, hours=20))  # from Saturday noon to Monday morning
        await walk(app)
        assert len(screen.there[HERE]) == 2
        assert silent.key not in screen.there
        clock.set(clock.now() + timedelta(days=7))
        await walk(app)
        assert len(screen.there[HERE]) == 2


async def test_a_hold_of_a_digest_that_nobody_wants_any_more_ends_without_a_message(world):
    async with world() as (app, screen, clock):
        one = await subscribe(app, clock, digest=DAILY)
        await happens(app, clock, incident("a", clock))
        await walk(app)
        async with app.desk.store.write() as tx:
            assert await tx.subscriptions.remove(somewhere(), one.id)
        clock.set(clock.now() + 30 * HOUR)
        await walk(app)
        assert HERE not in screen.there
        async with app.desk.store.read() as tx:
            hold = hold_id(somewhere(), HoldKind.DIGEST, one.id)
            assert await tx.holds.get(hold) is None
            assert await tx.outbox.held(hold) == []


async def test_a_hold_that_is_unknown_to_every_rule_of_time_is_simply_over(world):
    async with world() as (app, screen, clock):
        stray = Hold(id=hold_id(somewhere(), HoldKind.QUIET, "x"), kind=HoldKind.QUIET, destination=somewhere(),
                     key="x", since=clock.now(), until=clock.now())  # fmt: skip
        async with app.desk.store.write() as tx:
            await tx.holds.put([stray])
        await walk(app)
        async with app.desk.store.read() as tx:
            assert await tx.holds.get(stray.id) is None
        assert HERE not in screen.there


async def test_a_digest_tells_that_what_it_told_before_was_taken_back(world):
    async with world() as (app, screen, clock):
        await subscribe(app, clock, digest=DAILY)
        one = incident("a", clock)
        await happens(app, clock, one)
        await walk(app)
        clock.set(clock.now() + 7 * HOUR)
        await walk(app)
        back = revised(one, clock, standing=Standing.RETRACTED)
        await happens(app, clock, back, kind=ChangeKind.RETRACTED, fields=("standing",))
        await walk(app)
        clock.set(clock.now() + 24 * HOUR)
        await walk(app)
        first, second = shown(screen)
        assert "Retracted" not in first
        assert "Retracted" in second
