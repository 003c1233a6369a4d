"""A real HTTP server on this machine that answers as told, path by path: well, badly, slowly, or maliciously."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

Script = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Publisher:
    """Paths and their scripts; `asked` keeps every request in order. A path without a script is 404."""

    def __init__(self) -> None:
        self.scripts: dict[str, Script] = {}
        self.asked: list[web.BaseRequest] = []
        self.base = ""

    def __setitem__(self, path: str, script: Script) -> None:
        self.scripts[path] = script

    def url(self, path: str) -> str:
        return self.base + path

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        script = self.scripts.get(request.path)
        return await script(request) if script else web.Response(status=404)


@asynccontextmanager
async def publishing(tls: ssl.SSLContext | None = None) -> AsyncIterator[Publisher]:
    """A publisher on a free port of 127.0.0.1 for as long as the block lasts."""
    publisher = Publisher()
    app = web.Application()
    app.router.add_get("/{path:.*}", publisher.answer)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    host, port = runner.addresses[0][:2]
    publisher.base = f"{'https' if tls else 'http'}://{host}:{port}"
    try:
        yield publisher
    finally:
        await runner.cleanup()


def page(
    body: bytes = b"", *, status: int = 200, kind: str = "application/rss+xml", headers: Mapping[str, str] | None = None
) -> Script:
    """The same answer every time."""

    async def script(request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, status=status, headers={"Content-Type": kind, **(headers or {})})

    return script


def versioned(body: bytes, *, etag: str = '"v1"', modified: str = "Wed, 01 Nov 2023 10:00:00 GMT") -> Script:
    """200 with validators, and 304 to whoever brings them back."""

    async def script(request: web.Request) -> web.StreamResponse:
        headers = {"ETag": etag, "Last-Modified": modified}
        if request.headers.get("If-None-Match") == etag or request.headers.get("If-Modified-Since") == modified:
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, headers={"Content-Type": "application/rss+xml", **headers})

    return script


def in_turn(*scripts: Script) -> Script:
    """The first script for the first request, and so on; the last one for ever."""
    left = list(scripts)

    async def script(request: web.Request) -> web.StreamResponse:
        return await (left.pop(0) if len(left) > 1 else left[0])(request)

    return script


def packed(body: bytes, coding: str = "gzip", *, cut: int = 0) -> Script:
    """The body as gzip, deflate or raw-deflate; the last `cut` bytes are missing."""
    raw = zlib.compressobj(wbits=-15)
    whole = {
        "gzip": lambda: gzip.compress(body),
        "deflate": lambda: zlib.compress(body),
        "raw-deflate": lambda: raw.compress(body) + raw.flush(),
    }[coding]()
    return page(whole[: len(whole) - cut], headers={"Content-Encoding": coding.removeprefix("raw-")})


def redirect(location: str, status: int = 302) -> Script:
    return page(status=status, headers={"Location": location} if location else {})


def announcing(size: int) -> Script:
    """A Content-Length of `size`, then silence."""

    async def script(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(size)})
        await response.prepare(request)
        await response.write(b"x")
        await asyncio.Event().wait()
        return response

    return script


def endless(chunk: bytes = bytes(64 * 1024)) -> Script:
    """A body that never ends, without a Content-Length."""

    async def script(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(chunk)

    return script


def dripping() -> Script:
    """One byte, then nothing more, on an open connection."""

    async def script(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"<")
        await asyncio.Event().wait()
        return response

    return script


def breaking(body: bytes, *, after: int) -> Script:
    """Promises the whole body, sends `after` bytes of it and cuts the line; `after=0` cuts it before the head."""

    async def script(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        response = web.StreamResponse(headers={"Content-Length": str(len(body))})
        if after:
            await response.prepare(request)
            await response.write(body[:after])
        request.transport.close()
        return response

    return script


def babbling(text: bytes) -> Script:
    """Raw bytes that are not HTTP."""

    async def script(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.write(text)  # type: ignore[attr-defined]
        request.transport.close()
        return web.Response()

    return script
