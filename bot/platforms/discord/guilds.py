"""What happens when Tocsin is invited to a server of Discord's, or thrown out of one; also while it was not there."""

from __future__ import annotations

import logging
from collections.abc import Collection

from bot.cards import arrival
from bot.domain.clock import Clock
from bot.domain.delivery import PLAIN
from bot.domain.errors import BotError, Lost
from bot.domain.ids import DeliveryId, digest
from bot.domain.reader import Reader
from bot.pipeline import farewell
from bot.platforms.discord import render
from bot.platforms.discord.adapter import NAME
from bot.platforms.discord.asked import language
from bot.platforms.discord.wire import Json, Wire
from bot.ports.store import Store, Tx

REMOVED = "Tocsin was removed from the server"

log = logging.getLogger(__name__)


class Guilds:
    """`default_language` is for servers whose own Tocsin does not speak."""

    def __init__(self, *, wire: Wire, store: Store, clock: Clock, default_language: str) -> None:
        self._wire, self._store, self._clock, self._language = wire, store, clock, default_language

    async def joined(self, guild: str) -> None:
        """Wakes the channels of a server that comes back, and says hello where it tells such things.

        Hello is said once for each invitation, if Tocsin may write there.
        """
        async with self._store.write() as tx:
            await farewell.back(tx, NAME, guild, REMOVED)
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
        """Lets all channels of a server rest; what is kept of it is erased after a while."""
        async with self._store.write() as tx:
            await self._left(tx, guild)

    async def present(self, guilds: Collection[str], shard: int, shards: int) -> None:
        """Makes up for what happened while nobody listened: `guilds` are all of one shard that Tocsin is in.

        Who is there again finds everything as it was. Who is missing has removed Tocsin, if Discord says so when asked.
        """
        async with self._store.read() as tx:
            known = {one for one in await tx.departures.tenants(NAME) if _shard(one, shards) == shard}
            away = {one.tenant for one in await tx.departures.all() if one.platform == NAME}
        gone = [guild for guild in sorted(known - away - set(guilds)) if await self._is_gone(guild)]
        returned = sorted(away & set(guilds))
        if not gone and not returned:
            return
        async with self._store.write() as tx:
            for guild in gone:
                await self._left(tx, guild)
            for guild in returned:
                await farewell.back(tx, NAME, guild, REMOVED)

    async def _is_gone(self, guild: str) -> bool:
        """Whether Discord says that Tocsin is not there; False where it says nothing, for it is asked again."""
        try:
            await self._wire.guild(guild)
        except Lost:
            return True
        except BotError:
            return False
        return False

    async def _left(self, tx: Tx, guild: str) -> None:
        await tx.changes.save_checkpoint(_welcomed(guild), 0)
        await farewell.left(tx, NAME, guild, REMOVED, self._clock.now())
        log.info("removed from a server", extra={"action": "discord_removed", "guild": guild})

    def _welcome(self, guild: str, told: Json) -> Json:
        spoken = language(str(told.get("preferred_locale") or "")) or self._language
        key = DeliveryId(digest("welcome", guild, self._clock.now().isoformat()))
        body = render.message(arrival.welcome(reader=Reader(language=spoken)), PLAIN, key)
        return {**body, "nonce": key, "enforce_nonce": True}


def _welcomed(guild: str) -> str:
    return f"{NAME}.welcomed.{guild}"


def _shard(guild: str, shards: int) -> int:
    """The shard that hears of a guild, https://discord.com/developers/docs/events/gateway#sharding; -1 for no guild."""
    return (int(guild) >> 22) % shards if guild.isdecimal() else -1
