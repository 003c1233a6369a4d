"""The store as a whole: transactions over every repository. Nothing here does anything."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.ports.happenings import Alerts, Changes, Feeds, Incidents, Payloads, Reports, Ticks
from bot.ports.outbox import Outbox
from bot.ports.wishes import (
    Audit,
    Channels,
    Departures,
    Holds,
    Mutes,
    Prepared,
    Subscriptions,
    Tunings,
    Verdicts,
    Watches,
    Wishes,
)


class Tx(Protocol):
    """One transaction: every repository of the store, committed together or not at all."""

    payloads: Payloads
    feeds: Feeds
    reports: Reports
    incidents: Incidents
    changes: Changes
    alerts: Alerts
    ticks: Ticks
    channels: Channels
    subscriptions: Subscriptions
    tunings: Tunings
    watches: Watches
    mutes: Mutes
    holds: Holds
    wishes: Wishes
    audit: Audit
    verdicts: Verdicts
    prepared: Prepared
    departures: Departures
    outbox: Outbox


class Store(Protocol):
    def read(self) -> AbstractAsyncContextManager[Tx]: ...
    def write(self) -> AbstractAsyncContextManager[Tx]: ...
