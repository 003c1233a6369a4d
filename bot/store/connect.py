"""Opens the database and gives transactions. Must not know any noun: that is the repositories' part.

SQLite: one writer at a time, which takes the write lock at its beginning (BEGIN IMMEDIATE), so that a step never finds
out halfway that another process was first; readers run beside it on a snapshot. `synchronous=FULL`, because NORMAL
forgets the last commits when the power fails and their alerts would go out again; measured, it adds at most half a
millisecond to the smallest commit and nothing to one of 2,000 rows.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.domain.errors import NoDatabase
from bot.domain.ids import ActorId
from bot.store import driver, migrate
from bot.store.connection import connected, disposed, engine_of
from bot.store.incidents import Lineage
from bot.store.tx import SqlTx
from bot.store.url import sqlite_path

_READERS = 4
_BUSY_S = 10  # how long a writer waits for a writer of another process (`tocsin ask subscribe …` beside `tocsin run`)


class SqlStore:
    """`bot.ports.store.Store` over one database."""

    def __init__(self, readers: Engine, writer: Engine, lineage: Lineage) -> None:
        self._readers, self._writer, self._lineage = readers, writer, lineage
        self._one_writer = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlTx]:
        """A transaction that sees one state of the database throughout and cannot write."""
        async with connected(self._readers) as connection:
            yield SqlTx(connection, self._lineage)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[SqlTx]:
        """A transaction that is committed at the end of the block, or leaves nothing behind if the block fails."""
        async with self._one_writer, connected(self._writer) as connection:
            await connection.begin()
            try:
                yield SqlTx(connection, self._lineage)
            except BaseException:
                await connection.rollback()
                raise
            try:
                await connection.commit()
            except BaseException:
                # SQLite keeps a transaction open whose commit it refused: the next writer would find itself inside it.
                await connection.invalidate()
                raise


def _as_named(actor: ActorId) -> str:
    return actor


@asynccontextmanager
async def open_store(url: str, *, lineage: Lineage = _as_named) -> AsyncIterator[SqlStore]:
    """The store at `sqlite:///file` (made if absent, its folder too) or `postgresql://…`, with this code's tables.

    `lineage` names an actor's lineage, so that a renamed group stays one holder. Raises NoDatabase where the database
    cannot be opened, DatabaseTooNew where a newer Tocsin has changed it. Does not keep a second Tocsin out: see `lock`.
    """
    path = sqlite_path(url)
    readers, writer = _sqlite(path) if path else _postgresql(url)
    try:
        try:
            await migrate.to_head(readers, writer)
        except _unreachable(path) as error:
            raise NoDatabase(_cause(error)) from error
        yield SqlStore(readers, writer, lineage)
    finally:
        await disposed(readers)
        await disposed(writer)


def _unreachable(path: Path | None) -> tuple[type[Exception], ...]:
    """What a database that cannot be opened raises; asyncpg connects by itself, unwrapped by SQLAlchemy."""
    if path is not None:
        return OSError, DBAPIError
    import asyncpg  # late, as below: a start on SQLite does not wait for it

    return OSError, DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError


def _cause(error: Exception) -> str:
    # The driver's own words: SQLAlchemy's add the statement and a link, asyncpg's never hold the password.
    return str(error.orig if isinstance(error, DBAPIError) else error)


def _sqlite(path: Path) -> tuple[Engine, Engine]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Tried here first: aiosqlite's thread would still be reporting its failure when the program has ended.
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA schema_version")
    except (OSError, sqlite3.Error) as error:
        raise NoDatabase(f"{path}: {error}") from error
    return _sqlite_engine(path, _READERS, writes=False), _sqlite_engine(path, 1, writes=True)


def _sqlite_engine(path: Path, connections: int, *, writes: bool) -> Engine:
    engine = engine_of(
        URL.create("sqlite+aiosqlite", database=str(path)),  # not parsed: a path may hold `?` and `%`
        partial(driver.connect, path, _BUSY_S),
        pool_size=connections,
        max_overflow=0,
    )

    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        if writes:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA foreign_keys=ON")
        else:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def _postgresql(url: str) -> tuple[Engine, Engine]:
    import asyncpg

    async def connect() -> asyncpg.Connection:
        # asyncpg reads the URL itself: it knows sslmode, several hosts and service files as libpq does.
        return await asyncpg.connect(url)

    engine = engine_of("postgresql+asyncpg://", connect, pool_size=_READERS + 1)
    readers = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return readers, engine
