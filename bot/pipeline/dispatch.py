"""Decides who hears of each evaluated change, and writes one delivery per destination into the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.domain.alert import Alert
from bot.domain.clock import Clock
from bot.domain.incident import Change
from bot.ports import Bus, Store, Tx
from bot.routing import router

ALERT, DELIVERY = "alert", "delivery"
CHECKPOINT, UPSTREAM = "dispatch", "evaluate"
BATCH = 200
IDLE = timedelta(seconds=30)


class Dispatch:
    """The routing loop."""

    def __init__(self, *, store: Store, bus: Bus, clock: Clock) -> None:
        self._store, self._bus, self._clock = store, bus, clock

    async def run(self) -> None:
        """Routes every change that the rules have seen, then waits for the next."""
        while True:
            while await self.step():
                pass
            await self._bus.wait(ALERT, IDLE)

    async def step(self) -> int:
        """Routes one batch; gives the number of changes seen."""
        async with self._store.read() as tx:
            evaluated = await tx.changes.checkpoint(UPSTREAM)
            waiting = await tx.changes.after(await tx.changes.checkpoint(CHECKPOINT), BATCH)
            changes = [change for change in waiting if change.seq <= evaluated]
            subscriptions = await tx.subscriptions.all() if changes else []
            fired = await tx.alerts.of_changes([change.seq for change in changes])
            fired = {change.seq: await _alerts(tx, change, fired) for change in changes}
        if not changes:
            return 0
        now = self._clock.now()
        deliveries = [
            delivery
            for change in changes
            for delivery in router.route(change, fired[change.seq], subscriptions, now).kept
        ]
        async with self._store.write() as tx:
            await tx.outbox.enqueue(deliveries)
            await tx.changes.save_checkpoint(CHECKPOINT, changes[-1].seq)
        if deliveries:
            self._bus.ring(DELIVERY)
        return len(changes)


async def _alerts(tx: Tx, change: Change, fired: Mapping[int, Sequence[Alert]]) -> list[Alert]:
    """The alerts a change stands for. News that no longer fires a rule still goes to those who heard the former."""
    now_fired = list(fired.get(change.seq, ()))
    if now_fired or not change.is_material or change.incident.revision == 1:
        return now_fired
    latest: dict[str, Alert] = {}
    for alert in await tx.alerts.of_incident(change.incident.id):
        if alert.change < change.seq:
            latest[alert.id] = alert
    return list(latest.values())
