"""An adapter to the fake Discord, with a store, a server and one channel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.domain.subscription import Destination
from bot.platforms.discord.adapter import Discord
from bot.platforms.discord.pace import Gate
from bot.ports.store import Store
from bot.store.connect import open_store
from tests.fakes.discord import fake, stage
from tests.fakes.discord.rooms import Kind, Message
from tests.platforms.discord.stage import far, platform


@dataclass
class Desk:
    """A Discord, an adapter to it, and one channel."""

    there: fake.Discord
    here: Discord
    store: Store
    guild: str
    channel: str

    @property
    def to(self) -> Destination:
        return Destination(platform="discord", tenant=self.guild, channel=self.channel)

    def standing(self) -> list[Message]:
        return self.there.standing(self.channel)

    def threads(self) -> list[str]:
        return [one.id for one in self.there.rooms.channels.values() if one.parent == self.channel]

    def asked(self, route: str) -> int:
        return self.there.counted()[route]


@asynccontextmanager
async def at(
    folder: Path, kind: Kind = Kind.TEXT, gate: Gate | None = None, speed: float = 1000.0
) -> AsyncIterator[Desk]:
    async with open_store(f"sqlite:///{folder}/t.db") as store, stage.here(far(speed=speed)) as there:
        guild = there.guild("Mali desk")
        async with platform(store, gate=gate) as here:
            yield Desk(there, here, store, guild, there.channel(guild, "alerts", kind))
        assert there.complaints == []
        assert there.pace.refused == {}
