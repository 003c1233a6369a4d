"""The store's contract, on both databases: news takes the place of news that nobody was told yet."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.delivery import DeliveryState
from bot.domain.incident import Severity
from tests.store import make
from tests.store.make import HOUR, NOW
from tests.store.queueing import MINUTE, OTHER, asked, booked, claimed, enqueued, given_up, history, put_off

pytestmark = pytest.mark.asyncio(loop_scope="session")

WAIT = timedelta(minutes=10)


async def waiting(store, **fields):
    """Three changes of one incident as news: the first waits for its time, the others come a minute apart."""
    first, second, third = await history(store, 3)
    return (
        make.delivery(first, next_at=NOW + WAIT, **fields),
        make.delivery(second, created_at=NOW + MINUTE, next_at=NOW + MINUTE + WAIT, is_first=False),
        make.delivery(third, created_at=NOW + 2 * MINUTE, next_at=NOW + 2 * MINUTE, is_first=False),
    )


async def of_incident(store, delivery):
    return await asked(store, lambda outbox: outbox.of(delivery.destination, delivery.about.incident))


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one by one"])
async def test_what_waits_for_its_time_is_told_in_the_next_news_at_the_earlier_time(store, together):
    first, second, _ = await waiting(store)
    for batch in [(second, first)] if together else [(first,), (second,)]:
        await enqueued(store, *batch)
    old, new = await of_incident(store, first)
    assert (old.state, old.folded_in) == (DeliveryState.FOLDED, second.id)
    assert (new.state, new.next_at, new.is_first) == (DeliveryState.PENDING, NOW + WAIT, True)
    assert [one.delivery.id for one in await claimed(store, NOW + WAIT)] == [second.id]


async def test_folding_goes_on_from_news_to_news(store):
    first, second, third = await waiting(store)
    for one in (first, second, third):
        await enqueued(store, one)
    found = await of_incident(store, first)
    assert [(one.state, one.folded_in) for one in found] == [
        (DeliveryState.FOLDED, second.id),
        (DeliveryState.FOLDED, third.id),
        (DeliveryState.PENDING, ""),
    ]
    assert (found[2].next_at, found[2].is_first) == (NOW + 2 * MINUTE, True)


async def test_the_first_of_a_batch_takes_the_place_and_the_next_one_leaves_it(store):
    first, second, third = await waiting(store)
    await enqueued(store, first)
    soon = NOW + MINUTE
    await enqueued(store, *(replace(one, created_at=soon, next_at=soon) for one in (second, third)))
    assert [one.folded_in for one in await of_incident(store, first)] == [second.id, "", ""]


async def test_news_that_comes_when_the_time_has_come_takes_no_place(store):
    first, second, _ = await waiting(store)
    second = replace(second, created_at=NOW + WAIT, next_at=NOW + WAIT)
    await enqueued(store, first, second)
    assert [one.state for one in await of_incident(store, first)] == [DeliveryState.PENDING] * 2


async def test_news_that_was_tried_keeps_its_place(store):
    first, second, _ = await waiting(store)
    await enqueued(store, replace(first, next_at=NOW))
    await claimed(store)
    await enqueued(store, second)
    assert [one.state for one in await of_incident(store, first)] == [DeliveryState.LEASED, DeliveryState.PENDING]
    await booked(store, put_off(first, NOW + HOUR))
    third = make.delivery(second.about.change, id="third", created_at=NOW + MINUTE, next_at=NOW + HOUR)
    await enqueued(store, third)
    assert (await of_incident(store, first))[0].state is DeliveryState.PENDING


async def test_held_news_neither_gives_its_place_nor_takes_one(store):
    first, second, third = await waiting(store, state=DeliveryState.HELD)
    await enqueued(store, first)
    await enqueued(store, second)
    await enqueued(store, replace(third, state=DeliveryState.HELD))
    states = [one.state for one in await of_incident(store, first)]
    assert states == [DeliveryState.HELD, DeliveryState.PENDING, DeliveryState.HELD]


async def test_places_are_taken_within_one_destination_and_incident_only(store):
    first, second, _ = await waiting(store)
    (other,) = await history(store, 1, name="other")
    elsewhere = make.delivery(second.about.change, destination=OTHER, created_at=NOW + MINUTE)
    another = make.delivery(other, created_at=NOW + MINUTE, next_at=NOW + MINUTE)
    await enqueued(store, first)
    await enqueued(store, elsewhere, another)
    (old,) = await of_incident(store, first)
    assert old.state is DeliveryState.PENDING


async def test_an_earlier_change_that_comes_late_takes_no_place(store):
    first, second, _ = await waiting(store)
    await enqueued(store, second)
    await enqueued(store, replace(first, created_at=NOW + 2 * MINUTE))
    assert [one.state for one in await of_incident(store, first)] == [DeliveryState.PENDING] * 2


async def test_a_known_delivery_that_is_enqueued_again_takes_no_place(store):
    first, second, third = await waiting(store)
    await enqueued(store, second)
    await claimed(store, NOW + MINUTE + WAIT)
    await enqueued(store, replace(third, next_at=NOW + HOUR))
    await enqueued(store, replace(second, created_at=NOW + 5 * MINUTE))
    await enqueued(store, replace(third, created_at=NOW + 5 * MINUTE))
    states = [one.state for one in await of_incident(store, first)]
    assert states == [DeliveryState.LEASED, DeliveryState.PENDING]


async def test_a_batch_of_several_changes_is_told_in_their_order(store):
    first, second, third = await waiting(store)
    await enqueued(store, replace(second, next_at=NOW + MINUTE), third, replace(first, next_at=NOW))
    order = []
    while batch := await claimed(store, NOW + WAIT):
        (one,) = batch
        order.append(one.delivery.id)
        await booked(store, given_up(one.delivery))
    assert order == [first.id, second.id, third.id]


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one by one"])
async def test_critical_news_takes_the_place_of_lesser_news_of_its_incident_that_would_keep_it_waiting(store, together):
    first, second, third = await history(store, 3)
    mild, grave = make.delivery(first, severity=Severity.LOW), make.delivery(third, severity=Severity.CRITICAL)
    elsewhere = make.delivery(second, destination=OTHER, severity=Severity.LOW)
    for batch in [(grave, mild, elsewhere)] if together else [(mild, elsewhere), (grave,)]:
        await enqueued(store, *batch)
    old, new = await of_incident(store, mild)
    assert (old.state, old.folded_in) == (DeliveryState.FOLDED, grave.id)
    assert (new.state, new.is_first) == (DeliveryState.PENDING, True)
    assert [one.delivery.id for one in await claimed(store)] == [grave.id, elsewhere.id]


async def test_whoever_was_told_in_any_way_has_heard_of_an_incident(store):
    first, _, third = await history(store, 3)
    sent = make.delivery(first)
    parked = make.delivery(third, destination=OTHER)
    await enqueued(store, sent, parked)
    await claimed(store)
    await booked(store, given_up(parked))
    assert await asked(store, lambda outbox: outbox.heard(sent.about.incident)) == {sent.destination.key}
