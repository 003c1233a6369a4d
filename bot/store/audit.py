"""Who changed what channels want, and when: a log that is only ever added to, but for people who are forgotten.

Must not know what the lines mean.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select, update

from bot.domain.audit import FORGOTTEN, Entry
from bot.domain.subscription import Destination, destination
from bot.store.connection import AsyncConnection
from bot.store.near import is_near
from bot.store.tables import audit


class SqlAudit:
    """`bot.ports.wishes.Audit` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, entry: Entry) -> None:
        """Writes an entry down; its number is given here."""
        row = {"at": entry.at, "destination": entry.destination.key, "user": entry.user, "line": entry.line}
        await self._connection.execute(audit.insert(), row)

    async def of(self, here: Destination, limit: int) -> list[Entry]:
        """The newest entries of one destination, newest first."""
        return await self._found(select(audit).where(audit.c.destination == here.key), limit)

    async def all(self, limit: int) -> list[Entry]:
        """The newest entries, newest first."""
        return await self._found(select(audit), limit)

    async def forget(self, near: Destination, user: str) -> int:
        """Takes a person's id off the entries of a platform and tenant; gives how many carried it."""
        own = update(audit).where(audit.c.user == user, is_near(audit.c.destination, near))
        return (await self._connection.execute(own.values(user=FORGOTTEN))).rowcount

    async def _found(self, query: Select[Any], limit: int) -> list[Entry]:
        rows = await self._connection.execute(query.order_by(audit.c.seq.desc()).limit(limit))
        return [
            Entry(at=row.at, destination=destination(row.destination), user=row.user, line=row.line, seq=row.seq)
            for row in rows
        ]
