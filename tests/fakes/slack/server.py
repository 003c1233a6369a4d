"""Slack on this machine: Web API, Socket Mode, OAuth and its owner's hand, on one port.

`python -m tests.fakes.slack.server --port-file F` runs one in a process of its own, whose memory outlives every client
that is killed; `serving` runs one inside a test.

    /api/{method}          the Web API
    /link/                 Socket Mode, with an upgrade to a websocket
    /response/…            response_urls
    /upload/…              where files' bytes go
    /oauth/v2/authorize    the page that asks whether the app may come in
    POST /owner/{verb}     arguments of a method of Slack; never spoilt
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.fakes.slack.answers import Screen, Shown, packed, packed_message
from tests.fakes.slack.courier import ACK_S
from tests.fakes.slack.fake import Slack
from tests.fakes.slack.impossible import Impossible
from tests.fakes.slack.refusals import Refusal
from tests.fakes.slack.wire import Wire
from tests.fakes.wire import served
from tests.platforms.slack.judge import violations

BACKLOG = 1024  # clients that connect at once
REQUEST_MOST = 25 << 20
# What the owner can do from another process.
VERBS = (
    "advance", "allow", "bot", "channel", "channels", "counted", "credentials", "delete", "dm", "drop_scopes", "dump",
    "forgive", "group", "home", "invite", "kick", "limit", "log", "modal", "revoke", "script",
    "sell_outside_the_marketplace", "set_door", "settled", "share", "spoil", "team", "token", "unlimited", "uninstall",
    "until_connected", "user", "write",
)  # fmt: skip
MESSAGE_VERBS = ("messages", "standing", "replies", "all")
ACTS = (
    "again", "challenge", "close", "command", "later", "mention", "message_shortcut", "open_home", "options", "press",
    "say", "select", "shortcut", "submit", "tell",
)  # fmt: skip
SOCKET_VERBS = ("disconnect", "drop", "hang")
SWITCHES = {
    "patience": "people", "refuse": "sockets", "shut": "sockets", "greet": "sockets", "request_url": "", "visitor": "",
    "within": "courier", "page_most": "conversations",
}  # fmt: skip
PAGE = "<html><title>Slack</title><h1>{}</h1></html>"


@asynccontextmanager
async def serving(slack: Slack | None = None) -> AsyncIterator[Slack]:
    """The fake with its address, as long as the block lasts. Raises AssertionError where it has complaints left."""
    async with opened(slack or Slack()) as served:
        yield served
    if served.complaints:
        raise AssertionError("Slack complains:\n" + "\n".join(served.complaints))


@asynccontextmanager
async def opened(slack: Slack) -> AsyncIterator[Slack]:
    """The same, whatever it complains of."""
    wire = Wire(slack)

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if request.path.startswith("/owner/"):
            return await _owned(slack, request)
        if request.path.startswith("/link/"):
            return await slack.sockets.talk(request)
        if request.path == "/oauth/v2/authorize":
            return _asked(slack, request)
        return await wire.answer(request)

    server = web.Server(answer, request_factory=_request, handler_cancellation=True, access_log=None)
    runner = web.ServerRunner(server, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=BACKLOG).start()
        host, port = runner.addresses[0][:2]
        slack.url = slack.payloads.address = slack.uploads.address = f"http://{host}:{port}"
        slack.sockets.address = f"ws://{host}:{port}"
        yield slack
    finally:
        await slack.end()
        await runner.cleanup()


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=REQUEST_MOST)


def _asked(slack: Slack, request: web.BaseRequest) -> web.Response:
    """The page on which somebody agrees; where there is a visitor, they have pressed the button already."""
    if slack.visitor is None:
        return web.Response(text=PAGE.format("Tocsin would like to come in"), content_type="text/html")
    return web.Response(status=302, headers={"Location": slack.allow(str(request.url), *slack.visitor)})


async def _owned(slack: Slack, request: web.BaseRequest) -> web.Response:
    verb = request.path.rpartition("/")[2]
    try:
        done = await _do(slack, verb, **await request.json())
    except (Impossible, Refusal, LookupError, TimeoutError, ValueError) as error:
        return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
    return web.json_response(packed(done) if isinstance(done, (Shown, Screen)) else done)


async def _do(slack: Slack, verb: str, args: Sequence[Any] = (), given: dict[str, Any] | None = None) -> Any:
    """One act of the owner's. Raises KeyError where there is no such verb."""
    given = given or {}
    if verb == "set":
        for name, value in given.items():
            setattr(getattr(slack, SWITCHES[name]) if SWITCHES[name] else slack, name, value)
        return None
    if verb in MESSAGE_VERBS:
        return [packed_message(message) for message in getattr(slack, verb)(*args)]
    if verb not in (*VERBS, *ACTS, *SOCKET_VERBS):
        raise KeyError(verb)
    done = getattr(slack, verb)(*args, **given)
    return await done if asyncio.iscoroutine(done) else done


def _slack(arguments: Sequence[str] | None) -> tuple[argparse.Namespace, Slack]:
    parser = argparse.ArgumentParser(description="Slack on this machine.")
    parser.add_argument("--port-file", type=Path, required=True, help="gets the port as soon as it is open")
    parser.add_argument("--seed", type=int, default=0, help="of the faults that come by chance")
    parser.add_argument("--speed", type=float, default=1.0, help="seconds of Slack's clock in one of the wire")
    parser.add_argument("--within", type=float, default=ACK_S, help="seconds of the wire for an ack")
    parser.add_argument("--no-judge", action="store_true", help="do not look at what is sent")
    parser.add_argument("--while-stdin", action="store_true", help="end when standard input is closed")
    given = parser.parse_args(arguments)
    judge = None if given.no_judge else violations
    return given, Slack(seed=given.seed, speed=given.speed, within=given.within, judge=judge)


@asynccontextmanager
async def _addressed(slack: Slack) -> AsyncIterator[str]:
    async with opened(slack):
        yield slack.url


async def main(arguments: Sequence[str] | None = None) -> None:
    """Serves until it is told to stop; says `ready` when it can be asked."""
    given, slack = _slack(arguments)
    await served(_addressed(slack), given.port_file, while_stdin=given.while_stdin)


if __name__ == "__main__":
    asyncio.run(main())
