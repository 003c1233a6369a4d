"""Lines behind buttons. Downwards they are forgotten: whoever presses such a button then is told that it is too old."""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Makes the table of prepared lines."""
    op.create_table(
        "prepared",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_prepared")),
    )
    op.create_index(op.f("ix_prepared_kept_at"), "prepared", ["kept_at"])


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("prepared")
