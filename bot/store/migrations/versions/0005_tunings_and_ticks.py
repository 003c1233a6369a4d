"""Tuned rules, channels' own rules, and the hours rules were shown. Downwards rules are as their files say."""

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Makes the three tables, and finds changes by their time."""
    op.create_table(
        "tunings",
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("destination", "rule", name=op.f("pk_tunings")),
    )
    op.create_table(
        "watches",
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("destination", "id", name=op.f("pk_watches")),
    )
    op.create_table(
        "ticks",
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("well", sa.Double(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("at", name=op.f("pk_ticks")),
    )
    op.create_index(op.f("ix_changes_at"), "changes", ["at"])


def downgrade() -> None:
    """Takes them away."""
    op.drop_index(op.f("ix_changes_at"), "changes")
    for table in ("ticks", "watches", "tunings"):
        op.drop_table(table)
