"""Who removes Tocsin finds everything as it was for a month; after that nothing is left of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.bus import LocalBus
from bot.domain.channel import Channel
from bot.domain.clock import SteppedClock
from bot.domain.departure import KEPT
from bot.domain.subscription import Destination
from bot.pipeline import farewell
from bot.pipeline.farewell import LOOK, Farewell
from bot.store.connect import open_store
from tests.store import make
from tests.store.make import NOW

WHY = "Tocsin was removed from the server"
HERE = Destination(platform="discord", tenant="1", channel="7")
SECOND, OTHER = replace(HERE, channel="8"), replace(HERE, tenant="12")
MOMENT = timedelta(microseconds=1)


@pytest.fixture
async def store(tmp_path):
    async with open_store(f"sqlite:///{tmp_path}/t.db") as opened:
        async with opened.write() as tx:
            for to in (HERE, SECOND, OTHER):
                await tx.subscriptions.add(make.subscription(destination=to))
            await tx.channels.save(Channel(destination=SECOND, suspended="no such channel", suspended_at=NOW))
        yield opened


async def leave(store, now=NOW):
    async with store.write() as tx:
        await farewell.left(tx, "discord", "1", WHY, now)


async def look(store, now):
    """One look of a process that has just started."""
    return await Farewell(store=store, bus=LocalBus(), clock=SteppedClock(now)).step()


async def wishing(store):
    async with store.read() as tx:
        return [one.destination for one in await tx.subscriptions.all()]


async def suspended(store):
    async with store.read() as tx:
        return {one.destination: one.suspended for one in await tx.channels.all()}


async def test_the_channels_of_whoever_leaves_rest_and_those_of_others_go_on(store):
    await leave(store)
    assert await suspended(store) == {HERE: WHY, SECOND: "no such channel"}
    assert len(await wishing(store)) == 3


async def test_for_thirty_days_everything_is_kept(store):
    await leave(store)
    assert await look(store, NOW + KEPT - MOMENT) == 0
    assert len(await wishing(store)) == 3


async def test_after_thirty_days_everything_is_erased_also_by_a_process_that_was_not_there(store):
    await leave(store)
    assert await look(store, NOW + KEPT) == 1
    assert await wishing(store) == [OTHER]
    assert await look(store, NOW + KEPT) == 0
    assert await suspended(store) == {}


async def test_the_month_counts_from_the_first_word_of_it(store):
    await leave(store)
    await leave(store, NOW + KEPT - MOMENT)
    assert await look(store, NOW + KEPT) == 1


async def test_whoever_comes_back_in_time_finds_everything_and_is_told_again(store):
    await leave(store)
    async with store.write() as tx:
        assert await farewell.back(tx, "discord", "1", WHY) == 1
    # What had rested for another reason goes on resting.
    assert await suspended(store) == {HERE: "", SECOND: "no such channel"}
    assert await look(store, NOW + 2 * KEPT) == 0
    assert len(await wishing(store)) == 3


async def test_whoever_leaves_again_has_a_month_again(store):
    await leave(store)
    async with store.write() as tx:
        await farewell.back(tx, "discord", "1", WHY)
    await leave(store, NOW + KEPT)
    assert await look(store, NOW + KEPT) == 0
    assert await look(store, NOW + 2 * KEPT) == 1


async def test_an_hour_after_the_erasure_it_is_forgotten_that_they_ever_were_there(store):
    await leave(store)
    await look(store, NOW + KEPT)
    for now, left in ((NOW + KEPT + LOOK - MOMENT, 1), (NOW + KEPT + LOOK, 0)):
        assert await look(store, now) == 0
        async with store.read() as tx:
            assert len(await tx.departures.all()) == left
            assert (HERE in (await tx.wishes.touched_after(0))[0]) is bool(left)


async def test_whoever_comes_back_after_the_erasure_begins_anew_and_is_not_forgotten(store):
    await leave(store)
    await look(store, NOW + KEPT)
    async with store.write() as tx:
        assert await farewell.back(tx, "discord", "1", WHY) == 0
        await tx.subscriptions.add(make.subscription(destination=HERE))
    await look(store, NOW + KEPT + LOOK)
    assert await wishing(store) == [OTHER, HERE]
    async with store.read() as tx:
        assert HERE in (await tx.wishes.touched_after(0))[0]


async def test_the_loop_looks_at_its_start_and_then_again(store):
    await leave(store)
    bus, clock = LocalBus(), SteppedClock(NOW)
    rounds = []

    class Counted(Farewell):
        async def step(self):
            rounds.append(await super().step())
            if len(rounds) == 3:
                raise ArithmeticError
            clock.set(NOW + len(rounds) * KEPT)
            bus.ring(farewell.FAREWELL)
            return rounds[-1]

    with pytest.raises(ArithmeticError):
        await Counted(store=store, bus=bus, clock=clock).run()
    assert rounds == [0, 1, 0]
