"""What reads publishers: sources, and the one HTTP client that they share. Nothing here does anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.event import Event
from bot.domain.health import Cursor
from bot.domain.ids import OutletId, SourceId
from bot.domain.outlet import Outlet
from bot.domain.report import Payload, Rejection, Report
from bot.ports.theatre import Extractor


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
