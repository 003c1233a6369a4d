"""The few requests to Discord that Tocsin makes, through discord.py's HTTP client.

Raises Busy, Refused, Lost, Gone or Uncertain, and never waits beyond the answer to a request. Must not know cards.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import discord
from discord.http import Route

from bot.domain.errors import BotError, Busy, Uncertain
from bot.platforms.discord.call import RETRY, Call, refused
from bot.platforms.discord.pace import Gate

Json = dict[str, Any]

PATIENCE_S = 10.0  # for one request, from its sending to its answer
ANSWER_S = 2.0  # for the first answer to an interaction: a second is left for another try
QUEUE_S = 20.0  # for its turn: the limits of its channel and of all requests
PAGE = 100  # messages of a channel's history in one answer, https://discord.com/developers/docs/resources/message

_CHANNEL, _MESSAGES = "/channels/{channel_id}", "/channels/{channel_id}/messages"
_MESSAGE = f"{_MESSAGES}/{{message_id}}"
_CALLBACK = "/interactions/{webhook_id}/{webhook_token}/callback"
_ORIGINAL = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"


class Wire:
    """`client` gives the discord.py client of the moment; None while there is none that has logged in."""

    def __init__(
        self, client: Callable[[], discord.Client | None], gate: Gate, *, patience_s: float = PATIENCE_S
    ) -> None:
        self._client, self._gate, self._patience_s = client, gate, patience_s
        self._under_way: set[asyncio.Task[Any]] = set()
        self._closed: dict[tuple[str, str, str], float] = {}  # until when a route takes nothing, after a 429

    @property
    def me(self) -> str:
        """The bot's own user id. Raises Busy while it is not known."""
        client = self._client()
        if client is None or client.user is None:
            raise Busy(RETRY)
        return str(client.user.id)

    async def create(self, channel: str, body: Json, *, critical: bool = False) -> Json:
        """Posts a message; gives it as Discord keeps it."""
        return _object(await self._ask("POST", _MESSAGES, {"channel_id": channel}, body, critical=critical))

    async def edit(self, channel: str, message: str, body: Json, *, critical: bool = False) -> Json:
        """Gives a message another body."""
        return _object(await self._ask("PATCH", _MESSAGE, _of(channel, message), body, critical=critical))

    async def delete(self, channel: str, message: str) -> None:
        """Deletes a message."""
        await self._ask("DELETE", _MESSAGE, _of(channel, message))

    async def message(self, channel: str, message: str) -> Json:
        """One message of a channel."""
        return _object(await self._ask("GET", _MESSAGE, _of(channel, message)))

    async def history(self, channel: str, before: str = "") -> list[Json]:
        """At most 100 messages of a channel, newest first; only those before one where that is given."""
        query = {"limit": str(PAGE), **({"before": before} if before else {})}
        return _objects(await self._ask("GET", _MESSAGES, {"channel_id": channel}, query=query))

    async def channel(self, channel: str) -> Json:
        """What a channel is."""
        return _object(await self._ask("GET", _CHANNEL, {"channel_id": channel}))

    async def reopen(self, thread: str) -> None:
        """Takes a thread out of the archive."""
        await self._ask("PATCH", _CHANNEL, {"channel_id": thread}, {"archived": False})

    async def start_thread(self, channel: str, message: str, body: Json, *, critical: bool = False) -> None:
        """Opens the thread beneath a message; it has the message's id."""
        await self._ask("POST", f"{_MESSAGE}/threads", _of(channel, message), body, critical=critical)

    async def publish(self, forum: str, body: Json, *, critical: bool = False) -> Json:
        """Opens a post in a forum; gives its thread, which has the id of its first message."""
        return _object(await self._ask("POST", f"{_CHANNEL}/threads", {"channel_id": forum}, body, critical=critical))

    async def threads(self, guild: str) -> list[Json]:
        """The threads of a guild that are not archived."""
        found = _object(await self._ask("GET", "/guilds/{guild_id}/threads/active", {"guild_id": guild}))
        return _objects(found.get("threads"))

    async def guild(self, guild: str) -> Json:
        """What a guild says of itself."""
        return _object(await self._ask("GET", "/guilds/{guild_id}", {"guild_id": guild}))

    async def roles(self, guild: str) -> list[Json]:
        """The roles of a guild."""
        return _objects(await self._ask("GET", "/guilds/{guild_id}/roles", {"guild_id": guild}, critical=True))

    async def direct(self, user: str, *, critical: bool = False) -> str:
        """The channel for messages to one person alone."""
        body = {"recipient_id": user}
        return str(_object(await self._ask("POST", "/users/@me/channels", {}, body, critical=critical)).get("id", ""))

    async def overwrite_commands(self, application: str, body: list[Json]) -> None:
        """Makes these the commands of the application, everywhere."""
        await self._ask("PUT", "/applications/{application_id}/commands", {"application_id": application}, body)

    async def respond(self, interaction: str, token: str, body: Json) -> None:
        """The first answer to an interaction, which Discord waits three seconds for."""
        where = {"webhook_id": interaction, "webhook_token": token}
        await self._ask("POST", _CALLBACK, where, body, exempt=True, patience_s=ANSWER_S)

    async def respond_late(self, application: str, token: str, body: Json) -> None:
        """The answer that a deferral promised."""
        await self._ask("PATCH", _ORIGINAL, {"webhook_id": application, "webhook_token": token}, body, exempt=True)

    async def close(self) -> None:
        """Gives up whatever is still under way."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _ask(
        self,
        method: str,
        path: str,
        where: Mapping[str, str],
        body: Json | list[Json] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        critical: bool = False,
        exempt: bool = False,
        patience_s: float | None = None,
    ) -> object:
        """The parsed answer to one request; `where` fills the path. `exempt` from the limit of all requests."""
        client = self._client()
        if client is None:
            raise Busy(RETRY)
        kind = (method, path, where.get("channel_id", where.get("webhook_token", "")))
        self._check(kind)
        call = Call(self._gate, critical=critical, exempt=exempt, patience_s=patience_s or self._patience_s)
        more: Json = {"json": body} if body is not None else {}
        if query is not None:
            more["params"] = query
        # discord.py's own request goes on behind the answer: it holds back whoever comes next to a channel at its
        # limit. Nobody waits for that here.
        route = Route(method, path, **where)
        request = asyncio.create_task(client.http.request(route, middlewares=(call,), **more))
        self._under_way.add(request)
        request.add_done_callback(self._ended)
        try:
            outcome = await _first(request, call)
        finally:
            if not call.answered.done():
                request.cancel()
            if call.closed_s:
                self._closed[kind] = time.monotonic() + call.closed_s
        if isinstance(outcome, BotError):
            raise outcome
        return outcome

    def _check(self, kind: tuple[str, str, str]) -> None:
        """Raises Busy where Discord has said that it takes nothing there for a while."""
        if not self._closed:
            return
        now = time.monotonic()
        self._closed = {known: until for known, until in self._closed.items() if until > now}
        if kind in self._closed:
            raise Busy(timedelta(seconds=self._closed[kind] - now))

    def _ended(self, request: asyncio.Task[Any]) -> None:
        self._under_way.discard(request)
        if not request.cancelled():
            request.exception()  # told already by the call, and taken here so that asyncio does not complain


async def _first(request: asyncio.Task[Any], call: Call) -> object:
    """What a request brought, as soon as that is known: an answer or the error it means."""
    either: set[asyncio.Future[Any]] = {request, call.answered}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED, timeout=QUEUE_S)
    if not call.is_sent and not request.done():
        return Busy(RETRY)
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if call.answered.done():
        return call.answered.result()
    return _without_call(request)


def _without_call(request: asyncio.Task[Any]) -> object:
    """What discord.py made of a request that never came to the middleware."""
    try:
        return request.result()
    except discord.RateLimited as error:
        return Busy(timedelta(seconds=error.retry_after))
    except discord.HTTPException as error:
        return refused(error.status, {"code": error.code, "message": error.text})
    except RuntimeError:  # its session was closed: a new client is on its way
        return Busy(RETRY)


def _object(answer: object) -> Json:
    if not isinstance(answer, dict):
        raise Uncertain("an answer of another kind")
    return answer


def _objects(answer: object) -> list[Json]:
    if not isinstance(answer, list):
        raise Uncertain("an answer of another kind")
    return [_object(one) for one in answer]


def _of(channel: str, message: str) -> dict[str, str]:
    return {"channel_id": channel, "message_id": message}
