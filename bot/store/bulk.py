"""What every repository needs of SQL beyond SQLAlchemy's common part: upserts, many rows at once, long lists of ids.

Must not know any table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")

Row = Mapping[str, Any]

CHUNK = 10_000  # both databases take some 32,700 parameters in one statement


def insert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, which both databases have and SQLAlchemy keeps per dialect."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


async def add_new(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Inserts the rows whose keys are not there yet; the others are left as they are."""
    if rows:
        await connection.execute(insert(connection, table).on_conflict_do_nothing(), rows)


async def put(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Inserts rows, or overwrites those of the same primary key."""
    if not rows:
        return
    statement = insert(connection, table)
    keys = [column.name for column in table.primary_key]
    values = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    await connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=values), rows)


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of at most `size`; none for no items."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
