"""What publishers gave us: payloads as downloaded, reports as cut from them, and why a report came to nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import OutletId, PayloadId, ReportId, SourceId, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """Bytes exactly as downloaded (after transport decoding), so that a better parser can be replayed years later."""

    id: PayloadId
    source: SourceId
    feed: str  # which of the source's addresses, by a stable name ("rfi", "export")
    url: str
    content_type: str
    fetched_at: datetime
    body: bytes


def payload_id(source: SourceId, feed: str, body: bytes) -> PayloadId:
    """The same bytes of the same feed are the same payload, however often they are downloaded."""
    return PayloadId(digest(source, feed, digest(body.decode("latin-1"))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One row or article of a payload, verbatim, with provenance."""

    id: ReportId  # differs for every edition of an item: it hashes the content
    origin: str  # the same for all editions of one item: digest(source, outlet, native id)
    payload: PayloadId
    locator: str  # where in the payload: "line 17", "item 3"
    source: SourceId
    outlet: OutletId
    family: str  # publisher family: editions and agency copies of one family count once
    url: str
    title: str
    text: str
    language: str  # "en", "fr", "ar"; empty where unknown
    published_at: datetime | None
    seen_at: datetime
    fields: Mapping[str, str] = field(default_factory=dict)  # the columns of a coded row


class Reason(StrEnum):
    """Why a report did not become an event."""

    NO_TRIGGER = "no_trigger"  # nothing in it names a conflict event
    NOT_AN_EVENT = "not_an_event"  # a round-up, trial, anniversary, debate, threat, plan
    DENIED = "denied"
    NO_PLACE = "no_place"
    OUTSIDE = "outside_theatres"
    TOO_OLD = "too_old"
    OTHER_TOPIC = "other_topic"  # coded as diplomacy, trade, sport …
    MALFORMED = "malformed"  # wrong number of columns, impossible date, undecodable
    REPEATED = "repeated"  # the publisher printed the same row twice


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A report that came to nothing, and why."""

    report: ReportId
    reason: Reason
    detail: str = ""
