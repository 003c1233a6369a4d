"""Downloads GDELT's export files: asks the list what is newest, checks each file, and catches up after a pause.

The only I/O of this source. Must not know what the rows mean.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import logging
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime

from bot.domain.errors import BadAnswer, Unreachable
from bot.domain.health import Cursor
from bot.domain.ids import OutletId, SourceId
from bot.domain.outlet import Outlet
from bot.domain.report import Payload, payload_id
from bot.ports.source import Answer, Feed, Fetched, Http
from bot.sources.gdelt.listing import LISTS, MIRROR, SUFFIXES, Entry, due, newest, read_stamp, stamp

GDELT = SourceId("gdelt")
MAX_LIST = 64 * 1024
MAX_ZIP = 32 * 1024 * 1024
MAX_CSV = 64 * 1024 * 1024

logger = logging.getLogger(__name__)


def feeds(outlets: Mapping[OutletId, Outlet]) -> tuple[Feed, ...]:
    """Two feeds, `export` (articles in English) and `translation` (65 other languages, French and Arabic among them).

    The files are asked for beside the list; option `base` names another folder for both.
    """
    del outlets  # every theatre reads the same files
    return tuple(Feed(source=GDELT, name=name, url=f"{MIRROR}/{file}") for name, file in LISTS.items())


async def fetch(http: Http, feed: Feed, cursor: Cursor | None, now: datetime) -> Fetched:
    """The files since the cursor's mark, oldest first. Raises Unreachable or BadAnswer where not even one came."""
    base = (feed.options.get("base") or feed.url.rpartition("/")[0]).rstrip("/")
    answer = await http.get(f"{base}/{LISTS[feed.name]}", cursor=cursor, max_bytes=MAX_LIST)
    known = cursor or Cursor(source=GDELT, feed=feed.name)
    if answer.body is None:
        return Fetched(payloads=(), cursor=known)
    entry = newest(answer.body, feed.name, base)
    payloads: list[Payload] = []
    mark = known.mark
    for at in due(entry.at, read_stamp(known.mark)):
        url = f"{base}/{stamp(at)}{SUFFIXES[feed.name]}"
        try:
            payloads.append(await _file(http, feed, url, entry if at == entry.at else None, now))
        except (Unreachable, BadAnswer) as error:
            # An old file that is missing or bad stays so; the newest may still be on its way to the publisher's disks.
            if isinstance(error, Unreachable) or at == entry.at:
                if not payloads:
                    raise
                break
            extra = {"action": "file_skipped", "feed": feed.name, "file": stamp(at), "reason": error.reason}
            logger.info("A quarter-hour file cannot be had and is skipped", extra=extra)
        mark = stamp(at)
    return Fetched(payloads=tuple(payloads), cursor=_next_cursor(feed, answer, mark, mark >= stamp(entry.at)))


def _next_cursor(feed: Feed, answer: Answer, mark: str, complete: bool) -> Cursor:
    # Without validators while files are still missing: a 304 for the list would hide them until the next quarter of an
    # hour.
    etag, modified = (answer.etag, answer.last_modified) if complete else ("", "")
    return Cursor(source=GDELT, feed=feed.name, etag=etag, last_modified=modified, mark=mark)


async def _file(http: Http, feed: Feed, url: str, listed: Entry | None, now: datetime) -> Payload:
    answer = await http.get(url, max_bytes=MAX_ZIP)
    packed = answer.body or b""
    if listed is not None and len(packed) != listed.size:
        raise BadAnswer(f"the file has {len(packed)} bytes instead of {listed.size}")
    if listed is not None and hashlib.md5(packed, usedforsecurity=False).hexdigest() != listed.md5:
        raise BadAnswer("the file does not match its checksum")
    body = await asyncio.to_thread(unzip, packed)
    return Payload(
        id=payload_id(GDELT, feed.name, body),
        source=GDELT,
        feed=feed.name,
        url=url,
        content_type="text/tab-separated-values",
        fetched_at=now,
        body=body,
    )


def unzip(packed: bytes, cap: int = MAX_CSV) -> bytes:
    """The one member of an archive. Raises BadAnswer for any other, a damaged one, or a member beyond `cap` bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            members = archive.infolist()
            if len(members) != 1:
                raise BadAnswer(f"the archive holds {len(members)} files instead of one")
            if members[0].flag_bits & 1 or members[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise BadAnswer("the archive is encrypted or packed in an unknown way")
            with archive.open(members[0]) as member:
                # One byte more than allowed, whatever the archive says of its size.
                body = member.read(cap + 1)
    # zipfile says NotImplementedError of a member that needs a newer version of the format than it knows.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise BadAnswer("the archive is damaged") from error
    if len(body) > cap:
        raise BadAnswer(f"the archive decompresses to more than {cap:,} bytes")
    return body
