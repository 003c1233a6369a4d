"""Looks which workspaces are still there where no event has told it: Tocsin was not running, or Slack erred.

Must not know what follows for a workspace's channels.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BotError
from bot.platforms.slack.ask import Denied, who
from bot.platforms.slack.teams import Teams
from bot.platforms.slack.tenants import Tenants, Workspace

if TYPE_CHECKING:
    from bot.platforms.slack.installs import Installations

LOOK_AGAIN_S = 300.0  # between two looks whether a workspace that was lost takes its token again
STEP_S = 0.5  # between two questions of the roll: nobody waits for it

# Slack's words for a token that will never be good again; others it has said in error before.
_FOR_GOOD = frozenset({"account_inactive", "token_revoked"})


class Roll:
    """`installations` is where many workspaces are kept, None for one alone; `look` finds a workspace's token."""

    def __init__(
        self,
        *,
        client: AsyncWebClient,
        tenants: Tenants,
        teams: Teams,
        look: Callable[[str], Awaitable[Workspace | None]],
        installations: Installations | None,
    ) -> None:
        self._client, self._tenants, self._teams, self._look = client, tenants, teams, look
        self._installations = installations

    async def run(self) -> None:
        """Calls the roll once, then looks again and again after those that were lost."""
        await self.call()
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            await self.revive()

    async def call(self) -> None:
        """Says farewell to workspaces that have removed Tocsin while nobody listened."""
        if self._installations is None:
            return
        for team, _ in await self._installations.teams():
            if await self._is_gone(team):
                await self._teams.removed(team, 0.0)
            await asyncio.sleep(STEP_S)
        # Asked for in this order: whoever installs Tocsin in between is not among those who want something yet.
        wanting = await self._teams.here()
        installed = {team for team, _ in await self._installations.teams()}
        for team in sorted(wanting - installed):
            await self._teams.removed(team, 0.0)

    async def revive(self) -> None:
        """Brings back workspaces that were lost although their token is good, and forgets those that are gone."""
        for team in sorted(self._tenants.missing):
            try:
                known = await self._look(team)
                if known is not None:
                    await who(self._client, known.token)
                    await self._teams.joined(team)
            except Denied as error:
                if error.said in _FOR_GOOD:
                    await self._teams.removed(team, 0.0)
            except BotError:
                continue  # nothing is known of it for now

    async def _is_gone(self, team: str) -> bool:
        try:
            known = await self._look(team)
            if known is not None:
                await who(self._client, known.token)
        except Denied as error:
            return error.said in _FOR_GOOD
        except BotError:
            return False
        return False
