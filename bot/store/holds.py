"""What deliveries wait for, and until when. Must not know what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, delete, func, select

from bot.domain.hold import Hold, HoldKind
from bot.domain.ids import HoldId
from bot.domain.subscription import destination
from bot.store.bulk import Insert, insert_into
from bot.store.connection import AsyncConnection
from bot.store.tables import holds


class SqlHolds:
    """`bot.ports.wishes.Holds` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, values: Sequence[Hold]) -> None:
        """Keeps holds; one that is known keeps its beginning and takes the new end."""
        if values:
            await self._connection.execute(_putting(self._connection.dialect.name), [_row(hold) for hold in values])

    async def get(self, hold: HoldId) -> Hold | None:
        """A hold that has not been closed."""
        row = (await self._connection.execute(select(holds).where(holds.c.id == hold))).one_or_none()
        return None if row is None else _hold(row)

    async def due(self, now: datetime, limit: int) -> list[Hold]:
        """Holds whose end has come, the earliest first."""
        query = select(holds).where(holds.c.until <= now).order_by(holds.c.until, holds.c.id).limit(limit)
        return [_hold(row) for row in await self._connection.execute(query)]

    async def next_end(self) -> datetime | None:
        """When the next hold ends, or ended without anybody seeing to it; None without holds."""
        ends: datetime | None = await self._connection.scalar(select(func.min(holds.c.until)))
        return ends

    async def of(self, kind: HoldKind) -> list[Hold]:
        """Every hold of a kind, oldest first."""
        query = select(holds).where(holds.c.kind == kind.value).order_by(holds.c.since, holds.c.id)
        return [_hold(row) for row in await self._connection.execute(query)]

    async def close(self, hold: HoldId) -> None:
        """Forgets a hold that has ended."""
        await self._connection.execute(delete(holds).where(holds.c.id == hold))


@cache
def _putting(dialect: str) -> Insert:
    statement = insert_into(dialect, holds)
    return statement.on_conflict_do_update(index_elements=["id"], set_={"until": statement.excluded.until})


def _row(hold: Hold) -> dict[str, object]:
    return {
        "id": hold.id,
        "destination": hold.destination.key,
        "kind": hold.kind.value,
        "key": hold.key,
        "since": hold.since,
        "until": hold.until,
    }


def _hold(row: Row[Any]) -> Hold:
    return Hold(
        id=HoldId(row.id),
        kind=HoldKind(row.kind),
        destination=destination(row.destination),
        key=row.key,
        since=row.since,
        until=row.until,
    )
