"""Discord's adapter with the fake Discord as its far side; every body that goes out is handed to the judge."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord

from bot.domain.clock import Clock, SteppedClock
from bot.domain.subscription import Destination
from bot.platforms.discord import adapter, limits
from bot.platforms.discord.adapter import Discord
from bot.platforms.discord.pace import Gate
from bot.platforms.discord.wire import Wire
from bot.ports.platform import Platform
from bot.ports.store import Store
from bot.store.connect import open_store
from tests.cards.samples import NOW
from tests.fakes.discord import fake, stage
from tests.fakes.discord.rooms import Kind, Message
from tests.fakes.discord.shapes import walk
from tests.platforms.discord.openapi import judge

_WITHOUT_WORDS = {("PATCH", "{channel_id}"), ("POST", "channels")}  # nothing in these bodies is shown to anybody
FAST = 1000.0  # seconds of Discord's clock in one of the wire, where no test is about limits


def judged(method: str, template: str, body: Any) -> Iterable[str]:
    """Complaints about one body, of Discord's document and of its documentation."""
    yield from judge().faults(method, template, body)
    if (method, template.rpartition("/")[2]) not in _WITHOUT_WORDS:
        yield from limits.violations(body)


def far(*, speed: float = FAST, **more: Any) -> fake.Discord:
    """A fake Discord with a judge."""
    return fake.Discord(speed=speed, judge=judged, **more)


def hurried() -> Gate:
    """A gate for a Discord whose clock runs fast."""
    return Gate(per_second=45 * FAST)


@asynccontextmanager
async def logged_in(token: str = fake.TOKEN) -> AsyncIterator[discord.Client]:
    """A discord.py client for requests alone."""
    client = discord.Client(intents=discord.Intents(guilds=True))
    await client.login(token)
    try:
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def platform(
    store: Store, *, gate: Gate | None = None, clock: Clock | None = None, patience_s: float = 5.0
) -> AsyncIterator[Discord]:
    """The adapter, logged in to the Discord that discord.py is pointed at."""
    async with logged_in() as client:
        wire = Wire(lambda: client, gate or hurried(), patience_s=patience_s)
        try:
            yield Discord(wire=wire, store=store, clock=clock or SteppedClock(NOW))
        finally:
            await wire.close()


class DiscordStage:
    """A stage of the platforms' contract."""

    group, edits, knows_gone = "4711", True, True

    def __init__(self, far_side: fake.Discord, store: Store, kind: Kind = Kind.TEXT) -> None:
        self._far, self._store = far_side, store
        guild = far_side.guild("Mali desk")
        self._channel = far_side.channel(guild, "alerts", kind)
        self.channel = Destination(platform=adapter.NAME, tenant=guild, channel=self._channel)

    @asynccontextmanager
    async def start(self) -> AsyncIterator[Platform]:
        async with platform(self._store) as started:
            yield started

    def shown(self) -> str:
        return "\n".join(text for message in self._messages() for text in texts(message))

    def demand_tags(self, *names: str) -> None:
        """Lets the forum take posts with a tag only."""
        self._far.demand_tags(self._channel, names)

    def _messages(self) -> list[Message]:
        """What stands in the channel, each message with its thread beneath it; of a forum, its posts in turn."""
        threads = [one for one in self._far.rooms.channels.values() if one.parent == self._channel]
        if self._far.rooms.channels[self._channel].kind is Kind.FORUM:
            return [message for one in threads for message in one.standing()]
        return [one for head in self._far.standing(self._channel) for one in (head, *self._far.replies(head.id))]

    def called(self) -> list[str]:
        pings = [ping for message in self._far.all() for ping in message.pings]
        assert all(ping.startswith("<@&") for ping in pings)
        return [ping.strip("<@&>") for ping in pings]


def texts(message: Message) -> list[str]:
    """Every text that people read in a message."""
    body = message.shown
    embeds = [str(embed.get("description", "")) for embed in body.get("embeds") or ()]
    components = [one.get("content") or one.get("label") for one in walk(body.get("components") or [])]
    return [text for text in (message.content, *embeds, *components) if text]


@asynccontextmanager
async def on_discord(folder: Path, kind: Kind = Kind.TEXT) -> AsyncIterator[DiscordStage]:
    """The stage, with nothing for Discord to complain about at the end."""
    async with open_store(f"sqlite:///{folder}/tocsin.db") as store, stage.here(far()) as far_side:
        yield DiscordStage(far_side, store, kind)
        assert far_side.complaints == []
        assert far_side.pace.refused == {}


@asynccontextmanager
async def on_discord_forum(folder: Path) -> AsyncIterator[DiscordStage]:
    """The same with a forum as the channel, one that demands a tag of each post."""
    async with on_discord(folder, Kind.FORUM) as made:
        made.demand_tags("News", "Kidal")
        yield made
