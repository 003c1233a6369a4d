"""Shows every change to the rules, in order, and stores the alerts they raise together with how far it has got.

What rules remember is never stored: at the start, and whenever rules with a memory change, the past is shown to them
again. Each hour they are shown that time goes by.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.clock import Clock
from bot.domain.health import SourceHealth, SourceState
from bot.domain.incident import Change, ChangeKind
from bot.domain.tick import EVERY, Tick
from bot.engine.alerts import alert_of, fired_of
from bot.engine.book import Rulebook
from bot.engine.rule import Fired, Rule
from bot.engine.run import Engine, memory
from bot.ports.platform import Bus
from bot.ports.store import Store, Tx

CHANGE, ALERT = "change", "alert"
CHECKPOINT = "evaluate"
BATCH = 500
IDLE = timedelta(seconds=30)
REMEMBERED = 50  # changes at a time while the past is read: some 15 ms, after which others have their turn
SILENCE = "silence"  # the field of a change that time alone made


class Evaluate:
    """The rule loop. Several may run on one store one after the other, never two at once."""

    def __init__(self, *, store: Store, book: Rulebook, bus: Bus, clock: Clock) -> None:
        self._store, self._book, self._bus, self._clock = store, book, bus, clock
        self._engine: Engine | None = None
        self._version, self._touched = 0, 0

    async def run(self) -> None:
        """Evaluates every change that waits, then waits for the next or for the hour."""
        while True:
            while await self.step():
                pass
            await self.pass_time()
            await self._bus.wait(CHANGE, IDLE)

    async def step(self) -> int:
        """Evaluates one batch; gives the number of changes seen."""
        async with self._store.read() as tx:
            changes = await tx.changes.after(await tx.changes.checkpoint(CHECKPOINT), BATCH)
        if not changes:
            return 0
        engine = await self._ready(changes[0].at)
        try:
            alerts = [alert_of(fired, change) for change in changes for fired in engine.step(change)]
            async with self._store.write() as tx:
                await tx.alerts.add(alerts)
                await tx.changes.save_checkpoint(CHECKPOINT, changes[-1].seq)
        except BaseException:
            self._engine = None  # it has seen what was not stored
            raise
        self._bus.ring(ALERT)
        return len(changes)

    async def pass_time(self) -> bool:
        """Tells the rules that an hour has gone by, if one has; False where it has not, or nothing ever happened."""
        now = self._clock.now()
        at = now.replace(minute=0, second=0, microsecond=0)
        async with self._store.read() as tx:
            last = await tx.ticks.newest()
            after = await tx.changes.checkpoint(CHECKPOINT)
            health = await tx.feeds.health()
        if not after or (last is not None and at < last + EVERY):
            return False
        engine = await self._ready(now)
        tick = Tick(at=at, well=share_well(health), after=after)
        try:
            fired = engine.tick(tick)
            async with self._store.write() as tx:
                await _tell(tx, fired, at)
                await tx.ticks.add(tick)
        except BaseException:
            self._engine = None
            raise
        if fired:
            self._bus.ring(CHANGE)
        return True

    async def _ready(self, now: datetime) -> Engine:
        """The engine with the rules that are in force, which has seen all that matters of what came before `now`."""
        async with self._store.read() as tx:
            touched = await tx.wishes.newest()
            if self._engine is not None and (self._version, self._touched) == (self._book.version, touched):
                return self._engine
            rules = self._book.in_force(await tx.tunings.all(), await tx.watches.all())
            first = await tx.changes.first()
        version = self._book.version
        if self._engine is None or not _adapted(self._engine, rules):
            self._engine = None
            engine = Engine(rules.values(), began=first.at if first else now)
            await self._remind(engine, now)
            self._engine = engine
        self._version, self._touched = version, touched
        return self._engine

    async def _remind(self, engine: Engine, now: datetime) -> None:
        """Shows an engine the past, as far as it matters."""
        if not engine.memory:
            return
        async with self._store.read() as tx:
            end = await tx.changes.checkpoint(CHECKPOINT)
            seen = await tx.changes.before(now - engine.memory)
            ticks = [tick for tick in await tx.ticks.since(now - engine.memory) if tick.after >= seen]
        while seen < end:
            async with self._store.read() as tx:
                changes = [one for one in await tx.changes.after(seen, REMEMBERED) if one.seq <= end]
                alerts = await tx.alerts.of_changes([change.seq for change in changes])
            for change in changes:
                while ticks and ticks[0].after < change.seq:
                    engine.recall_tick(ticks.pop(0))
                engine.recall(change, map(fired_of, alerts[change.seq]))
            seen = changes[-1].seq if changes else end
            await asyncio.sleep(0)
        for tick in ticks:
            engine.recall_tick(tick)


def share_well(health: Sequence[SourceHealth]) -> float:
    """The share of the feeds that can be read now; none where nothing was polled yet."""
    polled = [one for one in health if one.state is not SourceState.NEW]
    return sum(one.state is SourceState.OK for one in polled) / len(polled) if polled else 0.0


def _adapted(engine: Engine, rules: dict[str, Rule]) -> bool:
    """Brings an engine up to date if that can be done without the past: False where a rule with a memory is new."""
    known = {rule.key: rule for rule in engine.rules}
    other = [rule for key, rule in rules.items() if known.get(key) != rule]
    if any(memory(rule) for rule in other):
        return False
    for key in known.keys() - rules.keys():
        engine.drop(key)
    for rule in other:
        engine.put(rule)
    return True


async def _tell(tx: Tx, fired: Sequence[Fired], at: datetime) -> None:
    """Makes a change of each incident that time made a rule fire on, with the alerts that speak for it."""
    for incident_id in dict.fromkeys(one.incident for one in fired):
        incident = await tx.incidents.get(incident_id)
        if incident is None:
            continue
        own = [one for one in fired if one.incident == incident_id]
        after = replace(incident, revision=incident.revision + 1, updated_at=at)
        change = Change(
            seq=0,
            kind=ChangeKind.SILENT,
            incident=after,
            event=incident.members[-1].event,
            fields=(SILENCE,),
            at=at,
            why="; ".join(dict.fromkeys(f"{c.label} {c.wanted}" for one in own for c in one.why)),
        )
        await tx.incidents.save([after], [])
        (stored,) = await tx.changes.append([change])
        await tx.alerts.add([alert_of(one, stored) for one in own])
