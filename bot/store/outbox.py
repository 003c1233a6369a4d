"""The queue of record: what goes out, who is sending it now, and what became of it. Must not know platforms or cards.

A delivery is handed out under a lease, most severe first, and never before an earlier change of the same incident has
gone out to the same destination (or was parked).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate

from bot.domain.alert import Alert
from bot.domain.delivery import Delivery, DeliveryState, Receipt, Told
from bot.domain.ids import DeliveryId, IncidentId, RuleId
from bot.domain.incident import Change, Severity
from bot.domain.subscription import Destination
from bot.store import tables
from bot.store.bulk import Insert, add_new, chunks, insert_into
from bot.store.changes import stored
from bot.store.rows import ALERT, ORDER, Order
from bot.store.tables import deliveries, messages

_PENDING, _LEASED = DeliveryState.PENDING.value, DeliveryState.LEASED.value
_UNSENT = (_PENDING, _LEASED)


class SqlOutbox:
    """`bot.ports.Outbox` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def enqueue(self, deliveries: Sequence[Delivery]) -> None:
        """Puts deliveries in the queue; one that is known is left as it is, sent or not."""
        await add_new(self._connection, tables.deliveries, [_row(delivery) for delivery in deliveries])

    async def claim(self, worker: str, now: datetime, lease: timedelta, limit: int) -> list[tuple[Delivery, bool]]:
        """Hands out due deliveries, most severe first. True marks one whose former lease ran out unanswered."""
        given = {"by": worker, "now": now, "until": now + lease, "most": limit}
        rows = (await self._connection.execute(_CLAIM, given)).all()
        return await self._loaded(sorted(rows, key=lambda row: (-row.severity, row.created_at, row.change)))

    async def _loaded(self, rows: Sequence[Row[Any]]) -> list[tuple[Delivery, bool]]:
        orders = [ORDER.load(row.value) for row in rows]
        changes = await self._changes({row.change for row in rows})
        alerts = await self._alerts({seq for order in orders for _, _, seq in order.alerts})
        return [
            (_delivery(row, order, changes[row.change], alerts), row.was_leased)
            for row, order in zip(rows, orders, strict=True)
        ]

    async def _changes(self, seqs: set[int]) -> dict[int, Change]:
        found: dict[int, Change] = {}
        table = tables.changes.c
        for part in chunks(sorted(seqs)):
            query = select(table.seq, table.value).where(table.seq.in_(part))
            found.update({seq: stored(seq, text) for seq, text in await self._connection.execute(query)})
        return found

    async def _alerts(self, seqs: set[int]) -> dict[tuple[RuleId, IncidentId, int], Alert]:
        table = tables.alerts.c
        texts = [
            text
            for part in chunks(sorted(seqs))
            for text in await self._connection.scalars(select(table.value).where(table.change.in_(part)))
        ]
        return {(alert.rule, alert.incident, alert.change): alert for alert in map(ALERT.load, texts)}

    async def sent(self, done: Sequence[tuple[DeliveryId, Receipt]], at: datetime) -> None:
        """Notes which deliveries went out, and by which name each message is edited later."""
        d = deliveries.c
        where = d.id.in_([delivery for delivery, _ in done])
        noted = update(deliveries).where(where).values(state=DeliveryState.SENT.value, done_at=at, **_FREE)
        rows = await self._connection.execute(noted.returning(d.id, d.destination, d.incident, d.change))
        refs = {delivery: receipt.ref for delivery, receipt in done}
        told = [{**row._mapping, "ref": refs[row.id], "at": at} for row in rows]
        for row in told:
            del row["id"]
        if told:
            await self._connection.execute(_telling(self._connection.dialect.name), told)

    async def again(self, delivery: DeliveryId, next_at: datetime, why: str) -> None:
        """Puts a delivery back until `next_at`; one that is sent or parked stays so."""
        await self._release(delivery, state=_PENDING, next_at=next_at, reason=why)

    async def park(self, delivery: DeliveryId, why: str, at: datetime) -> None:
        """Gives a delivery up and keeps the reason; one that is sent stays so."""
        await self._release(delivery, state=DeliveryState.PARKED.value, done_at=at, reason=why)

    async def _release(self, delivery: DeliveryId, **values: object) -> None:
        where = and_(deliveries.c.id == delivery, deliveries.c.state.in_(_UNSENT))
        await self._connection.execute(update(deliveries).where(where).values(**values, **_FREE))

    async def standing(self, of: Sequence[tuple[Destination, IncidentId]]) -> dict[tuple[str, str], Told]:
        """By destination key and incident, the message that stands and the last change that was told in it."""
        m, changes = messages.c, tables.changes.c
        query = (
            select(m.destination, m.incident, m.ref, changes.seq, changes.value)
            .join(tables.changes, m.change == changes.seq)
            .where(m.destination.in_({destination.key for destination, _ in of}), m.incident.in_({i for _, i in of}))
        )
        rows = await self._connection.execute(query)
        return {(to, incident): (Receipt(ref=ref), stored(seq, text)) for to, incident, ref, seq, text in rows}

    async def waiting(self) -> int:
        """How many deliveries are neither sent nor parked."""
        query = select(func.count()).select_from(deliveries).where(deliveries.c.state.in_(_UNSENT))
        return await self._connection.scalar(query) or 0


