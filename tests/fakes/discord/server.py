"""Discord on this machine: REST, gateway and its owner's hand, on one port.

`python -m tests.fakes.discord.server --port-file F` runs one in a process of its own, whose memory outlives every
client that is killed; `serving` runs one inside a test.

    /api/v10/…           REST
    GET /                the gateway, with an upgrade to a websocket
    POST /owner/{verb}   arguments of a method of Discord, of people's acts or of the gateway's; never spoilt
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.fakes.discord.answers import Shown, packed, packed_message, shown
from tests.fakes.discord.fake import ANSWER_WITHIN_S, TOKEN, Discord
from tests.fakes.discord.impossible import Impossible
from tests.fakes.discord.refusals import Refusal
from tests.fakes.discord.sessions import IDENTIFY_S
from tests.fakes.discord.wire import Wire
from tests.fakes.wire import served

BACKLOG = 1024  # clients that connect at once
REQUEST_MOST = 25 << 20
# What the owner can do from another process.
VERBS = (
    "advance", "guild", "channel", "channels", "role", "person", "conversation", "write", "set_door", "delete",
    "archive", "kick", "invite", "set_away", "script", "spoil", "limit", "limit_route", "dump", "log",
)  # fmt: skip
MESSAGE_VERBS = ("messages", "standing", "replies", "all")
ACTS = ("slash", "autocomplete", "press", "select", "submit_modal", "later")
GATEWAY_VERBS = ("drop", "cut", "reconnect", "invalidate")
SWITCHES = {
    "acks": "gateway", "shut": "gateway", "heartbeat_ms": "gateway", "privileged": "gateway", "via": "pace",
    "ban_at": "pace", "patience": "people", "within": "dialogue", "shards": "rest",
}  # fmt: skip


@asynccontextmanager
async def serving(discord: Discord) -> AsyncIterator[str]:
    """The address, `http://127.0.0.1:port`, as long as the block lasts."""
    wire = Wire(discord)

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if request.path.startswith("/owner/"):
            return await _owned(discord, request)
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await discord.gateway.talk(request)
        return await wire.answer(request)

    server = web.Server(
        answer, request_factory=_request, handler_cancellation=True, access_log=None, auto_decompress=True
    )  # fmt: skip
    runner = web.ServerRunner(server, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=BACKLOG).start()
        host, port = runner.addresses[0][:2]
        discord.gateway.address = f"ws://{host}:{port}"
        yield f"http://{host}:{port}"
    finally:
        discord.gateway.cut()
        await runner.cleanup()


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=REQUEST_MOST)


async def _owned(discord: Discord, request: web.BaseRequest) -> web.Response:
    verb = request.path.rpartition("/")[2]
    try:
        done = await _do(discord, verb, **await request.json())
    except (Impossible, Refusal, KeyError) as error:
        return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
    return web.json_response(packed(done) if isinstance(done, Shown) else done)


async def _do(discord: Discord, verb: str, args: Sequence[Any] = (), given: dict[str, Any] | None = None) -> Any:
    """One act of the owner's. Raises KeyError where there is no such verb."""
    given = given or {}
    if verb == "set":
        for name, value in given.items():
            setattr(getattr(discord, SWITCHES[name]), name, value)
        return None
    if verb == "shown":
        return shown(discord.dialogue.all[args[0]])
    if verb in MESSAGE_VERBS:
        return [packed_message(message) for message in getattr(discord, verb)(*args)]
    if verb in VERBS:
        return getattr(discord, verb)(*args, **given)
    if verb in ACTS:
        return await getattr(discord.people, verb)(*args, **given)
    if verb not in GATEWAY_VERBS:
        raise KeyError(verb)
    done = getattr(discord.gateway, verb)(*args, **given)
    return await done if asyncio.iscoroutine(done) else done


def _named(path: str) -> Callable[..., Any]:
    module, _, name = path.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def _discord(arguments: Sequence[str] | None) -> tuple[argparse.Namespace, Discord]:
    parser = argparse.ArgumentParser(description="Discord on this machine.")
    parser.add_argument("--port-file", type=Path, required=True, help="gets the port as soon as it is open")
    parser.add_argument("--seed", type=int, default=0, help="of the faults that come by chance")
    parser.add_argument("--speed", type=float, default=1.0, help="seconds of Discord's clock in one of the wire")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--identify-window", type=float, default=IDENTIFY_S, help="0 lets sessions start at any time")
    parser.add_argument("--max-concurrency", type=int, default=1)
    parser.add_argument("--answer-within", type=float, default=ANSWER_WITHIN_S)
    parser.add_argument("--judge", metavar="MODULE:NAME", help="a callable (method, template, body) -> complaints")
    parser.add_argument("--while-stdin", action="store_true", help="end when standard input is closed")
    given = parser.parse_args(arguments)
    made = Discord(
        seed=given.seed, speed=given.speed, token=given.token, identify_window=given.identify_window,
        max_concurrency=given.max_concurrency, answer_within=given.answer_within,
        judge=_named(given.judge) if given.judge else None,
    )  # fmt: skip
    return given, made


async def main(arguments: Sequence[str] | None = None) -> None:
    """Serves until it is told to stop; says `ready` when it can be asked."""
    given, discord = _discord(arguments)
    await served(serving(discord), given.port_file, while_stdin=given.while_stdin)


if __name__ == "__main__":
    asyncio.run(main())
