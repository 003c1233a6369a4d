"""The workspaces that Tocsin may write to: with which token, and who it is there. One by a fixed token, or many.

Must not know how a token was come by, nor Slack's Web API.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.errors import Busy, Lost
from bot.log import Secret
from bot.platforms.slack.seal import Unreadable

REMOVED = "Tocsin was removed from the workspace"  # why a channel rests; those that rest for it come back together
LOCKED = timedelta(minutes=10)  # until a token is looked for again that no key opens

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A workspace, and who Tocsin is there."""

    team: str
    name: str
    token: Secret
    user: str  # its bot's user id: "U…"
    bot: str  # its bot id: "B…"
    called: str = ""  # its name there, where that is known
    scopes: frozenset[str]
    since: float  # when this was learnt, in seconds since 1970


class Tenants:
    """`look` finds a workspace by its id, or None; it may raise Busy or Unreadable. `rest` is told of each one lost.

    What was found is remembered until it is lost or forgotten.
    """

    def __init__(
        self, look: Callable[[str], Awaitable[Workspace | None]], rest: Callable[[str], Awaitable[None]]
    ) -> None:
        self._look, self._rest = look, rest
        self._known: dict[str, Workspace] = {}
        self._lost: set[str] = set()
        self._locked: set[str] = set()  # told that no key opens its token

    @property
    def missing(self) -> frozenset[str]:
        """Ids of the workspaces that were lost."""
        return frozenset(self._lost)

    async def find(self, team: str) -> Workspace | None:
        """The workspace; None where Tocsin is not installed, or not any more. Raises Busy."""
        if team in self._lost:
            return None
        known = self._known.get(team)
        if known is None:
            known = await self._found(team)
            if known is not None:
                self._known[team] = known
        return known

    async def token(self, team: str) -> Secret:
        """The token for requests that concern the workspace. Raises Lost where there is none, or Busy."""
        found = await self.find(team)
        if found is None:
            raise Lost(REMOVED)
        return found.token

    async def lost(self, team: str) -> None:
        """Slack takes the token no more: nothing is asked with it again, and the workspace's channels rest."""
        if team in self._lost:
            return
        self._lost.add(team)
        self._known.pop(team, None)
        log.warning("a workspace does not take its token any more", extra={"action": "slack_lost", "team": team})
        await self._rest(team)

    def forget(self, team: str) -> None:
        """Looks for the workspace anew when it is needed next: it was installed, or removed."""
        self._known.pop(team, None)
        self._lost.discard(team)
        self._locked.discard(team)

    async def _found(self, team: str) -> Workspace | None:
        try:
            return await self._look(team)
        except Unreadable as error:
            if team not in self._locked:
                self._locked.add(team)
                extra = {"action": "slack_locked", "team": team, "reason": str(error)}
                log.error("the token of a workspace cannot be read (TOCSIN_SLACK_TOKEN_KEY)", extra=extra)
            # Nothing is lost by a wrong key: alerts wait until it is put right.
            raise Busy(LOCKED) from error