_FREE: dict[str, Any] = {"leased_by": None, "leased_until": None, "was_leased": False}


def _has_earlier() -> ColumnElement[bool]:
    earlier = deliveries.alias("earlier")
    return exists(
        select(earlier.c.id).where(
            earlier.c.destination == deliveries.c.destination,
            earlier.c.incident == deliveries.c.incident,
            earlier.c.change < deliveries.c.change,
            earlier.c.state.in_(_UNSENT),
        )
    )


def _claim() -> ReturningUpdate[Any]:
    d, now = deliveries.c, bindparam("now", type_=tables.Instant)
    is_due = or_(and_(d.state == _PENDING, d.next_at <= now), and_(d.state == _LEASED, d.leased_until <= now))
    # A CTE of its own: inside `IN (…)` PostgreSQL may run the limited, locking select more than once.
    head = (
        select(d.id)
        .where(is_due, ~_has_earlier())
        .order_by(d.severity.desc(), d.created_at, d.change)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
        .cte("head")
    )
    taken = update(deliveries).where(d.id.in_(select(head.c.id)))
    return taken.values(
        was_leased=d.state == _LEASED,
        state=_LEASED,
        leased_by=bindparam("by"),
        leased_until=bindparam("until"),
        attempts=d.attempts + 1,
    ).returning(*d)


_CLAIM = _claim()  # made once: building it takes longer than running it


@cache
def _telling(dialect: str) -> Insert:
    statement = insert_into(dialect, messages)
    new = statement.excluded
    # A receipt that comes late must not hide what the destination was told since.
    return statement.on_conflict_do_update(
        index_elements=["destination", "incident"],
        set_={"ref": new.ref, "change": new.change, "at": new.at},
        where=new.change >= messages.c.change,
    )


def _row(delivery: Delivery) -> dict[str, object]:
    order = Order(
        destination=delivery.destination,
        alerts=tuple((alert.rule, alert.incident, alert.change) for alert in delivery.alerts),
        subscriptions=delivery.subscriptions,
        language=delivery.language,
    )
    return {
        "id": delivery.id,
        "destination": delivery.destination.key,
        "incident": delivery.incident,
        "change": delivery.change.seq,
        "severity": int(delivery.severity),
        "state": _PENDING,
        "attempts": delivery.attempts,
        "created_at": delivery.created_at,
        "next_at": delivery.next_at,
        "was_leased": False,
        "value": ORDER.dump(order),
    }


def _delivery(
    row: Row[Any], order: Order, change: Change, alerts: dict[tuple[RuleId, IncidentId, int], Alert]
) -> Delivery:
    return Delivery(
        id=DeliveryId(row.id),
        destination=order.destination,
        incident=IncidentId(row.incident),
        change=change,
        # An alert may have been cleared away since; the rest of the news still goes out.
        alerts=tuple(alerts[key] for key in order.alerts if key in alerts),
        subscriptions=order.subscriptions,
        severity=Severity(row.severity),
        language=order.language,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        created_at=row.created_at,
        next_at=row.next_at,
    )
