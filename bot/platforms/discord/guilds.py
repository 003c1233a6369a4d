"""What happens when Tocsin is invited to a server of Discord's, or thrown out of one."""

from __future__ import annotations

import logging

from bot.cards import arrival
from bot.domain.clock import Clock
from bot.domain.delivery import PLAIN
from bot.domain.errors import BotError
from bot.domain.ids import DeliveryId, digest
from bot.domain.reader import Reader
from bot.pipeline import suspend
from bot.platforms.discord import render
from bot.platforms.discord.adapter import NAME
from bot.platforms.discord.asked import language
from bot.platforms.discord.wire import Json, Wire
from bot.ports.store import Store

REMOVED = "Tocsin was removed from the server"

log = logging.getLogger(__name__)


class Guilds:
    """`default_language` is for servers whose own Tocsin does not speak."""

    def __init__(self, *, wire: Wire, store: Store, clock: Clock, default_language: str) -> None:
        self._wire, self._store, self._clock, self._language = wire, store, clock, default_language

    async def joined(self, guild: str) -> None:
        """Says hello where the server tells such things, once for each invitation, if Tocsin may write there."""
        async with self._store.write() as tx:
            if await tx.changes.checkpoint(_welcomed(guild)):
                return
            await tx.changes.save_checkpoint(_welcomed(guild), 1)
        log.info("invited to a server", extra={"action": "discord_joined", "guild": guild})
        try:
            told = await self._wire.guild(guild)
            channel = str(told.get("system_channel_id") or "")
            if channel:
                await self._wire.create(channel, self._welcome(guild, told))
        except BotError as error:
            log.info("no welcome in a server", extra={"action": "no_welcome", "guild": guild, "reason": str(error)})

    async def removed(self, guild: str) -> None:
        """Lets all channels of a server rest; what they wished for is kept."""
        now = self._clock.now()
        async with self._store.write() as tx:
            await tx.changes.save_checkpoint(_welcomed(guild), 0)
            wishing = {one.destination for one in await tx.subscriptions.all()}
            wishing |= {one.destination for one in await tx.channels.all()}
            for destination in sorted(wishing):
                if (destination.platform, destination.tenant) == (NAME, guild):
                    await suspend.suspend(tx, destination, REMOVED, now)
        log.info("removed from a server", extra={"action": "discord_removed", "guild": guild})

    def _welcome(self, guild: str, told: Json) -> Json:
        spoken = language(str(told.get("preferred_locale") or "")) or self._language
        key = DeliveryId(digest("welcome", guild, self._clock.now().isoformat()))
        body = render.message(arrival.welcome(reader=Reader(language=spoken)), PLAIN, key)
        return {**body, "nonce": key, "enforce_nonce": True}


def _welcomed(guild: str) -> str:
    return f"discord.welcomed.{guild}"
