"""Empties the outbox: claims deliveries under a lease, makes their cards, sends, and books the receipt.

Adapters only classify what went wrong; what follows is decided here and nowhere else. A delivery whose lease ran out
may or may not have gone out: the platform is asked for it before anything is sent again.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from time import monotonic

from bot.cards import alert as alert_card
from bot.cards import news as news_card
from bot.cards.phrases import Names
from bot.domain.clock import Clock
from bot.domain.delivery import Delivery, Receipt, Told
from bot.domain.errors import Busy, Refused, Uncertain
from bot.ports import Bus, Platform, Store

DELIVERY = "delivery"
LEASE = timedelta(seconds=60)
BATCH = 20
IDLE = timedelta(seconds=5)
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=30)
NO_PLATFORM = timedelta(minutes=10)
BOOK_AFTER_S = 0.25  # receipts of quick sends are booked together, those of slow ones one by one

log = logging.getLogger(__name__)


class Deliver:
    """The sending loop."""

    def __init__(
        self, *, store: Store, platforms: Mapping[str, Platform], names: Names, bus: Bus, clock: Clock, worker: str,
        chance: Callable[[], float] = random.random,
    ) -> None:  # fmt: skip
        self._store, self._platforms, self._names = store, platforms, names
        self._bus, self._clock, self._worker, self._chance = bus, clock, worker, chance

    async def run(self) -> None:
        """Sends what is due, then waits for more."""
        while True:
            while await self.step():
                pass
            await self._bus.wait(DELIVERY, IDLE)

    async def step(self) -> int:
        """Claims and works off one batch; gives its size."""
        async with self._store.write() as tx:
            claimed = await tx.outbox.claim(self._worker, self._clock.now(), LEASE, BATCH)
            told = await tx.outbox.standing([(d.destination, d.incident) for d, _ in claimed]) if claimed else {}
        if not claimed:
            return 0
        sent: list[tuple[Delivery, Receipt]] = []
        try:
            began = monotonic()
            for delivery, is_uncertain in claimed:
                before = told.get((delivery.destination.key, delivery.incident))
                receipt = await self._work_off(delivery, is_uncertain, before)
                sent += [(delivery, receipt)] if receipt else []
                if monotonic() - began > BOOK_AFTER_S:
                    await self._book(sent)
                    began = monotonic()
        finally:
            await self._book(sent)
        return len(claimed)

    async def _book(self, sent: list[tuple[Delivery, Receipt]]) -> None:
        """Books what went out. Several at once: a message that is not booked yet would be found by its key."""
        if sent:
            async with self._store.write() as tx:
                await tx.outbox.sent([(delivery.id, receipt) for delivery, receipt in sent], self._clock.now())
            sent.clear()

    async def _work_off(self, delivery: Delivery, is_uncertain: bool, standing: Told | None) -> Receipt | None:
        """The receipt of a delivery that went out; None where it has to wait, is parked, or nobody knows."""
        platform = self._platforms.get(delivery.destination.platform)
        if platform is None:
            await self._again(delivery, NO_PLATFORM, f"platform {delivery.destination.platform!r} is not running")
            return None
        try:
            found = await platform.find(delivery.id, delivery.destination) if is_uncertain else None
            return found or await self._send(platform, delivery, standing)
        except Busy as error:
            await self._again(delivery, error.retry_after, str(error))
        except Refused as error:
            await self._park(delivery, error.reason)
        except Uncertain as error:
            # The lease stays: when it has run out, the platform is asked whether the message is there.
            log.warning("delivery uncertain", extra={"action": "uncertain", "reason": error.reason, "id": delivery.id})
        return None

    async def _send(self, platform: Platform, delivery: Delivery, standing: Told | None) -> Receipt:
        now, change = self._clock.now(), delivery.change
        card = alert_card.card(change.incident, delivery.alerts, names=self._names, language=delivery.language, now=now)
        if standing is None:
            return await platform.post(delivery.id, delivery.destination, card)
        receipt, last = standing
        news = news_card.card(
            change.incident, change.fields, change, last.incident, delivery.alerts,
            names=self._names, language=delivery.language, now=now,
        )  # fmt: skip
        return await platform.update(delivery.id, delivery.destination, receipt, card, news)

    async def _again(self, delivery: Delivery, wait: timedelta, why: str) -> None:
        backed_off = min(FIRST_RETRY * (1 << min(delivery.attempts, 10)), LONGEST_RETRY) * (0.75 + self._chance() / 2)
        next_at = self._clock.now() + max(wait, backed_off)
        async with self._store.write() as tx:
            await tx.outbox.again(delivery.id, next_at, why)

    async def _park(self, delivery: Delivery, why: str) -> None:
        async with self._store.write() as tx:
            await tx.outbox.park(delivery.id, why, self._clock.now())
        log.error("delivery parked", extra={"action": "parked", "reason": why, "id": delivery.id})
