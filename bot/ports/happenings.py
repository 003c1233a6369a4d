"""The repositories of what happened: payloads, reports, incidents, changes, alerts. Nothing here does anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.alert import Alert
from bot.domain.control import ControlEntry
from bot.domain.event import Event
from bot.domain.health import Cursor, SourceHealth
from bot.domain.ids import IncidentId, PayloadId, PlaceId, ReportId, SourceId
from bot.domain.incident import Change, Incident
from bot.domain.place import Point
from bot.domain.report import Payload, Reason, Rejection, Report
from bot.domain.tick import Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Incidents and killed (sum of low figures) in a window."""

    incidents: int
    killed: int


class Payloads(Protocol):
    async def add(self, payload: Payload) -> bool: ...  # False: had it already
    async def unread(self, limit: int) -> list[Payload]: ...
    async def mark_read(self, payload: PayloadId, at: datetime, reports: int, events: int, error: str = "") -> None: ...


class Feeds(Protocol):
    async def cursor(self, source: SourceId, feed: str) -> Cursor | None: ...
    async def save_cursor(self, cursor: Cursor) -> None: ...
    async def health(self) -> list[SourceHealth]: ...
    async def save_health(self, health: SourceHealth) -> None: ...


class Reports(Protocol):
    async def known(self, ids: Sequence[ReportId]) -> frozenset[ReportId]: ...
    async def add(self, reports: Sequence[Report], rejections: Sequence[Rejection]) -> None: ...
    async def outcomes(self, source: SourceId | None = None) -> dict[Reason | None, int]: ...  # None: became an event


class Incidents(Protocol):
    async def candidates(self, events: Sequence[Event]) -> list[Incident]:
        """Every incident that shares an origin with an event or lies within 60 km and 3 days of it."""

    async def save(self, incidents: Sequence[Incident], events: Sequence[tuple[Event, IncidentId]]) -> None: ...
    async def get(self, incident: IncidentId) -> Incident | None: ...
    async def of(self, ids: Sequence[IncidentId]) -> dict[IncidentId, Incident]: ...  # those there are
    async def events(self, incident: IncidentId) -> list[Event]: ...
    async def recent(
        self,
        *,
        near: tuple[Point, float] | None = None,
        country: str = "",
        admin1: str = "",
        since: datetime,
        limit: int,
    ) -> list[Incident]:
        """Newest first; leads alone are left out. `near` is a point and a radius in km."""

    async def counts(
        self,
        *,
        near: tuple[Point, float] | None = None,
        country: str = "",
        admin1: str = "",
        windows: Sequence[tuple[datetime, datetime]],
    ) -> list[Counts]: ...
    async def control(self, place: PlaceId) -> list[ControlEntry]: ...


class Changes(Protocol):
    async def append(self, changes: Sequence[Change]) -> list[Change]: ...  # the same, with their seq
    async def after(self, seq: int, limit: int) -> list[Change]: ...
    async def of(self, incident: IncidentId) -> list[Change]: ...
    async def first(self) -> Change | None: ...  # the very first
    async def before(self, at: datetime) -> int: ...  # the last number of those seen before a moment; 0: none
    async def checkpoint(self, name: str) -> int: ...
    async def save_checkpoint(self, name: str, seq: int) -> None: ...


class Ticks(Protocol):
    async def add(self, tick: Tick) -> None: ...  # the first of a moment stays
    async def since(self, at: datetime) -> list[Tick]: ...  # oldest first
    async def newest(self) -> datetime | None: ...


class Alerts(Protocol):
    async def add(self, alerts: Sequence[Alert]) -> None: ...  # one row per rule, incident and change
    async def of_changes(self, seqs: Sequence[int]) -> dict[int, list[Alert]]: ...
    async def of_incident(self, incident: IncidentId) -> list[Alert]: ...
    async def of_incidents(self, incidents: Sequence[IncidentId]) -> dict[IncidentId, list[Alert]]: ...
