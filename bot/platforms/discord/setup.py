"""`tocsin discord setup`: is the token right, how is Tocsin invited, does Discord know the commands, can it write?

Gives what it found; how that is said is for a card.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import discord

from bot.cards import arrival
from bot.cards.arrival import Found
from bot.domain.clock import Clock
from bot.domain.delivery import PLAIN
from bot.domain.errors import BotError, Gone, Refused
from bot.domain.ids import DeliveryId, digest
from bot.domain.reader import Reader
from bot.domain.subscription import Destination
from bot.log import Secret
from bot.platforms.discord import catalogue
from bot.platforms.discord.adapter import NAME, Discord
from bot.platforms.discord.chat import logged_in
from bot.platforms.discord.client import Ears
from bot.platforms.discord.pace import Gate
from bot.platforms.discord.wire import Wire
from bot.ports.store import Store

INVITE = "https://discord.com/oauth2/authorize"
SCOPES = "bot applications.commands"


@dataclass(frozen=True, slots=True)
class Permission:
    """A bit of https://discord.com/developers/docs/topics/permissions and what Tocsin does with it."""

    bit: int
    why: str


PERMISSIONS = (
    Permission(1 << 10, "see the channel that it writes to"),
    Permission(1 << 11, "write alerts"),
    Permission(1 << 14, "show them with their bar and their facts"),
    Permission(1 << 16, "find its own message again after a crash, and answer beneath it"),
    Permission(1 << 35, "open a thread beneath an alert"),
    Permission(1 << 38, "write later news into that thread"),
)


class NoToken(BotError):
    """TOCSIN_DISCORD_TOKEN is not set: deploy/discord/README.md says where the token comes from."""


class CannotWrite(BotError):
    """Tocsin cannot write to a channel."""

    def __init__(self, channel: str, reason: str) -> None:
        super().__init__(
            f"Tocsin cannot write to channel {channel}: {reason}. Invite it to the server with the link above, and let"
            " it see the channel and send messages there."
        )


def invite(application: str) -> str:
    """The link by which a server invites the application, with exactly the permissions that it uses."""
    bits = sum(one.bit for one in PERMISSIONS)
    return f"{INVITE}?{urlencode({'client_id': application, 'scope': SCOPES, 'permissions': bits})}"


async def setup(token: Secret | None, store: Store, *, connector: Any = None) -> Found:
    """Logs in and tells Discord the commands, unless it knows them.

    Raises NoToken, BadToken, Unreachable, or what the wire raises.
    """
    async with _opened(token, connector) as (client, wire):
        application = str(client.application_id)
        assert client.user is not None
        assert client.application is not None
        return Found(
            name=client.user.name,
            servers=client.application.approximate_guild_count,
            invite=invite(application),
            commands=len(catalogue.commands()),
            are_new=await catalogue.sync(wire, store, application),
        )


async def prove(
    token: Secret | None, store: Store, clock: Clock, channel: str, language: str, *, connector: Any = None
) -> None:
    """Writes a card to a channel. Raises NoToken, BadToken, Unreachable, CannotWrite, or what else the wire raises."""
    async with _opened(token, connector) as (_, wire):
        key = DeliveryId(digest("proof", channel, clock.now().isoformat()))
        card = arrival.proof(reader=Reader(language=language))
        try:
            told = await wire.channel(channel)
            here = Destination(platform=NAME, tenant=str(told.get("guild_id") or ""), channel=channel)
            await Discord(wire=wire, store=store, clock=clock).post(key, here, card, PLAIN)
        except (Refused, Gone) as error:
            raise CannotWrite(channel, str(error)) from error


@asynccontextmanager
async def _opened(token: Secret | None, connector: Any) -> AsyncIterator[tuple[discord.Client, Wire]]:
    """A client that has logged in, without a connection to the gateway."""
    if token is None:
        raise NoToken
    gate = Gate()
    client = await logged_in(
        token, Ears(interaction=_deaf, present=_deaf, joined=_deaf, removed=_deaf), gate, connector
    )
    wire = Wire(lambda: client, gate)
    try:
        yield client, wire
    finally:
        await wire.close()
        await client.close()


async def _deaf(*_: object) -> None:
    """Nothing is heard without a connection to the gateway."""
