"""Discord as one loop of a running Tocsin: log in, tell the commands, listen, and begin anew when that breaks off.

The platform it serves outlives every connection: while there is none, it says that Discord is busy. Whatever happens
here stays here.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import aiohttp
import discord

from bot.commands.desk import Desk
from bot.domain.errors import BotError, Busy, Unreachable
from bot.log import Secret
from bot.platforms.discord import catalogue
from bot.platforms.discord.adapter import Discord
from bot.platforms.discord.client import LONGEST_PAUSE_S, MANY_GUILDS, Client, Ears, ShardedClient
from bot.platforms.discord.guilds import Guilds
from bot.platforms.discord.interactions import Interactions
from bot.platforms.discord.pace import Gate
from bot.platforms.discord.wire import Wire

LOGIN_S = 60.0
FIRST_PAUSE_S = 1.0
CLOSE_S = 1.0  # a whole stop of Tocsin takes less than five
OWN_REQUESTS = 3  # that discord.py makes for a login: who am I, what am I, where is the gateway

log = logging.getLogger(__name__)


class BadToken(BotError):
    """Discord does not take TOCSIN_DISCORD_TOKEN: copy it again from the Bot page of your application."""


class DiscordChat:
    """`operators` are Discord's ids of people; `connector` is handed to discord.py."""

    def __init__(
        self, *, token: Secret, desk: Desk, operators: frozenset[str], gate: Gate | None = None, connector: Any = None
    ) -> None:
        self._token, self._desk, self._connector = token, desk, connector
        self._gate = gate or Gate()
        self._client: discord.Client | None = None
        self.wire = Wire(lambda: self._client, self._gate)
        self.platform = Discord(wire=self.wire, store=desk.store, clock=desk.clock)
        interactions = Interactions(wire=self.wire, desk=desk, operators=operators)
        guilds = Guilds(wire=self.wire, store=desk.store, clock=desk.clock, default_language=desk.default_language)
        self.ears = Ears(
            interaction=interactions.hear, present=guilds.present, joined=guilds.joined, removed=guilds.removed
        )

    async def run(self) -> None:
        """Serves until it is cancelled; while Discord is not there, tries again. Returns only for a wrong token."""
        pause = FIRST_PAUSE_S
        while True:
            begun = time.monotonic()
            try:
                await self._serve()
            except BadToken as error:
                log.error("Discord does not take the token", extra={"action": "discord_token", "reason": str(error)})
                return
            except (Unreachable, Busy) as error:
                pause = FIRST_PAUSE_S if time.monotonic() - begun > LONGEST_PAUSE_S else pause
                if pause == FIRST_PAUSE_S:
                    extra = {"action": "discord_away", "reason": str(error)}
                    log.warning("Discord cannot be reached; it will be tried again", extra=extra)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    async def _serve(self) -> None:
        """One connection from login to its end. Raises BadToken, Unreachable or Busy."""
        client = await logged_in(self._token, self.ears, self._gate, self._connector)
        try:
            self._client = client
            await self._tell_commands(client)
            await _listen(client)
        finally:
            self._client = None
            await _close(client)
            await self.wire.close()
        raise Unreachable("the connection to Discord has ended")

    async def _tell_commands(self, client: discord.Client) -> None:
        """Old commands are better than none: where Discord does not take the new ones, the next start tells them."""
        try:
            await catalogue.sync(self.wire, self._desk.store, str(client.application_id))
        except BotError as error:
            log.warning("commands not told to Discord", extra={"action": "no_commands", "reason": str(error)})


async def _listen(client: discord.Client) -> None:
    """Keeps the connection to the gateway until it ends for good, and leaves nothing of it behind."""
    # A task of its own, for a cancellation can get lost in discord.py (asyncio.wait_for before Python 3.12).
    listening = asyncio.create_task(client.connect())
    try:
        await asyncio.wait({listening})
    finally:
        listening.cancel()
        await _close(client)
        await asyncio.wait({listening}, timeout=CLOSE_S)
    listening.result()


async def _close(client: discord.Client) -> None:
    """Closes a client, whether it was closed before or not; Discord's own farewell may take too long to wait for."""
    await asyncio.wait({asyncio.create_task(client.close())}, timeout=CLOSE_S)


async def logged_in(token: Secret, ears: Ears, gate: Gate, connector: Any = None) -> discord.Client:
    """A client that can make requests, with as many connections to come as the number of servers needs.

    Raises BadToken, Unreachable, or Busy while too many requests were refused.
    """
    client: discord.Client = Client(ears, connector=connector)
    await _login(client, token, gate)
    if client.application is not None and client.application.approximate_guild_count > MANY_GUILDS:
        await client.close()
        client = ShardedClient(ears, connector=connector)
        await _login(client, token, gate)
    return client


async def _login(client: discord.Client, token: Secret, gate: Gate) -> None:
    for _ in range(OWN_REQUESTS):
        await gate.enter(critical=True)
    try:
        async with asyncio.timeout(LOGIN_S):
            await client.login(token.reveal())
    except BaseException as error:
        await client.close()
        if isinstance(error, discord.LoginFailure):
            raise BadToken from error
        if isinstance(error, discord.HTTPException | aiohttp.ClientError | TimeoutError | OSError):
            raise Unreachable(f"Discord cannot be reached: {type(error).__name__} {error}".rstrip()) from error
        raise
