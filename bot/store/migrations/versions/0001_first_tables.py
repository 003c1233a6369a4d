"""The first tables: one group per noun."""

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Makes every table."""
    _payloads()
    _reports()
    _cursors()
    _health()
    _incidents()
    _incident_origins()
    _events()
    _control()
    _changes()
    _checkpoints()
    _alerts()
    _subscriptions()
    _deliveries()
    _messages()


def downgrade() -> None:
    """Drops every table, with all rows."""
    # Those that refer to others go first; their indexes go with them.
    for table in (
        "messages",
        "deliveries",
        "subscriptions",
        "alerts",
        "checkpoints",
        "changes",
        "control",
        "events",
        "incident_origins",
        "incidents",
        "health",
        "cursors",
        "reports",
        "payloads",
    ):
        op.drop_table(table)


def _payloads() -> None:
    op.create_table(
        "payloads",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.Column("reports", sa.Integer(), nullable=True),
        sa.Column("events", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_payloads")),
        sa.UniqueConstraint("id", name=op.f("uq_payloads_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_payloads_unread",
        "payloads",
        ["fetched_at", "seq"],
        unique=False,
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        _refers("fk_reports_payload_payloads", "payload", "payloads.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index(op.f("ix_reports_payload"), "reports", ["payload"], unique=False)
    op.create_index(op.f("ix_reports_source_reason"), "reports", ["source", "reason"], unique=False)


def _cursors() -> None:
    op.create_table(
        "cursors",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "feed", name=op.f("pk_cursors")),
    )


def _health() -> None:
    op.create_table(
        "health",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "feed", name=op.f("pk_health")),
    )


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("standing", sa.Integer(), nullable=False),
        sa.Column("lead_only", sa.Boolean(), nullable=False),
        sa.Column("killed_low", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("admin1", sa.Text(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("cell", sa.Integer(), nullable=False),
        sa.Column("x", sa.Double(), nullable=False),
        sa.Column("y", sa.Double(), nullable=False),
        sa.Column("z", sa.Double(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_index(
        "ix_incidents_country",
        "incidents",
        ["country", "starts_at", "admin1", "lead_only", "standing", "killed_low"],
        unique=False,
    )
    op.create_index(
        "ix_incidents_near",
        "incidents",
        ["cell", "starts_at", "ends_at", "lead_only", "standing", "killed_low", "x", "y", "z"],
        unique=False,
    )
    op.create_index(
        "ix_incidents_starts_at", "incidents", ["starts_at", "lead_only", "standing", "killed_low"], unique=False
    )


def _incident_origins() -> None:
    op.create_table(
        "incident_origins",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        _refers("fk_incident_origins_incident_incidents", "incident", "incidents.id"),
        sa.PrimaryKeyConstraint("origin", "incident", name=op.f("pk_incident_origins")),
    )
    op.create_index(op.f("ix_incident_origins_incident"), "incident_origins", ["incident"], unique=False)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        _refers("fk_events_incident_incidents", "incident", "incidents.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_incident"), "events", ["incident"], unique=False)


def _control() -> None:
    op.create_table(
        "control",
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        _refers("fk_control_incident_incidents", "incident", "incidents.id"),
        sa.PrimaryKeyConstraint("incident", name=op.f("pk_control")),
    )
    op.create_index(op.f("ix_control_place_at"), "control", ["place", "at"], unique=False)


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        _refers("fk_changes_incident_incidents", "incident", "incidents.id"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_changes")),
        sa.UniqueConstraint("incident", "revision", "kind", name=op.f("uq_changes_incident_revision_kind")),
        sqlite_autoincrement=True,
    )


def _checkpoints() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_checkpoints")),
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        _refers("fk_alerts_change_changes", "change", "changes.seq"),
        _refers("fk_alerts_incident_incidents", "incident", "incidents.id"),
        sa.PrimaryKeyConstraint("rule", "incident", "change", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_change"), "alerts", ["change"], unique=False)
    op.create_index(op.f("ix_alerts_incident"), "alerts", ["incident"], unique=False)


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("destination", "id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("destination", "wish", name=op.f("uq_subscriptions_destination_wish")),
    )


def _deliveries() -> None:
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
    op.create_index(op.f("ix_deliveries_change"), "deliveries", ["change"], unique=False)
    op.create_index(
        op.f("ix_deliveries_destination_incident_change"),
        "deliveries",
        ["destination", "incident", "change"],
        unique=False,
    )
    op.create_index(op.f("ix_deliveries_state_next_at"), "deliveries", ["state", "next_at"], unique=False)


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _refers("fk_messages_change_changes", "change", "changes.seq"),
        _refers("fk_messages_incident_incidents", "incident", "incidents.id"),
        sa.PrimaryKeyConstraint("destination", "incident", name=op.f("pk_messages")),
    )


def _refers(name: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(name), initially="DEFERRED", deferrable=True)
