"""What channels want beside subscriptions, and a queue with kinds, holds and turns.

Upwards every row is kept. Downwards the queue keeps its news: what waited for a hold, or was told as a part of
something, is parked, for the old tables know no such thing and must not send it all at once.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.store.migrations import ddl_0002

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

_BATCH = 1_000
_PLAIN_MANNER = {"mention": "", "threads": True, "silent": False, "precision_km": 0}
_NEW_WISH_FIELDS = (
    "digest", "tell_empty", "mention", "mention_from", "threads", "precision_km", "delay",
)  # fmt: skip
_NEW_TERMS = {"Along", "Incidents"}
_STATES_BEFORE = {"due": "pending", "next": "pending", "held": "parked", "folded": "parked"}
_REASONS_BEFORE = {"held": "was held", "folded": "was told with others"}


def upgrade() -> None:
    """Makes the new tables and rewrites those of the queue."""
    ddl_0002.settings()
    ddl_0002.people()
    op.execute(
        "CREATE TABLE kept_messages AS SELECT m.*, coalesce((SELECT max(d.severity) FROM deliveries AS d WHERE"
        " d.destination = m.destination AND d.incident = m.incident AND d.change = m.change), 2) AS severity"
        " FROM messages AS m"
    )
    op.execute(
        "CREATE TABLE kept AS SELECT d.*, EXISTS (SELECT 1 FROM changes AS c WHERE c.seq = d.change"
        " AND (c.kind = 'opened' OR c.revision = 1)) AS is_first FROM deliveries AS d"
    )
    op.drop_table("messages")
    op.drop_table("deliveries")
    ddl_0002.messages(sa.Column("severity", sa.Integer(), nullable=False))
    _copied("messages", "destination", "incident", "ref", "change", "severity", "at")
    ddl_0002.deliveries()
    ddl_0002.deliveries_indexes()
    _rewritten(_now)


def downgrade() -> None:
    """Takes the new tables away, and puts the queue's rows into the old ones."""
    op.execute("CREATE TABLE kept_messages AS SELECT * FROM messages")
    op.execute("CREATE TABLE kept AS SELECT * FROM deliveries WHERE kind = 'news'")
    op.drop_table("messages")
    op.drop_table("deliveries")
    ddl_0002.messages()
    _copied("messages", "destination", "incident", "ref", "change", "at")
    ddl_0002.deliveries_before()
    _rewritten(_before)
    _wishes_before()
    for table in ("verdicts", "audit", "touched", "holds", "mutes", "channels"):
        op.drop_table(table)


def _copied(table: str, *columns: str) -> None:
    # Names of columns may be words of SQL.
    names = ", ".join(f'"{column}"' for column in columns)
    op.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM kept_{table}")  # noqa: S608
    op.drop_table(f"kept_{table}")


def _rewritten(row: Any) -> None:
    """Fills the table of deliveries from the rows that were kept."""
    op.create_index("ix_kept_id", "kept", ["id"])
    connection = op.get_bind()
    for batch in _kept(connection):
        rows = [row(dict(old)) for old in batch]
        connection.execute(sa.table("deliveries", *map(sa.column, rows[0])).insert(), rows)
    op.drop_table("kept")
    if connection.dialect.name == "postgresql":
        # A table whose references are still to be checked can neither be changed nor dropped by the next revision.
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")
        op.execute("SET CONSTRAINTS ALL DEFERRED")


def _kept(connection: sa.Connection) -> Iterator[list[sa.RowMapping]]:
    after = ""
    while True:
        query = sa.text("SELECT * FROM kept WHERE id > :after ORDER BY id LIMIT :most")
        batch = list(connection.execute(query, {"after": after, "most": _BATCH}).mappings())
        if not batch:
            return
        yield batch
        after = batch[-1]["id"]


def _now(old: dict[str, Any]) -> dict[str, Any]:
    order, incident = json.loads(old.pop("value")), old.pop("incident")
    # Whoever held the lease is gone with the code that gave it.
    was_leased = bool(old.pop("was_leased")) or old["state"] == "leased"
    return {
        **old,
        "kind": "news",
        "theatre": "",
        "subject": incident,
        "rank": (4 if was_leased else 8) - old["severity"],
        "state": "pending" if old["state"] == "leased" else old["state"],
        "is_first": bool(old["is_first"]),
        "hold": "",
        "folded_in": "",
        "planned_at": old["created_at"],
        "leased_by": None,
        "leased_until": None,
        "subscriptions": _json(order["subscriptions"]),
        "value": _json(
            {
                "v": 2,
                "about": {"is": "Fired", "alerts": order["alerts"]},
                "language": order["language"],
                "manner": _PLAIN_MANNER,
            }
        ),
    }


def _before(new: dict[str, Any]) -> dict[str, Any]:
    order = json.loads(new["value"])
    platform, tenant, channel = _unescaped(new["destination"]).split(":", 2)
    names = (
        "id", "destination", "change", "severity", "attempts", "created_at", "next_at", "leased_by", "leased_until",
        "done_at",
    )  # fmt: skip
    return {
        **{name: new[name] for name in names},
        "incident": new["subject"],
        "state": _STATES_BEFORE.get(new["state"], new["state"]),
        "was_leased": new["rank"] < 4,
        "reason": _REASONS_BEFORE.get(new["state"], new["reason"]),
        "value": _json(
            {
                "v": 1,
                "destination": {"platform": platform, "tenant": tenant, "channel": channel},
                "alerts": order["about"]["alerts"],
                "subscriptions": json.loads(new["subscriptions"]),
                "language": order["language"],
            }
        ),
    }


def _wishes_before() -> None:
    """Takes the new fields off subscriptions, and drops those that ask for what the old code cannot read."""
    connection = op.get_bind()
    wishes = sa.table("subscriptions", sa.column("destination"), sa.column("id"), sa.column("value"))
    here = sa.and_(wishes.c.destination == sa.bindparam("to"), wishes.c.id == sa.bindparam("of"))
    for to, of, text in connection.execute(sa.select(wishes)).all():
        value = json.loads(text)
        if _terms(value["matcher"]) & _NEW_TERMS:
            connection.execute(sa.delete(wishes).where(here), {"to": to, "of": of})
            continue
        left = _json({name: part for name, part in value.items() if name not in _NEW_WISH_FIELDS})
        connection.execute(sa.update(wishes).where(here).values(value=left), {"to": to, "of": of})


def _terms(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["is"]} if isinstance(value.get("is"), str) else set()
        return own.union(*map(_terms, value.values()))
    return set[str]().union(*map(_terms, value)) if isinstance(value, list) else set()


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _unescaped(text: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
