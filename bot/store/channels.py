"""The settings of channels. Must not know what they are for."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from bot.domain.channel import Channel
from bot.domain.subscription import Destination
from bot.store.bulk import chunks, put
from bot.store.connection import AsyncConnection
from bot.store.rows import CHANNEL
from bot.store.tables import channels
from bot.store.wishes import touch


class SqlChannels:
    """`bot.ports.wishes.Channels` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, destination: Destination) -> Channel:
        """The settings of a destination; the defaults where none were saved."""
        query = select(channels.c.value).where(channels.c.destination == destination.key)
        text = await self._connection.scalar(query)
        return Channel(destination=destination) if text is None else CHANNEL.load(text)

    async def of(self, destinations: Sequence[Destination]) -> dict[str, Channel]:
        """The settings of every destination asked for, by its key."""
        found = {destination.key: Channel(destination=destination) for destination in destinations}
        for part in chunks(list(found)):
            query = select(channels.c.destination, channels.c.value).where(channels.c.destination.in_(part))
            found.update({key: CHANNEL.load(text) for key, text in await self._connection.execute(query)})
        return found

    async def save(self, channel: Channel) -> None:
        """Keeps settings in place of the former ones."""
        row = {"destination": channel.destination.key, "value": CHANNEL.dump(channel)}
        await put(self._connection, channels, [row])
        await touch(self._connection, [channel.destination.key])

    async def all(self) -> list[Channel]:
        """The settings that were saved, by the destination's key."""
        found = [CHANNEL.load(text) for text in await self._connection.scalars(select(channels.c.value))]
        return sorted(found, key=lambda channel: channel.destination.key)
