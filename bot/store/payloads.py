"""Downloads as they came, compressed, and whether they have been read. Must not know what is in them."""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from bot.domain.ids import PayloadId, SourceId
from bot.domain.report import Payload
from bot.store.bulk import insert
from bot.store.connection import AsyncConnection
from bot.store.tables import payloads


class SqlPayloads:
    """`bot.ports.happenings.Payloads` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, payload: Payload) -> bool:
        """Keeps a payload. False where the same bytes of the same feed are already there."""
        row = {
            "id": payload.id,
            "source": payload.source,
            "feed": payload.feed,
            "url": payload.url,
            "content_type": payload.content_type,
            "fetched_at": payload.fetched_at,
            "body": zlib.compress(payload.body),
        }
        added = await self._connection.execute(insert(self._connection, payloads).on_conflict_do_nothing(), row)
        return added.rowcount == 1

    async def unread(self, limit: int) -> list[Payload]:
        """The payloads nobody has read, oldest first, with their bodies."""
        query = (
            select(payloads)
            .where(payloads.c.read_at.is_(None))
            .order_by(payloads.c.fetched_at, payloads.c.seq)
            .limit(limit)
        )
        return [_payload(row) for row in await self._connection.execute(query)]

    async def mark_read(self, payload: PayloadId, at: datetime, reports: int, events: int, error: str = "") -> None:
        """Notes what a payload came to; `error` is why it could not be cut."""
        values = {"read_at": at, "reports": reports, "events": events, "error": error or None}
        await self._connection.execute(update(payloads).where(payloads.c.id == payload).values(values))


def _payload(row: Row[Any]) -> Payload:
    return Payload(
        id=PayloadId(row.id),
        source=SourceId(row.source),
        feed=row.feed,
        url=row.url,
        content_type=row.content_type,
        fetched_at=row.fetched_at,
        body=zlib.decompress(row.body),
    )
