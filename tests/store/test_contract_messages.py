"""The store's contract, on both databases: the messages that stand, and those that may have gone out twice."""

from datetime import timedelta

import pytest

from bot.domain.delivery import DeliveryState, Receipt, Told
from bot.domain.hold import HoldKind
from bot.domain.ids import HoldId, IncidentId
from bot.domain.incident import Severity
from bot.domain.subscription import Destination
from tests.store import make, make_wishes
from tests.store.make import CHANNEL, HOUR, NOW
from tests.store.queueing import (
    LEASE,
    MINUTE,
    OTHER,
    REF,
    asked,
    booked,
    claimed,
    enqueued,
    history,
    moved,
    put_off,
    sent,
    stored_changes,
    told,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

LATER = Receipt(ref="message 2")


async def standing(store, *pairs):
    return await asked(store, lambda outbox: outbox.standing(pairs))


async def test_a_destination_has_one_message_per_incident_and_the_last_change_it_was_told(store):
    opened, revised = await history(store, 2)
    first, second = make.delivery(opened), make.delivery(revised, severity=Severity.CRITICAL)
    pair = CHANNEL, opened.incident.id
    key = CHANNEL.key, opened.incident.id
    await enqueued(store, first, second)
    assert await standing(store, pair) == {}
    await booked(store, sent(first, REF))
    assert await standing(store, pair) == {key: Told(receipt=REF, change=opened, severity=Severity.HIGH, at=NOW)}
    await booked(store, sent(second, LATER), at=NOW + HOUR)
    expected = Told(receipt=LATER, change=revised, severity=Severity.CRITICAL, at=NOW + HOUR)
    assert await standing(store, pair) == {key: expected}


async def test_a_receipt_that_comes_late_does_not_hide_what_was_told_since(store):
    opened, revised = await history(store, 2)
    first, second = await enqueued(store, make.delivery(opened), make.delivery(revised))
    await booked(store, sent(second, LATER), at=NOW + HOUR)
    await booked(store, sent(first, REF), at=NOW + 2 * HOUR)
    ((_, found),) = (await standing(store, (CHANNEL, opened.incident.id))).items()
    assert (found.receipt, found.change) == (LATER, revised)


async def test_of_two_changes_that_are_booked_together_the_later_one_stands(store):
    opened, revised = await history(store, 2)
    first, second = await enqueued(store, make.delivery(opened), make.delivery(revised))
    await booked(store, sent(second, LATER), sent(first, REF))
    ((_, found),) = (await standing(store, (CHANNEL, opened.incident.id))).items()
    assert found.receipt == LATER


async def test_only_the_messages_asked_for_are_found(store):
    one, other = await stored_changes(store, make.incident("one"), make.incident("other"))
    odd = Destination(platform="discord", tenant="%", channel="a:b\\u0000\x00\ud800_")
    everywhere = [make.delivery(change, destination=to) for change in (one, other) for to in (CHANNEL, OTHER, odd)]
    await enqueued(store, *everywhere)
    await told(store, *everywhere)
    wanted = [(CHANNEL, one.incident.id), (OTHER, other.incident.id), (odd, one.incident.id)]
    found = await standing(store, *wanted, (OTHER, IncidentId("ABSENT00")))
    assert set(found) == {(to.key, incident) for to, incident in wanted}
    assert await standing(store) == {}


async def test_what_was_not_sent_leaves_no_message(store):
    (change,) = await stored_changes(store, make.incident())
    (delivery,) = await enqueued(store, make.delivery(change))
    await booked(store, put_off(delivery, NOW + HOUR))
    assert await standing(store, (CHANNEL, change.incident.id)) == {}


async def test_the_newest_message_of_a_hold_is_the_one_that_grows(store):
    hold = make_wishes.hold(HoldKind.OVERFLOW)
    first = make_wishes.gathering(hold)
    second = make_wishes.gathering(make_wishes.hold(HoldKind.OVERFLOW, until=NOW + 2 * HOUR))
    await enqueued(store, first)
    assert await asked(store, lambda outbox: outbox.growing(hold.id)) is None
    assert await asked(store, lambda outbox: outbox.is_waiting(hold.id))
    await booked(store, sent(first, REF))
    assert await asked(store, lambda outbox: outbox.growing(hold.id)) == REF
    assert not await asked(store, lambda outbox: outbox.is_waiting(hold.id))
    await enqueued(store, second)
    assert await asked(store, lambda outbox: outbox.growing(hold.id)) == REF
    await booked(store, sent(second, LATER), at=NOW + HOUR)
    assert await asked(store, lambda outbox: outbox.growing(hold.id)) == LATER
    assert await asked(store, lambda outbox: outbox.growing(HoldId("absent"))) is None


@pytest.mark.parametrize("how", ["lease ran out", "put off in doubt", "sent in doubt"])
async def test_what_went_out_after_a_doubtful_try_is_looked_for_copies_once(store, how):
    (change,) = await stored_changes(store, make.incident())
    (delivery,) = await enqueued(store, make.delivery(change))
    await claimed(store)
    if how == "put off in doubt":
        await booked(store, put_off(delivery, NOW + LEASE, doubtful=True))
    if how != "sent in doubt":
        await claimed(store, NOW + LEASE)
    await booked(store, sent(delivery, REF, doubtful=how == "sent in doubt"), at=NOW + LEASE)
    due = NOW + LEASE + 5 * MINUTE
    assert await asked(store, lambda outbox: outbox.doubtful(due - timedelta(microseconds=1), 9)) == []
    ((found, receipt),) = await asked(store, lambda outbox: outbox.doubtful(due, 9))
    assert (found.id, found.state, receipt) == (delivery.id, DeliveryState.SENT, REF)
    await moved(store, lambda outbox: outbox.settled(delivery.id))
    assert await asked(store, lambda outbox: outbox.doubtful(due, 9)) == []


async def test_what_went_out_at_the_first_try_is_not_looked_for(store):
    (change,) = await stored_changes(store, make.incident())
    (delivery,) = await enqueued(store, make.delivery(change))
    await claimed(store)
    await told(store, delivery)
    assert await asked(store, lambda outbox: outbox.doubtful(NOW + 10 * HOUR, 9)) == []


async def test_the_longest_due_are_looked_for_first(store):
    changes = await stored_changes(store, *(make.incident(f"i{n}") for n in range(3)))
    deliveries = await enqueued(
        store, *(make.delivery(one, destination=make_wishes.destination(n)) for n, one in enumerate(changes))
    )
    await claimed(store)
    for n, delivery in enumerate(reversed(deliveries)):
        await booked(store, sent(delivery, doubtful=True), at=NOW + n * MINUTE)
    found = await asked(store, lambda outbox: outbox.doubtful(NOW + HOUR, 2))
    assert [delivery.id for delivery, _ in found] == [deliveries[2].id, deliveries[1].id]
