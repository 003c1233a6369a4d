"""GDELT's list of newest files, read with suspicion: which file is new, how long it is, what its checksum is.

Must not know HTTP. Format of lastupdate.txt: three lines (export, mentions, gkg) of `size md5 url`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from bot.domain.errors import BadAnswer

# The publisher's own host has let its TLS certificate run out twice (March 2025, August 2026); the bucket behind it
# has not.
MIRROR = "https://storage.googleapis.com/data.gdeltproject.org/gdeltv2"
_HOMES = ("http://data.gdeltproject.org/gdeltv2", "https://data.gdeltproject.org/gdeltv2", MIRROR)

QUARTER = timedelta(minutes=15)
CATCH_UP = timedelta(hours=4)
FILES_AT_ONCE = 8

LISTS = {"export": "lastupdate.txt", "translation": "lastupdate-translation.txt"}
SUFFIXES = {"export": ".export.CSV.zip", "translation": ".translation.export.CSV.zip"}
_LINE = re.compile(rb"(\d{1,12}) ([0-9a-f]{32}) ([!-~]{1,300})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The newest file of a list."""

    at: datetime
    size: int
    md5: str


def newest(body: bytes, feed: str, base: str) -> Entry:
    """The export file that the list names. Raises BadAnswer for a list without one, or one that points elsewhere."""
    for line in body.splitlines():
        found = _LINE.fullmatch(line.strip())
        if found and found[3].decode("ascii").endswith(SUFFIXES[feed]):
            home, _, name = found[3].decode("ascii").rpartition("/")
            if home not in (*_HOMES, base):
                raise BadAnswer("the list of files points to another host")
            return Entry(at=_instant(name, SUFFIXES[feed]), size=int(found[1]), md5=found[2].decode("ascii"))
    raise BadAnswer("the list of files names no export file")


def _instant(name: str, suffix: str) -> datetime:
    stamp = name.removesuffix(suffix)
    at = read_stamp(stamp)
    if at is None:
        raise BadAnswer("the list of files names a file without a time stamp")
    return at


@lru_cache(maxsize=64)  # a file's rows nearly all carry the same one
def read_stamp(text: str) -> datetime | None:
    """The instant of a fourteen-digit stamp (UTC); None for anything else."""
    if len(text) != 14 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def stamp(at: datetime) -> str:
    """The fourteen digits that name the file of an instant."""
    return at.strftime("%Y%m%d%H%M%S")


def due(latest: datetime, last: datetime | None) -> tuple[datetime, ...]:
    """The files to read next, oldest first: the newest alone on the first poll, else those missed since `last`.

    Never more than FILES_AT_ONCE and none older than CATCH_UP: an alert for older news would come too late anyway.
    """
    if last is None:
        return (latest,)
    missed = []
    at = latest
    while at > last and latest - at <= CATCH_UP:
        missed.append(at)
        at -= QUARTER
    return tuple(reversed(missed))[:FILES_AT_ONCE]
