"""The standing wishes of channels. Must not know what a wish matches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from bot.domain.audit import FORGOTTEN
from bot.domain.ids import SubscriptionId, digest
from bot.domain.subscription import Destination, Subscription
from bot.store.bulk import add_new, insert
from bot.store.connection import AsyncConnection
from bot.store.near import is_near
from bot.store.rows import SUBSCRIPTION, matcher_to_json
from bot.store.tables import subscriptions
from bot.store.wishes import touch

_OLDEST_FIRST = (subscriptions.c.created_at, subscriptions.c.id)
_REWRITTEN = (
    update(subscriptions)
    .where(subscriptions.c.destination == bindparam("to"), subscriptions.c.id == bindparam("of"))
    .values(value=bindparam("text"))
)


class SqlSubscriptions:
    """`bot.ports.wishes.Subscriptions` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, subscription: Subscription) -> bool:
        """Keeps a wish. False where the destination has this id, or the same wish in other words, already."""
        adding = insert(self._connection, subscriptions).on_conflict_do_nothing()
        if (await self._connection.execute(adding, _row(subscription))).rowcount != 1:
            return False
        await touch(self._connection, [subscription.destination.key])
        return True

    async def add_many(self, values: Sequence[Subscription]) -> None:
        """Keeps many wishes at once; those that stand already stay as they are."""
        await add_new(self._connection, subscriptions, [_row(subscription) for subscription in values])
        await touch(self._connection, (subscription.destination.key for subscription in values))

    async def remove(self, destination: Destination, subscription: SubscriptionId) -> bool:
        """Takes a wish back. False where this destination has none of that id."""
        gone = await self._connection.execute(
            delete(subscriptions).where(
                subscriptions.c.id == subscription, subscriptions.c.destination == destination.key
            )
        )
        if gone.rowcount != 1:
            return False
        await touch(self._connection, [destination.key])
        return True

    async def of(self, destination: Destination) -> list[Subscription]:
        """The wishes of one destination, oldest first."""
        query = select(subscriptions.c.value).where(subscriptions.c.destination == destination.key)
        return [SUBSCRIPTION.load(text) for text in await self._connection.scalars(query.order_by(*_OLDEST_FIRST))]

    async def all(self) -> list[Subscription]:
        """Every wish, oldest first."""
        query = select(subscriptions.c.value).order_by(*_OLDEST_FIRST)
        return [SUBSCRIPTION.load(text) for text in await self._connection.scalars(query)]

    async def forget(self, near: Destination, user: str) -> int:
        """Takes a person's id off the wishes of a platform and tenant; gives how many carried it."""
        query = select(subscriptions.c.value).where(is_near(subscriptions.c.destination, near))
        found = [SUBSCRIPTION.load(text) for text in await self._connection.scalars(query)]
        own = [replace(one, created_by=FORGOTTEN) for one in found if one.created_by == user]
        if own:
            rows = [{"to": one.destination.key, "of": one.id, "text": SUBSCRIPTION.dump(one)} for one in own]
            await self._connection.execute(_REWRITTEN, rows)
            await touch(self._connection, (one.destination.key for one in own))
        return len(own)


def _row(subscription: Subscription) -> dict[str, Any]:
    return {
        "id": subscription.id,
        "destination": subscription.destination.key,
        "wish": _wish(subscription),
        "created_at": subscription.created_at,
        "value": SUBSCRIPTION.dump(subscription),
    }


def _wish(subscription: Subscription) -> str:
    """What makes a wish another one: what is told, in which language, and whether at once or at which moments.

    How it is told (mention, threads, precision, delay, an empty digest) does not: the same asked again stands already.
    """
    schedule = subscription.digest
    # Without a schedule the digest is the one that was made before there were schedules.
    moments = () if schedule is None else (schedule.period.value, str(schedule.minute), str(schedule.weekday))
    return digest(
        matcher_to_json(subscription.matcher),
        subscription.min_severity.name,
        subscription.min_standing.name,
        subscription.language,
        *moments,
    )
