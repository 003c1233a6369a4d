"""What happens when Tocsin comes to a workspace of Slack, is thrown out of one, or is added to a channel."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.cards import arrival
from bot.domain.clock import Clock
from bot.domain.delivery import PLAIN
from bot.domain.errors import BotError
from bot.domain.ids import DeliveryId, digest
from bot.domain.reader import Reader
from bot.domain.subscription import Destination
from bot.pipeline import farewell
from bot.platforms.slack.tenants import REMOVED, Tenants
from bot.ports.platform import Platform
from bot.ports.store import Store

Json = Mapping[str, Any]

UNINSTALLED, REVOKED, ADDED = "app_uninstalled", "tokens_revoked", "member_joined_channel"
EVENTS = (UNINSTALLED, REVOKED, ADDED)
WHOLE_S = 1.0  # Slack tells the times of events in whole seconds

log = logging.getLogger(__name__)


async def rest(store: Store, clock: Clock, platform: str, team: str) -> None:
    """Lets all channels of a workspace rest; what is kept of them is erased after a while."""
    async with store.write() as tx:
        await farewell.left(tx, platform, team, REMOVED, clock.now())


class Teams:
    """`forget` takes away whatever is kept of a workspace's installation."""

    def __init__(
        self,
        *,
        platform: Platform,
        tenants: Tenants,
        store: Store,
        clock: Clock,
        default_language: str,
        forget: Callable[[str], Awaitable[None]],
    ) -> None:
        self._platform, self._tenants, self._store, self._clock = platform, tenants, store, clock
        self._language, self._forget = default_language, forget

    async def hear(self, body: Json) -> None:
        """Acts on one event of EVENTS, as Slack's Events API tells it."""
        event, at = body.get("event") or {}, float(body.get("event_time") or 0)
        # In a channel that two workspaces share, Slack names the one for which it tells the event here.
        told_to: Json = next(iter(body.get("authorizations") or ()), {})
        team = str(told_to.get("team_id") or body.get("team_id") or "")
        kind = event.get("type")
        if kind == ADDED:
            await self._entered(team, event)
        elif kind == UNINSTALLED or (kind == REVOKED and (event.get("tokens") or {}).get("bot")):
            await self.removed(team, at)

    async def joined(self, team: str) -> None:
        """Brings back the channels that rest because Tocsin was removed: it is there again."""
        self._tenants.forget(team)
        async with self._store.write() as tx:
            woken = await farewell.back(tx, self._platform.name, team, REMOVED)
        if woken:
            extra = {"action": "slack_back", "team": team, "channels": woken}
            log.info("a workspace is back, and its channels with it", extra=extra)

    async def here(self) -> set[str]:
        """Ids of the workspaces whose channels want something, or have settings, and that have not said farewell."""
        async with self._store.read() as tx:
            known = await tx.departures.tenants(self._platform.name)
            away = {one.tenant for one in await tx.departures.all() if one.platform == self._platform.name}
        return known - away

    async def removed(self, team: str, at: float) -> None:
        """Forgets the installation and lets the channels rest, unless the workspace has installed Tocsin since.

        `at` is when Slack says that it happened, in seconds since 1970: it tells so again for hours if it has to.
        """
        try:
            known = await self._tenants.find(team)
        except BotError:
            known = None  # what cannot be read can be forgotten
        if known is not None and at and known.since > at + WHOLE_S:
            return
        await self._forget(team)
        await self._tenants.lost(team)
        log.info("removed from a workspace", extra={"action": "slack_removed", "team": team})

    async def _entered(self, team: str, event: Json) -> None:
        """Says hello in a channel to which somebody has added Tocsin, once for each time; not where it came itself."""
        channel = str(event.get("channel") or "")
        if not event.get("inviter") or not channel:
            return
        try:
            known = await self._tenants.find(team)
            if known is None or event.get("user") != known.user or not await self._is_news(team, channel, event):
                return
            to = Destination(platform=self._platform.name, tenant=team, channel=channel)
            key = DeliveryId(digest("here", to.key, str(event.get("event_ts"))))
            await self._platform.post(key, to, arrival.here(reader=Reader(language=self._language)), PLAIN)
        except BotError as error:
            extra = {"action": "no_welcome", "team": team, "channel": channel, "reason": str(error)}
            log.info("no welcome in a channel", extra=extra)

    async def _is_news(self, team: str, channel: str, event: Json) -> bool:
        """Whether it was not told before: Slack tells an event again if it was not sure of the first time."""
        name, at = f"slack.welcomed.{team}.{channel}", int(float(event.get("event_ts") or 0) * 1_000_000)
        async with self._store.write() as tx:
            if at <= await tx.changes.checkpoint(name):
                return False
            await tx.changes.save_checkpoint(name, at)
        return True
