"""Takes changed rule files into force while Tocsin runs: all of them or none, and says what is wrong with new ones.

Must not know where files lie: it is given a way to see whether they changed, and one to read them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from bot.domain.clock import Clock
from bot.domain.delivery import Delivery, DeliveryState, Notice, NoticeKind, notice_id
from bot.domain.errors import BadFile
from bot.domain.ids import RuleId
from bot.domain.incident import Severity
from bot.domain.subscription import Destination
from bot.engine.book import Rulebook
from bot.engine.load import Template
from bot.pipeline.deliver import DELIVERY
from bot.pipeline.evaluate import CHANGE
from bot.ports.platform import Bus
from bot.ports.store import Store

LOOK = timedelta(seconds=5)
TOLD = 5  # faults; the log has them all
RELOAD = "reload"


log = logging.getLogger(__name__)


class Reload:
    """The loop that looks after rule files. `told` are the destinations of those who run this Tocsin."""

    def __init__(
        self,
        *,
        book: Rulebook,
        stamp: Callable[[], object],
        read: Callable[[], Mapping[RuleId, Template]],
        told: Sequence[Destination],
        store: Store,
        bus: Bus,
        clock: Clock,
    ) -> None:
        self._book, self._stamp, self._read, self._told = book, stamp, read, tuple(told)
        self._store, self._bus, self._clock = store, bus, clock
        self._seen = stamp()

    async def run(self) -> None:
        """Looks every few seconds."""
        while True:
            await self._bus.wait(RELOAD, LOOK)
            await self.step()

    async def step(self) -> bool:
        """Takes the files as they are now, if they changed; False where nothing changed or they are wrong."""
        stamp = await asyncio.to_thread(self._stamp)
        if stamp == self._seen:
            return False
        self._seen = stamp
        try:
            templates = await asyncio.to_thread(self._read)
        except BadFile as bad:
            await self._failed([str(fault) for fault in bad.faults])
            return False
        self._book.replace(templates)
        log.info("rules reloaded", extra={"action": "rules_reloaded", "rules": len(self._book.rules)})
        self._bus.ring(CHANGE)
        return True

    async def _failed(self, faults: Sequence[str]) -> None:
        """Says it where the rules are looked after: in the log, in `rules`, and to those who run this Tocsin."""
        self._book.failure = tuple(faults)
        for fault in faults:
            log.error("rules not reloaded", extra={"action": "rules_wrong", "reason": fault})
        now = self._clock.now()
        about = Notice(kind=NoticeKind.RULES, text="\n".join(faults[:TOLD]), reason=str(len(faults)))
        letters = [
            Delivery(
                id=notice_id(to, about, now),
                destination=to,
                about=about,
                subscriptions=(),
                severity=Severity.HIGH,
                language="",
                state=DeliveryState.PENDING,
                created_at=now,
                next_at=now,
            )
            for to in self._told
        ]
        async with self._store.write() as tx:
            await tx.outbox.enqueue(letters)
        self._bus.ring(DELIVERY)
