"""The body of an answer, unpacked as it arrives and never larger than its cap, packed or unpacked.

aiohttp would unpack by itself, but has no cap: 10 MB of gzip hold 10 GB of zeros. Must not know URLs or feeds.
"""

from __future__ import annotations

import zlib
from typing import Protocol

from aiohttp import ClientResponse

from bot.domain.errors import BadAnswer

_CHUNK = 64 * 1024
_PIECE = 1024 * 1024  # unpacked at a time, so that one chunk of a bomb never stands in memory whole


class _Unpacker(Protocol):
    def feed(self, chunk: bytes) -> None: ...
    def finish(self) -> bytes: ...


async def read_body(response: ClientResponse, cap: int) -> bytes:
    """The whole unpacked body. Raises BadAnswer where damaged or beyond `cap` bytes: announced, packed or unpacked."""
    declared = response.content_length
    if declared is not None and declared > cap:
        raise BadAnswer(f"announces {declared:,} bytes, more than {cap:,}")
    unpacker = _unpacker(response.headers.get("Content-Encoding", ""), cap)
    received = 0
    async for chunk in response.content.iter_chunked(_CHUNK):
        received += len(chunk)
        if received > cap:
            raise BadAnswer(f"sends more than {cap:,} bytes")
        unpacker.feed(chunk)
    return unpacker.finish()


def _unpacker(coding: str, cap: int) -> _Unpacker:
    name = coding.strip().lower()
    if name in ("", "identity"):
        return _Plain()
    if name in ("gzip", "x-gzip", "deflate"):
        return _Inflated(name, cap)
    raise BadAnswer("is packed in a way that was not asked for")


class _Plain:
    def __init__(self) -> None:
        self._body = bytearray()

    def feed(self, chunk: bytes) -> None:
        self._body += chunk

    def finish(self) -> bytes:
        return bytes(self._body)


class _Inflated:
    """gzip (one or several members) or deflate (with or without its zlib header, for servers disagree)."""

    def __init__(self, coding: str, cap: int) -> None:
        self._coding = coding
        self._cap = cap
        self._stream: zlib._Decompress | None = None
        self._body = bytearray()
        self._members = 0

    def feed(self, chunk: bytes) -> None:
        try:
            while chunk:
                chunk = self._step(chunk)
        except zlib.error as error:
            raise BadAnswer(f"is damaged: not valid {self._coding}") from error

    def _step(self, chunk: bytes) -> bytes:
        """What is left of the chunk after one piece was unpacked."""
        if self._stream is None:
            if self._members:
                chunk = chunk.lstrip(b"\0")  # some servers pad the last member
                if not chunk:
                    return b""
            self._stream = zlib.decompressobj(wbits=self._window(chunk))
        self._body += self._stream.decompress(chunk, min(_PIECE, self._cap - len(self._body) + 1))
        if len(self._body) > self._cap:
            raise BadAnswer(f"decompresses to more than {self._cap:,} bytes")
        if not self._stream.eof:
            return self._stream.unconsumed_tail
        rest = self._stream.unused_data
        self._stream = None
        self._members += 1
        return rest

    def _window(self, chunk: bytes) -> int:
        if self._coding != "deflate":
            return zlib.MAX_WBITS + 16
        has_header = chunk[0] & 0x0F == 8 and (len(chunk) < 2 or (chunk[0] << 8 | chunk[1]) % 31 == 0)
        return zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS

    def finish(self) -> bytes:
        if self._stream is not None:
            raise BadAnswer(f"is damaged: its {self._coding} breaks off")
        return bytes(self._body)
