"""A local HTTP publisher: the demo's items as RSS, Atom and RDF feeds of their outlets, as of the demo's clock.

It behaves as good publishers do (ETag and 304, newest items first, twenty at most), so that Tocsin's own sources read
it unchanged. Listens on the loopback address only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from aiohttp import web

from bot.demo.items import DemoOutlet, Item
from bot.domain.clock import Clock

SHOWN = 20

CONTENT_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "rdf": "application/rdf+xml"}


class Publisher:
    """Serves `/<outlet>.xml` for every demo outlet. `counts` tells how many answers were 200 and 304."""

    def __init__(self, outlets: Sequence[DemoOutlet], items: Sequence[Item], clock: Clock) -> None:
        self._outlets = {outlet.id: outlet for outlet in outlets}
        self._items, self._clock = tuple(items), clock
        self._runner: web.AppRunner | None = None
        self.base = ""
        self.counts = {200: 0, 304: 0}

    async def start(self) -> str:
        """Opens a free port and gives the base address."""
        app = web.Application()
        app.router.add_get("/{outlet}.xml", self._feed)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"
        return self.base

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def url(self, outlet: str) -> str:
        return f"{self.base}/{outlet}.xml"

    async def _feed(self, request: web.Request) -> web.Response:
        outlet = self._outlets.get(request.match_info["outlet"])
        if outlet is None:
            raise web.HTTPNotFound
        body = self._body(outlet).encode(outlet.encoding, "xmlcharrefreplace")
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        status = 304 if request.headers.get("If-None-Match") == etag else 200
        self.counts[status] += 1
        if status == 304:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(
            body=body,
            headers={"ETag": etag, "Content-Type": f"{CONTENT_TYPES[outlet.format]}; charset={outlet.encoding}"},
        )

    def _body(self, outlet: DemoOutlet) -> str:
        now = self._clock.now()
        published = [item for item in self._items if item.outlet == outlet.id and item.published <= now]
        latest = {item.guid: item for item in published}  # a later edition of one guid takes the earlier one's place
        shown = sorted(latest.values(), key=lambda item: item.published, reverse=True)[:SHOWN]
        return _FORMATS[outlet.format](outlet, shown)


def _link(item: Item) -> str:
    return f"https://{item.outlet.replace('_', '-')}.example/{item.guid.lower()}"


def _rss(outlet: DemoOutlet, items: Sequence[Item]) -> str:
    entries = "".join(
        f"<item><title>{escape(i.title)}</title><link>{_link(i)}</link><guid isPermaLink='false'>{i.guid}</guid>"
        f"<pubDate>{format_datetime(i.published)}</pubDate><description>{escape(i.summary)}</description></item>"
        for i in items
    )
    return (
        f"<?xml version='1.0' encoding={quoteattr(outlet.encoding)}?><rss version='2.0'><channel>"
        f"<title>{outlet.id}</title><link>https://{outlet.id}.example</link><description/>{entries}</channel></rss>"
    )


def _atom(outlet: DemoOutlet, items: Sequence[Item]) -> str:
    entries = "".join(
        f"<entry><id>urn:{i.guid}</id><title>{escape(i.title)}</title><link href='{_link(i)}'/>"
        f"<updated>{i.published.isoformat()}</updated><published>{i.published.isoformat()}</published>"
        f"<summary>{escape(i.summary)}</summary></entry>"
        for i in items
    )
    return (
        f"<?xml version='1.0' encoding={quoteattr(outlet.encoding)}?><feed xmlns='http://www.w3.org/2005/Atom'>"
        f"<id>urn:{outlet.id}</id><title>{outlet.id}</title>{entries}</feed>"
    )


def _rdf(outlet: DemoOutlet, items: Sequence[Item]) -> str:
    entries = "".join(
        f"<item rdf:about='{_link(i)}'><title>{escape(i.title)}</title><link>{_link(i)}</link>"
        f"<description>{escape(i.summary)}</description><dc:date>{i.published.isoformat()}</dc:date></item>"
        for i in items
    )
    return (
        f"<?xml version='1.0' encoding={quoteattr(outlet.encoding)}?>"
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
        f"xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='urn:{outlet.id}'><title>{outlet.id}</title>"
        f"<link>https://{outlet.id}.example</link><description/></channel>{entries}</rdf:RDF>"
    )


_FORMATS = {"rss": _rss, "atom": _atom, "rdf": _rdf}
