"""The store's contract, on both databases: the outbox, its leases and its order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.delivery import DeliveryState, Receipt
from bot.domain.ids import IncidentId
from bot.domain.incident import Severity
from bot.domain.subscription import Destination
from tests.store import make
from tests.store.make import CHANNEL, HOUR, NOW

pytestmark = pytest.mark.asyncio(loop_scope="session")

LEASE = timedelta(seconds=60)
OTHER = Destination(platform="discord", tenant="1", channel="2")
REF = Receipt(ref="message 1")


async def stored_changes(store, *incidents):
    async with store.write() as tx:
        await tx.incidents.save(incidents, [])
        return await tx.changes.append([make.change(one) for one in incidents])


async def enqueued(store, *deliveries):
    async with store.write() as tx:
        await tx.alerts.add([alert for delivery in deliveries for alert in delivery.alerts])
        await tx.outbox.enqueue(deliveries)


async def claimed(store, now=NOW, worker="w1", limit=99):
    async with store.write() as tx:
        return await tx.outbox.claim(worker, now, LEASE, limit)


async def message(tx, destination, incident):
    found = await tx.outbox.standing([(destination, incident), (destination, IncidentId("ABSENT01"))])
    return found[destination.key, incident][0] if found else None


async def told(tx, destination, incident):
    found = await tx.outbox.standing([(destination, incident)])
    return found[destination.key, incident][1] if found else None


async def two_changes_of_one_incident(store):
    one = make.incident()
    (opened,) = await stored_changes(store, one)
    (revised,) = await stored_changes(store, make.again(one))
    first, second = make.delivery(opened), make.delivery(revised, severity=Severity.CRITICAL)
    await enqueued(store, second, first)
    return first, second


async def test_a_claimed_delivery_is_whole_and_leased(store):
    (change,) = await stored_changes(store, make.incident())
    delivery = make.delivery(change, make.alert(change), make.alert(change, "sahel/base_captured"))
    await enqueued(store, delivery)
    leased = replace(delivery, state=DeliveryState.LEASED, attempts=1)
    assert await claimed(store) == [(leased, False)]
    assert await claimed(store) == []


async def test_a_known_delivery_is_left_as_it_is(store):
    (change,) = await stored_changes(store, make.incident())
    delivery = make.delivery(change)
    await enqueued(store, delivery, delivery)
    await claimed(store)
    async with store.write() as tx:
        await tx.outbox.sent([(delivery.id, REF)], NOW)
    await enqueued(store, replace(delivery, severity=Severity.CRITICAL))
    assert await claimed(store) == []


async def test_the_most_severe_goes_first_then_the_oldest(store):
    changes = await stored_changes(store, *(make.incident(f"i{n}") for n in range(4)))
    wanted = [
        make.delivery(changes[2], severity=Severity.CRITICAL),
        make.delivery(changes[3], severity=Severity.HIGH, created_at=NOW - HOUR),
        make.delivery(changes[1], severity=Severity.HIGH),
        make.delivery(changes[0], severity=Severity.LOW, created_at=NOW - HOUR),
    ]
    await enqueued(store, *reversed(wanted))
    got = [*await claimed(store, limit=3), *await claimed(store)]
    assert [delivery.id for delivery, _ in got] == [delivery.id for delivery in wanted]


async def test_nothing_goes_out_before_an_earlier_change_of_the_same_incident(store):
    first, second = await two_changes_of_one_incident(store)
    elsewhere = make.delivery(second.change, destination=OTHER)
    await enqueued(store, elsewhere)
    assert {delivery.id for delivery, _ in await claimed(store)} == {first.id, elsewhere.id}
    assert await claimed(store) == []
    async with store.write() as tx:
        await tx.outbox.again(first.id, NOW + HOUR, "busy")
    assert await claimed(store) == []
    async with store.write() as tx:
        await tx.outbox.sent([(first.id, REF)], NOW)
    assert [delivery.id for delivery, _ in await claimed(store)] == [second.id]


async def test_a_parked_delivery_does_not_hold_up_the_next_change(store):
    first, second = await two_changes_of_one_incident(store)
    await claimed(store)
    async with store.write() as tx:
        await tx.outbox.park(first.id, "no such channel", NOW)
    assert [delivery.id for delivery, _ in await claimed(store)] == [second.id]


async def test_a_lease_that_ran_out_is_handed_out_again_as_uncertain(store):
    (change,) = await stored_changes(store, make.incident())
    await enqueued(store, make.delivery(change))
    await claimed(store)
    assert await claimed(store, NOW + LEASE - timedelta(microseconds=1), "w2") == []
    ((delivery, is_uncertain),) = await claimed(store, NOW + LEASE, "w2")
    assert (delivery.attempts, is_uncertain) == (2, True)


async def test_a_delivery_that_was_put_off_waits_and_is_certain_again(store):
    (change,) = await stored_changes(store, make.incident())
    await enqueued(store, make.delivery(change))
    ((delivery, _),) = await claimed(store)
    await claimed(store, NOW + LEASE)
    async with store.write() as tx:
        await tx.outbox.again(delivery.id, NOW + HOUR, "busy")
        await tx.outbox.again(delivery.id, NOW + HOUR, "busy")
    assert await claimed(store, NOW + HOUR - LEASE) == []
    ((again, is_uncertain),) = await claimed(store, NOW + HOUR)
    assert (again.attempts, again.next_at, is_uncertain) == (3, NOW + HOUR, False)


async def test_what_is_done_stays_done(store):
    sent, parked = [
        make.delivery(change) for change in await stored_changes(store, make.incident("a"), make.incident("b"))
    ]
    await enqueued(store, sent, parked)
    await claimed(store)
    async with store.write() as tx:
        assert await tx.outbox.waiting() == 2
        for _ in range(2):
            await tx.outbox.sent([(sent.id, REF)], NOW)
            await tx.outbox.park(parked.id, "refused", NOW)
        await tx.outbox.again(sent.id, NOW, "late")
        await tx.outbox.again(parked.id, NOW, "late")
        await tx.outbox.park(sent.id, "late", NOW)
        assert await tx.outbox.waiting() == 0
        assert await message(tx, CHANNEL, sent.incident) == REF
        assert await message(tx, CHANNEL, parked.incident) is None
    assert await claimed(store, NOW + 10 * HOUR) == []


async def test_a_destination_has_one_message_per_incident_and_the_last_change_it_was_told(store):
    first, second = await two_changes_of_one_incident(store)
    async with store.write() as tx:
        assert await told(tx, CHANNEL, first.incident) is None
        await tx.outbox.sent([(first.id, REF)], NOW)
        assert await told(tx, CHANNEL, first.incident) == first.change
        await tx.outbox.sent([(second.id, Receipt(ref="message 2"))], NOW + HOUR)
        await tx.outbox.sent([(first.id, REF)], NOW)
    async with store.read() as tx:
        assert await message(tx, CHANNEL, first.incident) == Receipt(ref="message 2")
        assert await told(tx, CHANNEL, first.incident) == second.change
        assert await message(tx, OTHER, first.incident) is None
        assert await told(tx, CHANNEL, IncidentId("ABSENT00")) is None
