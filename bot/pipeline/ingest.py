"""Turns stored payloads into events and incidents: cut, skip what is known, read, join, commit.

One payload is one transaction: its reports, events, rejections, incidents and changes are all there or none is. A
payload that cannot be cut at all is kept, with the reason, so that a better parser can be replayed on it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.dedupe import assign
from bot.domain.clock import Clock
from bot.domain.errors import BadAnswer
from bot.domain.event import Event
from bot.domain.ids import SourceId
from bot.domain.report import Payload, Rejection, Report
from bot.ports.platform import Bus
from bot.ports.source import Source
from bot.ports.store import Store
from bot.ports.theatre import Extractor

PAYLOAD, CHANGE = "payload", "change"
IDLE = timedelta(seconds=30)  # looks by itself now and then, in case a ring was lost

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one payload came to."""

    reports: int  # new ones
    events: int
    rejections: int
    changes: int


class Ingest:
    """The reading loop."""

    def __init__(
        self, *, store: Store, sources: Mapping[SourceId, Source], extractor: Extractor, bus: Bus, clock: Clock
    ) -> None:
        self._store, self._sources, self._extractor = store, sources, extractor
        self._bus, self._clock = bus, clock

    async def run(self) -> None:
        """Reads every unread payload, then waits for the next."""
        while True:
            while await self.step() is not None:
                pass
            await self._bus.wait(PAYLOAD, IDLE)

    async def step(self) -> Outcome | None:
        """Reads the oldest unread payload whole; None when there is none."""
        async with self._store.read() as tx:
            waiting = await tx.payloads.unread(1)
        if not waiting:
            return None
        payload = waiting[0]
        try:
            reports = await asyncio.to_thread(self._cut, payload)
        except BadAnswer as error:
            await self._give_up(payload, error.reason)
            return Outcome(reports=0, events=0, rejections=0, changes=0)
        async with self._store.read() as tx:
            known = await tx.reports.known([report.id for report in reports])
        fresh = [report for report in reports if report.id not in known]
        events, rejections = await asyncio.to_thread(self._read, fresh)
        return await self._commit(payload, fresh, events, rejections)

    def _cut(self, payload: Payload) -> list[Report]:
        source = self._sources.get(payload.source)
        if source is None:
            raise BadAnswer(f"no source {payload.source!r} in this version")
        reports = {report.id: report for report in source.split(payload, self._extractor.outlets)}
        return list(reports.values())

    def _read(self, reports: Sequence[Report]) -> tuple[list[Event], list[Rejection]]:
        events: list[Event] = []
        rejections: list[Rejection] = []
        for report in reports:
            for result in self._sources[report.source].read(report, self._extractor):
                if isinstance(result, Event):
                    events.append(result)
                else:
                    rejections.append(result)
        return events, rejections

    async def _commit(
        self, payload: Payload, reports: Sequence[Report], events: Sequence[Event], rejections: Sequence[Rejection]
    ) -> Outcome:
        now = self._clock.now()
        async with self._store.write() as tx:
            candidates = await tx.incidents.candidates(events) if events else []
            joined = assign.join(events, candidates, self._extractor.actors, self._extractor.outlets, now)
            await tx.reports.add(reports, rejections)
            await tx.incidents.save(joined.incidents, [(e, joined.assignments[e.id]) for e in events])
            changes = await tx.changes.append(joined.changes)
            await tx.payloads.mark_read(payload.id, now, len(reports), len(events))
        if changes:
            self._bus.ring(CHANGE)
        log.debug(
            "payload read",
            extra={"action": "ingested", "source": payload.source, "feed": payload.feed, "reports": len(reports),
                   "events": len(events), "changes": len(changes)},
        )  # fmt: skip
        return Outcome(reports=len(reports), events=len(events), rejections=len(rejections), changes=len(changes))

    async def _give_up(self, payload: Payload, why: str) -> None:
        async with self._store.write() as tx:
            await tx.payloads.mark_read(payload.id, self._clock.now(), 0, 0, error=why)
        log.warning(
            "payload cannot be read",
            extra={"action": "unreadable", "source": payload.source, "feed": payload.feed, "reason": why},
        )
