"""The tables, and the two column types that make both databases keep exactly what they are given.

Must not know how rows are written or found: that is one repository per noun. A change here needs a migration beside it;
a test compares the two.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
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
_SERIAL = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _refers_to(column: str) -> ForeignKey:
    # Checked at the commit: within one step the order of the writes is free.
    return ForeignKey(column, deferrable=True, initially="DEFERRED")


payloads = Table(
    "payloads",
    metadata,
    Column("seq", _SERIAL, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("source", Verbatim, nullable=False),
    Column("feed", Verbatim, nullable=False),
    Column("url", Verbatim, nullable=False),
    Column("content_type", Verbatim, nullable=False),
    Column("fetched_at", Instant, nullable=False),
    Column("body", LargeBinary, nullable=False),  # zlib
    Column("read_at", Instant),
    Column("reports", Integer),
    Column("events", Integer),
    Column("error", Verbatim),
    sqlite_autoincrement=True,
)
Index(
    "ix_payloads_unread",
    payloads.c.fetched_at,
    payloads.c.seq,
    sqlite_where=payloads.c.read_at.is_(None),
    postgresql_where=payloads.c.read_at.is_(None),
)

cursors = Table(
    "cursors",
    metadata,
    Column("source", Verbatim, primary_key=True),
    Column("feed", Verbatim, primary_key=True),
    Column("value", Text, nullable=False),
)

health = Table(
    "health",
    metadata,
    Column("source", Verbatim, primary_key=True),
    Column("feed", Verbatim, primary_key=True),
    Column("value", Text, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("payload", Text, _refers_to("payloads.id"), nullable=False, index=True),
    Column("source", Verbatim, nullable=False),
    Column("reason", Text),  # null: it became an event
    Column("detail", Verbatim, nullable=False),
    Column("value", Text, nullable=False),
    Index(None, "source", "reason"),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("standing", Integer, nullable=False),
    Column("lead_only", Boolean, nullable=False),
    Column("killed_low", Integer, nullable=False),  # 0 where no figure is known
    Column("place", Verbatim, nullable=False),
    Column("country", Verbatim, nullable=False),
    Column("admin1", Verbatim, nullable=False),
    Column("lat", Double, nullable=False),
    Column("lon", Double, nullable=False),
    Column("cell", Integer, nullable=False),
    Column("x", Double, nullable=False),  # unit vector of the point, see bot.store.grid
    Column("y", Double, nullable=False),
    Column("z", Double, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("value", Text, nullable=False),
    # The two indexes below hold all that counting and blocking look at: neither reads a row (a value is some 2 KB).
    Index("ix_incidents_near", "cell", "starts_at", "ends_at", "lead_only", "standing", "killed_low", "x", "y", "z"),
    Index("ix_incidents_country", "country", "starts_at", "admin1", "lead_only", "standing", "killed_low"),
    Index("ix_incidents_starts_at", "starts_at", "lead_only", "standing", "killed_low"),
)

incident_origins = Table(
    "incident_origins",
    metadata,
    Column("origin", Verbatim, primary_key=True),
    Column("incident", Text, _refers_to("incidents.id"), primary_key=True, index=True),
)

events = Table(
    "events",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident", Text, _refers_to("incidents.id"), nullable=False, index=True),
    Column("published_at", Instant, nullable=False),
    Column("value", Text, nullable=False),
)

control = Table(
    "control",
    metadata,
    Column("incident", Text, _refers_to("incidents.id"), primary_key=True),
    Column("place", Verbatim, nullable=False),
    Column("at", Instant, nullable=False),
    Column("value", Text, nullable=False),
    Index(None, "place", "at"),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", _SERIAL, primary_key=True),
    Column("incident", Text, _refers_to("incidents.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("value", Text, nullable=False),  # the change with the incident as it was right after
    UniqueConstraint("incident", "revision", "kind"),
    sqlite_autoincrement=True,
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("name", Verbatim, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("rule", Verbatim, primary_key=True),
    Column("incident", Text, _refers_to("incidents.id"), primary_key=True, index=True),
    Column("change", BigInteger, _refers_to("changes.seq"), primary_key=True, index=True),
    Column("value", Text, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("destination", Verbatim, primary_key=True),
    Column("id", Verbatim, primary_key=True),
    Column("wish", Text, nullable=False),  # digest of what is asked for
    Column("created_at", Instant, nullable=False),
    Column("value", Text, nullable=False),
    UniqueConstraint("destination", "wish"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("destination", Verbatim, nullable=False),
    Column("incident", Text, _refers_to("incidents.id"), nullable=False),
    Column("change", BigInteger, _refers_to("changes.seq"), nullable=False, index=True),
    Column("severity", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("leased_by", Verbatim),
    Column("leased_until", Instant),
    Column("was_leased", Boolean, nullable=False),  # the lease before this one ran out without an answer
    Column("reason", Verbatim),  # why it was put off or parked
    Column("done_at", Instant),
    Column("value", Text, nullable=False),
    Index(None, "destination", "incident", "change"),
    Index(None, "state", "next_at"),
)

messages = Table(
    "messages",
    metadata,
    Column("destination", Verbatim, primary_key=True),
    Column("incident", Text, _refers_to("incidents.id"), primary_key=True),
    Column("ref", Verbatim, nullable=False),
    Column("change", BigInteger, _refers_to("changes.seq"), nullable=False),
    Column("at", Instant, nullable=False),
)
