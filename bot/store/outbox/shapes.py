"""Rows of the queue from deliveries and back. Must not know what becomes of a row.

What a row says beside its columns is the same for most destinations of one change, so its text is made once for all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Row, Select, select

from bot.domain.alert import Alert
from bot.domain.delivery import About, Delivery, DeliveryState, Gathering, Manner, News
from bot.domain.ids import DeliveryId, HoldId, IncidentId, RuleId
from bot.domain.incident import Change, Severity
from bot.domain.subscription import destination
from bot.store import tables
from bot.store.bulk import is_given, listed
from bot.store.changes import stored
from bot.store.connection import AsyncConnection
from bot.store.outbox import states
from bot.store.rows import ALERT, ORDER, Fired, Order, ids_from_text, ids_to_text

NEWS, GATHERING, NOTICE = "news", "gathering", "notice"

_AlertKey = tuple[RuleId, IncidentId, int]


class Texts:
    """The texts of a batch by what they say. An about is known by its identity: the batch keeps it alive meanwhile."""

    def __init__(self) -> None:
        self._texts: dict[tuple[int, str, Manner], str] = {}

    def of(self, delivery: Delivery) -> str:
        """What the row says beside its columns."""
        key = id(delivery.about), delivery.language, delivery.manner
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = ORDER.dump(_order(delivery))
        return text


def row(delivery: Delivery, texts: Texts) -> dict[str, Any]:
    """The row of a new delivery: held, due, or pending where its time comes later than it does itself."""
    about = delivery.about
    kind, subject, change = _named(about)
    state = states.HELD if delivery.state is DeliveryState.HELD else due_or_pending(delivery)
    return {
        "id": delivery.id,
        "destination": delivery.destination.key,
        "kind": kind,
        "theatre": delivery.theatre,
        "subject": subject,
        "change": change,
        "severity": int(delivery.severity),
        "rank": states.rank(delivery.severity, is_doubtful=False),
        "state": state,
        "is_first": delivery.is_first,
        "hold": delivery.hold,
        "folded_in": "",
        "attempts": delivery.attempts,
        "created_at": delivery.created_at,
        "next_at": delivery.next_at,
        "planned_at": delivery.next_at,
        "reason": delivery.reason,
        "subscriptions": ids_to_text(delivery.subscriptions),
        "value": texts.of(delivery),
    }


def due_or_pending(delivery: Delivery) -> str:
    """A clock that has reached a delivery's making has reached every earlier time."""
    return states.DUE if delivery.next_at <= delivery.created_at else states.PENDING


def _named(about: About) -> tuple[str, str, int | None]:
    match about:
        case News():
            return NEWS, about.change.incident.id, about.change.seq
        case Gathering():
            return GATHERING, about.hold.id, None
        case _:
            return NOTICE, "", None


def _order(delivery: Delivery) -> Order:
    about = delivery.about
    if isinstance(about, News):
        named = Fired(alerts=tuple((alert.rule, alert.incident, alert.change) for alert in about.alerts))
        return Order(about=named, language=delivery.language, manner=delivery.manner)
    return Order(about=about, language=delivery.language, manner=delivery.manner)


async def loaded(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> list[Delivery]:
    """The deliveries of whole rows, in their order."""
    orders = [ORDER.load(one.value) for one in rows]
    changes = await changes_of(connection, {one.change for one in rows if one.change is not None})
    fired = [order.about for order in orders if isinstance(order.about, Fired)]
    alerts = await _alerts(connection, {seq for about in fired for _, _, seq in about.alerts})
    return [_delivery(one, order, changes, alerts) for one, order in zip(rows, orders, strict=True)]


async def changes_of(connection: AsyncConnection, seqs: Collection[int]) -> dict[int, Change]:
    """Changes by their numbers."""
    found = await connection.execute(_changes(connection.dialect.name), _numbers(connection, seqs))
    return {seq: stored(seq, text) for seq, text in found}


async def _alerts(connection: AsyncConnection, seqs: Collection[int]) -> dict[_AlertKey, Alert]:
    texts = await connection.scalars(_of_changes(connection.dialect.name), _numbers(connection, seqs))
    return {(alert.rule, alert.incident, alert.change): alert for alert in map(ALERT.load, texts)}


def _numbers(connection: AsyncConnection, seqs: Collection[int]) -> dict[str, Any]:
    return listed(connection, [str(seq) for seq in sorted(seqs)])


@cache
def _changes(dialect: str) -> Select[int, str]:
    table = tables.changes.c
    return select(table.seq, table.value).where(is_given(dialect, table.seq))


@cache
def _of_changes(dialect: str) -> Select[str]:
    table = tables.alerts.c
    return select(table.value).where(is_given(dialect, table.change))


def _delivery(one: Row[Any], order: Order, changes: dict[int, Change], alerts: dict[_AlertKey, Alert]) -> Delivery:
    about: About
    if isinstance(order.about, Fired):
        # An alert may have been cleared away since; the rest of the news still goes out.
        left = tuple(alerts[key] for key in order.about.alerts if key in alerts)
        about = News(change=changes[cast("int", one.change)], alerts=left)
    else:
        about = order.about
    return Delivery(
        id=DeliveryId(one.id),
        destination=destination(one.destination),
        about=about,
        subscriptions=ids_from_text(one.subscriptions),
        severity=Severity(one.severity),
        language=order.language,
        state=states.seen(one.state),
        created_at=one.created_at,
        next_at=one.next_at,
        theatre=one.theatre,
        manner=order.manner,
        is_first=one.is_first,
        hold=HoldId(one.hold),
        folded_in=DeliveryId(one.folded_in),
        attempts=one.attempts,
        reason=one.reason or "",
        done_at=one.done_at,
    )
