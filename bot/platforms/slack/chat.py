"""Slack as one loop of a running Tocsin: learn who it is, listen over sockets and HTTP, and outlive every outage.

The platform it serves is always there: while Slack is not, it says that Slack is busy. Whatever happens here stays
here.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import aiohttp

from bot.commands.desk import Desk
from bot.domain.errors import Busy, Unreachable
from bot.log import Secret
from bot.platforms.slack import ears, teams
from bot.platforms.slack.access import Access, client, tame
from bot.platforms.slack.adapter import NAME, Slack
from bot.platforms.slack.answer import of_envelope, of_request
from bot.platforms.slack.ask import Denied, who
from bot.platforms.slack.call import RETRY
from bot.platforms.slack.door import Door
from bot.platforms.slack.http import Server
from bot.platforms.slack.interactions import Interactions
from bot.platforms.slack.manifest import SCOPES
from bot.platforms.slack.pace import Gates
from bot.platforms.slack.roll import Roll
from bot.platforms.slack.socket import BEAT_S, BadAppToken, Sockets
from bot.platforms.slack.teams import Teams
from bot.platforms.slack.tenants import Tenants, Workspace
from bot.platforms.slack.wire import Wire

if TYPE_CHECKING:
    from bot.platforms.slack.installs import Installations
    from bot.platforms.slack.oauth import OAuth

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0

log = logging.getLogger(__name__)


class SlackChat:
    """`operators` are Slack's ids of people. `installations` is where many workspaces are kept, None for one alone."""

    def __init__(
        self,
        *,
        access: Access,
        desk: Desk,
        operators: frozenset[str],
        installations: Installations | None = None,
        gates: Gates | None = None,
        beat_s: float = BEAT_S,
    ) -> None:
        self._access, self._desk, self._installations, self._beat_s = access, desk, installations, beat_s
        self._own: Workspace | None = None
        self._client = client(None, access)
        self._tenants = Tenants(self._look, lambda team: teams.rest(desk.store, desk.clock, NAME, team))
        self.wire = Wire(self._client, self._tenants, gates)
        self.platform = Slack(wire=self.wire, store=desk.store, clock=desk.clock, root=access.command)
        self._teams = Teams(
            platform=self.platform,
            tenants=self._tenants,
            store=desk.store,
            clock=desk.clock,
            default_language=desk.default_language,
            forget=self._forget,
        )
        self.roll = Roll(
            client=self._client,
            tenants=self._tenants,
            teams=self._teams,
            look=self._look,
            installations=installations,
        )
        self._door = Door(wire=self.wire, tenants=self._tenants, access=access, default_language=desk.default_language)
        self._app = self._door.app(self._client)
        interactions = Interactions(wire=self.wire, desk=desk, operators=operators, command=access.command)
        self._ears = ears.listen(self._app, interactions, self._teams)
        self.server = self._server()

    async def run(self) -> None:
        """Serves until it is cancelled. Returns only for a wrong token."""
        tame()
        async with aiohttp.ClientSession() as session:
            self._client.session = session
            try:
                if await self._is_known():
                    await self._serve(session)
            finally:
                await self._ears.close()
                await self._door.close()
                self._client.session = None

    async def _serve(self, session: aiohttp.ClientSession) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.roll.run())
            if self.server is not None:
                group.create_task(self.server.run())
            if self._access.app_token is not None:
                group.create_task(self._hear(session, self._access.app_token))

    async def _hear(self, session: aiohttp.ClientSession, token: Secret) -> None:
        sockets = Sockets(
            client=self._client,
            session=session,
            token=token,
            answer=lambda envelope: of_envelope(self._app, envelope),
            beat_s=self._beat_s,
        )
        try:
            await sockets.run()
        except BadAppToken as error:
            log.error("Slack does not take the app-level token", extra={"action": "slack_token", "reason": str(error)})

    async def _is_known(self) -> bool:
        """Learns who Tocsin is in its one workspace, as soon as Slack is there; False where the token is wrong."""
        if self._installations is not None:
            if renewed := await self._installations.renew():
                log.info("tokens sealed with the newest key", extra={"action": "slack_resealed", "rows": renewed})
            return True
        pause, is_told = FIRST_PAUSE_S, False
        while True:
            try:
                self._own = await who(self._client, self._token)
            except Denied as error:
                extra = {"action": "slack_token", "reason": error.said}
                log.error("Slack does not take the token (TOCSIN_SLACK_BOT_TOKEN)", extra=extra)
                return False
            except (Unreachable, Busy) as error:
                if not is_told:
                    extra = {"action": "slack_away", "reason": str(error)}
                    log.warning("Slack cannot be reached; it will be tried again", extra=extra)
                is_told = True
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_S)
            else:
                await self._teams.joined(self._own.team)
                return True

    @property
    def _token(self) -> Secret:
        assert self._access.bot_token is not None
        return self._access.bot_token

    async def _look(self, team: str) -> Workspace | None:
        if self._installations is not None:
            return await self._installations.workspace(team)
        if self._own is None:
            raise Busy(RETRY)
        return self._own if self._own.team == team else None

    async def _forget(self, team: str) -> None:
        if self._installations is not None:
            await self._installations.remove(team)

    def _server(self) -> Server | None:
        access = self._access
        pages = self._pages()
        if access.signing_secret is None and pages is None:
            return None
        return Server(
            listen=access.listen,
            secret=access.signing_secret,
            events=lambda request: of_request(self._app, request),
            install=pages.install if pages else None,
            redirect=pages.redirect if pages else None,
        )

    def _pages(self) -> OAuth | None:
        access = self._access
        if self._installations is None or access.client_secret is None:
            return None
        # Late: slack_sdk's stores load all of SQLAlchemy's ORM, for which one workspace alone has no use.
        from bot.platforms.slack.installs import States
        from bot.platforms.slack.oauth import OAuth

        return OAuth(
            client=self._client,
            client_id=access.client_id,
            client_secret=access.client_secret,
            url=access.url,
            consent=access.consent,
            scopes=SCOPES,
            installations=self._installations,
            states=States(self._installations.connections),
            installed=self._teams.joined,
            root=access.command,
            default_language=self._desk.default_language,
        )
