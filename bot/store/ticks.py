"""The hours that the rules were shown, so that a restart can show them again. Must not know rules."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from bot.domain.tick import Tick
from bot.store.bulk import add_new
from bot.store.connection import AsyncConnection
from bot.store.tables import ticks


class SqlTicks:
    """`bot.ports.happenings.Ticks` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, tick: Tick) -> None:
        """Keeps one; the first of a moment stays."""
        await add_new(self._connection, ticks, [{"at": tick.at, "well": tick.well, "after": tick.after}])

    async def since(self, at: datetime) -> list[Tick]:
        """Those from a moment on, oldest first."""
        query = select(ticks.c.at, ticks.c.well, ticks.c.after).where(ticks.c.at >= at).order_by(ticks.c.at)
        rows = await self._connection.execute(query)
        return [Tick(at=row.at, well=row.well, after=row.after) for row in rows]

    async def newest(self) -> datetime | None:
        """When the last one was; None before the first."""
        newest: datetime | None = await self._connection.scalar(select(func.max(ticks.c.at)))
        return newest
