"""Decides who hears of each evaluated change, and when; what was held is released when its hold has ended.

One step writes deliveries, holds and the checkpoint in one transaction. What was planned is also noted in memory; a
step that fails drops that memory, and the next one loads it anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.alert import Alert
from bot.domain.clock import Clock
from bot.domain.delivery import Delivery
from bot.domain.hold import Hold
from bot.domain.ids import HoldId, IncidentId
from bot.domain.incident import Change, ChangeKind, Standing
from bot.pipeline import piled, release
from bot.pipeline.wishes import Wishes
from bot.ports.platform import Bus
from bot.ports.store import Store, Tx
from bot.routing import router
from bot.routing.pace import Circumstances

ALERT, DELIVERY = "alert", "delivery"
CHECKPOINT, UPSTREAM = "dispatch", "evaluate"
BATCH = 200
ENDED_AT_ONCE = 10  # each may gather a thousand news, and what comes in meanwhile has to be routed in between
IDLE = timedelta(seconds=5)  # wishes may be written by another process, whose rings are not heard here
SOONEST = timedelta(milliseconds=20)


class Dispatch:
    """The routing loop. `theatres` is how many are watched: they share each channel's cap."""

    def __init__(
        self, *, store: Store, bus: Bus, clock: Clock, theatres: int = 1, operators: frozenset[str] = frozenset()
    ) -> None:
        self._store, self._bus, self._clock = store, bus, clock
        self._theatres, self._operators = theatres, operators
        self._wishes = Wishes()

    async def run(self) -> None:
        """Routes what the rules have seen and releases what has waited long enough, then waits for more."""
        while True:
            while await self.step():
                pass
            await self._bus.wait(ALERT, await self._pause())

    async def step(self) -> int:
        """Releases what is due and routes one batch; gives the number of holds and changes seen."""
        try:
            released, gathered = await self._release()
            seen, routed = await self._route()
        except BaseException:
            self._wishes.drop()
            raise
        if gathered or routed:
            self._bus.ring(DELIVERY)
        return released + seen

    async def _pause(self) -> timedelta:
        async with self._store.read() as tx:
            ends = await tx.holds.next_end()
        return IDLE if ends is None else max(SOONEST, min(IDLE, ends - self._clock.now()))

    async def _release(self) -> tuple[int, bool]:
        now = self._clock.now()
        async with self._store.read() as tx:
            due = await tx.holds.due(now, ENDED_AT_ONCE)
            late = piled.too_many(await tx.outbox.piled(now - piled.LATE, piled.LEAST), self._wishes.roster)
        if not due and not late:
            return 0, False
        async with self._store.write() as tx:
            await tx.holds.put(await self._wishes.refresh(tx, now))
            for hold in due:
                await release.end(tx, hold, self._wishes, now, self._operators)
            await piled.gather(tx, late, self._wishes, now)
        return len(due), True

    async def _route(self) -> tuple[int, bool]:
        now = self._clock.now()
        async with self._store.read() as tx:
            evaluated = await tx.changes.checkpoint(UPSTREAM)
            waiting = await tx.changes.after(await tx.changes.checkpoint(CHECKPOINT), BATCH)
            changes = [change for change in waiting if change.seq <= evaluated]
            fired = await tx.alerts.of_changes([change.seq for change in changes])
            fired = {change.seq: await _alerts(tx, change, fired) for change in changes}
        if not changes:
            return 0, await self._keep_up(now)
        async with self._store.write() as tx:
            own = await self._wishes.refresh(tx, now)
            deliveries, holds = await self._planned(tx, changes, fired)
            await tx.holds.put([*own, *holds.values()])
            await tx.outbox.enqueue(deliveries)
            await tx.changes.save_checkpoint(CHECKPOINT, changes[-1].seq)
        return len(changes), bool(deliveries)

    async def _keep_up(self, now: datetime) -> bool:
        """Without news the roster still follows the wishes, so that each digest has its moment."""
        async with self._store.read() as tx:
            own = await self._wishes.refresh(tx, now)
        if own:
            async with self._store.write() as tx:
                await tx.holds.put(own)
        return False

    async def _planned(
        self, tx: Tx, changes: Sequence[Change], fired: Mapping[int, Sequence[Alert]]
    ) -> tuple[list[Delivery], dict[HoldId, Hold]]:
        """Deliveries of a batch, the most severe changes first, so that they find room under a cap."""
        wishes, now = self._wishes, self._clock.now()
        circumstances = Circumstances(wishes.recent, self._theatres)
        deliveries: list[Delivery] = []
        holds: dict[HoldId, Hold] = {}
        told_now: defaultdict[IncidentId, dict[str, datetime | None]] = defaultdict(dict)
        for change in _ranked(changes, fired):
            incident = change.incident.id
            known = {} if change.kind is ChangeKind.OPENED else await tx.outbox.known(incident)
            known = {**told_now[incident], **known}
            # That it was taken back is for everybody who heard of it, also as one of many in a digest.
            is_back = change.incident.standing is Standing.RETRACTED
            heard = await tx.outbox.heard(incident) if is_back else frozenset[str]()
            routed = router.route(change, fired[change.seq], wishes.roster, known, circumstances, now, heard)
            told_now[incident] |= {one.destination.key: None for one in routed.deliveries if not one.hold}
            deliveries += routed.deliveries
            holds |= {hold.id: hold for hold in routed.holds}
        return deliveries, holds


def _ranked(changes: Sequence[Change], fired: Mapping[int, Sequence[Alert]]) -> list[Change]:
    """The changes by the greatest severity of their incidents in this batch; those of one incident stay in order."""
    highest: dict[IncidentId, int] = {}
    for change in changes:
        severity = max((int(alert.severity) for alert in fired[change.seq]), default=0)
        highest[change.incident.id] = max(severity, highest.get(change.incident.id, 0))
    return sorted(changes, key=lambda change: (-highest[change.incident.id], change.seq))


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
