"""From a stored change to the rows of the outbox: delivery rows a second, and memory of a wish, on both databases.

`python -m benchmarks.fanout [COUNT …]` measures other numbers of subscriptions. PostgreSQL is the embedded wheel's,
with its data not synced to disk; SQLite syncs each commit.
"""

from __future__ import annotations

import asyncio
import gc
import random
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from benchmarks import wishes
from benchmarks.report import tell
from benchmarks.wishes import NOW
from bot.bus import LocalBus
from bot.domain.alert import Alert, alert_id
from bot.domain.clock import SteppedClock
from bot.domain.ids import EventId, IncidentId, RuleId, SubscriptionId, short_code
from bot.domain.incident import Change, ChangeKind, Incident, Severity, Standing
from bot.domain.subscription import Destination, Subscription
from bot.pipeline.dispatch import UPSTREAM, Dispatch
from bot.store.connect import SqlStore, open_store
from tests.fakes.postgres import running

COUNTS = (1_000, 10_000, 100_000)
ROWS = 40_000  # delivery rows to write for one figure, or so
MOST_CHANGES = 400


async def subscribe(store: SqlStore, count: int, chance: random.Random) -> None:
    """One wish each for so many channels."""
    there = wishes.world()
    for first in range(0, count, 10_000):
        asked = [_wished(number, there, chance) for number in range(first, min(first + 10_000, count))]
        async with store.write() as tx:
            await tx.subscriptions.add_many(asked)


def _wished(number: int, there: wishes.World, chance: random.Random) -> Subscription:
    return Subscription(
        id=SubscriptionId(short_code("s", str(number))),
        destination=Destination(platform="discord", tenant=f"{number // 20:018}", channel=f"{number:019}"),
        label="near:Kidal/50km",
        matcher=wishes.wish(there, chance),
        min_severity=Severity.LOW,
        min_standing=Standing.REPORTED,
        language="",
        created_by="1",
        created_at=NOW,
    )


async def happen(store: SqlStore, incidents: Sequence[Incident]) -> None:
    """Stores incidents, the changes that opened them, and an alert on each, as the stages before dispatch do."""
    async with store.write() as tx:
        await tx.incidents.save(list(incidents), [])
        changes = await tx.changes.append([_opened(incident) for incident in incidents])
        await tx.alerts.add([_alert(change) for change in changes])
        await tx.changes.save_checkpoint(UPSTREAM, changes[-1].seq)


def _opened(incident: Incident) -> Change:
    return Change(seq=0, kind=ChangeKind.OPENED, incident=incident, event=EventId(incident.id), fields=(), at=NOW,
                  why="first")  # fmt: skip


def _alert(change: Change) -> Alert:
    rule = RuleId("sahel/convoy_attack")
    return Alert(id=alert_id(rule, change.incident.id), rule=rule, incident=change.incident.id, revision=1,
                 change=change.seq, severity=Severity.HIGH, at=NOW, why=())  # fmt: skip


async def measure(store: SqlStore, count: int, name: str) -> None:
    chance = random.Random(count)
    await subscribe(store, count, chance)
    dispatch = Dispatch(store=store, bus=LocalBus(), clock=SteppedClock(NOW))
    gc.collect()
    before = psutil.Process().memory_info().rss
    started = time.perf_counter()
    await dispatch.step()  # nothing has happened yet: the roster is loaded
    loaded = time.perf_counter() - started
    gc.collect()
    each = (psutil.Process().memory_info().rss - before) / count
    there = wishes.world()
    incidents = [
        replace(
            wishes.incident(number, there, chance), id=IncidentId(short_code(name, str(count), str(number))),
            start=NOW - timedelta(hours=1),
        )
        for number in range(MOST_CHANGES)
    ]  # fmt: skip
    per_change = await _rows(store, dispatch, incidents[:20]) / 20
    rest = incidents[20 : 20 + max(10, min(MOST_CHANGES - 20, int(ROWS / max(1.0, per_change))))]
    started = time.perf_counter()
    rows = await _rows(store, dispatch, rest)
    took = time.perf_counter() - started
    tell(f"{count:,} subscriptions on {name}, delivery rows/s", f"{rows / took:,.0f}", "20,000",
         f"{rows:,} rows of {len(rest)} changes, stored changes included; {len(rest) / took:,.0f} changes/s; "
         f"roster loaded in {loaded:.1f} s, {each:,.0f} bytes a subscription")  # fmt: skip


async def _rows(store: SqlStore, dispatch: Dispatch, incidents: Sequence[Incident]) -> int:
    async with store.read() as tx:
        before = sum((await tx.outbox.tally()).values())
    await happen(store, incidents)
    while await dispatch.step():
        pass
    async with store.read() as tx:
        return sum((await tx.outbox.tally()).values()) - before


@asynccontextmanager
async def opened(name: str) -> AsyncIterator[SqlStore]:
    """An empty database of a kind."""
    with ExitStack() as around:
        if name == "SQLite":
            folder = around.enter_context(TemporaryDirectory(prefix="tocsin-bench-"))
            async with open_store(f"sqlite:///{Path(folder) / 'bench.db'}") as store:
                yield store
        else:
            server = around.enter_context(running())
            async with server.database() as url, open_store(url) as store:
                yield store


async def main(count: int, name: str) -> None:
    async with opened(name) as store:
        await measure(store, count, name)


def each(counts: Sequence[int]) -> None:
    """Every figure in a process of its own: what one has left in memory is not the next one's."""
    for count in counts:
        for name in ("SQLite", "PostgreSQL"):
            subprocess.run([sys.executable, "-m", "benchmarks.fanout", str(count), name], check=True)


if __name__ == "__main__":
    if len(sys.argv) == 3 and not sys.argv[2].isdecimal():
        asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
    else:
        each([int(word) for word in sys.argv[1:]] or COUNTS)
