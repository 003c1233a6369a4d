"""Installing Tocsin in a workspace by a link: Slack's consent and back, on bolt's own flow, with pages for people.

Must not know who may write to the workspaces then, nor how a page is served.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import aiohttp
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.cards import workspace
from bot.cards.phrases import LANGUAGES
from bot.domain.card import Card
from bot.domain.reader import Reader
from bot.log import Secret, one_line
from bot.platforms.slack.installs import LIBRARY, STATE_S, Installations, States
from bot.platforms.slack.manifest import INSTALL, REDIRECT
from bot.platforms.slack.pages import page

PATIENCE_S = 15.0  # for Slack to make a token of a code
OPEN = "https://slack.com/app_redirect"  # https://docs.slack.dev/interactivity/deep-linking
MOST_BEGUN, BEGUN_S = 60, 60.0  # installations that may begin in so many seconds
CANCELLED = "access_denied"
_OUTDATED = frozenset({"invalid_browser", "invalid_state", "missing_code"})
_TEAM = re.compile(r"T[A-Z0-9]{2,20}")
_ORGANISATION = "a whole organisation"

log = logging.getLogger(__name__)


class OAuth:
    """`installed` is told the id of each workspace that has just installed Tocsin; `consent` is Slack's page."""

    def __init__(
        self,
        *,
        client: AsyncWebClient,
        client_id: str,
        client_secret: Secret,
        url: str,
        consent: str,
        scopes: Sequence[str],
        installations: Installations,
        states: States,
        installed: Callable[[str], Awaitable[None]],
        root: str,
        default_language: str,
    ) -> None:
        self._begun: deque[float] = deque(maxlen=MOST_BEGUN)
        self._installed, self._root, self._language, self._url = installed, root, default_language, url
        settings = AsyncOAuthSettings(
            client_id=client_id,
            client_secret=client_secret.reveal(),
            scopes=list(scopes),
            user_scopes=[],
            redirect_uri=f"{url}{REDIRECT}",
            authorization_url=consent,
            install_page_rendering_enabled=False,
            installation_store=installations,
            installation_store_bot_only=True,
            state_store=states,
            state_expiration_seconds=STATE_S,
            callback_options=AsyncCallbackOptions(success=self._succeeded, failure=self._refused),
        )
        self._flow = _Flow(client=client, logger=LIBRARY, settings=settings)

    async def install(self, request: AsyncBoltRequest) -> BoltResponse:
        """Sends a browser to Slack's consent. Each visit writes to the database, so that there are not too many."""
        now = time.monotonic()
        if len(self._begun) == MOST_BEGUN and now - self._begun[0] < BEGUN_S:
            return self._failed(request, "too many at once", 429)
        self._begun.append(now)
        try:
            return await self._flow.handle_installation(request)
        except SQLAlchemyError as error:
            return self._failed(request, type(error).__name__, 500)

    async def redirect(self, request: AsyncBoltRequest) -> BoltResponse:
        """Takes a browser that comes back from there: the page that says what became of it."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._flow.handle_callback(request)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, SQLAlchemyError) as error:
            return self._failed(request, type(error).__name__, 502)

    async def _succeeded(self, args: AsyncSuccessArgs) -> BoltResponse:
        made = args.installation
        team = str(made.team_id)
        log.info("installed in a workspace", extra={"action": "slack_installed", "team": team})
        await self._installed(team)
        reader = self._reader(args.request)
        card = workspace.installed(one_line(str(made.team_name or team), 80), reader=reader)
        onward = f"{OPEN}?app={made.app_id}&team={team}"
        html = page(card, root=self._root, onward=onward, label=workspace.onward(reader=reader))
        return _response(html, 200, {"Set-Cookie": args.settings.state_utils.build_set_cookie_for_deletion()})

    async def _refused(self, args: AsyncFailureArgs) -> BoltResponse:
        reader, reason = self._reader(args.request), str(args.reason)
        if reason == CANCELLED:
            return self._again(workspace.cancelled(reader=reader), 200)
        if reason in _OUTDATED:
            return self._again(workspace.outdated(reader=reader), args.suggested_status_code)
        if args.error is not None and _ORGANISATION in str(args.error):
            return self._again(workspace.organisation(reader=reader), 400)
        return self._failed(args.request, one_line(reason, 40), args.suggested_status_code)

    def _failed(self, request: AsyncBoltRequest, reason: str, status: int) -> BoltResponse:
        log.warning("an installation failed", extra={"action": "slack_not_installed", "reason": reason})
        return self._again(workspace.failed(reason, reader=self._reader(request)), status)

    def _again(self, card: Card, status: int) -> BoltResponse:
        label = card.actions[0].label if card.actions else ""
        return _response(page(card, root=self._root, onward=f"{self._url}{INSTALL}", label=label), status)

    def _reader(self, request: AsyncBoltRequest) -> Reader:
        """Whoever looks at a page, in the first language of their browser that Tocsin speaks."""
        asked = ",".join(request.headers.get("accept-language", ()))
        wanted = [part.split(";")[0].strip().split("-")[0].lower() for part in asked.split(",")]
        return replace(Reader(), language=next((one for one in wanted if one in LANGUAGES), self._language))


class _Flow(AsyncOAuthFlow):
    async def build_authorize_url(self, state: str, request: AsyncBoltRequest) -> str:
        # bolt would write whatever stands in the link into Slack's address.
        team = next(iter(request.query.get("team", ())), "")
        return self.settings.authorize_url_generator.generate(state, team if _TEAM.fullmatch(team) else None)

    async def store_installation(self, request: AsyncBoltRequest, installation: Installation) -> None:
        if installation.is_enterprise_install or not installation.team_id or not installation.bot_token:
            raise BoltError(_ORGANISATION)
        await super().store_installation(request, installation)


def _response(html: str, status: int, headers: Mapping[str, str] = MappingProxyType({})) -> BoltResponse:
    return BoltResponse(status=status, body=html, headers={"Content-Type": "text/html; charset=utf-8", **headers})
