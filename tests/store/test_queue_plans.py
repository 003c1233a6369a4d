"""Every statement of the queue is served by an index, on both databases: what is done and what waits cost nothing."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import event as hook

from bot.domain.delivery import DeliveryState, Receipt
from bot.domain.ids import DeliveryId, HoldId, IncidentId
from bot.ports.outbox import Outcome
from tests.store import make, make_wishes
from tests.store.make import CHANNEL, HOUR, NOW
from tests.store.queueing import LEASE, MINUTE, OTHER, history

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANY, HOLD, INCIDENT = DeliveryId("any"), HoldId("any"), IncidentId("ABCD2345")
# Read from end to end: the rows of a list that was given, and of a query's own parts.
OWN = {"given", "turns", "told", "anon_1", "CONSTANT"}

ACTS = {
    "claim": lambda outbox: outbox.claim("w", NOW + HOUR, LEASE, 9),
    "abandon": lambda outbox: outbox.abandon("w", NOW),
    "next_due": lambda outbox: outbox.next_due(),
    "fold": lambda outbox: outbox.fold([ANY], ANY),
    "fold_all": lambda outbox: outbox.fold_all(HOLD, ANY),
    "wake": lambda outbox: outbox.wake([ANY], NOW),
    "hold_back": lambda outbox: outbox.hold_back([ANY], HOLD, "mute"),
    "resend": lambda outbox: outbox.resend([ANY], NOW),
    "suspend": lambda outbox: outbox.suspend(OTHER, "gone", NOW),
    "standing": lambda outbox: outbox.standing([(CHANNEL, INCIDENT), (OTHER, INCIDENT)]),
    "growing": lambda outbox: outbox.growing(HOLD),
    "is_waiting": lambda outbox: outbox.is_waiting(HOLD),
    "known": lambda outbox: outbox.known(INCIDENT),
    "posts": lambda outbox: outbox.posts(NOW),
    "held": lambda outbox: outbox.held(HOLD),
    "waiting_news": lambda outbox: outbox.waiting_news(CHANNEL),
    "parts": lambda outbox: outbox.parts(ANY),
    "get": lambda outbox: outbox.get(ANY),
    "of": lambda outbox: outbox.of(CHANNEL, INCIDENT),
    "told_between": lambda outbox: outbox.told_between(NOW, NOW + HOUR),
    "told_between here": lambda outbox: outbox.told_between(NOW, NOW + HOUR, CHANNEL),
    "piled": lambda outbox: outbox.piled(NOW, 2),
    "late": lambda outbox: outbox.late(CHANNEL, NOW),
    "doubtful": lambda outbox: outbox.doubtful(NOW, 9),
    "settled": lambda outbox: outbox.settled(ANY),
    "parked": lambda outbox: outbox.parked(9),
    "parked here": lambda outbox: outbox.parked(9, CHANNEL),
    "tally": lambda outbox: outbox.tally(),
    "waiting": lambda outbox: outbox.waiting(),
}


async def plans(tx, act):
    """What the database says of how it would carry out each statement of an act."""
    statements = {}

    def note(connection, cursor, statement, parameters, context, many):
        statements[statement] = parameters[0] if many else parameters

    hook.listen(tx.connection.sync_connection, "before_cursor_execute", note)
    await act(tx.outbox)
    hook.remove(tx.connection.sync_connection, "before_cursor_execute", note)
    word = "EXPLAIN QUERY PLAN" if tx.connection.dialect.name == "sqlite" else "EXPLAIN"
    for statement, parameters in statements.items():
        if re.search(r"\b(deliveries|messages)\b", statement):
            for row in await tx.connection.exec_driver_sql(f"{word} {statement}", parameters):
                yield row[-1]


async def whole_tables(tx, act):
    """The tables that an act reads from end to end."""
    if tx.connection.dialect.name == "postgresql":
        await tx.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        found = [re.search(r"Seq Scan on (\w+)", plan) for plan in [plan async for plan in plans(tx, act)]]
    else:
        found = [re.match(r"SCAN (\w+)(?!.*INDEX)", plan) for plan in [plan async for plan in plans(tx, act)]]
    return {one[1] for one in found if one} - OWN


async def filled(store):
    """A queue with something in most states; gives a change that it does not know yet."""
    *known, new = await history(store, 4)
    (other,) = await history(store, 1, name="other")
    async with store.write() as tx:
        first, second, third = (make.delivery(change) for change in known)
        waiting = replace(make.delivery(other), next_at=NOW + HOUR)
        held = make.delivery(other, destination=OTHER, state=DeliveryState.HELD, hold=HOLD)
        await tx.outbox.enqueue([first, second, third, waiting, held, make_wishes.gathering(make_wishes.hold())])
        await tx.outbox.claim("w", NOW, LEASE, 1)
    return first, new


@pytest.mark.parametrize("name", ACTS)
async def test_the_queue_is_asked_and_moved_by_index(store, name):
    await filled(store)
    async with store.write() as tx:
        assert await whole_tables(tx, ACTS[name]) == set()


async def test_the_queue_is_filled_and_settled_by_index(store):
    claimed, change = await filled(store)
    outcome = Outcome(delivery=claimed.id, sent=Receipt(ref="message"), doubtful=True)
    late = make.delivery(change, created_at=NOW + MINUTE, next_at=NOW + HOUR)
    async with store.write() as tx:
        assert await whole_tables(tx, lambda outbox: outbox.settle([outcome], NOW)) == set()
        assert await whole_tables(tx, lambda outbox: outbox.enqueue([late])) == set()


async def test_a_statement_without_an_index_would_be_seen(store):
    async def unserved(outbox):
        await outbox._connection.exec_driver_sql("SELECT 1 FROM deliveries WHERE attempts = 3")

    async with store.write() as tx:
        assert await whole_tables(tx, unserved) == {"deliveries"}
