"""The standing wishes of channels. Must not know what a wish matches."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import SubscriptionId, digest
from bot.domain.subscription import Destination, Subscription
from bot.store.bulk import insert
from bot.store.rows import SUBSCRIPTION, matcher_to_json
from bot.store.tables import subscriptions

_OLDEST_FIRST = (subscriptions.c.created_at, subscriptions.c.id)


class SqlSubscriptions:
    """`bot.ports.Subscriptions` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, subscription: Subscription) -> bool:
        """Keeps a wish. False where the destination has this id, or the same wish in other words, already."""
        row = {
            "id": subscription.id,
            "destination": subscription.destination.key,
            "wish": _wish(subscription),
            "created_at": subscription.created_at,
            "value": SUBSCRIPTION.dump(subscription),
        }
        added = await self._connection.execute(insert(self._connection, subscriptions).on_conflict_do_nothing(), row)
        return added.rowcount == 1

    async def remove(self, destination: Destination, subscription: SubscriptionId) -> bool:
        """Takes a wish back. False where this destination has none of that id."""
        gone = await self._connection.execute(
            delete(subscriptions).where(
                subscriptions.c.id == subscription, subscriptions.c.destination == destination.key
            )
        )
        return gone.rowcount == 1

    async def of(self, destination: Destination) -> list[Subscription]:
        """The wishes of one destination, oldest first."""
        query = select(subscriptions.c.value).where(subscriptions.c.destination == destination.key)
        return [SUBSCRIPTION.load(text) for text in await self._connection.scalars(query.order_by(*_OLDEST_FIRST))]

    async def all(self) -> list[Subscription]:
        """Every wish, oldest first."""
        query = select(subscriptions.c.value).order_by(*_OLDEST_FIRST)
        return [SUBSCRIPTION.load(text) for text in await self._connection.scalars(query)]


def _wish(subscription: Subscription) -> str:
    return digest(
        matcher_to_json(subscription.matcher),
        subscription.min_severity.name,
        subscription.min_standing.name,
        subscription.language,
    )
