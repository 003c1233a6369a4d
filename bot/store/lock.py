"""Keeps a second Tocsin off a database. Must not know what is in it.

The operating system or the server holds the lock and lets go of it when the process dies, however it dies: no stale
lock ever needs a person.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from bot.domain.errors import AlreadyRunning, NoDatabase
from bot.store.url import sqlite_path

_KEY = 0x746F6373696E  # "tocsin"
# A server notices within about two minutes that a machine is gone, and frees the lock for the one that takes over.
_KEEPALIVE = {"tcp_keepalives_idle": "60", "tcp_keepalives_interval": "15", "tcp_keepalives_count": "4"}


@asynccontextmanager
async def held(url: str) -> AsyncIterator[None]:
    """Holds the database of this URL for this process until the block ends.

    Raises AlreadyRunning where another holds it, NoDatabase where it cannot be reached. Readers need no lock.
    """
    path = sqlite_path(url)
    if path is not None:
        file = path.resolve()  # two links to one database are one database
        with _file_held(file.with_name(f"{file.name}.lock")):
            yield
    else:
        async with _server_held(url):
            yield


@contextmanager
def _file_held(path: Path) -> Iterator[None]:
    # The file stays behind, empty: to remove it would let two processes lock two files of one name.
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise NoDatabase(str(error)) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            process = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
            raise AlreadyRunning(f"{AlreadyRunning.__doc__} (process {process})") from error
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
        os.truncate(descriptor, 0)
    finally:
        os.close(descriptor)


@asynccontextmanager
async def _server_held(url: str) -> AsyncIterator[None]:
    import asyncpg  # late: 3 MB that a Tocsin on SQLite has no use for

    try:
        connection = await asyncpg.connect(url, server_settings=_KEEPALIVE)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise NoDatabase(str(error)) from error
    try:
        # Two schemas of one database are two Tocsins; advisory locks are shared by all schemas.
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1::bigint # hashtext(current_schema()))", _KEY):
            raise AlreadyRunning
        yield
    finally:
        await connection.close()
