"""A Tocsin connected to the fake Discord over the wire, with one server and one channel there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.commands.desk import Desk
from bot.domain.subscription import Destination
from bot.log import Secret
from bot.pipeline.supervise import supervise
from bot.platforms.discord.chat import DiscordChat
from tests.fakes.discord import fake
from tests.fakes.discord.answers import Said, Shown
from tests.platforms.discord.stage import hurried

MANAGER = 1 << 5 | 1 << 10


@dataclass
class Place:
    there: fake.Discord
    chat: DiscordChat
    guild: str
    channel: str

    async def asks(self, name: str = "status", **options: Any) -> Shown:
        return await self.there.slash("ann", self.channel, name, permissions=MANAGER, **(options or {"place": "Kidal"}))

    async def presses(self, message: Said | str, label: str) -> Shown:
        return await self.there.press(message, label, user="ann", permissions=MANAGER)

    @property
    def to(self) -> Destination:
        return Destination(platform="discord", tenant=self.guild, channel=self.channel)


async def until(reached: Callable[[], bool], seconds: float = 5.0) -> None:
    """Waits for what comes from the other side of a socket."""
    async with asyncio.timeout(seconds):
        while not reached():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def made(desk: Desk, token: str = fake.TOKEN) -> DiscordChat:
    return DiscordChat(token=Secret(token), desk=desk, operators=frozenset(), gate=hurried())


@asynccontextmanager
async def running(desk: Desk, there: fake.Discord) -> AsyncIterator[Place]:
    guild = there.guild("Mali desk")
    place = Place(there, made(desk), guild, there.channel(guild, "alerts"))
    loop = asyncio.create_task(supervise("discord", place.chat.run))
    await until(lambda: len(there.gateway.live()) > 0 and there.commands.named("status", "") is not None)
    try:
        yield place
    finally:
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)
