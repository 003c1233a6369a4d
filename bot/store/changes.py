"""The log of what happened to incidents, in one order for ever, and how far each reader of it has got.

Must not know who reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from bot.domain.ids import IncidentId
from bot.domain.incident import Change
from bot.store import tables
from bot.store.bulk import add_new, chunks, put
from bot.store.connection import AsyncConnection
from bot.store.rows import CHANGE
from bot.store.tables import checkpoints

# PostgreSQL numbers rows when they are written but shows them when they are committed: a reader that has seen 8 would
# never look back for a 7 that commits later. Appenders therefore queue for this lock, which the commit releases after
# the rows can be seen. (SQLite has one writer at a time anyway.)
_APPENDERS = 0x746F6373  # "tocs"

_table = tables.changes.c


class SqlChanges:
    """`bot.ports.happenings.Changes` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def append(self, changes: Sequence[Change]) -> list[Change]:
        """The same changes with their numbers, rising in the order given. A change that is stored keeps its number."""
        if not changes:
            return []
        if self._connection.dialect.name == "postgresql":
            await self._connection.execute(select(func.pg_advisory_xact_lock(_APPENDERS)))
        await add_new(self._connection, tables.changes, [_row(change) for change in changes])
        numbers = await self._numbers(changes)
        return [replace(change, seq=numbers[_key(change)]) for change in changes]

    async def _numbers(self, new: Sequence[Change]) -> dict[tuple[str, int, str], int]:
        numbers: dict[tuple[str, int, str], int] = {}
        oldest = min(change.incident.revision for change in new)
        query = select(_table.incident, _table.revision, _table.kind, _table.seq)
        for part in chunks(sorted({change.incident.id for change in new})):
            found = query.where(_table.incident.in_(part), _table.revision >= oldest)
            for incident, revision, kind, seq in await self._connection.execute(found):
                numbers[incident, revision, kind] = seq
        return numbers

    async def after(self, seq: int, limit: int) -> list[Change]:
        """The next changes after a number, in order."""
        query = select(_table.seq, _table.value).where(_table.seq > seq).order_by(_table.seq).limit(limit)
        return [stored(number, text) for number, text in await self._connection.execute(query)]

    async def of(self, incident: IncidentId) -> list[Change]:
        """Everything that happened to one incident, in order."""
        query = select(_table.seq, _table.value).where(_table.incident == incident).order_by(_table.seq)
        return [stored(number, text) for number, text in await self._connection.execute(query)]

    async def first(self) -> Change | None:
        """The very first change; None before it."""
        found = await self.after(0, 1)
        return found[0] if found else None

    async def before(self, at: datetime) -> int:
        """The last number of the changes that were seen before a moment; 0 where there is none.

        Changes are numbered nearly in the order of their times: the number before the first that is not earlier.
        """
        first = await self._connection.scalar(select(func.min(_table.seq)).where(_table.at >= at))
        if first is None:
            return await self._connection.scalar(select(func.coalesce(func.max(_table.seq), 0))) or 0
        return int(first) - 1

    async def checkpoint(self, name: str) -> int:
        """How far the reader of this name has got; 0 before it began."""
        seq = await self._connection.scalar(select(checkpoints.c.seq).where(checkpoints.c.name == name))
        return seq or 0

    async def save_checkpoint(self, name: str, seq: int) -> None:
        """Notes how far a reader has got."""
        await put(self._connection, checkpoints, [{"name": name, "seq": seq}])


def stored(seq: int, text: str) -> Change:
    """The change of a row: its number is the row's, for the text was written before the number was known."""
    return replace(CHANGE.load(text), seq=seq)


def _key(change: Change) -> tuple[str, int, str]:
    return change.incident.id, change.incident.revision, change.kind.value


def _row(change: Change) -> dict[str, object]:
    incident, revision, kind = _key(change)
    return {"incident": incident, "revision": revision, "kind": kind, "at": change.at, "value": CHANGE.dump(change)}
