"""The store's contract, on both databases: what the queue hands out, under which leases and in which order."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.delivery import DeliveryState, Manner
from bot.domain.ids import SubscriptionId
from bot.domain.incident import Severity
from tests.store import make, make_wishes
from tests.store.make import CHANNEL, HOUR, NOW
from tests.store.queueing import (
    LEASE,
    MINUTE,
    OTHER,
    asked,
    booked,
    claimed,
    enqueued,
    given_up,
    history,
    ids_claimed,
    moved,
    put_off,
    sent,
    stored_changes,
    told,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

MICROSECOND = timedelta(microseconds=1)


def ids(*deliveries):
    return [delivery.id for delivery in deliveries]


async def of_incidents(store, number, **fields):
    """Deliveries of as many incidents, each to a destination of its own."""
    changes = await stored_changes(store, *(make.incident(f"i{n}") for n in range(number)))
    return [make.delivery(one, destination=make_wishes.destination(n), **fields) for n, one in enumerate(changes)]


async def test_a_claimed_delivery_is_whole_and_leased(store):
    (change,) = await stored_changes(store, make.incident())
    delivery = make.delivery(
        change,
        make.alert(change),
        make.alert(change, "sahel/base_captured"),
        subscriptions=(SubscriptionId("b"), SubscriptionId("a")),
        manner=Manner(mention="role 7", threads=False, silent=True, precision_km=25),
        theatre="sahel",
        reason="delay",
    )
    await enqueued(store, delivery)
    (one,) = await claimed(store)
    assert one.delivery == replace(delivery, state=DeliveryState.LEASED, attempts=1)
    assert not one.is_doubtful
    assert await claimed(store) == []


async def test_gatherings_and_notices_are_handed_out_as_news_is(store):
    gathering = make_wishes.gathering(make_wishes.hold())
    notice = make_wishes.notice(destination=OTHER, severity=Severity.LOW)
    await enqueued(store, gathering, notice)
    got = [replace(one.delivery, state=DeliveryState.PENDING, attempts=0) for one in await claimed(store)]
    assert got == [gathering, notice]


async def test_a_known_delivery_is_left_as_it_is(store):
    (delivery,) = await of_incidents(store, 1)
    await enqueued(store, delivery, replace(delivery, severity=Severity.LOW))
    (one,) = await claimed(store)
    assert one.delivery.severity is delivery.severity
    await told(store, delivery)
    await enqueued(store, replace(delivery, severity=Severity.CRITICAL))
    assert await claimed(store) == []
    assert (await asked(store, lambda outbox: outbox.get(delivery.id))).severity is delivery.severity


async def test_news_of_a_change_that_is_not_stored_is_refused_at_the_commit(store):
    with pytest.raises(IntegrityError):
        await enqueued(store, make.delivery(make.change(make.incident(), seq=10**9)))


async def test_the_most_severe_goes_first_then_the_oldest(store):
    a, b, c, d = await of_incidents(store, 4)
    wanted = [
        replace(c, severity=Severity.CRITICAL),
        replace(d, severity=Severity.HIGH, created_at=NOW - HOUR),
        replace(b, severity=Severity.HIGH),
        replace(a, severity=Severity.LOW, created_at=NOW - HOUR),
    ]
    await enqueued(store, *reversed(wanted))
    assert [*await ids_claimed(store, limit=3), *await ids_claimed(store)] == ids(*wanted)


async def test_theatres_take_turns_so_that_a_storm_in_one_does_not_starve_another(store):
    deliveries = await of_incidents(store, 8)
    storm = [replace(one, theatre="sahel", created_at=NOW - HOUR) for one in deliveries[:6]]
    calm = [replace(one, theatre="levant") for one in deliveries[6:]]
    await enqueued(store, *storm, *calm)
    wanted = [storm[0], calm[0], storm[1], calm[1], storm[2], storm[3], storm[4], storm[5]]
    assert [*await ids_claimed(store, limit=4), *await ids_claimed(store)] == ids(*wanted)


async def test_a_destination_is_sent_one_thing_at_a_time_the_most_severe_first(store):
    deliveries = [
        replace(one, destination=CHANNEL, severity=severity)
        for one, severity in zip(
            await of_incidents(store, 3), [Severity.LOW, Severity.CRITICAL, Severity.HIGH], strict=True
        )
    ]
    await enqueued(store, *deliveries)
    low, critical, high = deliveries
    for expected in (critical, high, low):
        assert await ids_claimed(store) == [expected.id]
        assert await ids_claimed(store) == []
        await told(store, expected)


async def test_a_more_severe_one_that_comes_later_takes_the_turn(store):
    low, critical = [replace(one, destination=CHANNEL) for one in await of_incidents(store, 2)]
    await enqueued(store, replace(low, severity=Severity.LOW))
    await enqueued(store, replace(critical, severity=Severity.CRITICAL, created_at=NOW + MINUTE, next_at=NOW + MINUTE))
    assert await ids_claimed(store, NOW + MINUTE) == [critical.id]


async def test_nothing_is_handed_out_before_its_time(store):
    soon, later = await of_incidents(store, 2)
    await enqueued(store, replace(soon, next_at=NOW + MINUTE), replace(later, next_at=NOW + HOUR))
    assert await asked(store, lambda outbox: outbox.next_due()) == NOW + MINUTE
    assert await ids_claimed(store, NOW + MINUTE - MICROSECOND) == []
    assert await ids_claimed(store, NOW + MINUTE) == [soon.id]
    assert await asked(store, lambda outbox: outbox.next_due()) == NOW + HOUR
    assert await ids_claimed(store, NOW + HOUR, worker="w2") == [soon.id, later.id]
    assert await asked(store, lambda outbox: outbox.next_due()) is None


async def test_nothing_goes_out_before_an_earlier_change_of_the_same_incident(store):
    opened, revised = await history(store, 2)
    first, second = make.delivery(opened, severity=Severity.LOW), make.delivery(revised)
    elsewhere = make.delivery(revised, destination=OTHER)
    await enqueued(store, second, first, elsewhere)
    assert set(await ids_claimed(store)) == {first.id, elsewhere.id}
    await booked(store, put_off(first, NOW + HOUR))
    assert await ids_claimed(store, NOW + MINUTE - MICROSECOND) == []
    await told(store, first)
    assert second.id in await ids_claimed(store, NOW + MINUTE)


async def test_other_news_overtakes_what_waits_behind_its_own_incident(store):
    opened, revised = await history(store, 2)
    (other,) = await stored_changes(store, make.incident("other"))
    first, second, third = make.delivery(opened), make.delivery(revised), make.delivery(other, severity=Severity.LOW)
    await enqueued(store, first, second, third)
    await claimed(store)
    await booked(store, put_off(first, NOW + HOUR))
    assert await ids_claimed(store, NOW + MINUTE) == [third.id]


async def test_a_parked_delivery_does_not_hold_up_the_next_change(store):
    first, second = [make.delivery(change) for change in await history(store, 2)]
    await enqueued(store, first, second)
    await claimed(store)
    await booked(store, given_up(first))
    assert await ids_claimed(store) == [second.id]


async def test_a_lease_that_ran_out_is_handed_out_again_as_doubtful(store):
    (delivery,) = await of_incidents(store, 1)
    await enqueued(store, delivery)
    await claimed(store)
    assert await claimed(store, NOW + LEASE - MICROSECOND, "w2") == []
    (one,) = await claimed(store, NOW + LEASE, "w2")
    assert (one.delivery.attempts, one.is_doubtful) == (2, True)


async def test_what_is_doubtful_goes_before_anything_else_of_its_destination(store):
    low, critical, elsewhere = await of_incidents(store, 3)
    low, critical = (replace(one, destination=CHANNEL) for one in (low, critical))
    await enqueued(store, replace(low, severity=Severity.LOW), elsewhere)
    await claimed(store)
    await told(store, elsewhere)
    await enqueued(store, replace(critical, severity=Severity.CRITICAL))
    ((delivery, is_doubtful),) = [(one.delivery, one.is_doubtful) for one in await claimed(store, NOW + LEASE)]
    assert (delivery.id, is_doubtful) == (low.id, True)


async def test_what_a_dead_worker_held_may_be_claimed_at_once_and_is_doubtful(store):
    mine, his = await of_incidents(store, 2)
    await enqueued(store, mine, his)
    assert await ids_claimed(store, worker="w1", limit=1) == [mine.id]
    assert await ids_claimed(store, worker="w2") == [his.id]
    assert await moved(store, lambda outbox: outbox.abandon("w1", NOW)) == 1
    assert await moved(store, lambda outbox: outbox.abandon("w1", NOW)) == 0
    assert [(one.delivery.id, one.is_doubtful) for one in await claimed(store)] == [(mine.id, True)]


@pytest.mark.parametrize("doubtful", [False, True], ids=["sure", "doubtful"])
async def test_a_delivery_that_was_put_off_waits_and_keeps_its_doubt(store, doubtful):
    (delivery,) = await of_incidents(store, 1)
    await enqueued(store, delivery)
    await claimed(store)
    await booked(store, put_off(delivery, NOW + MINUTE, doubtful=doubtful))
    waiting = await asked(store, lambda outbox: outbox.get(delivery.id))
    assert (waiting.state, waiting.next_at, waiting.reason) == (DeliveryState.PENDING, NOW + MINUTE, "busy")
    assert await claimed(store, NOW + MINUTE - MICROSECOND) == []
    (again,) = await claimed(store, NOW + MINUTE)
    assert (again.delivery.attempts, again.is_doubtful) == (2, doubtful)
    await booked(store, put_off(delivery, NOW + HOUR))
    (again,) = await claimed(store, NOW + HOUR)
    assert again.is_doubtful is doubtful


async def test_what_is_done_stays_done(store):
    out, parked = await enqueued(store, *await of_incidents(store, 2))
    await claimed(store)
    assert await asked(store, lambda outbox: outbox.waiting()) == 2
    for _ in range(2):
        await booked(store, sent(out), given_up(parked))
    await booked(store, put_off(out, NOW), put_off(parked, NOW), given_up(out), at=NOW + HOUR)
    assert await asked(store, lambda outbox: outbox.waiting()) == 0
    assert await claimed(store, NOW + 10 * HOUR) == []
    assert (await asked(store, lambda outbox: outbox.get(out.id))).done_at == NOW
    assert (await asked(store, lambda outbox: outbox.get(parked.id))).reason == "no such channel"


async def test_a_receipt_that_comes_late_is_booked_all_the_same(store):
    (delivery,) = await of_incidents(store, 1)
    await enqueued(store, delivery)
    await claimed(store)
    await booked(store, given_up(delivery))
    await told(store, delivery)
    assert (await asked(store, lambda outbox: outbox.get(delivery.id))).state is DeliveryState.SENT


async def test_outcomes_of_deliveries_that_nobody_knows_change_nothing(store):
    (known, unknown) = await of_incidents(store, 2)
    await enqueued(store, known)
    await booked(store, sent(unknown))
    await booked(store)
    assert await ids_claimed(store) == [known.id]
    assert await asked(store, lambda outbox: outbox.get(unknown.id)) is None
