"""Whose turn it is in each destination: keeps exactly one row next where any may go.

Must not know why rows came or went. A row may go when its time has come and no earlier news of its incident waits for
the same destination. The first of the line is next; while one is being sent nobody is.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    exists,
    literal_column,
    null,
    or_,
    select,
    update,
)

from bot.store.bulk import chunks, given, listed
from bot.store.connection import AsyncConnection
from bot.store.outbox.states import DUE, IN_LINE, LEASED, NEXT, ON_TURN, PENDING, UNSENT, is_in, literal
from bot.store.outbox.tables import deliveries
from bot.store.rows import escaped, unescaped


async def elect(connection: AsyncConnection, destinations: Collection[str]) -> None:
    """Gives the turn in each of these destinations (keys) to the row it belongs to. To be called after any write."""
    steps_back: list[dict[str, str]] = []
    steps_up: list[dict[str, str]] = []
    for part in chunks(list(destinations)):
        for holder, rightful in await connection.execute(_wrong(connection.dialect.name), _keys(connection, part)):
            steps_back += [{"of": holder}] if holder else []
            steps_up += [{"of": rightful}] if rightful else []
    # In this order: the index that allows one turn in each destination looks at every row by itself.
    if steps_back:
        await connection.execute(_STEP_BACK, steps_back)
    if steps_up:
        await connection.execute(_STEP_UP, steps_up)


async def idle(connection: AsyncConnection, destinations: Collection[str]) -> set[str]:
    """Those of the destinations where nothing waits but for a hold."""
    found = await connection.scalars(_idle(connection.dialect.name), _keys(connection, destinations))
    return {unescaped(key) for key in found}


def _keys(connection: AsyncConnection, destinations: Collection[str]) -> dict[str, Any]:
    return listed(connection, [escaped(key) for key in destinations])


_by_id = update(deliveries).where(deliveries.c.id == bindparam("of"))
_STEP_BACK, _STEP_UP = _by_id.values(state=literal(DUE)), _by_id.values(state=literal(NEXT))


@cache
def _wrong(dialect: str) -> Select[Any]:
    """By destination, where it is the wrong one's turn: who has it (or null), and whose it is (or null)."""
    here, holder, one = given(dialect), deliveries.alias("holder"), deliveries.alias("one")
    first = (
        select(one.c.id)
        .where(one.c.destination == here.c.value, is_in(one.c.state, *IN_LINE), ~_is_behind_its_own(one))
        .order_by(one.c.rank, one.c.created_at, one.c.change, one.c.id)
        .limit(literal_column("1"))
        .correlate(here)
        .scalar_subquery()
    )
    rightful = case((holder.c.state == literal(LEASED), holder.c.id), else_=first).label("rightful")
    turns = (
        select(holder.c.id.label("holder"), rightful)
        .select_from(here.outerjoin(holder, and_(holder.c.destination == here.c.value, _on_turn(holder))))
        .cte("turns")
        .prefix_with("MATERIALIZED")  # else each line is looked through twice
    )
    return select(turns.c.holder, turns.c.rightful).where(turns.c.holder.is_distinct_from(turns.c.rightful))


def _is_behind_its_own(one: FromClause) -> ColumnElement[bool]:
    earlier = deliveries.alias("earlier")
    return exists(
        select(null()).where(
            earlier.c.subject == one.c.subject,
            earlier.c.destination == one.c.destination,
            earlier.c.change < one.c.change,
            is_in(earlier.c.state, *UNSENT),
        )
    )


@cache
def _idle(dialect: str) -> Select[Any]:
    here = given(dialect)

    def has(name: str, *states: str) -> ColumnElement[bool]:
        row = deliveries.alias(name)
        return exists(
            select(null()).where(row.c.destination == here.c.value, is_in(row.c.state, *states)).correlate(here)
        )

    # Three questions rather than one: each has its index.
    return select(here.c.value).where(~or_(has("a", *ON_TURN), has("b", *IN_LINE), has("c", PENDING)))


def _on_turn(table: FromClause) -> ColumnElement[bool]:
    return is_in(table.c.state, *ON_TURN)
