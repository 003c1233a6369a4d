"""What the use cases and the pure core need from the outside, as Protocols. Nothing here does anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.domain.actor import Actor
from bot.domain.alert import Alert
from bot.domain.card import Card
from bot.domain.control import ControlEntry
from bot.domain.delivery import Delivery, Receipt, Told
from bot.domain.event import Event
from bot.domain.health import Cursor, SourceHealth
from bot.domain.ids import (
    ActorId,
    DeliveryId,
    IncidentId,
    OutletId,
    PayloadId,
    PlaceId,
    ReportId,
    SourceId,
    SubscriptionId,
)
from bot.domain.incident import Change, Incident
from bot.domain.outlet import Outlet
from bot.domain.place import Place, Point
from bot.domain.report import Payload, Reason, Rejection, Report
from bot.domain.subscription import Destination, Subscription

# ---- what a theatre knows (built from packs by bot.extract) ----


class Places(Protocol):
    """The gazetteer of the loaded theatres."""

    @property
    def countries(self) -> frozenset[str]:
        """ISO 3166-1 alpha-2 codes of the countries that the packs name."""

    def get(self, place: PlaceId) -> Place | None: ...

    def find(self, name: str) -> Place | None:
        """The place people mean by a name, alias or id: town before village before base before cercle before region."""

    def suggest(self, name: str, limit: int = 5) -> tuple[Place, ...]:
        """Places whose names begin like `name` or are spelt nearly so, best first."""

    def near(self, place: Place, km: float) -> tuple[Place, ...]: ...  # other spots (no areas), nearest first

    def at(self, point: Point, precision_km: float, name: str = "") -> Place | None:
        """The named place nearest to a point (or a POINT place in its region); None outside the theatres' countries."""


class Actors(Protocol):
    def get(self, actor: ActorId) -> Actor | None: ...

    def find(self, name: str, on: date | None = None) -> Actor | None: ...

    def names(self) -> Iterable[tuple[str, ActorId, bool]]:
        """Every spelling, the actor it means, and whether it counts in capitals only; for naming the nearest one."""

    def lineage(self, actor: ActorId) -> frozenset[ActorId]:
        """Every actor that is the same group under another name, itself included."""

    def cameo(self, code: str, country: str) -> Actor | None:
        """The actor for a CAMEO code ("MLIMIL", "COP", "UNO") seen in a country; None where it names nobody armed."""


class Extractor(Protocol):
    """Reads texts into events. Pure: the same report gives the same events for ever."""

    @property
    def places(self) -> Places: ...

    @property
    def actors(self) -> Actors: ...

    @property
    def outlets(self) -> Mapping[OutletId, Outlet]: ...

    def read(self, report: Report) -> Iterator[Event | Rejection]:
        """The events a text tells, or exactly one rejection where it tells none."""


# ---- sources ----


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a source's manifest.yml says of its publisher."""

    id: SourceId
    title: str
    homepage: str
    licence: str
    attribution: str
    cadence: timedelta
    tier: int
    redistribute: bool  # may a card quote its text?
    keys: tuple[str, ...]  # settings it needs; empty: works without any
    rows_low: int
    rows_high: int
    phase_locked: bool  # new files appear at fixed minutes: poll right after them


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One address of a source that is polled on its own."""

    source: SourceId
    name: str
    url: str
    outlet: OutletId | None = None
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the HTTP client brought: `body` is None for 304 Not Modified."""

    status: int
    url: str  # after redirects
    content_type: str
    body: bytes | None
    etag: str
    last_modified: str


class Http(Protocol):
    """One polite client for all sources. Raises Unreachable or BadAnswer, never a library's error."""

    async def get(self, url: str, *, cursor: Cursor | None = None, max_bytes: int | None = None) -> Answer: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """New payloads (none when nothing changed) and where to go on."""

    payloads: tuple[Payload, ...]
    cursor: Cursor


