"""Which rule fired on which incident at which change. Must not know rules."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from bot.domain.alert import Alert
from bot.domain.ids import IncidentId
from bot.store import tables
from bot.store.bulk import add_new, chunks
from bot.store.connection import AsyncConnection
from bot.store.rows import ALERT

_table = tables.alerts.c


class SqlAlerts:
    """`bot.ports.happenings.Alerts` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, alerts: Sequence[Alert]) -> None:
        """Keeps alerts, one per rule, incident and change; the first of them stays."""
        rows = [
            {"rule": alert.key, "incident": alert.incident, "change": alert.change, "value": ALERT.dump(alert)}
            for alert in alerts
        ]
        await add_new(self._connection, tables.alerts, rows)

    async def of_changes(self, seqs: Sequence[int]) -> dict[int, list[Alert]]:
        """The alerts of each change that was asked for, by rule; an empty list where no rule fired."""
        found: dict[int, list[Alert]] = {seq: [] for seq in seqs}
        for part in chunks(list(found)):
            query = select(_table.change, _table.value).where(_table.change.in_(part)).order_by(_table.rule)
            for seq, text in await self._connection.execute(query):
                found[seq].append(ALERT.load(text))
        return found

    async def of_incident(self, incident: IncidentId) -> list[Alert]:
        """Every alert of one incident, in order of change, then by rule."""
        query = select(_table.value).where(_table.incident == incident).order_by(_table.change, _table.rule)
        return [ALERT.load(text) for text in await self._connection.scalars(query)]

    async def of_incidents(self, incidents: Sequence[IncidentId]) -> dict[IncidentId, list[Alert]]:
        """The same of each incident that was asked for; an empty list where no rule fired."""
        found: dict[IncidentId, list[Alert]] = {incident: [] for incident in incidents}
        for part in chunks(list(found)):
            query = select(_table.incident, _table.value).where(_table.incident.in_(part))
            for incident, text in await self._connection.execute(query.order_by(_table.change, _table.rule)):
                found[incident].append(ALERT.load(text))
        return found
