"""The tables of the queue, with the indexes that keep a claim as quick beside 100,000 waiting rows as beside ten.

Must not know how rows are written or found. Most indexes hold the rows of some states only: a row that is done leaves
them, so that the past costs nothing.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, Index, Integer, Table, Text, and_, true

from bot.store.columns import Instant, Verbatim, index_where, metadata, refers_to
from bot.store.outbox.states import (
    HELD,
    IN_LINE,
    LEASED,
    NEXT,
    ON_TURN,
    PARKED,
    PENDING,
    SENT,
    WAITING,
    is_in,
    is_named,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("destination", Verbatim, nullable=False),
    Column("kind", Text, nullable=False),  # news, gathering or notice
    Column("theatre", Verbatim, nullable=False),
    Column("subject", Text, nullable=False),  # the incident's id or the hold's; empty for notices
    Column("change", BigInteger, refers_to("changes.seq")),  # of news only
    Column("severity", Integer, nullable=False),
    Column("rank", Integer, nullable=False),  # its place in the destination's line, see states.rank
    Column("state", Text, nullable=False),
    Column("is_first", Boolean, nullable=False),
    Column("hold", Text, nullable=False),
    Column("folded_in", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("planned_at", Instant, nullable=False),  # `next_at` before any try
    Column("leased_by", Verbatim),
    Column("leased_until", Instant),
    Column("reason", Verbatim),  # why it waits, was put off or parked
    Column("done_at", Instant),
    Column("check_at", Instant),  # when to look for copies of a message that was sent after a doubtful try
    Column("ref", Verbatim),  # the platform's name of the message
    Column("subscriptions", Text, nullable=False),  # differs by destination; `value` is mostly shared
    Column("value", Text, nullable=False),
    Index(None, "subject", "destination", "change"),
)
_c = deliveries.c

# Some hold the state as well, though it is the same in every row of them: without it SQLite looks it up in each row.


def _index(name: str, where: ColumnElement[bool], *columns: Column[object], unique: bool = False) -> None:
    index_where(f"ix_deliveries_{name}", where, *columns, unique=unique)


_index("turn", is_in(_c.state, *ON_TURN), _c.destination, unique=True)
_index("line", is_in(_c.state, *IN_LINE), _c.destination, _c.rank, _c.created_at, _c.change, _c.id)
_index("heads", is_in(_c.state, NEXT), _c.severity, _c.theatre, _c.created_at, _c.change, _c.id)
_index("clock", is_in(_c.state, PENDING), _c.next_at, _c.state)
_index("untold", is_in(_c.state, PENDING), _c.subject, _c.destination)
_index("waiting", is_in(_c.state, PENDING, HELD), _c.destination, _c.state)
_index("leased", is_in(_c.state, LEASED), _c.leased_until)
_index("holds", is_named(_c.hold), _c.hold)
_index("parts", is_named(_c.folded_in), _c.folded_in, _c.state)
_index("told", is_in(_c.state, SENT), _c.done_at, _c.state)
_index("parked", is_in(_c.state, PARKED), _c.done_at)
_index("posts", _c.is_first == true(), _c.planned_at)
_index("late", and_(_c.is_first == true(), is_in(_c.state, *WAITING)), _c.planned_at)
_index("copies", _c.check_at.is_not(None), _c.check_at)

messages = Table(
    "messages",
    metadata,
    Column("destination", Verbatim, primary_key=True),
    Column("incident", Text, refers_to("incidents.id"), primary_key=True),
    Column("ref", Verbatim, nullable=False),
    Column("change", BigInteger, refers_to("changes.seq"), nullable=False),
    Column("severity", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)
