"""What people thought of what they were told. Must not know how it is counted."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import bindparam, select, update

from bot.domain.ids import IncidentId
from bot.domain.subscription import Destination, destination
from bot.domain.verdict import Opinion, Verdict
from bot.store.bulk import put
from bot.store.connection import AsyncConnection
from bot.store.near import is_near
from bot.store.tables import verdicts

_v = verdicts.c
_RENAMED = (
    update(verdicts)
    .where(_v.destination == bindparam("to"), _v.incident == bindparam("of"), _v.user == bindparam("who"))
    .values(user=bindparam("somebody"))
)


class SqlVerdicts:
    """`bot.ports.wishes.Verdicts` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, verdict: Verdict) -> None:
        """Keeps a verdict in place of the person's earlier one on the same incident in the same destination."""
        row = {
            "destination": verdict.destination.key,
            "incident": verdict.incident,
            "user": verdict.user,
            "opinion": verdict.opinion.value,
            "at": verdict.at,
        }
        await put(self._connection, verdicts, [row])

    async def between(self, since: datetime, until: datetime, here: Destination | None = None) -> list[Verdict]:
        """Verdicts given from `since` until right before `until`, oldest first; of one destination or of all."""
        query = select(verdicts).where(_v.at >= since, _v.at < until)
        if here is not None:
            query = query.where(_v.destination == here.key)
        rows = await self._connection.execute(query.order_by(_v.at, _v.destination, _v.incident, _v.user))
        return [
            Verdict(
                destination=destination(row.destination),
                incident=IncidentId(row.incident),
                user=row.user,
                opinion=Opinion(row.opinion),
                at=row.at,
            )
            for row in rows
        ]

    async def forget(self, near: Destination, user: str) -> int:
        """Puts chance in the place of a person's id, on each verdict another; gives how many carried it.

        The opinions stay and count as before, and nothing tells any more whose they were or which belong together.
        """
        query = select(_v.destination, _v.incident).where(_v.user == user, is_near(_v.destination, near))
        own = [
            {"to": row.destination, "of": row.incident, "who": user, "somebody": f"~{secrets.token_hex(8)}"}
            for row in await self._connection.execute(query)
        ]
        if own:
            await self._connection.execute(_RENAMED, own)
        return len(own)
