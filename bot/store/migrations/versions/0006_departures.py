"""Who has removed Tocsin, and whose the lines behind buttons are. Downwards nobody's data is erased any more."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Makes the table of departures; the lines of before are nobody's, and forgotten by their age as they would be."""
    op.create_table(
        "departures",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("platform", "tenant", name=op.f("pk_departures")),
    )
    lines = _lines("token", "line", "kept_at")
    op.drop_table("prepared")
    op.bulk_insert(_prepared("token", "tenant"), [{**line, "tenant": ""} for line in lines])


def downgrade() -> None:
    """Takes the table away, and keeps each line once."""
    op.drop_table("departures")
    lines = {line["token"]: line for line in _lines("token", "line", "kept_at")}
    op.drop_table("prepared")
    op.bulk_insert(_prepared("token"), list(lines.values()))


def _lines(*columns: str) -> list[dict[str, Any]]:
    table = sa.table("prepared", *map(sa.column, columns))
    return [dict(row) for row in op.get_bind().execute(sa.select(table)).mappings()]


def _prepared(*key: str) -> sa.Table:
    table = op.create_table(
        "prepared",
        *(sa.Column(name, sa.Text(), nullable=False) for name in key),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_prepared")),
    )
    op.create_index(op.f("ix_prepared_kept_at"), "prepared", ["kept_at"])
    return table
