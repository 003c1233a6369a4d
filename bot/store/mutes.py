"""What channels do not want to hear of for a while. Must not know what a mute keeps back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from bot.domain.audit import FORGOTTEN
from bot.domain.ids import MuteId
from bot.domain.mute import Mute
from bot.domain.subscription import Destination
from bot.store.bulk import chunks, put
from bot.store.connection import AsyncConnection
from bot.store.near import is_near
from bot.store.rows import MUTE
from bot.store.tables import mutes
from bot.store.wishes import touch


class SqlMutes:
    """`bot.ports.wishes.Mutes` in SQL. One that has ended stays, so that its recap can still name it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, mute: Mute) -> None:
        """Keeps a mute, in place of one of the same destination and id."""
        await self._put([mute])

    async def end(self, destination: Destination, mute: MuteId, at: datetime) -> Mute | None:
        """Ends a mute that is in force and gives it as it is then; None where there is none."""
        found = await self.get(destination, mute)
        if found is None or not found.is_in_force(at):
            return None
        ended = replace(found, until=at)
        await self._put([ended])
        return ended

    async def get(self, destination: Destination, mute: MuteId) -> Mute | None:
        """A mute of a destination, in force or not."""
        query = select(mutes.c.value).where(mutes.c.destination == destination.key, mutes.c.id == mute)
        text = await self._connection.scalar(query)
        return None if text is None else MUTE.load(text)

    async def of(self, destination: Destination, at: datetime) -> list[Mute]:
        """The mutes of a destination that are in force, oldest first."""
        return await self.of_many([destination], at)

    async def of_many(self, destinations: Sequence[Destination], at: datetime) -> list[Mute]:
        """The mutes of some destinations that are in force, oldest first."""
        keys = sorted({destination.key for destination in destinations})
        query = select(mutes.c.value).where(mutes.c.until > at)
        return _in_order(
            [one for part in chunks(keys) for one in await self._found(query.where(mutes.c.destination.in_(part)), at)]
        )

    async def all(self, at: datetime) -> list[Mute]:
        """Every mute that is in force, oldest first."""
        return _in_order(await self._found(select(mutes.c.value).where(mutes.c.until > at), at))

    async def forget(self, near: Destination, user: str) -> int:
        """Takes a person's id off the mutes of a platform and tenant; gives how many carried it."""
        query = select(mutes.c.value).where(is_near(mutes.c.destination, near))
        found = [MUTE.load(text) for text in await self._connection.scalars(query)]
        own = [replace(mute, by=FORGOTTEN) for mute in found if mute.by == user]
        await self._put(own)
        return len(own)

    async def _found(self, query: Select[Any], at: datetime) -> list[Mute]:
        found = [MUTE.load(text) for text in await self._connection.scalars(query)]
        return [mute for mute in found if mute.is_in_force(at)]

    async def _put(self, values: Sequence[Mute]) -> None:
        rows = [
            {"destination": mute.destination.key, "id": mute.id, "until": mute.until, "value": MUTE.dump(mute)}
            for mute in values
        ]
        await put(self._connection, mutes, rows)
        await touch(self._connection, [mute.destination.key for mute in values])


def _in_order(found: Sequence[Mute]) -> list[Mute]:
    return sorted(found, key=lambda mute: (mute.since, mute.destination.key, mute.id))
