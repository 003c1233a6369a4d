"""The store's contract, on both databases: what can be asked of the queue."""

from dataclasses import replace

import pytest

from bot.domain.delivery import DeliveryState
from bot.domain.ids import IncidentId
from bot.domain.incident import Severity
from bot.ports.outbox import Post
from tests.store import make, make_wishes
from tests.store.make import CHANNEL, HOUR, NOW
from tests.store.queueing import (
    MINUTE,
    OTHER,
    asked,
    booked,
    claimed,
    enqueued,
    given_up,
    history,
    moved,
    stored_changes,
    told,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOLD = make_wishes.hold()
WHOLE = make_wishes.gathering(HOLD, created_at=NOW + MINUTE, next_at=NOW + MINUTE)


async def news(store, number, **fields):
    """News of as many incidents for one destination."""
    changes = await stored_changes(store, *(make.incident(f"i{n}") for n in range(number)))
    return [make.delivery(one, **fields) for one in changes]


def ids(deliveries):
    return [delivery.id for delivery in deliveries]


async def test_who_was_told_of_an_incident_and_who_waits_for_it(store):
    opened, revised = await history(store, 2)
    to = [make_wishes.destination(n) for n in range(6)]
    first = [make.delivery(opened, destination=one) for one in to]
    first[4] = replace(first[4], state=DeliveryState.HELD, hold=HOLD.id)
    await enqueued(store, *first, WHOLE)
    await told(store, first[0], first[1], at=NOW)
    await booked(store, given_up(first[3]))
    await moved(store, lambda outbox: outbox.fold([first[5].id], WHOLE.id))
    await told(store, WHOLE)
    second = make.delivery(revised, destination=to[0], created_at=NOW + HOUR, next_at=NOW + HOUR)
    third = make.delivery(revised, destination=to[1], created_at=NOW + HOUR, next_at=NOW + HOUR)
    await enqueued(store, second, third)
    await told(store, second, at=NOW + HOUR)
    found = await asked(store, lambda outbox: outbox.known(opened.incident.id))
    # Neither what was given up, nor held, nor told as a part of something made the incident known by itself.
    assert found == {to[0].key: NOW + HOUR, to[1].key: NOW, to[2].key: None}
    assert await asked(store, lambda outbox: outbox.known(IncidentId("ABSENT00"))) == {}


async def test_new_messages_count_as_planned_whether_they_wait_or_went_out(store):
    one, two, three, four, old = await news(store, 5)
    two = replace(two, next_at=NOW + HOUR, severity=Severity.LOW, theatre="levant")
    three = replace(three, is_first=False)
    four = replace(four, state=DeliveryState.HELD, hold=HOLD.id)
    old = replace(old, created_at=NOW - HOUR, next_at=NOW - HOUR)
    notice = make_wishes.notice(is_first=True, created_at=NOW + 2 * MINUTE, next_at=NOW + 2 * MINUTE)
    await enqueued(store, one, two, three, four, old, WHOLE, notice)
    await told(store, one, at=NOW + 9 * HOUR)
    found = await asked(store, lambda outbox: outbox.posts(NOW))
    assert found == [
        Post(destination=CHANNEL.key, at=NOW, theatre="sahel", severity=Severity.HIGH),
        Post(destination=CHANNEL.key, at=NOW + MINUTE, theatre="", severity=Severity.MEDIUM),
        Post(destination=CHANNEL.key, at=NOW + 2 * MINUTE, theatre="", severity=Severity.MEDIUM),
        Post(destination=CHANNEL.key, at=NOW + HOUR, theatre="levant", severity=Severity.LOW),
    ]


async def test_another_try_does_not_move_a_post_but_waking_does(store):
    tried, woken = await news(store, 2)
    await enqueued(store, tried, replace(woken, state=DeliveryState.HELD, hold=HOLD.id))
    await claimed(store)
    await booked(store, given_up(tried))
    await moved(store, lambda outbox: outbox.resend([tried.id], NOW + HOUR))
    await moved(store, lambda outbox: outbox.wake([woken.id], NOW + HOUR))
    assert [post.at for post in await asked(store, lambda outbox: outbox.posts(NOW))] == [NOW, NOW + HOUR]


async def test_waiting_news_of_a_destination_is_pending_or_held(store):
    deliveries = await news(store, 5)
    being_sent, in_line, later, held, parked = deliveries
    later = replace(later, next_at=NOW + HOUR)
    held = replace(held, state=DeliveryState.HELD, hold=HOLD.id, created_at=NOW - HOUR)
    await enqueued(store, being_sent, in_line, later, held, parked, replace(WHOLE, destination=CHANNEL))
    await enqueued(store, replace(in_line, id="elsewhere", destination=OTHER))
    await claimed(store, limit=1)
    await booked(store, given_up(parked))
    found = await asked(store, lambda outbox: outbox.waiting_news(CHANNEL))
    assert ids(found) == ids([held, in_line, later])


async def test_all_news_of_an_incident_for_a_destination_comes_in_order_of_change(store):
    changes = await history(store, 3)
    deliveries = [make.delivery(change) for change in changes]
    await enqueued(store, *reversed(deliveries), make.delivery(changes[0], destination=OTHER))
    await told(store, deliveries[0])
    found = await asked(store, lambda outbox: outbox.of(CHANNEL, changes[0].incident.id))
    assert ids(found) == ids(deliveries)
    assert [one.state for one in found] == [DeliveryState.SENT, DeliveryState.PENDING, DeliveryState.PENDING]


async def test_what_was_told_in_a_time_is_found_also_as_a_part_of_something(store):
    early, alone, part, part_of_part, late, unsent = await news(store, 6)
    elsewhere = replace(alone, id="elsewhere", destination=OTHER)
    await enqueued(store, early, alone, part, part_of_part, late, unsent, elsewhere, WHOLE)
    await moved(store, lambda outbox: outbox.fold([part_of_part.id], part.id))
    await moved(store, lambda outbox: outbox.fold([part.id], WHOLE.id))
    await moved(store, lambda outbox: outbox.fold([unsent.id], "never sent"))
    for one, at in ((early, NOW), (WHOLE, NOW + 2 * HOUR), (alone, NOW + HOUR), (late, NOW + 3 * HOUR)):
        await told(store, one, at=at)
    await told(store, elsewhere, at=NOW + HOUR)
    since, until = NOW + MINUTE, NOW + 3 * HOUR
    found = await asked(store, lambda outbox: outbox.told_between(since, until, CHANNEL))
    assert [(one.id, one.done_at) for one in found] == [
        (alone.id, NOW + HOUR),
        (part.id, NOW + 2 * HOUR),
        (part_of_part.id, NOW + 2 * HOUR),
    ]
    everywhere = await asked(store, lambda outbox: outbox.told_between(since, until))
    assert set(ids(everywhere)) == {alone.id, elsewhere.id, part.id, part_of_part.id}


async def test_first_news_that_piled_up_is_counted_by_destination(store):
    deliveries = await news(store, 4)
    here = [replace(one, severity=severity) for one, severity in zip(deliveries, reversed(Severity), strict=True)]
    await enqueued(store, *reversed(here))
    await enqueued(store, *(replace(one, id=f"there {n}", destination=OTHER) for n, one in enumerate(deliveries[:2])))
    beneath, held, later = (replace(deliveries[0], id=name) for name in ("beneath", "held", "later"))
    await enqueued(
        store,
        replace(beneath, is_first=False),
        replace(held, state=DeliveryState.HELD),
        replace(later, next_at=NOW + HOUR),
        replace(WHOLE, destination=CHANNEL, created_at=NOW, next_at=NOW),
    )
    before = NOW + MINUTE
    assert await asked(store, lambda outbox: outbox.piled(before, 3)) == {CHANNEL.key: 4}
    assert await asked(store, lambda outbox: outbox.piled(before, 2)) == {CHANNEL.key: 4, OTHER.key: 2}
    assert await asked(store, lambda outbox: outbox.piled(NOW, 1)) == {}
    assert ids(await asked(store, lambda outbox: outbox.late(CHANNEL, before))) == ids(here)
    await claimed(store, limit=1)
    assert await asked(store, lambda outbox: outbox.piled(before, 3)) == {CHANNEL.key: 3}
    assert len(await asked(store, lambda outbox: outbox.late(CHANNEL, before))) == 3


async def test_the_tally_counts_every_state(store):
    leased, sent, parked, held, folded, pending = await news(store, 6)
    await enqueued(store, leased, pending, sent, parked, folded, replace(held, state=DeliveryState.HELD))
    assert len(await claimed(store)) == 1
    await told(store, sent)
    await booked(store, given_up(parked))
    await moved(store, lambda outbox: outbox.fold([folded.id], WHOLE.id))
    assert await asked(store, lambda outbox: outbox.tally()) == dict.fromkeys(DeliveryState, 1)
    assert await asked(store, lambda outbox: outbox.waiting()) == 2
    async with store.write() as tx:
        await tx.outbox.settle([], NOW)
        await tx.outbox.enqueue([])
        assert await tx.outbox.claim("w1", NOW, HOUR, 0) == []
