"""Chat platforms on this machine, over real HTTP: channels, messages, threads, limits, and faults as told.

`python -m tests.fakes.chat.server --port-file F --idempotent chat --plain chatlog` runs one in a process of its own,
whose memory outlives every client that is killed; `serving` runs one inside a test. Several chats share a server, each
under its name:

    POST   /{chat}/{tenant}/channels/{channel}/messages                 {key, text, card, mention, …}: {ref}
    PATCH  /{chat}/{tenant}/channels/{channel}/messages/{ref}           {text, card}: {ref}
    POST   /{chat}/{tenant}/channels/{channel}/messages/{ref}/replies   as a post
    GET    /{chat}/{tenant}/channels/{channel}/messages?key=K           {messages: [{ref}, …]}, oldest first
    DELETE /{chat}/{tenant}/channels/{channel}/messages/{ref}           {}
    POST   /{chat}/admin/{verb}                                         arguments of a method of Chat; never spoilt
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.fakes.chat.chat import VERBS, Chat
from tests.fakes.chat.faults import Fault, Kind
from tests.fakes.chat.rooms import BAD_REQUEST, FORBIDDEN, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, Refusal
from tests.fakes.wire import reset, served, torn

RETRY_AFTER_S = 2  # of a 429 that is a fault, not the pace
MESSAGES = "/{tenant}/channels/{channel}/messages"
BACKLOG = 1024  # clients that connect at once

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]

REFUSALS = {
    Fault.LIMITED: Refusal(429, "limited", RETRY_AFTER_S),
    Fault.LIMITED_BARE: Refusal(429, "limited"),
    Fault.BROKEN: Refusal(500, "broken"),
    Fault.BROKEN_AFTER: Refusal(500, "broken"),
    Fault.AWAY: Refusal(503, "away"),
    Fault.FORBIDDEN: Refusal(*FORBIDDEN),
    Fault.UNKNOWN_CHANNEL: Refusal(*UNKNOWN_CHANNEL),
    Fault.UNKNOWN_MESSAGE: Refusal(*UNKNOWN_MESSAGE),
    Fault.REFUSED: Refusal(*BAD_REQUEST),
}


async def _answer(chat: Chat, kind: Kind, request: web.Request) -> web.StreamResponse:
    room = (request.match_info["tenant"], request.match_info["channel"])
    ref = request.match_info.get("ref", "")
    body = _parsed(await request.read()) if kind is not Kind.FIND else {"key": request.query.get("key", "")}
    answer: web.StreamResponse = web.Response()
    try:
        fault = chat.admit(kind, room, ref or str(body.get("key", "")))
        if fault is None or fault.is_processed:
            answer = web.json_response(chat.process(kind, room, ref, body))
    except Refusal as refusal:
        return _refused(refusal)
    return answer if fault is None else await _spoilt(request, fault)


def _parsed(body: bytes) -> dict[str, Any]:
    """The body as an object; an empty one where it is none, which misses every field."""
    try:
        parsed = json.loads(body) if body else {}
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _refused(refusal: Refusal) -> web.Response:
    # Rounded up, so that whoever waits as told is not refused again.
    headers = {} if refusal.wait is None else {"Retry-After": f"{math.ceil(refusal.wait * 1000) / 1000:.3f}"}
    return web.json_response({"error": refusal.code}, status=refusal.status, headers=headers)


async def _spoilt(request: web.Request, fault: Fault) -> web.StreamResponse:
    match fault:
        case Fault.GARBLED | Fault.GARBLED_AFTER:
            return web.Response(body=b'{"ref": <html>', content_type="application/json")
        case Fault.TORN_AFTER:
            return await torn(request, b'{"ref": "', {"Content-Type": "application/json"})
        case Fault.RESET | Fault.RESET_AFTER:
            return reset(request)
        case Fault.HANG | Fault.HANG_AFTER:
            await asyncio.Event().wait()  # cancelled when the client goes away
    return _refused(REFUSALS[fault])


def application(chats: Sequence[Chat]) -> web.Application:
    """The routes of all chats."""
    app = web.Application()
    for chat in chats:
        for method, path, kind in (
            ("POST", MESSAGES, Kind.POST),
            ("GET", MESSAGES, Kind.FIND),
            ("PATCH", MESSAGES + "/{ref}", Kind.EDIT),
            ("DELETE", MESSAGES + "/{ref}", Kind.REMOVE),
            ("POST", MESSAGES + "/{ref}/replies", Kind.REPLY),
        ):
            app.router.add_route(method, f"/{chat.name}{path}", _answering(chat, kind))
        app.router.add_post(f"/{chat.name}/admin/{{verb}}", _owning(chat))
    return app


def _answering(chat: Chat, kind: Kind) -> Answering:
    async def answer(request: web.Request) -> web.StreamResponse:
        return await _answer(chat, kind, request)

    return answer


def _owning(chat: Chat) -> Answering:
    async def answer(request: web.Request) -> web.StreamResponse:
        verb = request.match_info["verb"]
        if verb not in VERBS:
            return web.Response(status=404)
        try:
            return web.json_response(getattr(chat, verb)(**await request.json()))
        except Refusal as refusal:
            return _refused(refusal)

    return answer


@asynccontextmanager
async def serving(*chats: Chat) -> AsyncIterator[str]:
    """The server's address, on a free port of 127.0.0.1 as long as the block lasts; a chat's is `{address}/{name}`."""
    runner = web.AppRunner(application(chats), access_log=None, handler_cancellation=True, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=BACKLOG).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def _chats(arguments: Sequence[str] | None) -> tuple[argparse.Namespace, list[Chat]]:
    parser = argparse.ArgumentParser(description="Chat platforms on this machine.")
    parser.add_argument("--port-file", type=Path, required=True, help="gets the port as soon as it is open")
    parser.add_argument("--seed", type=int, default=0, help="of the faults that come by chance")
    parser.add_argument(
        "--idempotent", action="append", default=[], metavar="NAME", help="a chat that knows keys again"
    )
    parser.add_argument("--plain", action="append", default=[], metavar="NAME", help="a chat that does not")
    parser.add_argument("--lag", type=int, default=0, help="requests until a plain chat finds a message by its key")
    parser.add_argument("--while-stdin", action="store_true", help="end when standard input is closed")
    given = parser.parse_args(arguments)
    return given, list(_made(given))


def _made(given: argparse.Namespace) -> Iterator[Chat]:
    yield from (Chat(name, idempotent=True, seed=given.seed) for name in given.idempotent)
    yield from (Chat(name, idempotent=False, seed=given.seed, lag=given.lag) for name in given.plain)


async def main(arguments: Sequence[str] | None = None) -> None:
    """Serves until it is told to stop; says `ready` when it can be asked."""
    given, chats = _chats(arguments)
    await served(serving(*chats), given.port_file, while_stdin=given.while_stdin)


if __name__ == "__main__":
    asyncio.run(main())
