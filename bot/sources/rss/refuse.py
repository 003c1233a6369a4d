"""Tells from the bytes alone what must not be parsed as a feed: nothing, a page, JSON, entities that explode, monsters.

Must not know the parser, only that it is slow: its time grows with the square of attributes and of tags.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.errors import BadAnswer

_HEAD = 2048
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<body")
# A recorded feed of 131 items has 4,800 tags, the longest tag of 54 feeds 700 bytes. Here the parser takes seconds.
MAX_TAGS = 30_000
MAX_TAG = 8192


def refuse_what_is_no_feed(body: bytes) -> None:
    """Raises BadAnswer with the reason."""
    # Without NUL bytes, UTF-16 and UTF-32 read like ASCII where it matters here.
    plain = body.replace(b"\0", b"").lower().lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not plain:
        raise BadAnswer("an empty body where a feed was promised")
    if _opening(plain[:_HEAD]).startswith(_PAGES):
        raise BadAnswer("HTML where a feed was promised")
    if plain.startswith((b"{", b"[")):
        raise BadAnswer("JSON where a feed was promised")
    # A real feed of our time declares none; a bomb is made of them.
    if b"<!entity" in plain:
        raise BadAnswer("the feed declares entities of its own")
    _refuse_monsters(plain)


def _opening(head: bytes) -> bytes:
    """The first tag after an XML declaration and comments."""
    while head.startswith((b"<?", b"<!--")):
        end = b"?>" if head.startswith(b"<?") else b"-->"
        head = head.partition(end)[2].lstrip()
    return head


def _refuse_monsters(plain: bytes) -> None:
    tags = 0
    for part in _outside_cdata(plain):
        _, *pieces = part.split(b"<")
        tags += len(pieces)
        if tags > MAX_TAGS:
            raise BadAnswer(f"the feed has more than {MAX_TAGS:,} tags")
        for piece in pieces:
            if len(piece) > MAX_TAG and piece[:1].isalpha() and b">" not in piece[:MAX_TAG]:
                raise BadAnswer(f"the feed has a tag of more than {MAX_TAG:,} bytes")


def _outside_cdata(plain: bytes) -> Iterator[bytes]:
    """What the parser takes for markup; the HTML of articles mostly stands in CDATA sections."""
    at = 0
    while (opened := plain.find(b"<![cdata[", at)) >= 0:
        yield plain[at:opened]
        closed = plain.find(b"]]>", opened)
        if closed < 0:
            return
        at = closed
    yield plain[at:]
