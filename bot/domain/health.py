"""How a source is doing, as people are told it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import SourceId


class SourceState(StrEnum):
    OK = "ok"
    LATE = "late"  # answers, but nothing new within its own expectation
    DARK = "dark"  # cannot be reached
    REFUSED = "refused"  # answers with an error that waiting will not mend
    OFF = "off"
    NEW = "new"  # never polled yet


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """One feed of one source."""

    source: SourceId
    feed: str
    state: SourceState
    since: datetime  # when it entered this state
    polled_at: datetime | None
    item_at: datetime | None  # publication time of its newest item
    failures: int  # in a row
    detail: str  # the last reason, or the next step for a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where the next poll of a feed goes on: validators of conditional GET and the source's own mark."""

    source: SourceId
    feed: str
    etag: str = ""
    last_modified: str = ""
    mark: str = ""
