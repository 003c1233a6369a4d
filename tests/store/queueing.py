"""What the tests of the queue do all the time, each in a transaction of its own."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.delivery import Receipt
from bot.domain.subscription import Destination
from bot.ports.outbox import Outcome
from tests.store import make
from tests.store.make import NOW

LEASE = timedelta(seconds=60)
MINUTE = timedelta(minutes=1)
OTHER = Destination(platform="discord", tenant="1", channel="2")
REF = Receipt(ref="message 1")


async def stored_changes(store, *incidents):
    """The changes by which these incidents came to be what they are, stored."""
    async with store.write() as tx:
        await tx.incidents.save(incidents, [])
        return await tx.changes.append([make.change(one) for one in incidents])


async def history(store, revisions, name="i1"):
    """The changes of one incident, one per revision."""
    changes = []
    incident = make.incident(name)
    for _ in range(revisions):
        changes += await stored_changes(store, incident)
        incident = make.again(incident)
    return changes


async def enqueued(store, *deliveries):
    """The same deliveries, put in the queue with the alerts they name."""
    async with store.write() as tx:
        await tx.alerts.add([alert for one in deliveries for alert in getattr(one.about, "alerts", ())])
        await tx.outbox.enqueue(deliveries)
    return deliveries


async def claimed(store, now=NOW, worker="w1", limit=99):
    async with store.write() as tx:
        return await tx.outbox.claim(worker, now, LEASE, limit)


async def ids_claimed(store, now=NOW, **given):
    return [one.delivery.id for one in await claimed(store, now, **given)]


async def booked(store, *outcomes, at=NOW):
    async with store.write() as tx:
        await tx.outbox.settle(outcomes, at)


async def told(store, *deliveries, at=NOW):
    """Books that deliveries went out, each with a message of its own."""
    await booked(store, *(sent(one) for one in deliveries), at=at)


def sent(delivery, ref=None, **fields):
    return Outcome(delivery=delivery.id, sent=ref or Receipt(ref=f"message {delivery.id}"), **fields)


def put_off(delivery, until, **fields):
    return Outcome(delivery=delivery.id, again_at=until, reason="busy", **fields)


def given_up(delivery, **fields):
    return Outcome(delivery=delivery.id, parked=True, reason="no such channel", **fields)


async def asked(store, question):
    """What a question to the queue finds."""
    async with store.read() as tx:
        return await question(tx.outbox)


async def moved(store, act):
    async with store.write() as tx:
        return await act(tx.outbox)
