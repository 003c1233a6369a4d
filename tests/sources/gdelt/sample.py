"""GDELT as a publisher serves it: rows written for the tests, a list of files, zips."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.domain.ids import SourceId
from bot.domain.report import Payload, payload_id
from bot.ports.source import Feed
from bot.sources.gdelt.rows import COLUMNS
from tests.fakes import publisher as fake
from tests.fakes.publisher import Publisher

ENTRY = "/gdelt/lastupdate.txt"
STAMP = "20231107121500"
NOW = datetime(2023, 11, 7, 12, 16, tzinfo=UTC)
DEFAULTS = {
    "GlobalEventID": "1",
    "SQLDATE": "20231107",
    "Actor1Code": "REB",
    "Actor2Code": "MLIMIL",
    "IsRootEvent": "1",
    "EventCode": "190",
    "NumSources": "1",
    "ActionGeo_Type": "4",
    "ActionGeo_FullName": "Kidal, Kidal, Mali",
    "ActionGeo_CountryCode": "ML",
    "ActionGeo_Lat": "18.4411",
    "ActionGeo_Long": "1.40778",
    "DATEADDED": STAMP,
}
URL = "https://www.rfi.fr/en/africa/20231107-fighting-breaks-out-near-kidal"


def row(url: str = URL, **cells: str) -> bytes:
    """One line of 61 columns."""
    line = [""] * 60 + [url]
    for name, value in {**DEFAULTS, **cells}.items():
        line[COLUMNS[name]] = value
    return "\t".join(line).encode()


def export(*rows: bytes) -> bytes:
    return b"".join(line + b"\n" for line in rows)


def payload(*rows: bytes, feed: str = "export", body: bytes | None = None) -> Payload:
    content = export(*rows) if body is None else body
    gdelt = SourceId("gdelt")
    return Payload(
        id=payload_id(gdelt, feed, content),
        source=gdelt,
        feed=feed,
        url="https://example.org/file.zip",
        content_type="text/tab-separated-values",
        fetched_at=NOW,
        body=content,
    )


def zipped(*members: bytes, name: str = "export.CSV") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, body in enumerate(members):
            archive.writestr(f"{number}.{name}", body)
    return packed.getvalue()


def listing(packed: bytes, stamp: str = STAMP, *, suffix: str = ".export.CSV.zip", home: str = "") -> bytes:
    """lastupdate.txt, naming the publisher's own host unless told otherwise."""
    home = home or "http://data.gdeltproject.org/gdeltv2"
    lines = [
        f"{len(packed)} {hashlib.md5(packed).hexdigest()} {home}/{stamp}{suffix}",
        f"11 {'0' * 32} {home}/{stamp}.mentions.CSV.zip",
        f"12 {'0' * 32} {home}/{stamp}.gkg.csv.zip",
    ]
    return ("\n".join(lines) + "\n").encode()


def publish(publisher: Publisher, stamp: str, *rows: bytes, older: Sequence[str] = (), etag: str = '"list"') -> None:
    """The list with its newest file, and the older files beside it."""
    packed = zipped(export(*rows))
    publisher[ENTRY] = fake.versioned(listing(packed, stamp), etag=etag, modified=f"for {stamp}")
    for one in (stamp, *older):
        publisher[f"/gdelt/{one}.export.CSV.zip"] = fake.page(
            packed if one == stamp else zipped(export(row(GlobalEventID=one))), kind="application/zip"
        )


def serve(publisher: Publisher) -> Feed:
    publish(publisher, STAMP, row(), row(GlobalEventID="2", EventCode="010"))
    return feed(publisher)


def feed(publisher: Publisher) -> Feed:
    return Feed(source=SourceId("gdelt"), name="export", url=publisher.url(ENTRY))


def fuzz_seed() -> Payload:
    """A small payload whose mutations reach every branch of the parser."""
    return payload(row(), row(EventCode="0871"), row(ActionGeo_Lat="x"), row(ActionGeo_Type="1"))
