"""Lines behind buttons that have no room for them. Must not know what a line says, nor whose button it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from bot.domain.ids import digest
from bot.domain.subscription import Destination
from bot.store.bulk import put
from bot.store.connection import AsyncConnection
from bot.store.near import all_of
from bot.store.tables import prepared

AGE = timedelta(days=400)  # whoever presses a button after more than a year is told that it is too old


class SqlPrepared:
    """`bot.ports.wishes.Prepared` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(self, line: str, at: datetime, near: Destination | None = None) -> str:
        """Keeps a line and gives its token; forgets those that were kept last more than 400 days before.

        It is erased with the tenant of `near`, unless others have kept the same line.
        """
        token, tenant = digest("button", line), all_of(near.platform, near.tenant) if near else ""
        await put(self._connection, prepared, [{"token": token, "tenant": tenant, "line": line, "kept_at": at}])
        await self._connection.execute(delete(prepared).where(prepared.c.kept_at < at - AGE))
        return token

    async def line(self, token: str) -> str | None:
        """The line of a token; None where none was kept, or not for a long time."""
        found: str | None = await self._connection.scalar(
            select(prepared.c.line).where(prepared.c.token == token).limit(1)
        )
        return found
