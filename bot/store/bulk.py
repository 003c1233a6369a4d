"""What every repository needs of SQL beyond SQLAlchemy's common part: upserts, many rows at once, long lists of ids.

Must not know any table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

T = TypeVar("T")

Row = Mapping[str, Any]
Insert: TypeAlias = "sqlite.Insert | postgresql.Insert"

CHUNK = 10_000  # both databases take some 32,700 parameters in one statement


def insert(connection: AsyncConnection, table: Table) -> Insert:
    """The same for the database of a connection."""
    return insert_into(connection.dialect.name, table)


async def add_new(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Inserts the rows whose keys are not there yet; the others are left as they are."""
    if rows:
        await connection.execute(_adding(connection.dialect.name, table), rows)


async def put(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Inserts rows, or overwrites those of the same primary key. All rows name the same columns."""
    if rows:
        await connection.execute(_putting(connection.dialect.name, table, tuple(rows[0])), rows)


# Made once: building such a statement takes longer than running it.
@cache
def _adding(dialect: str, table: Table) -> Insert:
    return insert_into(dialect, table).on_conflict_do_nothing()


@cache
def _putting(dialect: str, table: Table, columns: tuple[str, ...]) -> Insert:
    statement = insert_into(dialect, table)
    keys = [column.name for column in table.primary_key]
    values = {name: statement.excluded[name] for name in columns if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=values)


def insert_into(dialect: str, table: Table) -> Insert:
    """An INSERT that knows ON CONFLICT, which both databases have and SQLAlchemy keeps per dialect."""
    if dialect != "postgresql":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # late: a tenth of a second that no start on SQLite should wait for

    return postgresql.insert(table)


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of at most `size`; none for no items."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
