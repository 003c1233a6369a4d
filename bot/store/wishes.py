"""Which destinations' wishes were written, in one order for every reader. Must not know what was wished.

A destination has one number: that of its last write. On PostgreSQL writers come one at a time, so that nobody who has
seen a number ever misses a lower one that is committed later.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, func, select

from bot.domain.subscription import Destination, destination
from bot.store.bulk import one_at_a_time, put
from bot.store.connection import AsyncConnection
from bot.store.tables import touched

_NEWEST = select(func.coalesce(func.max(touched.c.seq), 0))
_AFTER = select(touched.c.destination, touched.c.seq).where(touched.c.seq > bindparam("seen")).order_by(touched.c.seq)


class SqlWishes:
    """`bot.ports.wishes.Wishes` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def newest(self) -> int:
        """The number of the last write; 0 before the first."""
        return await self._connection.scalar(_NEWEST) or 0

    async def touched_after(self, seq: int) -> tuple[list[Destination], int]:
        """Destinations written since a number, in the order of their last writes, and the number reached."""
        rows = (await self._connection.execute(_AFTER, {"seen": seq})).all()
        return [destination(row.destination) for row in rows], rows[-1].seq if rows else seq


async def touch(connection: AsyncConnection, keys: Iterable[str]) -> None:
    """Marks destinations as written, in this transaction. To be called with every write of what they want."""
    distinct = sorted(set(keys))
    if not distinct:
        return
    await one_at_a_time(connection)
    newest = await connection.scalar(_NEWEST) or 0
    await put(connection, touched, [{"destination": key, "seq": newest + n} for n, key in enumerate(distinct, 1)])
