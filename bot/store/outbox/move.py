"""Moves waiting deliveries: into a hold and out of it, into another delivery, aside and back. Must not know why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, case, delete, null, or_, update
from sqlalchemy.sql.dml import ReturningUpdate

from bot.domain.ids import DeliveryId
from bot.store.bulk import is_given, listed
from bot.store.connection import AsyncConnection
from bot.store.outbox import lines
from bot.store.outbox.shapes import GATHERING, NOTICE
from bot.store.outbox.states import (
    FOLDED,
    HELD,
    IN_LINE,
    PARKED,
    PENDING,
    SENT,
    SURE,
    WAITING,
    is_in,
    is_named,
    literal,
)
from bot.store.outbox.tables import deliveries

_Moving = ReturningUpdate[Any]


async def fold(connection: AsyncConnection, rows: Sequence[DeliveryId], into: DeliveryId) -> None:
    """What is pending or held becomes a part of another delivery."""
    await _move_given(connection, _folding(connection.dialect.name), rows, {"into": into})


async def fold_all(connection: AsyncConnection, hold: str, into: DeliveryId) -> None:
    """Whatever a hold ever held becomes a part of this one, and its earlier gatherings that surely did not go out."""
    given = {"whole": hold, "into": into}
    await connection.execute(_FOLD_ALL, given)
    await _move(connection, _FOLD_GATHERINGS, given)


async def wake(connection: AsyncConnection, rows: Sequence[DeliveryId], at: datetime) -> None:
    """What is held is pending again from `at` on."""
    await _move_given(connection, _waking(connection.dialect.name), rows, {"at": at})


async def hold_back(connection: AsyncConnection, rows: Sequence[DeliveryId], hold: str, reason: str) -> None:
    """What is pending, or held for something else, is held."""
    await _move_given(connection, _holding(connection.dialect.name), rows, {"for": hold, "why": reason})


async def resend(connection: AsyncConnection, rows: Sequence[DeliveryId], at: datetime) -> int:
    """What is parked is pending again from `at` on, as if it had never been tried; gives how much that was."""
    return await _move_given(connection, _resending(connection.dialect.name), rows, {"at": at})


async def suspend(connection: AsyncConnection, destination: str, why: str, at: datetime) -> int:
    """Parks what is pending or held for a destination; gives how much that was."""
    given = {"to": destination, "why": why, "at": at}
    # Two statements: each has its index.
    return sum([await _move(connection, statement, given) for statement in (_PARK_WAITING, _PARK_IN_LINE)])


async def erase(connection: AsyncConnection, destination: str) -> int:
    """Takes every notice to a destination away; gives how many there were."""
    return (await connection.execute(_ERASE, {"to": destination})).rowcount


async def _move_given(
    connection: AsyncConnection, statement: _Moving, rows: Sequence[DeliveryId], given: dict[str, Any]
) -> int:
    return await _move(connection, statement, {**given, **listed(connection, rows)}) if rows else 0


async def _move(connection: AsyncConnection, statement: _Moving, given: dict[str, Any]) -> int:
    moved = list(await connection.scalars(statement, given))
    await lines.elect(connection, set(moved))
    return len(moved)


_d = deliveries.c


def _moving(dialect: str, states: Iterable[str], **values: Any) -> _Moving:
    given = update(deliveries).where(is_given(dialect, _d.id), is_in(_d.state, *states))
    return given.values(**values).returning(_d.destination)


@cache
def _folding(dialect: str) -> _Moving:
    return _moving(dialect, (*WAITING, HELD), state=literal(FOLDED), folded_in=bindparam("into"))


@cache
def _waking(dialect: str) -> _Moving:
    at: BindParameter[Any] = bindparam("at")
    return _moving(dialect, (HELD,), state=literal(PENDING), next_at=at, planned_at=at, reason="")


@cache
def _holding(dialect: str) -> _Moving:
    return _moving(dialect, (*WAITING, HELD), state=literal(HELD), hold=bindparam("for"), reason=bindparam("why"))


@cache
def _resending(dialect: str) -> _Moving:
    return _moving(dialect, (PARKED,), state=literal(PENDING), next_at=bindparam("at"), attempts=0, done_at=null())


_PARKED: dict[str, Any] = {"state": literal(PARKED), "reason": bindparam("why"), "done_at": bindparam("at")}
_TO = _d.destination == bindparam("to")
_PARK_WAITING = update(deliveries).where(_TO, is_in(_d.state, PENDING, HELD)).values(_PARKED).returning(_d.destination)
_PARK_IN_LINE = update(deliveries).where(_TO, is_in(_d.state, *IN_LINE)).values(_PARKED).returning(_d.destination)
_FOLD_ALL = (
    update(deliveries)
    .where(
        _d.hold == bindparam("whole"),
        is_named(_d.hold),
        # A part whose own message was brought up to date is sent, and a part all the same.
        or_(is_in(_d.state, HELD, FOLDED), and_(is_in(_d.state, SENT), is_named(_d.folded_in))),
    )
    .values(state=case((is_in(_d.state, SENT), _d.state), else_=literal(FOLDED)), folded_in=bindparam("into"))
)
_ERASE = delete(deliveries).where(_TO, _d.kind == NOTICE)
_FOLD_GATHERINGS = (
    update(deliveries)
    .where(
        _d.subject == bindparam("whole"),
        _d.kind == GATHERING,
        _d.id != bindparam("into"),
        _d.rank >= int(SURE),  # a doubtful one may stand already: it is asked for by itself
        is_in(_d.state, *WAITING),
    )
    .values(state=literal(FOLDED), folded_in=bindparam("into"))
    .returning(_d.destination)
)
