"""Shows every change to the rules, in order, and stores the alerts they raise together with how far it has got."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.domain.incident import Change
from bot.engine.alerts import alert_of
from bot.engine.rule import Rule
from bot.engine.run import Engine
from bot.ports.platform import Bus
from bot.ports.store import Store

CHANGE, ALERT = "change", "alert"
CHECKPOINT = "evaluate"
BATCH = 500
IDLE = timedelta(seconds=30)

log = logging.getLogger(__name__)


class Evaluate:
    """The rule loop."""

    def __init__(self, *, store: Store, rules: tuple[Rule, ...], bus: Bus) -> None:
        self._store, self._rules, self._bus = store, rules, bus
        self._engine: Engine | None = None

    async def run(self) -> None:
        """Evaluates every change that waits, then waits for the next."""
        while True:
            while await self.step():
                pass
            await self._bus.wait(CHANGE, IDLE)

    async def step(self) -> int:
        """Evaluates one batch; gives the number of changes seen."""
        async with self._store.read() as tx:
            changes = await tx.changes.after(await tx.changes.checkpoint(CHECKPOINT), BATCH)
        if not changes:
            return 0
        engine = await self._ready(changes[0])
        alerts = [alert_of(fired, change) for change in changes for fired in engine.step(change)]
        async with self._store.write() as tx:
            await tx.alerts.add(alerts)
            await tx.changes.save_checkpoint(CHECKPOINT, changes[-1].seq)
        self._bus.ring(ALERT)
        return len(changes)

    async def _ready(self, first: Change) -> Engine:
        """The engine, which has seen all that matters of what came before."""
        if self._engine is None:
            self._engine = Engine(self._rules, began=first.at)
        return self._engine
