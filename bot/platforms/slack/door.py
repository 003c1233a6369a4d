"""Slack-bolt's app, and who is let in to it: a request from a workspace without Tocsin is answered kindly at the door.

Nothing here asks Slack anything, so that every request is acknowledged in time. Must not know what is asked.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltError
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards import workspace
from bot.domain.errors import BotError
from bot.domain.reader import Reader
from bot.platforms.slack import render
from bot.platforms.slack.access import Access
from bot.platforms.slack.manifest import INSTALL
from bot.platforms.slack.teams import REVOKED, UNINSTALLED
from bot.platforms.slack.tenants import Tenants, Workspace
from bot.platforms.slack.wire import Wire

Json = Mapping[str, Any]

# What has to be heard of a workspace that is going, and what belongs to none.
_LET_IN = frozenset({"url_verification", "ssl_check"})
_FAREWELLS = frozenset({UNINSTALLED, REVOKED})

log = logging.getLogger(__name__)


class Door:
    """`access` says how a workspace could install Tocsin."""

    def __init__(self, *, wire: Wire, tenants: Tenants, access: Access, default_language: str) -> None:
        self._wire, self._tenants, self._access, self._language = wire, tenants, access, default_language
        self._letters: set[asyncio.Task[None]] = set()

    def app(self, client: AsyncWebClient) -> AsyncApp:
        """The app, without listeners. Signatures are looked at before: it takes every request for Slack's."""

        async def authorize(context: AsyncBoltContext) -> AuthorizeResult:
            found = await self._find(context.team_id)
            if found is None:
                raise BoltError("removed a moment ago")
            return AuthorizeResult(
                enterprise_id=context.enterprise_id,
                team_id=found.team,
                team=found.name,
                bot_user_id=found.user,
                bot_id=found.bot,
                bot_token=found.token.reveal(),
                user_id=context.user_id,
            )

        async def meet(
            context: AsyncBoltContext, body: Json, next_: Callable[[], Awaitable[BoltResponse]]
        ) -> BoltResponse:
            if _is_let_in(body) or await self._find(context.team_id) is not None:
                return await next_()
            return self._turned_away(body, context.response_url)

        return AsyncApp(
            name="tocsin",
            logger=logging.getLogger("slack_bolt"),
            client=client,
            authorize=authorize,
            before_authorize=meet,
            request_verification_enabled=False,
        )

    async def close(self) -> None:
        """Gives up whatever is still being written to somebody who was turned away."""
        for letter in self._letters:
            letter.cancel()
        await asyncio.gather(*self._letters, return_exceptions=True)

    async def _find(self, team: str | None) -> Workspace | None:
        try:
            return await self._tenants.find(team) if team else None
        except BotError:
            return None

    def _turned_away(self, body: Json, answer_to: str | None) -> BoltResponse:
        """What a workspace without Tocsin gets."""
        link = f"{self._access.url}{INSTALL}" if self._access.has_pages else ""
        card = workspace.absent(link, reader=Reader(language=self._language))
        said = {"response_type": "ephemeral", **render.answer(card, root=self._access.command)}
        if "command" in body:
            return BoltResponse(status=200, body=said)
        if body.get("type") == "block_suggestion":
            return BoltResponse(status=200, body={"options": []})
        if answer_to:
            letter = asyncio.create_task(self._write(answer_to, {**said, "replace_original": False}))
            self._letters.add(letter)
            letter.add_done_callback(self._letters.discard)
        return BoltResponse(status=200, body="")

    async def _write(self, answer_to: str, said: dict[str, Any]) -> None:
        try:
            await self._wire.respond(answer_to, said)
        except BotError as error:
            log.info("an answer did not reach Slack", extra={"action": "answer_lost", "reason": str(error)})


def _is_let_in(body: Json) -> bool:
    return body.get("type") in _LET_IN or (body.get("event") or {}).get("type") in _FAREWELLS
