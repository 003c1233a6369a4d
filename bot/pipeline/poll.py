"""Polls one feed: asks its publisher when a tick or a back-off says so, stores what is new, and keeps its health.

Payload, cursor and health are written in one transaction, so a crash repeats the download and changes nothing. What a
publisher does wrong ends here: it never stops another feed.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.clock import Clock
from bot.domain.errors import BadAnswer, Unreachable
from bot.domain.health import Cursor, SourceHealth, SourceState
from bot.log import bind
from bot.ports.platform import Bus
from bot.ports.source import Feed, Fetched, Http, Source
from bot.ports.store import Store

FIRST_BACK_OFF = timedelta(seconds=30)
LONGEST_BACK_OFF = timedelta(hours=1)
BURST_PAUSE = timedelta(seconds=5)  # between looks for a phase-locked file that is due
BURST_LENGTH = timedelta(minutes=8)

PAYLOAD, HEALTH = "payload", "health"

log = logging.getLogger(__name__)


def topic(feed: Feed) -> str:
    """The bus topic that wakes the feed's poller."""
    return f"poll:{feed.source}:{feed.name}"


class Poller:
    """One feed's polling loop."""

    def __init__(
        self, *, source: Source, feed: Feed, store: Store, http: Http, bus: Bus, clock: Clock,
        chance: Callable[[], float] = random.random,
    ) -> None:  # fmt: skip
        self._source, self._feed, self._store, self._http = source, feed, store, http
        self._bus, self._clock, self._chance = bus, clock, chance
        self._retry_after: timedelta | None = None
        self._health: SourceHealth | None = None

    async def run(self) -> None:
        """Polls at the start and at each tick, sooner after a failure; after a tick, until a due file is there."""
        with bind(source=self._feed.source, feed=self._feed.name):
            ticked = False
            while True:
                health, fresh = await self.poll()
                if ticked and not fresh:
                    health = await self._await_file(health)
                ticked = await self._bus.wait(topic(self._feed), self.pause(health) or LONGEST_BACK_OFF)

    async def _await_file(self, health: SourceHealth) -> SourceHealth:
        """A phase-locked publisher's file is looked for again and again for some minutes after its full period."""
        until = self._clock.now() + BURST_LENGTH
        fresh = not self._source.manifest.phase_locked
        while not fresh and health.failures == 0 and self._clock.now() < until:
            await self._bus.wait(topic(self._feed), BURST_PAUSE)
            health, fresh = await self.poll()
        return health

    async def poll(self) -> tuple[SourceHealth, bool]:
        """Asks once and stores what came. Gives the feed's health after it, and whether anything was new."""
        before, cursor = await self._last()
        now = self._clock.now()
        try:
            fetched = await self._source.fetch(self._http, self._feed, cursor, now)
        except Unreachable as error:
            return await self._book(before, SourceState.DARK, error.reason, error.retry_after), False
        except BadAnswer as error:
            return await self._book(before, SourceState.REFUSED, error.reason, None), False
        self._retry_after = None
        return await self._keep(before, cursor, fetched)

    async def _last(self) -> tuple[SourceHealth | None, Cursor | None]:
        """The feed's health and cursor as stored; health is asked for once, this loop alone writes it."""
        async with self._store.read() as tx:
            cursor = await tx.feeds.cursor(self._feed.source, self._feed.name)
            if self._health is None:
                stored = {(health.source, health.feed): health for health in await tx.feeds.health()}
                self._health = stored.get((self._feed.source, self._feed.name))
        return self._health, cursor

    async def _keep(
        self, before: SourceHealth | None, cursor: Cursor | None, fetched: Fetched
    ) -> tuple[SourceHealth, bool]:
        now = self._clock.now()
        async with self._store.write() as tx:
            fresh = [await tx.payloads.add(payload) for payload in fetched.payloads]
            if fetched.cursor != cursor:
                await tx.feeds.save_cursor(fetched.cursor)
            item_at = now if any(fresh) else (before.item_at if before else None)
            health = self._now(before, SourceState.OK, "", item_at=item_at, failures=0)
            await tx.feeds.save_health(health)
        self._health = health
        if any(fresh):
            log.debug("new payload", extra={"action": "polled", "payloads": sum(fresh)})
            self._bus.ring(PAYLOAD)
        self._bus.ring(HEALTH)
        return health, any(fresh)

    async def _book(
        self, before: SourceHealth | None, state: SourceState, why: str, retry_after: timedelta | None
    ) -> SourceHealth:
        """Stores a failed poll; the publisher's own Retry-After is kept for `pause`."""
        failures = (before.failures if before else 0) + 1
        self._retry_after = retry_after
        health = self._now(before, state, why, item_at=before.item_at if before else None, failures=failures)
        async with self._store.write() as tx:
            await tx.feeds.save_health(health)
        self._health = health
        log.debug("poll failed", extra={"action": "poll_failed", "reason": why, "failures": failures})
        self._bus.ring(HEALTH)
        return health

    def _now(
        self, before: SourceHealth | None, state: SourceState, why: str, *, item_at: datetime | None, failures: int
    ) -> SourceHealth:
        now = self._clock.now()
        since = before.since if before and before.state is state else now
        return SourceHealth(
            source=self._feed.source, feed=self._feed.name, state=state, since=since, polled_at=now,
            item_at=item_at, failures=failures, detail=why,
        )  # fmt: skip

    def pause(self, health: SourceHealth) -> timedelta | None:
        """How long to wait after a failure: doubling, jittered, at least Retry-After; None after success."""
        if health.failures == 0:
            return None
        doubled = FIRST_BACK_OFF * (1 << min(health.failures - 1, 10))
        jittered = min(doubled, LONGEST_BACK_OFF) * (0.75 + self._chance() / 2)
        return max(jittered, self._retry_after or timedelta())
