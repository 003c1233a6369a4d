"""Which servers and workspaces have removed Tocsin, and the erasing of everything that is kept of one.

Must not know when something is to be erased. What is known of the world (reports, incidents, changes) is nobody's.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, delete, or_, select, union, update

from bot.domain.departure import Departure
from bot.domain.subscription import Destination, destination
from bot.store.bulk import add_new
from bot.store.connection import AsyncConnection
from bot.store.near import is_of
from bot.store.outbox.tables import deliveries, messages
from bot.store.tables import (
    alerts,
    audit,
    channels,
    checkpoints,
    departures,
    holds,
    mutes,
    prepared,
    subscriptions,
    touched,
    tunings,
    verdicts,
    watches,
)
from bot.store.wishes import touch

_d = departures.c
_WISHES = (subscriptions, channels, mutes, tunings, watches)  # what the routing remembers of a destination
_REST = (deliveries, messages, holds, audit, verdicts, prepared)


class SqlDepartures:
    """`bot.ports.wishes.Departures` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note(self, platform: str, tenant: str, at: datetime) -> None:
        """Notes that a tenant has removed Tocsin; of a departure that is known the first moment stays."""
        await add_new(self._connection, departures, [{"platform": platform, "tenant": tenant, "at": at}])

    async def undo(self, platform: str, tenant: str) -> bool:
        """Takes the note away; False where there was none."""
        gone = await self._connection.execute(delete(departures).where(_is(platform, tenant)))
        return bool(gone.rowcount)

    async def all(self) -> list[Departure]:
        """Every departure, the oldest first."""
        found = await self._connection.execute(select(departures).order_by(_d.at, _d.platform, _d.tenant))
        return [
            Departure(platform=one.platform, tenant=one.tenant, at=one.at, erased_at=one.erased_at) for one in found
        ]

    async def tenants(self, platform: str) -> set[str]:
        """Ids of the tenants of a platform that have channels with wishes or settings."""
        return {one.tenant for one in await self._destinations() if one.platform == platform}

    async def channels(self, platform: str, tenant: str) -> list[Destination]:
        """The destinations of a tenant that have wishes or settings, in order."""
        return sorted(one for one in await self._destinations() if (one.platform, one.tenant) == (platform, tenant))

    async def erase(self, platform: str, tenant: str, at: datetime) -> int:
        """Erases everything that is kept of a tenant, and notes when; gives the number of rows.

        That the wishes of its channels were written stays known until `forget`, for the routing has to hear of it.
        """
        await touch(self._connection, [one.key for one in await self.channels(platform, tenant)])
        own = select(watches.c.id).where(is_of(watches.c.destination, platform, tenant))
        erased = (await self._connection.execute(delete(alerts).where(alerts.c.rule.in_(own)))).rowcount
        for table in (*_WISHES, *_REST):
            erased += await self._erase(table, platform, tenant)
        welcomed = f"{platform}.welcomed.{tenant}"
        said_hello = or_(checkpoints.c.name == welcomed, checkpoints.c.name.startswith(f"{welcomed}.", autoescape=True))
        await self._connection.execute(delete(checkpoints).where(said_hello))
        await self._connection.execute(update(departures).where(_is(platform, tenant)).values(erased_at=at))
        return erased

    async def forget(self, platform: str, tenant: str) -> None:
        """Forgets a tenant that was erased, and that it ever was."""
        await self._erase(touched, platform, tenant)
        await self.undo(platform, tenant)

    async def _erase(self, table: Table, platform: str, tenant: str) -> int:
        belongs = is_of(table.c.tenant if table is prepared else table.c.destination, platform, tenant)
        return (await self._connection.execute(delete(table).where(belongs))).rowcount

    async def _destinations(self) -> list[Destination]:
        keys = await self._connection.scalars(union(*(select(table.c.destination) for table in _WISHES)))
        return [destination(key) for key in keys]


def _is(platform: str, tenant: str) -> ColumnElement[bool]:
    return and_(_d.platform == platform, _d.tenant == tenant)
