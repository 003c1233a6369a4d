"""Puts deliveries in the queue, and news in the place of older news that nobody was told yet.

Must not know who planned them, nor who sends them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select, update

from bot.domain.delivery import Delivery
from bot.domain.ids import DeliveryId
from bot.domain.incident import Severity
from bot.store.bulk import chunks, given, is_given, listed
from bot.store.columns import Instant
from bot.store.connection import AsyncConnection
from bot.store.outbox import lines
from bot.store.outbox.shapes import NEWS, Texts, row
from bot.store.outbox.states import DUE, FOLDED, NEXT, PENDING, SURE, WAITING, is_in, literal
from bot.store.outbox.tables import deliveries

_Row = dict[str, Any]
_Pair = tuple[str, str]  # destination and subject


async def enqueue(connection: AsyncConnection, new: Sequence[Delivery]) -> None:
    """Stores deliveries whose ids are not known yet, pending or held; see `bot.ports.outbox.Outbox.enqueue`."""
    texts = Texts()
    unique: dict[DeliveryId, Delivery] = {}
    for delivery in new:
        unique.setdefault(delivery.id, delivery)
    for part in chunks(list(unique.values())):
        known = set(await connection.scalars(_known(connection.dialect.name), listed(connection, [d.id for d in part])))
        rows = [row(delivery, texts) for delivery in part if delivery.id not in known]
        if rows:
            await _store(connection, rows)


async def _store(connection: AsyncConnection, rows: Sequence[_Row]) -> None:
    folded = await _folded(connection, rows)
    lined_up = [one for one in rows if one["state"] in (PENDING, DUE)]
    destinations = {one["destination"] for one in lined_up} | {one["destination"] for one in folded}
    idle = await lines.idle(connection, destinations)
    for one in _first_of_each(one for one in lined_up if one["destination"] in idle):
        one["state"] = NEXT
    await connection.execute(_INSERT, rows)
    if folded:
        await connection.execute(_FOLD, [{"of": one["id"], "into": one["folded_in"]} for one in folded])
    await lines.elect(connection, destinations - idle)


def _first_of_each(rows: Iterable[_Row]) -> Collection[_Row]:
    """Whose turn it is where nothing else waits; `lines` says the same of rows that are stored."""
    first: dict[str, _Row] = {}
    earliest: dict[_Pair, int] = {}
    waiting = list(rows)
    for one in waiting:
        if one["kind"] == NEWS:
            pair = one["destination"], one["subject"]
            earliest[pair] = min(one["change"], earliest.get(pair, one["change"]))
    for one in waiting:
        if one["state"] != DUE or (
            one["kind"] == NEWS and one["change"] > earliest[one["destination"], one["subject"]]
        ):
            continue
        rival = first.get(one["destination"])
        if rival is None or _place(one) < _place(rival):
            first[one["destination"]] = one
    return first.values()


def _place(one: _Row) -> tuple[Any, ...]:
    return one["rank"], one["created_at"], one["change"] or 0, one["id"]


async def _folded(connection: AsyncConnection, rows: Sequence[_Row]) -> list[_Row]:
    """Folds what the new rows take the place of: among themselves at once; gives the stored rows that are to be."""
    news = [one for one in rows if one["kind"] == NEWS and one["state"] in (PENDING, DUE)]
    stored = await _untold(connection, news) if news else []
    waiting: defaultdict[_Pair, list[_Row]] = defaultdict(list)
    for one in stored:
        waiting[one["destination"], one["subject"]].append(one)
    for one in sorted(news, key=lambda one: one["change"]):
        pair = one["destination"], one["subject"]
        for old in waiting.pop(pair, ()):
            if _takes_the_place_of(one, old):
                _take(one, old)
            else:
                waiting[pair].append(old)
        waiting[pair].append(one)
    return [one for one in stored if "folded_in" in one]


def _takes_the_place_of(new: _Row, old: _Row) -> bool:
    """Of two the older one gives way where it still waits for its time, or would keep a critical one behind it."""
    if not old["change"] < new["change"]:
        return False
    return bool(old["next_at"] > new["created_at"] or new["severity"] == Severity.CRITICAL > old["severity"])


def _take(new: _Row, old: _Row) -> None:
    """The new row is told when the old one was to be; as a new message if either was planned so."""
    new["next_at"] = new["planned_at"] = min(new["next_at"], old["next_at"])
    new["is_first"] = new["is_first"] or old["is_first"]
    old["state"], old["folded_in"] = FOLDED, new["id"]


async def _untold(connection: AsyncConnection, news: Sequence[_Row]) -> list[_Row]:
    """Stored news of the same incidents that was never tried and may have to give way."""
    subjects = listed(connection, {one["subject"] for one in news})
    oldest = min(one["created_at"] for one in news)
    found = await connection.execute(_untold_rows(connection.dialect.name), {**subjects, "after": oldest})
    return [dict(one) for one in found.mappings()]


_INSERT = deliveries.insert()
_FOLD = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("of"))
    .values(state=literal(FOLDED), folded_in=bindparam("into"))
)


@cache
def _known(dialect: str) -> Select[Any]:
    return select(deliveries.c.id).where(is_given(dialect, deliveries.c.id))


@cache
def _untold_rows(dialect: str) -> Select[Any]:
    d, subjects = deliveries.c, given(dialect)
    return (
        select(d.id, d.destination, d.subject, d.change, d.severity, d.next_at, d.is_first)
        .select_from(subjects.join(deliveries, d.subject == subjects.c.value))
        .where(
            is_in(d.state, *WAITING),
            d.kind == NEWS,
            d.attempts == 0,
            d.rank >= int(SURE),
            or_(d.next_at > bindparam("after", type_=Instant), d.severity < int(Severity.CRITICAL)),
        )
    )
