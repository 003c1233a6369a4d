"""What every repository needs of SQL beyond SQLAlchemy's common part: upserts, many rows at once, long lists of ids.

Must not know any table.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Integer,
    Table,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import sqlite

from bot.store.connection import AsyncConnection

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


def given(dialect: str) -> FromClause:
    """A list that comes as the one parameter `given` (see `listed`), as rows with a column `value`.

    Statements over it are built and prepared once, however long the list is.
    """
    if dialect != "postgresql":
        return func.json_each(bindparam("given", type_=Text)).table_valued("value", name="given")
    return func.unnest(bindparam("given", type_=ARRAY(Text))).table_valued("value", name="given").render_derived()


def listed(connection: AsyncConnection, texts: Collection[str]) -> dict[str, Any]:
    """The parameter `given` of a statement over `given`."""
    return {"given": list(texts) if connection.dialect.name == "postgresql" else json.dumps(list(texts))}


def given_pairs(dialect: str) -> FromClause:
    """The same of pairs (see `listed_pairs`), as rows with columns `one` and `other`."""
    if dialect != "postgresql":
        pair = given(dialect).c.value
        halves = [func.json_extract(pair, literal_column(f"'$[{n}]'")) for n in (0, 1)]
        return select(halves[0].label("one"), halves[1].label("other")).subquery("pairs")
    lists = [bindparam(name, type_=ARRAY(Text)) for name in ("given", "others")]
    return func.unnest(*lists).table_valued("one", "other").render_derived()


def listed_pairs(connection: AsyncConnection, pairs: Collection[tuple[str, str]]) -> dict[str, Any]:
    """The parameters of a statement over `given_pairs`."""
    if connection.dialect.name != "postgresql":
        return {"given": json.dumps(list(pairs))}
    return {"given": [one for one, _ in pairs], "others": [other for _, other in pairs]}


def is_given(dialect: str, column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a column is in the list that comes as the parameter `given`; one of numbers comes as their digits."""
    value = given(dialect).c.value
    return column.in_(select(cast(value, column.type) if isinstance(column.type, Integer) else value))


async def one_at_a_time(connection: AsyncConnection) -> None:
    """Waits until no other transaction is between here and its commit; on SQLite there is one writer anyway.

    One lock for all who need this: two of them in one transaction, taken in whatever order, cannot wait in a ring.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(_ONE_AT_A_TIME)


_ONE_AT_A_TIME = select(func.pg_advisory_xact_lock(0x746F6E65))  # "tone"


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
