"""Hands deliveries out under leases: the most severe first, theatres in turn, one of each destination at a time.

Must not know what is done with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, ColumnElement, Integer, Row, Select, bindparam, func, null, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from bot.domain.incident import Severity
from bot.ports.outbox import Claimed
from bot.store.bulk import is_given, listed
from bot.store.columns import Instant
from bot.store.connection import AsyncConnection
from bot.store.outbox import lines
from bot.store.outbox.shapes import loaded
from bot.store.outbox.states import DUE, LEASED, NEXT, PENDING, SURE, is_in, literal
from bot.store.outbox.tables import deliveries

_Head: TypeAlias = Row[Any, Any, Any, Any]


async def claim(connection: AsyncConnection, worker: str, now: datetime, lease: timedelta, limit: int) -> list[Claimed]:
    """Leases up to `limit` deliveries and gives them in the order in which they are to go."""
    came = [*await connection.scalars(_FREE, {"now": now}), *await connection.scalars(_LINE_UP, {"now": now})]
    await lines.elect(connection, set(came))
    order = await _heads(connection, limit)
    if not order:
        return []
    given = {"by": worker, "until": now + lease, **listed(connection, order)}
    rows = {row.id: row for row in await connection.execute(_take(connection.dialect.name), given)}
    taken = [rows[id_] for id_ in order]
    found = await loaded(connection, taken)
    return [Claimed(delivery=delivery, is_doubtful=row.rank < SURE) for delivery, row in zip(found, taken, strict=True)]


async def abandon(connection: AsyncConnection, worker: str) -> int:
    """Frees what a worker has leased, as doubtful; gives how much that was."""
    freed = list(await connection.scalars(_ABANDON, {"by": worker}))
    await lines.elect(connection, set(freed))
    return len(freed)


async def next_due(connection: AsyncConnection) -> datetime | None:
    """The earliest time that something pending waits for; where it is somebody's turn already, one such time."""
    on_turn = await connection.scalar(_A_TURN)
    waits: datetime | None = await connection.scalar(_SOONEST)
    return min((at for at in (on_turn, waits) if at is not None), default=None)


async def _heads(connection: AsyncConnection, limit: int) -> list[str]:
    """Ids of the rows whose turn it is, in the order in which they are to go."""
    order: list[str] = []
    for severity in sorted(Severity, reverse=True):
        queues = await _by_theatre(connection, {"severity": int(severity), "most": limit - len(order)})
        in_turn = [
            (number, head.created_at, head.change or 0, head.id)
            for queue in queues
            for number, head in enumerate(queue)
        ]
        order += [id_ for *_, id_ in sorted(in_turn)[: limit - len(order)]]
        if len(order) >= limit:
            break
    return order


async def _by_theatre(connection: AsyncConnection, given: dict[str, Any]) -> list[Sequence[_Head]]:
    """The first rows of each theatre: a question for each, for one theatre may hold 10,000 of them."""
    queues: list[Sequence[_Head]] = []
    query, more = _OF_FIRST_THEATRE, given
    while queue := (await connection.execute(query, more)).all():
        queues.append(queue)
        query, more = _OF_NEXT_THEATRE, {**given, "after": queue[0].theatre}
    return queues


_d = deliveries.c
_LEASE_ENDS: dict[str, Any] = {
    "state": literal(NEXT),
    "rank": Severity.CRITICAL - _d.severity,
    "leased_by": null(),
    "leased_until": null(),
}
_NOW = bindparam("now", type_=Instant)

_FREE = (
    update(deliveries)
    .where(is_in(_d.state, LEASED), _d.leased_until <= _NOW)
    .values(_LEASE_ENDS)
    .returning(_d.destination)
)
_ABANDON = (
    update(deliveries)
    .where(is_in(_d.state, LEASED), _d.leased_by == bindparam("by"))
    .values(_LEASE_ENDS)
    .returning(_d.destination)
)
_LINE_UP = (
    update(deliveries)
    .where(is_in(_d.state, PENDING), _d.next_at <= _NOW)
    .values(state=literal(DUE))
    .returning(_d.destination)
)
_A_TURN = select(_d.next_at).where(is_in(_d.state, NEXT)).order_by(_d.severity.desc()).limit(1)
_SOONEST = select(func.min(_d.next_at)).where(is_in(_d.state, PENDING))


def _of_theatre(*further: ColumnElement[bool]) -> Select[Any]:
    here = deliveries.alias("here")
    theatre = select(func.min(_d.theatre)).where(_IS_NEXT, _IS_SEVERE, *further).scalar_subquery()
    return (
        select(here.c.id, here.c.theatre, here.c.created_at, here.c.change)
        .where(is_in(here.c.state, NEXT), here.c.severity == _SEVERITY, here.c.theatre == theatre)
        .order_by(here.c.created_at, here.c.change, here.c.id)
        .limit(bindparam("most", type_=Integer))
    )


_SEVERITY: BindParameter[int] = bindparam("severity")
_IS_NEXT, _IS_SEVERE = is_in(_d.state, NEXT), _d.severity == _SEVERITY
_OF_FIRST_THEATRE, _OF_NEXT_THEATRE = _of_theatre(), _of_theatre(_d.theatre > bindparam("after"))


@cache
def _take(dialect: str) -> ReturningUpdate[Any]:
    return (
        update(deliveries)
        .where(is_given(dialect, _d.id))
        .values(
            state=literal(LEASED), leased_by=bindparam("by"), leased_until=bindparam("until"), attempts=_d.attempts + 1
        )
        .returning(*_d)
    )
