"""A whole Tocsin on a Discord in another process: unmodified discord.py, the real gate, loop and clock.

For tests and benchmarks of many channels. Discord's clock runs `speed` times as fast as the machine's, and the gate
lets through as many times more: a fan-out of minutes takes seconds, at the same share of Discord's limit. The window
over which Discord counts does not shrink with that, for the hiccups of a machine do not either.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import app as house
from bot.chats import Chat
from bot.commands.desk import Desk
from bot.demo.conductor import demo_settings
from bot.domain.clock import SystemClock
from bot.domain.subscription import Destination
from bot.log import Secret
from bot.platforms.discord.chat import DiscordChat
from bot.platforms.discord.pace import PER_SECOND, Gate
from tests.acceptance.assembled import LOOK_S, Assembled
from tests.fakes.discord import stage
from tests.fakes.discord.fake import TOKEN
from tests.fakes.discord.far import FarDiscord, far_discord
from tests.fakes.discord.pace import GLOBAL
from tests.fakes.discord.rooms import Message

A_GUILD = 50  # channels of one
READY_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordWorld(Assembled):
    """An assembled Tocsin that is connected to Discord, and Discord's owner's hand."""

    server: FarDiscord

    def channels(self, count: int) -> list[Destination]:
        """So many text channels, fifty to a guild. Before anything is sent: the owner's calls stop everything else."""
        made = list[Destination]()
        while len(made) < count:
            guild = self.server.guild(f"guild {len(made)}")
            rooms = self.server.channels(guild, min(A_GUILD, count - len(made)))
            made += [Destination(platform="discord", tenant=guild, channel=room) for room in rooms]
        return made

    async def messages(self) -> list[Message]:
        """Every message that the server ever had, in order of arrival; its nonce is the id of its delivery."""
        return list(await asyncio.to_thread(self.server.all))


@asynccontextmanager
async def discord_world(
    folder: Path, *, speed: float = 1.0, window_s: float = GLOBAL.seconds, options: Sequence[str] = ()
) -> AsyncIterator[DiscordWorld]:
    """The server in a process of its own, and a Tocsin here that is connected to it and sends what is due.

    Discord counts all requests together over `window_s` of the machine's seconds.
    """

    def chats(desk: Desk) -> dict[str, Chat]:
        gate = Gate(per_second=PER_SECOND * speed)
        chat = DiscordChat(token=Secret(TOKEN), desk=desk, operators=frozenset(), gate=gate)
        return {chat.platform.name: chat}

    settings = demo_settings(folder, "en")
    async with AsyncExitStack() as opened:
        server = opened.enter_context(far_discord(folder, f"--speed={speed:g}", "--identify-window=0", *options))
        opened.enter_context(stage.pointed(server.address))
        app = await opened.enter_async_context(house.assemble(settings, SystemClock(), {}, chats=chats))
        running = [asyncio.create_task(app.chats["discord"].run()), asyncio.create_task(app.deliver.run())]
        try:
            await connected(server)
            server.limit((GLOBAL.requests * speed * window_s, speed * window_s))
            yield DiscordWorld(app=app, server=server, speed=speed)
            assert not any(task.done() for task in running)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)


async def connected(server: FarDiscord, sessions: int = 1) -> None:
    """Waits until the gateway serves so many sessions. Raises TimeoutError."""
    until = time.monotonic() + READY_S
    while sum(one["connected"] for one in told(server)["sessions"]) < sessions:
        if time.monotonic() > until:
            raise TimeoutError("Tocsin did not come to Discord")
        await asyncio.sleep(LOOK_S)


def told(server: FarDiscord) -> dict[str, Any]:
    """What the server has counted."""
    dump: dict[str, Any] = server.dump()
    return dump
