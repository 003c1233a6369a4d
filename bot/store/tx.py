"""One transaction as the use cases see it: every repository over one connection. Must not know how it was opened."""

from __future__ import annotations

from bot.ports import happenings, wishes
from bot.ports.outbox import Outbox
from bot.store.alerts import SqlAlerts
from bot.store.audit import SqlAudit
from bot.store.changes import SqlChanges
from bot.store.channels import SqlChannels
from bot.store.connection import AsyncConnection
from bot.store.departures import SqlDepartures
from bot.store.feeds import SqlFeeds
from bot.store.holds import SqlHolds
from bot.store.incidents import Lineage, SqlIncidents
from bot.store.mutes import SqlMutes
from bot.store.outbox.repository import SqlOutbox
from bot.store.payloads import SqlPayloads
from bot.store.prepared import SqlPrepared
from bot.store.reports import SqlReports
from bot.store.subscriptions import SqlSubscriptions
from bot.store.ticks import SqlTicks
from bot.store.tunings import SqlTunings, SqlWatches
from bot.store.verdicts import SqlVerdicts
from bot.store.wishes import SqlWishes


class SqlTx:
    """`bot.ports.store.Tx` in SQL. `connection` is for tools that look at tables themselves, not for use cases."""

    def __init__(self, connection: AsyncConnection, lineage: Lineage) -> None:
        self.connection = connection
        self.payloads: happenings.Payloads = SqlPayloads(connection)
        self.feeds: happenings.Feeds = SqlFeeds(connection)
        self.reports: happenings.Reports = SqlReports(connection)
        self.incidents: happenings.Incidents = SqlIncidents(connection, lineage)
        self.changes: happenings.Changes = SqlChanges(connection)
        self.alerts: happenings.Alerts = SqlAlerts(connection)
        self.ticks: happenings.Ticks = SqlTicks(connection)
        self.channels: wishes.Channels = SqlChannels(connection)
        self.subscriptions: wishes.Subscriptions = SqlSubscriptions(connection)
        self.tunings: wishes.Tunings = SqlTunings(connection)
        self.watches: wishes.Watches = SqlWatches(connection)
        self.mutes: wishes.Mutes = SqlMutes(connection)
        self.holds: wishes.Holds = SqlHolds(connection)
        self.wishes: wishes.Wishes = SqlWishes(connection)
        self.audit: wishes.Audit = SqlAudit(connection)
        self.verdicts: wishes.Verdicts = SqlVerdicts(connection)
        self.prepared: wishes.Prepared = SqlPrepared(connection)
        self.departures: wishes.Departures = SqlDepartures(connection)
        self.outbox: Outbox = SqlOutbox(connection)
