"""Brings a database to the tables of this code, in one transaction, and refuses one that is ahead of it.

Must not know what the migrations do. Alembic is imported only when there is something to migrate: it would cost every
start a fifth of a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, func, inspect, select, text

from bot.domain.errors import DatabaseTooNew
from bot.store.connection import connected

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0006"  # the newest revision under migrations/versions
_MIGRATORS = 0x6D696772  # advisory lock on PostgreSQL: "migr"


async def to_head(readers: Engine, writer: Engine) -> None:
    """Migrates the database up to HEAD; does nothing where it is there already.

    Raises DatabaseTooNew where the database knows a revision that this code does not.
    """
    async with connected(readers) as connection:
        if await connection.run_sync(revision) == HEAD:
            return
    async with connected(writer) as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(select(func.pg_advisory_xact_lock(_MIGRATORS)))
        await connection.run_sync(_upgrade)
        await connection.commit()


def revision(connection: Connection) -> str | None:
    """The revision of a database; None before its first migration."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def configured(connection: Connection) -> Config:
    """Alembic's configuration for our migrations over an open connection; they are found in a wheel too."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "bot.store:migrations")
    return config


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    config = configured(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision(connection) not in {None, *known}:
        raise DatabaseTooNew
    command.upgrade(config, HEAD)
