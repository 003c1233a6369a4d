"""How long a change waits for its rows in the outbox while a storm comes in, on both databases.

`python -m benchmarks.storm [SECONDS]` lets 2,000 incidents, an hour's storm, come in so many seconds of real time. The
routing loop runs beside who stores them and beside the sending loop: all share one processor and one writer.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from bisect import bisect_left
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

from benchmarks import fanout, wishes
from benchmarks.house import Counter
from benchmarks.report import tell
from bot.bus import LocalBus
from bot.cards.phrases import Names
from bot.domain.card import Card
from bot.domain.clock import SteppedClock, SystemClock
from bot.domain.ids import IncidentId, SubscriptionId, short_code
from bot.domain.incident import Incident
from bot.domain.matcher import EVERYTHING
from bot.pipeline.compose import Compose
from bot.pipeline.deliver import Deliver
from bot.pipeline.dispatch import ALERT, CHECKPOINT, Dispatch
from bot.pipeline.send import Send
from bot.ports.store import Tx
from bot.store.connect import SqlStore

INCIDENTS, CHANNELS, SECONDS = 2_000, 300, 75.0
WIDE = 30  # channels want everything, the others what people wish for


class Watched:
    """A store that notes after each write how far the routing has got, and when that was committed."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.reached: list[int] = []
        self.at: list[float] = []
        self.is_over = asyncio.Event()

    def read(self) -> AbstractAsyncContextManager[Tx]:
        return self._store.read()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        async with self._store.write() as tx:
            yield tx
            reached = await tx.changes.checkpoint(CHECKPOINT)
        self.reached.append(reached)
        self.at.append(time.perf_counter())
        if reached == INCIDENTS:
            self.is_over.set()

    def committed(self, seq: int) -> float:
        """When the rows of that change were."""
        return self.at[bisect_left(self.reached, seq)]


class Sink(Counter):
    """Where the channels of the benchmark are."""

    name = "discord"


async def subscribe(store: SqlStore, chance: random.Random) -> None:
    await fanout.subscribe(store, CHANNELS, chance)
    async with store.write() as tx:
        some = (await tx.subscriptions.all())[:WIDE]
        wide = [replace(one, id=SubscriptionId(short_code("wide", one.id)), matcher=EVERYTHING) for one in some]
        await tx.subscriptions.add_many(wide)


async def come_in(store: SqlStore, bus: LocalBus, incidents: list[Incident], seconds: float) -> list[float]:
    """Stores one incident after another, evenly over the time; gives when each was committed."""
    stored: list[float] = []
    began = time.perf_counter()
    for number, incident in enumerate(incidents):
        await asyncio.sleep(max(0.0, began + number * seconds / len(incidents) - time.perf_counter()))
        await fanout.happen(store, [incident])
        stored.append(time.perf_counter())
        bus.ring(ALERT)
    return stored


async def measure(store: SqlStore, name: str, seconds: float) -> None:
    chance, there = random.Random(7), wishes.world()
    await subscribe(store, chance)
    incidents = [
        replace(wishes.incident(number, there, chance), id=IncidentId(short_code("storm", str(number))))
        for number in range(INCIDENTS)
    ]
    bus, clock, watched = LocalBus(), SystemClock(), Watched(store)
    sink = Sink(SteppedClock(clock.now()))
    nameless = Names(actor=lambda _: None, outlet=lambda _: None, rule=lambda _: None)
    compose = Compose(store=store, names=nameless, default_language="en", answer=unasked)
    send = Send(store=store, compose=compose, clock=clock)
    deliver = Deliver(store=store, platforms={sink.name: sink}, send=send, bus=bus, clock=clock, worker="bench")
    dispatch = Dispatch(store=watched, bus=bus, clock=clock)
    loops = [asyncio.create_task(loop.run()) for loop in (dispatch, deliver)]
    stored = await come_in(store, bus, incidents, seconds)
    await watched.is_over.wait()
    for loop in loops:
        loop.cancel()
    await asyncio.gather(*loops, return_exceptions=True)
    waits = sorted(watched.committed(seq) - at for seq, at in enumerate(stored, start=1))
    async with store.read() as tx:
        rows = sum((await tx.outbox.tally()).values())
    tell(f"storm on {name}, ms from change to its rows, p99", f"{_ms(waits[len(waits) * 99 // 100])}", "1,000",
         f"{INCIDENTS:,} changes in {stored[-1] - stored[0]:.0f} s for {CHANNELS} channels, {rows:,} rows, "
         f"{sink.sent:,} sent meanwhile; median {_ms(waits[len(waits) // 2])}, longest {_ms(waits[-1])}")  # fmt: skip


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f}"


async def unasked(*_: object) -> Card:
    raise AssertionError("no scorecard is due")


async def main(seconds: float) -> None:
    for name in ("SQLite", "PostgreSQL"):
        async with fanout.opened(name) as store:
            await measure(store, name, seconds)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
