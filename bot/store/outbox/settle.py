"""Books what became of claimed deliveries, and remembers the messages that stand. Must not know why anything failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, Update, bindparam, null, select, update

from bot.ports.outbox import Outcome
from bot.store.bulk import Insert, insert_into, is_given, listed
from bot.store.connection import AsyncConnection
from bot.store.outbox import lines
from bot.store.outbox.shapes import NEWS
from bot.store.outbox.states import HELD, PARKED, PENDING, SENT, SURE, UNSENT, literal, rank
from bot.store.outbox.tables import deliveries, messages

# A platform that took a request and then failed shows the message within seconds; in five minutes the copy is there.
LOOK_AGAIN_AFTER = timedelta(minutes=5)

_Params = dict[str, Any]


async def settle(connection: AsyncConnection, outcomes: Sequence[Outcome], at: datetime) -> None:
    """Books outcomes. What is sent stays sent; anything else is booked only of what is not done yet."""
    found = await connection.execute(
        _rows(connection.dialect.name), listed(connection, [outcome.delivery for outcome in outcomes])
    )
    rows = {row.id: row for row in found}
    told: list[_Params] = []
    batches: dict[Update, list[_Params]] = {}
    for outcome in outcomes:
        row = rows.get(outcome.delivery)
        if row is None or row.state == SENT or (outcome.sent is None and row.state not in UNSENT):
            continue
        statement, params = _booked(outcome, row, at)
        batches.setdefault(statement, []).append(params)
        if outcome.sent is not None and row.kind == NEWS:
            told.append(_message(row, outcome.sent.ref, at))
    for statement, batch in batches.items():
        await connection.execute(statement, batch)
    if told:
        # In order of change: of two that went out together the later one stands.
        told.sort(key=lambda message: message["change"])
        await connection.execute(_telling(connection.dialect.name), told)
    await lines.elect(connection, {row.destination for row in rows.values()})


async def settled(connection: AsyncConnection, delivery: str) -> None:
    """Notes that no copy of a message is left."""
    await connection.execute(_SETTLED, {"of": delivery})


def _booked(outcome: Outcome, row: Row[Any], at: datetime) -> tuple[Update, _Params]:
    is_doubtful = outcome.doubtful or row.rank < SURE
    params = {"of": outcome.delivery, "why": outcome.reason, "place": rank(row.severity, is_doubtful=is_doubtful)}
    if outcome.sent is not None:
        look = at + LOOK_AGAIN_AFTER if is_doubtful else None
        return _SENT, {**params, "at": at, "name": outcome.sent.ref, "look_at": look}
    if outcome.again_at is not None:
        return _PUT_OFF, {**params, "at": outcome.again_at}
    if outcome.held is not None:
        return _HELD_BACK, {**params, "for": outcome.held}
    return _GIVEN_UP, {**params, "at": at}


def _message(row: Row[Any], ref: str, at: datetime) -> _Params:
    return {
        "destination": row.destination,
        "incident": row.subject,
        "ref": ref,
        "change": row.change,
        "severity": row.severity,
        "at": at,
    }


_d = deliveries.c
_by_id = update(deliveries).where(_d.id == bindparam("of"))
_ENDED = _by_id.values(leased_by=null(), leased_until=null(), reason=bindparam("why"), rank=bindparam("place"))
_SENT = _ENDED.values(
    state=literal(SENT), done_at=bindparam("at"), ref=bindparam("name"), check_at=bindparam("look_at")
)
_PUT_OFF = _ENDED.values(state=literal(PENDING), next_at=bindparam("at"))
_HELD_BACK = _ENDED.values(state=literal(HELD), hold=bindparam("for"))
_GIVEN_UP = _ENDED.values(state=literal(PARKED), done_at=bindparam("at"))
_SETTLED = _by_id.values(check_at=null())


@cache
def _rows(dialect: str) -> Select[Any]:
    columns = _d.id, _d.destination, _d.kind, _d.subject, _d.change, _d.severity, _d.rank, _d.state
    return select(*columns).where(is_given(dialect, _d.id))


@cache
def _telling(dialect: str) -> Insert:
    statement = insert_into(dialect, messages)
    new = statement.excluded
    # A receipt that comes late must not hide what the destination was told since.
    return statement.on_conflict_do_update(
        index_elements=["destination", "incident"],
        set_={"ref": new.ref, "change": new.change, "severity": new.severity, "at": new.at},
        where=new.change >= messages.c.change,
    )
