"""Reads what happened in a time out of the store and shows it to rules, a little at a time, so that nothing else waits.

Must not know any verb, nor what is made of the hits.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import datetime

from bot.engine.backtest import Backtest, Happened, backtest, begins, merged
from bot.engine.rule import Rule
from bot.ports.store import Store

AT_ONCE = 50  # changes: some 15 ms to read and show, after which others have their turn


async def happened(store: Store, begin: datetime, until: datetime) -> AsyncIterator[tuple[list[Happened], float]]:
    """What happened from a moment on and before another, as rules saw it then; with the share (0 to 1) read so far."""
    async with store.read() as tx:
        seen = start = await tx.changes.before(begin)
        end = await tx.changes.before(until)
        ticks = [tick for tick in await tx.ticks.since(begin) if tick.at < until]
    while seen < end:
        async with store.read() as tx:
            changes = [one for one in await tx.changes.after(seen, AT_ONCE) if one.seq <= end]
        seen = changes[-1].seq if changes else end
        now, ticks = [one for one in ticks if one.after < seen], [one for one in ticks if one.after >= seen]
        yield merged(changes, now), (seen - start) / (end - start)
        await asyncio.sleep(0)
    yield merged([], ticks), 1.0


async def retold(
    rules: Iterable[Rule],
    store: Store,
    *,
    since: datetime,
    until: datetime,
    progress: Callable[[float], None] = lambda _: None,
) -> Backtest:
    """What the rules would have told between two moments, from what the store knows; `progress` hears shares of 0 to 1.

    Changes count at the moment when they were seen, so that news found late is judged as it was then.
    """
    asked = tuple(rules)
    made = backtest(asked, since=since, began=await began(store, until))
    async for part, share in happened(store, begins(asked, since), until):
        made.show(part)
        progress(share)
    return made


async def began(store: Store, otherwise: datetime) -> datetime:
    """Since when there is anything to remember: the very first change."""
    async with store.read() as tx:
        first = await tx.changes.first()
    return first.at if first else otherwise
