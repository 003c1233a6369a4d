"""Downloads the feeds of a pack's outlets, with conditional GET.

The only I/O of this source. Must not know how an item is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.domain.health import Cursor
from bot.domain.ids import OutletId, SourceId
from bot.domain.outlet import Outlet
from bot.domain.report import Payload, payload_id
from bot.ports.source import Feed, Fetched, Http
from bot.sources.rss.refuse import refuse_what_is_no_feed

RSS = SourceId("rss")
MAX_FEED = 4 * 1024 * 1024  # the largest of 54 recorded feeds has 0.3 MB


def feeds(outlets: Mapping[OutletId, Outlet]) -> tuple[Feed, ...]:
    """One feed for each address of each outlet whose feed works: named as the outlet, the second `rfi.2`, and so on."""
    return tuple(
        Feed(source=RSS, name=outlet.id if number == 1 else f"{outlet.id}.{number}", url=url, outlet=outlet.id)
        for outlet in outlets.values()
        if not outlet.broken
        for number, url in enumerate(outlet.feeds, start=1)
    )


async def fetch(http: Http, feed: Feed, cursor: Cursor | None, now: datetime) -> Fetched:
    """The feed as one payload; none where it did not change. Raises Unreachable, or BadAnswer for what is no feed."""
    answer = await http.get(feed.url, cursor=cursor, max_bytes=MAX_FEED)
    if answer.body is None:
        return Fetched(payloads=(), cursor=cursor or Cursor(source=RSS, feed=feed.name))
    refuse_what_is_no_feed(answer.body)
    payload = Payload(
        id=payload_id(RSS, feed.name, answer.body),
        source=RSS,
        feed=feed.name,
        url=answer.url,
        content_type=answer.content_type,
        fetched_at=now,
        body=answer.body,
    )
    validators = Cursor(source=RSS, feed=feed.name, etag=answer.etag, last_modified=answer.last_modified)
    return Fetched(payloads=(payload,), cursor=validators)
