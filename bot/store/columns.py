"""What every table is made of: two column types that make both databases keep exactly what they are given, and indexes.

Must not know any table.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
    event,
)

from bot.domain.clock import utc
from bot.store.rows import escaped, unescaped

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime as whole microseconds since 1970: sorts and comes back alike on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (utc(value) - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Verbatim(TypeDecorator[str]):
    """Any text, also one with NUL or lone surrogates, which PostgreSQL refuses to store."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else escaped(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else unescaped(value)


# SQLite numbers rows by itself only in a column declared INTEGER.
SERIAL = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def refers_to(column: str) -> ForeignKey:
    """A reference to a column of another table."""
    # Checked at the commit: within one step the order of the writes is free.
    return ForeignKey(column, deferrable=True, initially="DEFERRED")


def index_where(name: str, where: ColumnElement[bool], *columns: Column[Any], unique: bool = False) -> None:
    """An index that holds only the rows for which a condition is true."""

    def on_postgresql(index: Index, connection: Connection, **_: Any) -> None:
        if connection.dialect.name == "postgresql":
            index.dialect_options["postgresql"]["where"] = where

    # Said of PostgreSQL only where the index is made there: to name it now would load its dialect, 2 MB, in any case.
    index = Index(name, *columns, unique=unique, sqlite_where=where)
    event.listen(index, "before_create", on_postgresql)
