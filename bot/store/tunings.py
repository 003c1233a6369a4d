"""How channels tuned rules, and the rules that they made for themselves. Must not know what a value means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import delete, select

from bot.domain.audit import FORGOTTEN
from bot.domain.ids import RuleId
from bot.domain.subscription import Destination
from bot.domain.tuning import Tuning, Watch
from bot.store.bulk import put
from bot.store.connection import AsyncConnection
from bot.store.near import is_near
from bot.store.rows import TUNING, WATCH
from bot.store.tables import tunings, watches
from bot.store.wishes import touch


class SqlTunings:
    """`bot.ports.wishes.Tunings` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, tuning: Tuning) -> None:
        """Keeps what a channel set of a rule, in place of what it had set before."""
        await self._put([tuning])

    async def remove(self, destination: Destination, rule: RuleId) -> bool:
        """Lets a rule be as its file says again; False where nothing was set."""
        is_it = (tunings.c.destination == destination.key) & (tunings.c.rule == rule)
        gone = await self._connection.execute(delete(tunings).where(is_it))
        await touch(self._connection, [destination.key])
        return bool(gone.rowcount)

    async def of(self, destination: Destination) -> list[Tuning]:
        """What a channel has set, by rule."""
        query = select(tunings.c.value).where(tunings.c.destination == destination.key).order_by(tunings.c.rule)
        return [TUNING.load(text) for text in await self._connection.scalars(query)]

    async def all(self) -> list[Tuning]:
        """What all channels have set, by destination and rule."""
        query = select(tunings.c.value).order_by(tunings.c.destination, tunings.c.rule)
        return [TUNING.load(text) for text in await self._connection.scalars(query)]

    async def forget(self, near: Destination, user: str) -> int:
        """Takes a person's id off the tunings of a platform and tenant; gives how many carried it."""
        query = select(tunings.c.value).where(is_near(tunings.c.destination, near))
        found = [TUNING.load(text) for text in await self._connection.scalars(query)]
        own = [replace(one, by=FORGOTTEN) for one in found if one.by == user]
        await self._put(own)
        return len(own)

    async def _put(self, values: Sequence[Tuning]) -> None:
        rows = [{"destination": one.destination.key, "rule": one.rule, "value": TUNING.dump(one)} for one in values]
        await put(self._connection, tunings, rows)
        await touch(self._connection, [one.destination.key for one in values])


class SqlWatches:
    """`bot.ports.wishes.Watches` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, watch: Watch) -> None:
        """Keeps a channel's own rule, in place of one with the same id."""
        await self._put([watch])

    async def remove(self, destination: Destination, watch: RuleId) -> bool:
        """Ends a rule of a channel; False where it has none of that id."""
        is_it = (watches.c.destination == destination.key) & (watches.c.id == watch)
        gone = await self._connection.execute(delete(watches).where(is_it))
        await touch(self._connection, [destination.key])
        return bool(gone.rowcount)

    async def of(self, destination: Destination) -> list[Watch]:
        """A channel's own rules, oldest first."""
        query = select(watches.c.value).where(watches.c.destination == destination.key)
        return _in_order([WATCH.load(text) for text in await self._connection.scalars(query)])

    async def all(self) -> list[Watch]:
        """The rules of all channels, oldest first."""
        return _in_order([WATCH.load(text) for text in await self._connection.scalars(select(watches.c.value))])

    async def forget(self, near: Destination, user: str) -> int:
        """Takes a person's id off the rules of a platform's and tenant's channels; gives how many carried it."""
        query = select(watches.c.value).where(is_near(watches.c.destination, near))
        found = [WATCH.load(text) for text in await self._connection.scalars(query)]
        own = [replace(one, by=FORGOTTEN) for one in found if one.by == user]
        await self._put(own)
        return len(own)

    async def _put(self, values: Sequence[Watch]) -> None:
        rows = [{"destination": one.destination.key, "id": one.id, "value": WATCH.dump(one)} for one in values]
        await put(self._connection, watches, rows)
        await touch(self._connection, [one.destination.key for one in values])


def _in_order(found: Sequence[Watch]) -> list[Watch]:
    return sorted(found, key=lambda watch: (watch.at, watch.destination.key, watch.id))
