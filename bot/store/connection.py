"""SQLAlchemy's connections for coroutines. Must not know any table.

SQLAlchemy has an asyncio extension of its own. It loads the whole ORM, which nothing here uses: 8 MB, a tenth of all
that Tocsin takes. What is left without it is small, for the greenlets that make drivers wait are in SQLAlchemy's core.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeAlias, TypeVar, TypeVarTuple, overload

from sqlalchemy import URL, Connection, CursorResult, Dialect, Engine, Executable, ScalarResult, create_engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlalchemy.util import greenlet_spawn

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

One: TypeAlias = Mapping[str, Any]
Parameters: TypeAlias = One | Sequence[One] | None


class AsyncConnection:
    """A connection whose statements wait without holding up the loop; `sync_connection` is SQLAlchemy's own."""

    def __init__(self, connection: Connection) -> None:
        self.sync_connection = connection

    @property
    def dialect(self) -> Dialect:
        """Which database this is."""
        return self.sync_connection.dialect

    async def run_sync(self, work: Callable[[Connection], T]) -> T:
        """What a function makes of SQLAlchemy's own connection; its statements wait as well."""
        return await greenlet_spawn(work, self.sync_connection)

    @overload
    async def execute(self, statement: TypedReturnsRows[*Ts], parameters: Parameters = None) -> CursorResult[*Ts]: ...
    @overload
    async def execute(self, statement: Executable, parameters: Parameters = None) -> CursorResult[*tuple[Any, ...]]: ...
    async def execute(self, statement: Executable, parameters: Parameters = None) -> Any:
        """Runs a statement, once for each of many parameters; every row that it gives is there."""
        return await greenlet_spawn(self.sync_connection.execute, statement, parameters)

    async def exec_driver_sql(self, statement: str, parameters: Any = None) -> CursorResult[*tuple[Any, ...]]:
        """The same of a statement in the database's own words."""
        return await greenlet_spawn(self.sync_connection.exec_driver_sql, statement, parameters)

    @overload
    async def scalar(self, statement: TypedReturnsRows[T], parameters: One | None = None) -> T | None: ...
    @overload
    async def scalar(self, statement: Executable, parameters: One | None = None) -> Any: ...
    async def scalar(self, statement: Executable, parameters: One | None = None) -> Any:
        """The first value of the first row; None without rows."""
        return (await self.execute(statement, parameters)).scalar()

    @overload
    async def scalars(self, statement: TypedReturnsRows[T], parameters: Parameters = None) -> ScalarResult[T]: ...
    @overload
    async def scalars(self, statement: Executable, parameters: Parameters = None) -> ScalarResult[Any]: ...
    async def scalars(self, statement: Executable, parameters: Parameters = None) -> ScalarResult[Any]:
        """The first value of every row."""
        return (await self.execute(statement, parameters)).scalars()

    async def begin(self) -> None:
        """Begins a transaction; without it the first statement does."""
        await self.run_sync(Connection.begin)

    async def commit(self) -> None:
        """Keeps what was written, also when the caller is cancelled meanwhile."""
        await to_the_end(self.run_sync(Connection.commit))

    async def rollback(self) -> None:
        """Takes back what was written, also when the caller is cancelled meanwhile."""
        await to_the_end(self.run_sync(Connection.rollback))

    async def invalidate(self) -> None:
        """Gives the database's connection up, with whatever transaction it is in."""
        await self.run_sync(Connection.invalidate)


def engine_of(url: str | URL, connect: Callable[[], Awaitable[Any]], **options: Any) -> Engine:
    """An engine whose connections are made by a coroutine; the URL only names database and driver."""

    def make() -> DBAPIConnection:
        made: DBAPIConnection = engine.dialect.loaded_dbapi.connect(async_creator_fn=connect)
        return made

    engine = create_engine(url, creator=make, **options)
    return engine


async def disposed(engine: Engine) -> None:
    """Closes the connections of an engine's pool."""
    await greenlet_spawn(engine.dispose)


@asynccontextmanager
async def connected(engine: Engine) -> AsyncIterator[AsyncConnection]:
    """A connection of an engine's pool, given back at the end with nothing left open."""
    connection = AsyncConnection(await greenlet_spawn(engine.connect))
    try:
        yield connection
    finally:
        await to_the_end(connection.run_sync(Connection.close))


async def to_the_end(step: Awaitable[None]) -> None:
    """Lets a step finish even when the caller is cancelled meanwhile, and only then passes the cancellation on."""
    task = asyncio.ensure_future(step)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        task.exception()  # asked for, so that asyncio does not report it as forgotten: the cancellation matters more
        raise
