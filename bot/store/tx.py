"""One transaction as the use cases see it: every repository over one connection. Must not know how it was opened."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import ports
from bot.store.alerts import SqlAlerts
from bot.store.changes import SqlChanges
from bot.store.feeds import SqlFeeds
from bot.store.incidents import Lineage, SqlIncidents
from bot.store.outbox import SqlOutbox
from bot.store.payloads import SqlPayloads
from bot.store.reports import SqlReports
from bot.store.subscriptions import SqlSubscriptions


class SqlTx:
    """`bot.ports.Tx` in SQL. `connection` is for tools that look at tables themselves; use cases do not see it."""

    def __init__(self, connection: AsyncConnection, lineage: Lineage) -> None:
        self.connection = connection
        self.payloads: ports.Payloads = SqlPayloads(connection)
        self.feeds: ports.Feeds = SqlFeeds(connection)
        self.reports: ports.Reports = SqlReports(connection)
        self.incidents: ports.Incidents = SqlIncidents(connection, lineage)
        self.changes: ports.Changes = SqlChanges(connection)
        self.alerts: ports.Alerts = SqlAlerts(connection)
        self.subscriptions: ports.Subscriptions = SqlSubscriptions(connection)
        self.outbox: ports.Outbox = SqlOutbox(connection)
