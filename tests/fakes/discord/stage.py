"""Points an unmodified discord.py at a fake Discord, and starts a client there.

Importing this module imports discord.py; nothing else in this package knows the library.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.fakes.discord.fake import TOKEN, Discord
from tests.fakes.discord.server import serving

ClientT = TypeVar("ClientT", bound=discord.Client)
READY_S = 10.0


@contextmanager
def pointed(address: str) -> Iterator[None]:
    """Within the block discord.py finds Discord at that address, `http://127.0.0.1:port`."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    point(address)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


def point(address: str) -> None:
    """The same for good, for a process that has no other Discord."""
    Route.BASE = f"{address}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(address.replace("http", "ws", 1))


@asynccontextmanager
async def here(fake: Discord) -> AsyncIterator[Discord]:
    """The fake served from this process, and discord.py pointed at it."""
    async with serving(fake) as address:
        with pointed(address):
            yield fake


@asynccontextmanager
async def connected(client: ClientT, token: str = TOKEN) -> AsyncIterator[ClientT]:
    """The client, logged in and ready, until the block ends. Raises what keeps it from getting there."""
    tasks: list[asyncio.Task[None]] = []
    try:
        await client.login(token)
        running, ready = asyncio.create_task(client.connect()), asyncio.create_task(client.wait_until_ready())
        tasks += running, ready
        await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=READY_S)
        if running.done():
            running.result()
        if not ready.done():
            raise TimeoutError("the client did not get ready")
        yield client
    finally:
        await client.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
