"""A news feed as an outlet serves it."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.ids import OutletId, SourceId
from bot.domain.report import Payload, payload_id
from bot.ports.source import Feed
from tests.fakes import publisher as fake
from tests.fakes.publisher import Publisher

ENTRY = "/rss"
NOW = datetime(2023, 11, 7, 12, 16, tzinfo=UTC)
ITEM = (
    "<item><title>Mali: combats près de Kidal</title><link>https://www.rfi.fr/fr/afrique/combats</link>"
    "<guid>a-1</guid><pubDate>Tue, 07 Nov 2023 09:00:00 GMT</pubDate>"
    "<description>L'armée malienne fait état de combats mardi.</description></item>"
)


def rss(*items: str, head: str = "", prolog: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    return f'{prolog}<rss version="2.0"><channel><title>t</title>{head}{"".join(items)}</channel></rss>'.encode()


def payload(body: bytes, *, feed: str = "rfi", kind: str = "application/rss+xml", url: str = "") -> Payload:
    source = SourceId("rss")
    return Payload(
        id=payload_id(source, feed, body),
        source=source,
        feed=feed,
        url=url or "https://www.rfi.fr/fr/afrique/rss",
        content_type=kind,
        fetched_at=NOW,
        body=body,
    )


def serve(publisher: Publisher) -> Feed:
    publisher[ENTRY] = fake.versioned(rss(ITEM))
    return feed(publisher)


def feed(publisher: Publisher) -> Feed:
    return Feed(source=SourceId("rss"), name="rfi", url=publisher.url(ENTRY), outlet=OutletId("rfi"))


def fuzz_seed() -> Payload:
    """A small feed whose mutations reach every branch of the parser."""
    html = "<item><title>b &amp;amp; c</title><description><![CDATA[<p>x<br>y</p>]]></description></item>"
    return payload(rss(ITEM, html, prolog='<?xml version="1.0" encoding="utf-8"?><!DOCTYPE rss [ ]>'))
