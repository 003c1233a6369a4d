"""Questions to the queue that change nothing. Must not know why anybody asks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CTE, ColumnElement, ScalarSelect, Select, and_, bindparam, case, func, or_, select, true

from bot.domain.delivery import Delivery, DeliveryState, Receipt, Told
from bot.domain.incident import Severity
from bot.ports.outbox import Post
from bot.store.bulk import given_pairs, listed_pairs
from bot.store.columns import Instant
from bot.store.connection import AsyncConnection
from bot.store.outbox.shapes import GATHERING, NEWS, changes_of, loaded
from bot.store.outbox.states import (
    FOLDED,
    HELD,
    IN_LINE,
    LEASED,
    PARKED,
    PENDING,
    SENT,
    UNSENT,
    WAITING,
    is_in,
    is_named,
)
from bot.store.outbox.tables import deliveries, messages
from bot.store.rows import escaped

_d = deliveries.c


async def all_of(connection: AsyncConnection, query: Select[Any], **given: Any) -> list[Delivery]:
    """The deliveries that one of the queries below finds."""
    return await loaded(connection, (await connection.execute(query, given)).all())


async def standing(connection: AsyncConnection, pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], Told]:
    """By destination key and incident, the message that stands."""
    wanted = {(escaped(destination), incident) for destination, incident in pairs}
    found = await connection.execute(_standing(connection.dialect.name), listed_pairs(connection, wanted))
    rows = found.all()
    changes = await changes_of(connection, {row.change for row in rows})
    return {
        (row.destination, row.incident): Told(
            receipt=Receipt(ref=row.ref), change=changes[row.change], severity=Severity(row.severity), at=row.at
        )
        for row in rows
    }


async def growing(connection: AsyncConnection, hold: str) -> Receipt | None:
    """The newest message that was sent for a hold."""
    ref = await connection.scalar(_GROWING, {"whole": hold})
    return None if ref is None else Receipt(ref=ref)


async def is_waiting(connection: AsyncConnection, hold: str) -> bool:
    """Whether a gathering of a hold is pending or leased."""
    return await connection.scalar(_IS_WAITING, {"whole": hold}) is not None


async def known(connection: AsyncConnection, incident: str) -> dict[str, datetime | None]:
    """When each destination was last told of an incident by a message of its own; None where it waits to be."""
    rows = await connection.execute(_KNOWN, {"incident": incident})
    return {row.destination: row.told_at for row in rows}


async def heard(connection: AsyncConnection, incident: str) -> frozenset[str]:
    """Destinations with any news of an incident that was not given up."""
    return frozenset(await connection.scalars(_HEARD, {"incident": incident}))


async def posts(connection: AsyncConnection, since: datetime) -> list[Post]:
    """New messages that are planned for then or later, waiting or sent."""
    rows = await connection.execute(_POSTS, {"since": since})
    return [
        Post(destination=row.destination, at=row.planned_at, theatre=row.theatre, severity=Severity(row.severity))
        for row in rows
    ]


async def told_between(
    connection: AsyncConnection, since: datetime, until: datetime, destination: str | None
) -> list[Delivery]:
    """News that was told in a time, alone or as a part of something; `done_at` of a part is that of the whole."""
    given = {"since": since, "until": until, "to": destination}
    rows = (await connection.execute(_told(everywhere=destination is None), given)).all()
    return [
        replace(delivery, done_at=row.told_at)
        for delivery, row in zip(await loaded(connection, rows), rows, strict=True)
    ]


async def piled(connection: AsyncConnection, before: datetime, least: int) -> dict[str, int]:
    """How many first news each destination has waiting since before then, where they are so many."""
    rows = await connection.execute(_PILED, {"before": before, "least": least})
    return {row.destination: row.number for row in rows}


async def doubtful(connection: AsyncConnection, now: datetime, limit: int) -> list[tuple[Delivery, Receipt]]:
    """What was sent after a doubtful try and is due to be looked for copies, the longest due first."""
    rows = (await connection.execute(_COPIES.limit(limit), {"now": now})).all()
    found = await loaded(connection, rows)
    return [(delivery, Receipt(ref=row.ref)) for delivery, row in zip(found, rows, strict=True)]


async def parked(connection: AsyncConnection, limit: int, destination: str | None) -> list[Delivery]:
    """What was given up, newest first; of one destination or of all."""
    query = _PARKED if destination is None else _PARKED.where(_d.destination == destination)
    return await all_of(connection, query.limit(limit))


async def tally(connection: AsyncConnection) -> dict[DeliveryState, int]:
    """How many deliveries are in each state, none left out."""
    numbers = (await connection.execute(_TALLY)).one()
    return {state: getattr(numbers, state.value) for state in DeliveryState}


async def waiting(connection: AsyncConnection) -> int:
    """How many are pending or leased."""
    return await connection.scalar(_WAITING) or 0


_IS_NEWS, _IS_FIRST = _d.kind == NEWS, _d.is_first == true()
_MOST_SEVERE_FIRST = (_d.severity.desc(), _d.created_at, _d.change, _d.id)

GET = select(deliveries).where(_d.id == bindparam("id"))
OF = (
    select(deliveries)
    .where(_d.subject == bindparam("incident"), _d.destination == bindparam("to"), _IS_NEWS)
    .order_by(_d.change)
)
ON_HOLD = (
    select(deliveries)
    .where(_d.hold == bindparam("whole"), is_named(_d.hold), is_in(_d.state, HELD), _IS_NEWS)
    .order_by(_d.subject, _d.change)
)
# A part whose own message was brought up to date is sent, and a part all the same.
PARTS = (
    select(deliveries)
    .where(_d.folded_in == bindparam("whole"), is_named(_d.folded_in), is_in(_d.state, FOLDED, SENT), _IS_NEWS)
    .order_by(*_MOST_SEVERE_FIRST)
)


def _waits(*, held: bool) -> ColumnElement[bool]:
    # Each half has its index.
    of_clock = is_in(_d.state, PENDING, HELD)
    return or_(of_clock if held else and_(of_clock, is_in(_d.state, PENDING)), is_in(_d.state, *IN_LINE))


WAITING_NEWS = (
    select(deliveries)
    .where(_d.destination == bindparam("to"), _waits(held=True), _IS_NEWS)
    .order_by(_d.created_at, _d.change, _d.id)
)
LATE = (
    select(deliveries)
    .where(
        _d.destination == bindparam("to"),
        _waits(held=False),
        _IS_NEWS,
        _IS_FIRST,
        _d.planned_at < bindparam("before"),
    )
    .order_by(*_MOST_SEVERE_FIRST)
)

_GROWING = (
    select(_d.ref)
    .where(_d.subject == bindparam("whole"), _d.kind == GATHERING, is_in(_d.state, SENT))
    .order_by(_d.done_at.desc(), _d.created_at.desc())
    .limit(1)
)
_IS_WAITING = (
    select(_d.id).where(_d.subject == bindparam("whole"), _d.kind == GATHERING, is_in(_d.state, *UNSENT)).limit(1)
)
_KNOWN = (
    select(_d.destination, func.max(case((is_in(_d.state, SENT), _d.done_at)), type_=Instant).label("told_at"))
    .where(_d.subject == bindparam("incident"), _IS_NEWS, is_in(_d.state, SENT, *UNSENT))
    .group_by(_d.destination)
)
_HEARD = (
    select(_d.destination)
    .where(_d.subject == bindparam("incident"), _IS_NEWS, is_in(_d.state, SENT, HELD, FOLDED, *UNSENT))
    .distinct()
)
_POSTS = (
    select(_d.destination, _d.planned_at, _d.theatre, _d.severity)
    .where(_IS_FIRST, _d.planned_at >= bindparam("since"), is_in(_d.state, SENT, *UNSENT))
    .order_by(_d.planned_at, _d.created_at, _d.id)
)
_PILED = (
    select(_d.destination, func.count().label("number"))
    .where(_IS_FIRST, is_in(_d.state, *WAITING), _d.planned_at < bindparam("before"))
    .where(_IS_NEWS)
    .group_by(_d.destination)
    .having(func.count() >= bindparam("least"))
)
_COPIES = (
    select(deliveries).where(_d.check_at.is_not(None), _d.check_at <= bindparam("now")).order_by(_d.check_at, _d.id)
)
_PARKED = select(deliveries).where(is_in(_d.state, PARKED)).order_by(_d.done_at.desc(), _d.id)


def _number(*where: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(deliveries).where(*where).scalar_subquery()


# Each state is counted in the index that holds its rows and few others.
_PENDING = _number(is_in(_d.state, PENDING)) + _number(is_in(_d.state, *IN_LINE))
_LEASED = _number(is_in(_d.state, LEASED))
_TALLY = select(
    _PENDING.label(DeliveryState.PENDING),
    _LEASED.label(DeliveryState.LEASED),
    _number(is_in(_d.state, SENT)).label(DeliveryState.SENT),
    _number(is_in(_d.state, PARKED)).label(DeliveryState.PARKED),
    _number(is_in(_d.state, PENDING, HELD), is_in(_d.state, HELD)).label(DeliveryState.HELD),
    _number(is_named(_d.folded_in), is_in(_d.state, FOLDED)).label(DeliveryState.FOLDED),
)
_WAITING = select(_PENDING + _LEASED)


@cache
def _standing(dialect: str) -> Select[Any]:
    pairs, m = given_pairs(dialect), messages.c
    return select(messages).join(pairs, and_(m.destination == pairs.c.one, m.incident == pairs.c.other))


@cache
def _told(*, everywhere: bool) -> Select[Any]:
    whole = deliveries.alias("whole")
    sent = select(whole.c.id, whole.c.done_at.label("told_at")).where(
        is_in(whole.c.state, SENT), whole.c.done_at >= bindparam("since"), whole.c.done_at < bindparam("until")
    )
    if not everywhere:
        sent = sent.where(whole.c.destination == bindparam("to"))
    told: CTE = sent.cte("told", recursive=True)
    part = deliveries.alias("part")
    told = told.union_all(
        select(part.c.id, told.c.told_at).where(
            part.c.folded_in == told.c.id, is_named(part.c.folded_in), is_in(part.c.state, FOLDED)
        )
    )
    return (
        select(*_d, told.c.told_at)
        .join(told, _d.id == told.c.id)
        .where(_IS_NEWS)
        .order_by(told.c.told_at, _d.created_at, _d.change, _d.id)
    )
