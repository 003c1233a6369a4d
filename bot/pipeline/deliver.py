"""Empties the outbox: claims deliveries under a lease, sends them side by side, and books what became of each.

Adapters only classify what went wrong; what follows is decided here and nowhere else. A delivery that may have gone out
is asked for before anything is sent again, and looked for once more later: a copy that turns up then is removed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.domain.clock import Clock
from bot.domain.delivery import Delivery, News, Receipt
from bot.domain.errors import Busy, Refused, Uncertain
from bot.pipeline import suspend
from bot.pipeline.send import Context, Send, keys
from bot.ports.outbox import Claimed, Outcome
from bot.ports.platform import Bus, Platform
from bot.ports.store import Store

DELIVERY = "delivery"
LEASE = timedelta(seconds=60)
SEND_LIMIT_S = 45.0  # shorter than the lease: nobody else may begin while a send is under way
WINDOW = 64  # sends under way: at 45 a second a critical alert waits behind less than two seconds of others
IDLE = timedelta(seconds=5)
SOONEST = timedelta(milliseconds=200)
TOGETHER_S = 0.02  # sends that end so close together are booked in one transaction
COPIES = 20  # looked for at a time

log = logging.getLogger(__name__)


class Deliver:
    """The sending loop. `worker` names this sender for ever: it takes back what its former life had claimed."""

    def __init__(
        self, *, store: Store, platforms: Mapping[str, Platform], send: Send, bus: Bus, clock: Clock, worker: str
    ) -> None:
        self._store, self._platforms, self._send = store, platforms, send
        self._bus, self._clock, self._worker = bus, clock, worker

    async def run(self) -> None:
        """Keeps up to WINDOW sends under way, the most severe first, for ever."""
        await self.take_over()
        under_way: dict[asyncio.Task[Outcome], Delivery] = {}
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    room = WINDOW - len(under_way)
                    for item, context in await self._claim(room) if room else ():
                        under_way[group.create_task(self._limited(item, context))] = item.delivery
                    if not under_way:
                        await self.look_for_copies()
                    await self._wait(group, under_way)
        finally:
            await self._book([task for task in under_way if task.done()], under_way)

    async def _wait(self, group: asyncio.TaskGroup, under_way: dict[asyncio.Task[Outcome], Delivery]) -> None:
        """Waits until a send has ended or there is more to send, and books what has ended."""
        rung = group.create_task(self._bus.wait(DELIVERY, await self._pause()))
        await asyncio.wait({rung, *under_way}, return_when=asyncio.FIRST_COMPLETED)
        # A ring that is given up is not lost: the loop claims again at once.
        rung.cancel()
        if under_way:
            await asyncio.wait(under_way, timeout=TOGETHER_S)
        done = [task for task in under_way if task.done()]
        await self._book(done, under_way)
        for task in done:
            del under_way[task]

    async def _pause(self) -> timedelta:
        async with self._store.read() as tx:
            due = await tx.outbox.next_due()
        return IDLE if due is None else max(SOONEST, min(IDLE, due - self._clock.now()))

    async def step(self) -> int:
        """Claims and works off one batch; gives its size. Looks for copies when there is nothing to send."""
        batch = await self._claim(WINDOW)
        if not batch:
            await self.look_for_copies()
            return 0
        sends: dict[asyncio.Task[Outcome], Delivery] = {}
        try:
            async with asyncio.TaskGroup() as group:
                for item, context in batch:
                    sends[group.create_task(self._limited(item, context))] = item.delivery
        finally:
            await self._book([task for task in sends if task.done()], sends)
        return len(batch)

    async def take_over(self) -> int:
        """Makes what a dead sender of this name had claimed claimable; each may have gone out."""
        async with self._store.write() as tx:
            return await tx.outbox.abandon(self._worker, self._clock.now())

    async def _claim(self, room: int) -> list[tuple[Claimed, Context]]:
        """Deliveries under a lease, each with what has to be known for sending it."""
        now = self._clock.now()
        async with self._store.write() as tx:
            claimed = await tx.outbox.claim(self._worker, now, LEASE, room)
            if not claimed:
                return []
            to = list({item.delivery.destination for item in claimed})
            news = [(d.destination, d.about.incident) for d in _each(claimed) if isinstance(d.about, News)]
            told = await tx.outbox.standing(news)
            channels = await tx.channels.of(to)
            mutes = await tx.mutes.of_many(to, now)
        return [
            (
                item,
                Context(
                    channel=channels[d.destination.key],
                    mutes=tuple(one for one in mutes if one.destination == d.destination),
                    told=told.get((d.destination.key, d.about.incident)) if isinstance(d.about, News) else None,
                ),
            )
            for item, d in zip(claimed, _each(claimed), strict=True)
        ]

    async def _limited(self, item: Claimed, context: Context) -> Outcome:
        platform = self._platforms.get(item.delivery.destination.platform)
        try:
            async with asyncio.timeout(SEND_LIMIT_S):
                return await self._send.send(platform, item, context)
        except TimeoutError:
            return self._send.doubtful(item.delivery, "no end within the time for one message")

    async def _book(
        self, done: Sequence[asyncio.Task[Outcome]], deliveries: Mapping[asyncio.Task[Outcome], Delivery]
    ) -> None:
        """Books what has ended in one transaction. A send that was cut off stays leased, and is asked for later."""
        ended = [(task.result(), deliveries[task]) for task in done if not task.cancelled() and not task.exception()]
        if not ended:
            return
        now = self._clock.now()
        async with self._store.write() as tx:
            await tx.outbox.settle([each for outcome, _ in ended for each in (outcome, *outcome.also)], now)
            for outcome, delivery in ended:
                if outcome.lost:
                    await suspend.suspend(tx, delivery.destination, outcome.reason, now)
        for outcome, delivery in ended:
            if outcome.parked:
                extra = {"action": "parked", "reason": outcome.reason, "id": delivery.id}
                log.error("delivery parked", extra={**extra, "destination": delivery.destination.key})

    async def look_for_copies(self) -> int:
        """Removes second copies of messages that were sent after a doubtful try; gives how many were looked for."""
        async with self._store.read() as tx:
            doubtful = await tx.outbox.doubtful(self._clock.now(), COPIES)
        for delivery, receipt in doubtful:
            platform = self._platforms.get(delivery.destination.platform)
            if platform is None or not await self._is_single(platform, delivery, receipt):
                continue
            async with self._store.write() as tx:
                await tx.outbox.settled(delivery.id)
        return len(doubtful)

    async def _is_single(self, platform: Platform, delivery: Delivery, receipt: Receipt) -> bool:
        """Leaves one message of a key, the booked or else the oldest one. False where it has to be tried again."""
        try:
            for key in keys(delivery):
                copies = await platform.find(key, delivery.destination, receipt)
                kept = receipt if receipt in copies else next(iter(copies), receipt)
                for copy in copies:
                    if copy != kept:
                        await platform.remove(delivery.destination, copy)
                        log.warning("second copy removed", extra={"action": "copy_removed", "id": delivery.id})
        except (Busy, Uncertain):
            return False
        except Refused:
            return True  # the channel is gone, and its copies with it
        return True


def _each(claimed: Sequence[Claimed]) -> list[Delivery]:
    return [item.delivery for item in claimed]
