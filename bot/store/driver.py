"""SQLite on a thread of its own, one hop to it for each statement. Must not know SQL.

aiosqlite hops four times: for the cursor, the statement, its rows and the close, and a hop costs more than most of our
statements. SQLAlchemy takes every row at once anyway, so here all four are one.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiosqlite

_Rows = list[Any]

# It tells two lines for each hop: a debug log would hold little else.
logging.getLogger("aiosqlite").setLevel(logging.INFO)


class Cursor:
    """What SQLAlchemy's adapter asks of a cursor: rows and numbers of the last statement, all fetched already."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: _Rows = []
        self.description: Sequence[Any] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Cursor:
        return self

    async def execute(self, sql: str, parameters: Any = ()) -> None:
        """Runs one statement and fetches what it gives. Raises sqlite3.Error."""
        await self._connection.run(self._execute, sql, parameters)

    async def executemany(self, sql: str, parameters: Sequence[Any]) -> None:
        """Runs one statement for each row of parameters. Raises sqlite3.Error."""
        await self._connection.run(self._executemany, sql, parameters)

    async def fetchall(self) -> _Rows:
        """The rows that are left."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Forgets the rows; the database's own cursor was closed with the statement."""
        self._rows = []

    def _execute(self, sql: str, parameters: Any) -> None:
        cursor = self._connection.raw.execute(sql, parameters)
        self._rows = cursor.fetchall()
        self._keep(cursor)

    def _executemany(self, sql: str, parameters: Sequence[Any]) -> None:
        self._keep(self._connection.raw.executemany(sql, parameters))

    def _keep(self, cursor: sqlite3.Cursor) -> None:
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        cursor.close()


class Connection(aiosqlite.Connection):
    """aiosqlite's connection, its thread and its queue, with the cursors above."""

    @property
    def raw(self) -> sqlite3.Connection:
        """The database's own connection, for work that runs on the thread."""
        return self._conn

    async def run(self, work: Any, *args: Any) -> None:
        """Does a piece of work on the thread."""
        await self._execute(work, *args)  # type: ignore[no-untyped-call]

    def cursor(self) -> Any:
        """A cursor that needs no thread before its first statement."""
        return Cursor(self)


async def connect(path: Path, wait_s: float) -> Connection:
    """An open connection that begins no transactions by itself and waits so long for another writer."""
    connection = Connection(lambda: sqlite3.connect(path, timeout=wait_s, isolation_level=None), iter_chunk_size=64)
    connection._thread.daemon = True  # a program that ends by an error must not hang on it
    opening = asyncio.ensure_future(_opened(connection))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        # Whoever asked is gone, but the thread opens the file all the same: nobody else would close it.
        await asyncio.wait([opening])
        await connection.close()
        raise


async def _opened(connection: Connection) -> Connection:
    await connection
    return connection
