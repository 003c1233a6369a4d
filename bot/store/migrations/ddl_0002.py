"""The tables of revision 0002, and those of 0001 that it changes, as they were made then. Never to be changed."""

from typing import Any

import sqlalchemy as sa
from alembic import op


def settings() -> None:
    """The tables of what channels want."""
    op.create_table(
        "channels",
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("destination", name=op.f("pk_channels")),
    )
    op.create_table(
        "mutes",
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("destination", "id", name=op.f("pk_mutes")),
    )
    op.create_index(op.f("ix_mutes_until"), "mutes", ["until"])
    op.create_table(
        "holds",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index(op.f("ix_holds_until_id"), "holds", ["until", "id"])
    op.create_index(op.f("ix_holds_kind_since"), "holds", ["kind", "since"])
    op.create_table(
        "touched",
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("destination", name=op.f("pk_touched")),
        sa.UniqueConstraint("seq", name=op.f("uq_touched_seq")),
    )


def people() -> None:
    """The tables of what people did and said."""
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_destination_seq"), "audit", ["destination", "seq"])
    op.create_table(
        "verdicts",
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("destination", "incident", "user", name=op.f("pk_verdicts")),
    )
    op.create_index(op.f("ix_verdicts_at"), "verdicts", ["at"])


def messages(*more: sa.Column[Any]) -> None:
    """The messages that stand; `more` are columns of this revision."""
    op.create_table(
        "messages",
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        *more,
        sa.Column("at", sa.BigInteger(), nullable=False),
        _refers("fk_messages_change_changes", "change", "changes.seq"),
        _refers("fk_messages_incident_incidents", "incident", "incidents.id"),
        sa.PrimaryKeyConstraint("destination", "incident", name=op.f("pk_messages")),
    )


def deliveries() -> None:
    """The queue."""
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("theatre", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=True),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("hold", sa.Text(), nullable=False),
        sa.Column("folded_in", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("planned_at", sa.BigInteger(), nullable=False),
        sa.Column("leased_by", sa.Text(), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("check_at", sa.BigInteger(), nullable=True),
        sa.Column("ref", sa.Text(), nullable=True),
        sa.Column("subscriptions", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        _refers("fk_deliveries_change_changes", "change", "changes.seq"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )


def deliveries_indexes() -> None:
    """Its indexes, before its rows: PostgreSQL makes none where references still have to be checked."""
    op.create_index(
        op.f("ix_deliveries_subject_destination_change"), "deliveries", ["subject", "destination", "change"]
    )
    on_turn, in_line = "state IN ('next', 'leased')", "state IN ('due', 'next')"
    _partial("turn", on_turn, "destination", unique=True)
    _partial("line", in_line, "destination", "rank", "created_at", "change", "id")
    _partial("heads", "state = 'next'", "severity", "theatre", "created_at", "change", "id")
    _partial("clock", "state = 'pending'", "next_at", "state")
    _partial("untold", "state = 'pending'", "subject", "destination")
    _partial("waiting", "state IN ('pending', 'held')", "destination", "state")
    _partial("leased", "state = 'leased'", "leased_until")
    _partial("holds", "hold != ''", "hold")
    _partial("parts", "folded_in != ''", "folded_in", "state")
    _partial("told", "state = 'sent'", "done_at", "state")
    _partial("parked", "state = 'parked'", "done_at")
    _partial("posts", "is_first = true", "planned_at")
    _partial("late", "is_first = true AND state IN ('pending', 'due', 'next')", "planned_at")
    _partial("copies", "check_at IS NOT NULL", "check_at")


def _partial(name: str, where: str, *columns: str, unique: bool = False) -> None:
    on_sqlite = where.replace("true", "1")  # as questions write it there: an index serves those that say the same
    op.create_index(
        f"ix_deliveries_{name}", "deliveries", list(columns), unique=unique,
        sqlite_where=sa.text(on_sqlite), postgresql_where=sa.text(where),
    )  # fmt: skip


def deliveries_before() -> None:
    """The queue as revision 0001 made it."""
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("leased_by", sa.Text(), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("was_leased", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.Text(), nullable=False),
        _refers("fk_deliveries_change_changes", "change", "changes.seq"),
        _refers("fk_deliveries_incident_incidents", "incident", "incidents.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    for columns in (["change"], ["destination", "incident", "change"], ["state", "next_at"]):
        op.create_index(op.f(f"ix_deliveries_{'_'.join(columns)}"), "deliveries", columns)


def _refers(name: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(name), initially="DEFERRED", deferrable=True)