class Source(Protocol):
    """A folder of bot/sources. `fetch` is its only I/O; `split` and `read` are pure and can be replayed years later."""

    @property
    def manifest(self) -> Manifest: ...

    def feeds(self, outlets: Mapping[OutletId, Outlet]) -> tuple[Feed, ...]: ...

    async def fetch(self, http: Http, feed: Feed, cursor: Cursor | None, now: datetime) -> Fetched: ...

    def split(self, payload: Payload, outlets: Mapping[OutletId, Outlet]) -> Iterator[Report]:
        """The payload's rows or articles. A row that cannot be cut is a Report whose fields hold {"malformed": why}."""

    def read(self, report: Report, extractor: Extractor) -> Iterator[Event | Rejection]:
        """The events of one report, or exactly one rejection."""


# ---- the store ----


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
    async def checkpoint(self, name: str) -> int: ...
    async def save_checkpoint(self, name: str, seq: int) -> None: ...


class Alerts(Protocol):
    async def add(self, alerts: Sequence[Alert]) -> None: ...  # one row per rule, incident and change
    async def of_changes(self, seqs: Sequence[int]) -> dict[int, list[Alert]]: ...
    async def of_incident(self, incident: IncidentId) -> list[Alert]: ...


class Subscriptions(Protocol):
    async def add(self, subscription: Subscription) -> bool: ...  # False: the very same wish stands already
    async def remove(self, destination: Destination, subscription: SubscriptionId) -> bool: ...
    async def of(self, destination: Destination) -> list[Subscription]: ...
    async def all(self) -> list[Subscription]: ...


class Outbox(Protocol):
    async def enqueue(self, deliveries: Sequence[Delivery]) -> None: ...  # known ids are left as they are
    async def claim(self, worker: str, now: datetime, lease: timedelta, limit: int) -> list[tuple[Delivery, bool]]:
        """Due deliveries, most severe first, in order of change per incident and destination; True marks one whose
        former lease ran out, so that it is not known whether it went out."""

    async def sent(self, done: Sequence[tuple[DeliveryId, Receipt]], at: datetime) -> None: ...
    async def again(self, delivery: DeliveryId, next_at: datetime, why: str) -> None: ...
    async def park(self, delivery: DeliveryId, why: str, at: datetime) -> None: ...
    async def standing(self, of: Sequence[tuple[Destination, IncidentId]]) -> dict[tuple[str, str], Told]:
        """By destination key and incident, the message that stands; absent where the destination has none."""

    async def waiting(self) -> int: ...


class Tx(Protocol):
    """One transaction: every repository of the store, committed together or not at all."""

    payloads: Payloads
    feeds: Feeds
    reports: Reports
    incidents: Incidents
    changes: Changes
    alerts: Alerts
    subscriptions: Subscriptions
    outbox: Outbox


class Store(Protocol):
    def read(self) -> AbstractAsyncContextManager[Tx]: ...
    def write(self) -> AbstractAsyncContextManager[Tx]: ...


# ---- platforms and the bus ----


class Platform(Protocol):
    """Sends cards. Raises Busy, Refused or Uncertain; only pipeline/deliver.py decides what follows."""

    @property
    def name(self) -> str: ...

    async def post(self, key: DeliveryId, destination: Destination, card: Card) -> Receipt: ...
    async def update(self, key: DeliveryId, destination: Destination, ref: Receipt, card: Card, news: Card) -> Receipt:
        """Brings the standing message up to date with `card` and tells `news` beneath it."""

    async def find(self, key: DeliveryId, destination: Destination) -> Receipt | None:
        """The receipt of a delivery that may or may not have gone out; None where it surely did not."""


class Bus(Protocol):
    """Wakes loops. A topic that rings while nobody listens is heard at the next wait; it carries no work."""

    def ring(self, topic: str) -> None: ...
    async def wait(self, topic: str, timeout: timedelta) -> bool: ...
