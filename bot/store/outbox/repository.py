"""`bot.ports.outbox.Outbox` in SQL: says which of the files beside it does what. Must not know SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.delivery import Delivery, DeliveryState, Receipt, Told
from bot.domain.ids import DeliveryId, HoldId, IncidentId
from bot.domain.subscription import Destination, direct
from bot.ports.outbox import Claimed, Outcome, Post
from bot.store import bulk
from bot.store.connection import AsyncConnection
from bot.store.outbox import ask, claim, enqueue, move, settle


class SqlOutbox:
    """The queue over one connection. Whatever writes waits for others that write it: turns are given one by one."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection, self._is_alone = connection, False

    async def _alone(self) -> AsyncConnection:
        if not self._is_alone:
            await bulk.one_at_a_time(self._connection)
            self._is_alone = True
        return self._connection

    async def enqueue(self, deliveries: Sequence[Delivery]) -> None:
        """Puts deliveries in the queue; news takes the place of older news that waits for its time."""
        if deliveries:
            await enqueue.enqueue(await self._alone(), deliveries)

    async def claim(self, worker: str, now: datetime, lease: timedelta, limit: int) -> list[Claimed]:
        """Hands out due deliveries, one of each destination, in the order in which they are to go."""
        return await claim.claim(await self._alone(), worker, now, lease, limit) if limit > 0 else []

    async def next_due(self) -> datetime | None:
        """The earliest time at which something pending may be tried; of what may be tried already, any such time."""
        return await claim.next_due(self._connection)

    async def abandon(self, worker: str, now: datetime) -> int:
        """Ends the leases of a dead worker: what it held may be claimed at once, and is doubtful."""
        return await claim.abandon(await self._alone(), worker)

    async def settle(self, outcomes: Sequence[Outcome], at: datetime) -> None:
        """Books what became of claimed deliveries."""
        if outcomes:
            await settle.settle(await self._alone(), outcomes, at)

    async def settled(self, delivery: DeliveryId) -> None:
        """Notes that the copies of a message are cleared away."""
        await settle.settled(self._connection, delivery)

    async def fold(self, deliveries: Sequence[DeliveryId], into: DeliveryId) -> None:
        """Makes pending and held deliveries parts of another."""
        await move.fold(await self._alone(), deliveries, into)

    async def fold_all(self, hold: HoldId, into: DeliveryId) -> None:
        """Makes what a hold holds, and what others have told of it, parts of one delivery."""
        await move.fold_all(await self._alone(), hold, into)

    async def is_waiting(self, hold: HoldId) -> bool:
        """Whether a gathering of a hold is pending or being sent."""
        return await ask.is_waiting(self._connection, hold)

    async def wake(self, deliveries: Sequence[DeliveryId], at: datetime) -> None:
        """Makes held deliveries pending from `at` on."""
        await move.wake(await self._alone(), deliveries, at)

    async def hold_back(self, deliveries: Sequence[DeliveryId], hold: HoldId, reason: str) -> None:
        """Lets pending deliveries wait for a hold, and held ones for another."""
        await move.hold_back(await self._alone(), deliveries, hold, reason)

    async def suspend(self, destination: Destination, why: str, at: datetime) -> int:
        """Parks what is pending or held for a destination; what is being sent has its own outcome."""
        return await move.suspend(await self._alone(), destination.key, why, at)

    async def resend(self, deliveries: Sequence[DeliveryId], at: datetime) -> int:
        """Makes parked deliveries pending from `at` on; gives how many were."""
        return await move.resend(await self._alone(), deliveries, at)

    async def standing(self, of: Sequence[tuple[Destination, IncidentId]]) -> dict[tuple[str, str], Told]:
        """By destination key and incident, the message that stands and what was told in it last."""
        return await ask.standing(self._connection, [(destination.key, incident) for destination, incident in of])

    async def growing(self, hold: HoldId) -> Receipt | None:
        """The message that was sent last for a hold."""
        return await ask.growing(self._connection, hold)

    async def known(self, incident: IncidentId) -> dict[str, datetime | None]:
        """By destination key, when it was last told of the incident by a message of its own; None: it waits to be."""
        return await ask.known(self._connection, incident)

    async def heard(self, incident: IncidentId) -> frozenset[str]:
        """Keys of the destinations that were told of an incident in any way, or are going to be."""
        return await ask.heard(self._connection, incident)

    async def posts(self, since: datetime) -> list[Post]:
        """New messages planned for then or later, in order, waiting or sent."""
        return await ask.posts(self._connection, since)

    async def held(self, hold: HoldId) -> list[Delivery]:
        """News that waits for a hold, in order of incident and change."""
        return await ask.all_of(self._connection, ask.ON_HOLD, whole=hold)

    async def waiting_news(self, destination: Destination) -> list[Delivery]:
        """News that is pending or held for a destination, oldest first."""
        return await ask.all_of(self._connection, ask.WAITING_NEWS, to=destination.key)

    async def parts(self, gathering: DeliveryId) -> list[Delivery]:
        """What is told as a part of a delivery, most severe first."""
        return await ask.all_of(self._connection, ask.PARTS, whole=gathering)

    async def get(self, delivery: DeliveryId) -> Delivery | None:
        """One delivery, whatever its state."""
        return next(iter(await ask.all_of(self._connection, ask.GET, id=delivery)), None)

    async def of(self, destination: Destination, incident: IncidentId) -> list[Delivery]:
        """All news of an incident for a destination, whatever its state, in order of change."""
        return await ask.all_of(self._connection, ask.OF, to=destination.key, incident=incident)

    async def told_between(
        self, since: datetime, until: datetime, destination: Destination | None = None
    ) -> list[Delivery]:
        """News told from `since` until right before `until`, oldest first; `done_at` of a part is that of the whole."""
        return await ask.told_between(self._connection, since, until, destination.key if destination else None)

    async def piled(self, before: datetime, least: int) -> dict[str, int]:
        """By destination key, how many first news were due before then and still wait; fewer are left out."""
        return await ask.piled(self._connection, before, least)

    async def late(self, destination: Destination, before: datetime) -> list[Delivery]:
        """First news of a destination that was due before then and still waits, most severe first."""
        return await ask.all_of(self._connection, ask.LATE, to=destination.key, before=before)

    async def doubtful(self, now: datetime, limit: int) -> list[tuple[Delivery, Receipt]]:
        """What was sent after a doubtful try and is due to be looked for copies, with the message that was booked."""
        return await ask.doubtful(self._connection, now, limit)

    async def parked(self, limit: int, destination: Destination | None = None) -> list[Delivery]:
        """What was given up, newest first; of one destination or of all."""
        return await ask.parked(self._connection, limit, destination.key if destination else None)

    async def forget(self, near: Destination, user: str) -> int:
        """Erases what was written to a person alone, sent or not; gives the number of messages."""
        return await move.erase(await self._alone(), direct(near, user).key)

    async def tally(self) -> dict[DeliveryState, int]:
        """How many deliveries are in each state."""
        return await ask.tally(self._connection)

    async def waiting(self) -> int:
        """How many deliveries are pending or leased."""
        return await ask.waiting(self._connection)
