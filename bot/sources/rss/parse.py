"""Cuts a feed into reports and hands their texts to the extractor.

Tolerant of what real feeds get wrong, deaf to what is no feed. Pure: the same bytes give the same reports for ever.
Must not know what a text means.
"""

from __future__ import annotations

import io
from calendar import timegm
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import struct_time
from typing import Any

from bot.domain.errors import BadAnswer
from bot.domain.event import Event
from bot.domain.ids import OutletId, ReportId, digest
from bot.domain.outlet import UNKNOWN_OUTLET, Outlet
from bot.domain.report import Payload, Reason, Rejection, Report
from bot.ports.theatre import Extractor
from bot.sources.rss.address import article_url, native_id
from bot.sources.rss.plain import one_line, plain_text
from bot.sources.rss.refuse import refuse_what_is_no_feed

MAX_TITLE = 500
AHEAD = timedelta(hours=1)  # how far a publisher's clock may run before ours
TOO_OLD = timedelta(days=45)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What all items of one feed share."""

    payload: Payload
    outlet: Outlet
    base: str
    language: str
    shared_ids: frozenset[str]  # ids that several different articles carry: no ids at all


def split(payload: Payload, outlets: Mapping[OutletId, Outlet]) -> Iterator[Report]:
    """One report for each item, in the feed's order. Raises BadAnswer for a payload that is no feed.

    An item without words has the field "malformed"; one that stands twice the field "repeats".
    """
    refuse_what_is_no_feed(payload.body)
    parsed = _parsed(payload)
    entries: list[Any] = parsed["entries"]
    if not entries and (not parsed["version"] or _is_broken(parsed)):
        raise BadAnswer("neither RSS nor Atom" if not parsed["bozo"] else "not readable as a feed")
    context = _context(payload, parsed["feed"], entries, outlets)
    first: dict[ReportId, str] = {}
    repeats: Counter[ReportId] = Counter()
    for number, entry in enumerate(entries, start=1):
        report = _report(context, f"item {number}", entry)
        earlier = first.setdefault(report.id, report.locator)
        if earlier != report.locator:
            repeats[report.id] += 1
            again = ReportId(digest(report.id, str(repeats[report.id])))
            report = replace(report, id=again, fields={"repeats": earlier})
        yield report


def read(report: Report, extractor: Extractor) -> Iterator[Event | Rejection]:
    """The events that the extractor finds in the text, or exactly one rejection."""
    if "malformed" in report.fields:
        yield Rejection(report=report.id, reason=Reason.MALFORMED, detail=report.fields["malformed"])
    elif "repeats" in report.fields:
        yield Rejection(report=report.id, reason=Reason.REPEATED, detail=f"the same as {report.fields['repeats']}")
    elif report.published_at is not None and report.seen_at - report.published_at > TOO_OLD:
        detail = f"published {(report.seen_at - report.published_at).days} days before it was seen"
        yield Rejection(report=report.id, reason=Reason.TOO_OLD, detail=detail)
    else:
        yield from extractor.read(report)


def _parsed(payload: Payload) -> Any:
    import feedparser  # late: it takes a tenth of a second that no start should wait for

    headers = {"content-type": payload.content_type, "content-location": payload.url}
    try:
        # Always a stream: feedparser takes bytes for the name of a file and would open it. It does not clean or
        # resolve the markup either, for that takes most of its time and we keep no markup.
        return feedparser.parse(
            io.BytesIO(payload.body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except (ValueError, LookupError, AssertionError, AttributeError, TypeError, RecursionError) as error:
        # What feedparser and the standard library's markup scanner let through on mutated bytes.
        raise BadAnswer("not readable as a feed") from error


def _is_broken(parsed: Any) -> bool:
    """True where the parser stumbled over more than a wrong encoding or content type, which it mends by itself."""
    import feedparser

    mended = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
    return bool(parsed["bozo"]) and not isinstance(parsed.get("bozo_exception"), mended)


def _context(payload: Payload, feed: Any, entries: list[Any], outlets: Mapping[OutletId, Outlet]) -> _Context:
    name = OutletId(payload.feed.partition(".")[0])
    # A replay may meet payloads of an outlet that the pack has dropped since.
    outlet = outlets.get(name) or replace(UNKNOWN_OUTLET, id=name, name=name, family=name)
    declared = _text(feed, "language")[:2].lower()
    links: dict[str, set[str]] = {}
    for entry in entries:
        links.setdefault(_text(entry, "id"), set()).add(_text(entry, "link"))
    return _Context(
        payload=payload,
        outlet=outlet,
        base=article_url(_text(feed, "link"), payload.url) or payload.url,
        # The pack's word first: many a French site leaves WordPress's default en-US in its feed.
        language=outlet.language or (declared if declared.isascii() and declared.isalpha() else ""),
        shared_ids=frozenset(identity for identity, of in links.items() if len(of) > 1),
    )


def _report(context: _Context, locator: str, entry: Any) -> Report:
    payload, outlet = context.payload, context.outlet
    title = one_line(_text(entry, "title"), MAX_TITLE)
    text = plain_text(_content(entry))
    url = article_url(_text(entry, "link"), context.base)
    published = _published(entry, payload.fetched_at)
    identity = _text(entry, "id")
    if not identity or identity in context.shared_ids:
        identity = url or digest(title, published.isoformat() if published else "")
    origin = digest("rss", outlet.id, native_id(identity))
    return Report(
        id=ReportId(digest(origin, _folded(title), _folded(text))),
        origin=origin,
        payload=payload.id,
        locator=locator,
        source=payload.source,
        outlet=outlet.id,
        family=outlet.family,
        url=url,
        title=title,
        text=text,
        language=context.language,
        published_at=published,
        seen_at=payload.fetched_at,
        fields={} if title or text else {"malformed": "neither title nor text"},
    )


def _text(part: Any, key: str) -> str:
    # dict.get: feedparser's own warns and substitutes one key for another.
    value = dict.get(part, key, "")
    return value if isinstance(value, str) else ""


def _content(entry: Any) -> str:
    """The longest of an item's bodies: full content where the publisher gives it, else the summary."""
    bodies = dict.get(entry, "content") or []
    values = [value for body in bodies if isinstance(value := dict.get(body, "value"), str)]
    return max([*values, _text(entry, "summary")], key=len)


def _published(entry: Any, fetched_at: datetime) -> datetime | None:
    """When the item was first published, else updated; None where it does not say. Never later than it was fetched."""
    for key in ("published_parsed", "updated_parsed", "created_parsed"):
        instant = _instant(dict.get(entry, key))
        if instant is not None:
            return instant if instant <= fetched_at + AHEAD else fetched_at
    return None


def _instant(parts: object) -> datetime | None:
    if not isinstance(parts, struct_time):
        return None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=timegm(parts))
    except (ValueError, OverflowError):
        return None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
