"""Where the next poll of each feed goes on, and how each feed is doing. Must not know how feeds are polled."""

from __future__ import annotations

from sqlalchemy import select

from bot.domain.health import Cursor, SourceHealth
from bot.domain.ids import SourceId
from bot.store import tables
from bot.store.bulk import put
from bot.store.connection import AsyncConnection
from bot.store.rows import CURSOR, HEALTH
from bot.store.tables import cursors


class SqlFeeds:
    """`bot.ports.happenings.Feeds` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def cursor(self, source: SourceId, feed: str) -> Cursor | None:
        """Where the feed's next poll goes on; None before its first."""
        query = select(cursors.c.value).where(cursors.c.source == source, cursors.c.feed == feed)
        text = await self._connection.scalar(query)
        return None if text is None else CURSOR.load(text)

    async def save_cursor(self, cursor: Cursor) -> None:
        """Keeps the cursor in place of the feed's former one."""
        row = {"source": cursor.source, "feed": cursor.feed, "value": CURSOR.dump(cursor)}
        await put(self._connection, cursors, [row])

    async def health(self) -> list[SourceHealth]:
        """The last known health of every feed, by source and feed."""
        query = select(tables.health.c.value).order_by(tables.health.c.source, tables.health.c.feed)
        return [HEALTH.load(text) for text in await self._connection.scalars(query)]

    async def save_health(self, health: SourceHealth) -> None:
        """Keeps the health in place of the feed's former one."""
        row = {"source": health.source, "feed": health.feed, "value": HEALTH.dump(health)}
        await put(self._connection, tables.health, [row])
