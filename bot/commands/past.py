"""Reads what happened in a time out of the store and shows it to rules, a little at a time, so that nothing else waits.

Must not know any verb, nor what is made of the hits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime

from bot.domain.tick import Tick
from bot.engine.backtest import Backtest, backtest, begins, merged
from bot.engine.rule import Rule
from bot.ports.store import Store

AT_ONCE = 50  # changes: some 15 ms to read and show, after which others have their turn


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
    begin = begins(asked, since)
    async with store.read() as tx:
        first = await tx.changes.first()
        seen = start = await tx.changes.before(begin)
        end = await tx.changes.before(until)
        ticks = [tick for tick in await tx.ticks.since(begin) if tick.at < until]
    made = backtest(asked, since=since, began=first.at if first else until)
    while seen < end:
        async with store.read() as tx:
            changes = [one for one in await tx.changes.after(seen, AT_ONCE) if one.seq <= end]
        if not changes:
            break
        seen = changes[-1].seq
        made.show(merged(changes, _taken(ticks, seen)))
        progress((seen - start) / (end - start))
        await asyncio.sleep(0)
    made.show(ticks)
    progress(1.0)
    return made


def _taken(ticks: list[Tick], until: int) -> list[Tick]:
    """Takes those ticks out of the list that come before a change's number."""
    own = [tick for tick in ticks if tick.after < until]
    ticks[:] = [tick for tick in ticks if tick.after >= until]
    return own
