"""A Tocsin in a temporary folder for the benchmarks, with a clock of its own and a platform that only counts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import app as house
from bot.domain.card import Card
from bot.domain.clock import SteppedClock
from bot.domain.delivery import Manner, Receipt
from bot.domain.ids import DeliveryId
from bot.domain.subscription import Destination
from bot.platforms.terminal import render
from bot.settings import Settings, load

NOW = datetime(2023, 11, 20, 12, 0, tzinfo=UTC)


class Counter:
    """Stands where the terminal stands: renders each card as it would, and drops it."""

    name = "terminal"

    def __init__(self, clock: SteppedClock) -> None:
        self._clock = clock
        self.sent = 0

    async def post(self, key: DeliveryId, destination: Destination, card: Card, manner: Manner) -> Receipt:
        render.render(card, width=80, colour=False, now=self._clock.now())
        self.sent += 1
        return Receipt(ref=key)

    async def edit(self, destination: Destination, receipt: Receipt, card: Card) -> None:
        render.render(card, width=80, colour=False, now=self._clock.now())

    async def reply(
        self, key: DeliveryId, destination: Destination, receipt: Receipt, card: Card, manner: Manner
    ) -> Receipt:
        return await self.post(key, destination, card, manner)

    async def find(
        self, key: DeliveryId, destination: Destination, beneath: Receipt | None = None
    ) -> tuple[Receipt, ...]:
        return ()

    async def remove(self, destination: Destination, receipt: Receipt) -> None:
        raise AssertionError("nothing was sent twice")


def settings(folder: Path) -> Settings:
    given = load(env_file=None)
    return given.model_copy(
        update={
            "database": type(given.database)(f"sqlite:///{folder / 'bench.db'}"),
            "transcript": folder / "transcript.log",
        }
    )


@asynccontextmanager
async def opened(now: datetime = NOW) -> AsyncIterator[tuple[house.App, Counter, SteppedClock]]:
    """An assembled Tocsin on SQLite with the terminal subscribed to everything of medium severity and above."""
    clock = SteppedClock(now)
    counter = Counter(clock)
    with TemporaryDirectory(prefix="tocsin-bench-") as folder:
        async with house.assemble(settings(Path(folder)), clock, {counter.name: counter}) as app:
            await house.seed_screen(app.desk, "en")
            yield app, counter, clock
