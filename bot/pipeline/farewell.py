"""What becomes of the channels of a server or workspace that removes Tocsin: they rest, and are erased a month later.

Whoever invites Tocsin again before that finds everything as it was. Must not know a platform.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.clock import Clock
from bot.domain.departure import KEPT, Departure
from bot.pipeline.suspend import suspend
from bot.ports.platform import Bus
from bot.ports.store import Store, Tx

FAREWELL = "farewell"
LOOK = timedelta(hours=1)

log = logging.getLogger(__name__)


async def left(tx: Tx, platform: str, tenant: str, why: str, now: datetime) -> None:
    """Lets all channels of a tenant rest; `why` is what they say of it. Doing it again changes nothing."""
    await tx.departures.note(platform, tenant, now)
    for destination in await tx.departures.channels(platform, tenant):
        await suspend(tx, destination, why, now)


async def back(tx: Tx, platform: str, tenant: str, why: str) -> int:
    """Wakes the channels that rest for that reason, and keeps what they have; gives how many there are."""
    await tx.departures.undo(platform, tenant)
    resting = [await tx.channels.get(one) for one in await tx.departures.channels(platform, tenant)]
    woken = [one for one in resting if one.suspended == why]
    for channel in woken:
        await tx.channels.save(replace(channel, suspended="", suspended_at=None))
    return len(woken)


class Farewell:
    """The loop that erases what nobody has come back for."""

    def __init__(self, *, store: Store, bus: Bus, clock: Clock) -> None:
        self._store, self._bus, self._clock = store, bus, clock

    async def run(self) -> None:
        """Looks every hour."""
        while True:
            await self.step()
            await self._bus.wait(FAREWELL, LOOK)

    async def step(self) -> int:
        """Erases whoever left a month ago, and forgets whoever was erased an hour ago; gives how many were erased."""
        now = self._clock.now()
        async with self._store.read() as tx:
            due = [one for one in await tx.departures.all() if _is_due(one, now)]
        for one in due:
            await self._carry_out(one, now)
        return sum(one.erased_at is None for one in due)

    async def _carry_out(self, departure: Departure, now: datetime) -> None:
        platform, tenant = departure.platform, departure.tenant
        async with self._store.write() as tx:
            if departure not in await tx.departures.all():
                return  # it has come back meanwhile
            if departure.erased_at is not None:
                await tx.departures.forget(platform, tenant)
                return
            rows = await tx.departures.erase(platform, tenant, now)
        extra = {"action": "tenant_erased", "platform": platform, "tenant": tenant, "rows": rows}
        log.info("what was kept of a tenant that left is erased", extra=extra)


def _is_due(departure: Departure, now: datetime) -> bool:
    if departure.erased_at is None:
        return departure.at <= now - KEPT
    # By now the routing of every process has heard that nothing is wished any more.
    return departure.erased_at <= now - LOOK
