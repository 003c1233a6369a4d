"""The tables of what happened and of what channels want.

Those of the queue are in bot.store.outbox.tables, those of Slack's workspaces in bot.store.installations. Must not know
how rows are written or found: that is one repository per noun. A change here needs a migration beside it; a test
compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from bot.store.columns import SERIAL, Instant, Verbatim, index_where, metadata, refers_to

payloads = Table(
    "payloads",
    metadata,
    Column("seq", SERIAL, primary_key=True),
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
index_where("ix_payloads_unread", payloads.c.read_at.is_(None), payloads.c.fetched_at, payloads.c.seq)

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
    Column("payload", Text, refers_to("payloads.id"), nullable=False, index=True),
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
    Column("incident", Text, refers_to("incidents.id"), primary_key=True, index=True),
)

events = Table(
    "events",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident", Text, refers_to("incidents.id"), nullable=False, index=True),
    Column("published_at", Instant, nullable=False),
    Column("value", Text, nullable=False),
)

control = Table(
    "control",
    metadata,
    Column("incident", Text, refers_to("incidents.id"), primary_key=True),
    Column("place", Verbatim, nullable=False),
    Column("at", Instant, nullable=False),
    Column("value", Text, nullable=False),
    Index(None, "place", "at"),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", SERIAL, primary_key=True),
    Column("incident", Text, refers_to("incidents.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
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
    Column("incident", Text, refers_to("incidents.id"), primary_key=True, index=True),
    Column("change", BigInteger, refers_to("changes.seq"), primary_key=True, index=True),
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

channels = Table(
    "channels",
    metadata,
    Column("destination", Verbatim, primary_key=True),
    Column("value", Text, nullable=False),
)

mutes = Table(
    "mutes",
    metadata,
    Column("destination", Verbatim, primary_key=True),
    Column("id", Verbatim, primary_key=True),
    Column("until", Instant, nullable=False, index=True),
    Column("value", Text, nullable=False),
)

holds = Table(
    "holds",
    metadata,
    Column("id", Text, primary_key=True),
    Column("destination", Verbatim, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Verbatim, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Index(None, "until", "id"),
    Index(None, "kind", "since"),
)

touched = Table(
    "touched",
    metadata,
    Column("destination", Verbatim, primary_key=True),
    Column("seq", BigInteger, nullable=False, unique=True),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", SERIAL, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("destination", Verbatim, nullable=False),
    Column("user", Verbatim, nullable=False),
    Column("line", Verbatim, nullable=False),
    Index(None, "destination", "seq"),
    sqlite_autoincrement=True,
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("destination", Verbatim, primary_key=True),
    Column("incident", Text, primary_key=True),
    Column("user", Verbatim, primary_key=True),
    Column("opinion", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)

prepared = Table(
    "prepared",
    metadata,
    Column("token", Text, primary_key=True),
    Column("tenant", Verbatim, primary_key=True),  # how its destinations' keys begin; empty: of nobody
    Column("line", Verbatim, nullable=False),
    Column("kept_at", Instant, nullable=False, index=True),
)

tunings = Table(
    "tunings",
    metadata,
    Column("destination", Verbatim, primary_key=True),
    Column("rule", Verbatim, primary_key=True),
    Column("value", Text, nullable=False),
)

watches = Table(
    "watches",
    metadata,
    Column("destination", Verbatim, primary_key=True),
    Column("id", Verbatim, primary_key=True),
    Column("value", Text, nullable=False),
)

ticks = Table(
    "ticks",
    metadata,
    Column("at", Instant, primary_key=True),
    Column("well", Double, nullable=False),
    Column("after", BigInteger, nullable=False),
)

departures = Table(
    "departures",
    metadata,
    Column("platform", Verbatim, primary_key=True),
    Column("tenant", Verbatim, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("erased_at", Instant),
)
