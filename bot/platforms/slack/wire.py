"""The requests to Slack that Tocsin makes for a workspace, through slack_sdk: one try each, at the workspace's pace.

Raises Busy, Refused, Lost, Gone or Uncertain, and never waits long: who would have to is sent away to come again. Must
not know cards.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BotError, Busy, Lost, Uncertain
from bot.log import Secret
from bot.platforms.slack import call
from bot.platforms.slack.call import RETRY, Absent, Barred, Declined, Json
from bot.platforms.slack.pace import POST, Gates
from bot.platforms.slack.tenants import REMOVED, Workspace

PATIENCE_S = 10.0  # for one request, from its sending to its answer
UPLOAD_S = 30.0  # for the bytes of a picture
PAGE = 200  # messages in one answer: no more are advised, https://docs.slack.dev/apis/web-api/pagination
# Where Tocsin comes into a public channel by itself: it was asked to write there, or has written there.
_COMES = frozenset({POST, "conversations.history", "conversations.replies"})
_JOIN = "conversations.join"


class Workspaces(Protocol):
    """Where Tocsin is installed."""

    async def token(self, team: str) -> Secret:
        """The token for requests to a workspace. Raises Lost where Tocsin is not installed, or Busy."""

    async def find(self, team: str) -> Workspace | None:
        """The workspace and who Tocsin is there; None where it is not installed. Raises Busy."""

    async def lost(self, team: str) -> None:
        """Slack does not take the workspace's token any more."""


class Wire:
    """`client` is slack_sdk's, without a token and without retries, on the session that everything shares."""

    def __init__(
        self,
        client: AsyncWebClient,
        workspaces: Workspaces,
        gates: Gates | None = None,
        *,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._client, self._workspaces, self._gates = client, workspaces, gates or Gates()
        self._patience_s = patience_s

    async def call(
        self, team: str, method: str, body: Mapping[str, Any], *, channel: str = "", critical: bool = False
    ) -> Json:
        """Slack's answer to a method. `channel` is the one whose pace is kept; else the one in the body.

        A public channel that Tocsin is not in is joined once, where it was to write or read there.
        """
        channel = channel or str(body.get("channel") or "")
        try:
            return await self._ask(team, method, body, channel, critical=critical)
        except Barred as error:
            if error.error != call.NOT_IN_CHANNEL or method not in _COMES:
                raise
        await self._join(team, channel, critical=critical)
        return await self._ask(team, method, body, channel, critical=critical)

    async def me(self, team: str) -> str:
        """The bot id that our messages carry. Raises Lost or Busy."""
        found = await self._workspaces.find(team)
        if found is None:
            raise Lost(REMOVED)
        return found.bot

    async def post(self, team: str, body: Json, *, critical: bool = False) -> str:
        """Posts a message; gives its ts."""
        return _text(await self.call(team, POST, body, critical=critical), "ts")

    async def update(self, team: str, body: Json, *, critical: bool = False) -> None:
        """Gives a message another body."""
        await self.call(team, "chat.update", body, critical=critical)

    async def delete(self, team: str, channel: str, ts: str) -> None:
        """Deletes a message."""
        await self.call(team, "chat.delete", {"channel": channel, "ts": ts})

    async def permalink(self, team: str, channel: str, ts: str, *, critical: bool = False) -> str:
        """The address of a message, for people. Raises Gone where it was deleted."""
        asked = {"channel": channel, "message_ts": ts}
        return _text(await self.call(team, "chat.getPermalink", asked, critical=critical), "permalink")

    async def open(self, team: str, user: str, *, critical: bool = False) -> str:
        """The channel for messages to one person alone."""
        answer = await self.call(team, "conversations.open", {"users": user}, critical=critical)
        return _text(answer.get("channel") or {}, "id")

    async def history(self, team: str, channel: str, cursor: str = "") -> Json:
        """A page of what stands in a channel, newest first, with metadata; the page of the cursor."""
        return await self.call(team, "conversations.history", {"channel": channel, **_page(cursor)})

    async def replies(self, team: str, channel: str, ts: str, cursor: str = "") -> Json:
        """A page of what stands beneath a message, oldest first, with metadata; the message itself comes along."""
        return await self.call(team, "conversations.replies", {"channel": channel, "ts": ts, **_page(cursor)})

    async def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Answers a request at its response_url. Raises Gone where that is spent: five times, or thirty minutes."""
        try:
            await call.sent(self._plainly(url, json=dict(body)), self._patience_s)
        except Declined as error:
            raise (Absent(error.error) if error.error in call.SPENT else error) from error

    async def upload(self, url: str, content: bytes) -> None:
        """Brings the bytes of a file to where Slack has said that it takes them."""
        await call.sent(self._plainly(url, data=content), UPLOAD_S)

    async def _plainly(self, url: str, **given: Any) -> None:
        """Posts to an address that needs no token. Raises what any other answer than a success means."""
        session, proxy = self._session(), self._client.proxy
        async with session.post(url, proxy=proxy, allow_redirects=False, **given) as response:
            text = await response.text()
        body = _parsed(text)
        # Where such an address takes something, it says "ok", "OK - 4711" or an object.
        if response.status != 200 or (isinstance(body, dict) and body.get("ok") is False):
            raise call.meaning(response.status, response.headers, body)

    def _session(self) -> aiohttp.ClientSession:
        session = self._client.session
        if session is None or session.closed:  # slack_sdk would open one of its own
            raise Busy(RETRY)
        return session

    async def _ask(self, team: str, method: str, body: Mapping[str, Any], channel: str, *, critical: bool) -> Json:
        token = await self._workspaces.token(team)
        self._session()
        gate = self._gates.of(team)
        await gate.enter(method, channel, critical=critical)
        given = {"json": dict(body)} if _is_nested(body) else {"data": _form(body)}
        headers = {"Authorization": f"Bearer {token.reveal()}"}
        try:
            return await call.once(self._client.api_call(method, headers=headers, **given), self._patience_s)
        except Busy as error:
            if isinstance(error, call.Limited):
                gate.close(method, error.retry_after.total_seconds())
            raise
        except Declined as error:
            if error.error not in call.DEAD:
                raise
            raise await self._dead(team, token, error.error) from error

    async def _dead(self, team: str, token: Secret, said: str) -> BotError:
        """What a token means that Slack does not take: the workspace is lost, unless it has another one by now."""
        if (await self._workspaces.token(team)).reveal() != token.reveal():
            return Busy(RETRY)
        await self._workspaces.lost(team)
        return Barred(said, REMOVED)

    async def _join(self, team: str, channel: str, *, critical: bool) -> None:
        try:
            await self._ask(team, _JOIN, {"channel": channel}, channel, critical=critical)
        except (Lost, Declined) as error:
            if call.word(error) in call.DEAD:
                raise
            raise call.barred(call.NOT_IN_CHANNEL) from error


def _page(cursor: str) -> Json:
    return {"limit": PAGE, "include_all_metadata": True, **({"cursor": cursor} if cursor else {})}


def _is_nested(body: Mapping[str, Any]) -> bool:
    """Whether it holds blocks or the like: methods that take such take JSON, and not all others do."""
    return any(isinstance(value, Mapping | list) for value in body.values())


def _form(body: Mapping[str, Any]) -> dict[str, str]:
    given = {name: value for name, value in body.items() if value is not None}
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in given.items()}


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _text(answer: Mapping[str, Any], name: str) -> str:
    """A text that has to be in the answer of a success."""
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise Uncertain(f"an answer without {name}")
    return value
