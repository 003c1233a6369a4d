"""An adapter to the fake Slack, with a store, a workspace and one channel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.domain.clock import SteppedClock
from bot.domain.subscription import Destination
from bot.platforms.slack.adapter import NAME, Slack
from bot.platforms.slack.pace import Gates
from bot.ports.store import Store
from bot.store.connect import open_store
from tests.cards.samples import NOW
from tests.fakes.slack import fake
from tests.fakes.slack.rooms import Message
from tests.fakes.slack.server import serving
from tests.platforms.slack.stage import FAST, platform


@dataclass
class Desk:
    """A Slack, an adapter to it, and one channel."""

    there: fake.Slack
    here: Slack
    store: Store
    clock: SteppedClock
    team: str
    channel: str

    @property
    def to(self) -> Destination:
        return self.at(self.channel)

    def at(self, channel: str) -> Destination:
        return Destination(platform=NAME, tenant=self.team, channel=channel)

    def standing(self, channel: str = "") -> list[Message]:
        return self.there.standing(channel or self.channel)

    def asked(self, method: str) -> int:
        return self.there.counted()[method]


@asynccontextmanager
async def at(
    folder: Path, *, speed: float = FAST, gates: Gates | None = None, patience_s: float = 5.0
) -> AsyncIterator[Desk]:
    clock = SteppedClock(NOW)
    async with open_store(f"sqlite:///{folder}/t.db") as store, serving(fake.Slack(speed=speed)) as there:
        team = there.team("Mali desk")
        async with platform(there, store, gates=gates, clock=clock, patience_s=patience_s) as here:
            yield Desk(there, here, store, clock, team, there.channel(team, "alerts"))
