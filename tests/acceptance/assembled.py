"""A whole Tocsin on a platform in another process: what its tests and benchmarks of many channels have in common.

Must not know which platform it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot import app as house
from bot.dedupe import assign
from bot.domain.delivery import News
from bot.domain.ids import IncidentId, SubscriptionId, short_code
from bot.domain.incident import Severity, Standing
from bot.domain.matcher import Within
from bot.domain.subscription import Destination, Subscription
from bot.domain.taxonomy import Operation
from tests.fakes import world

LOOK_S = 0.1  # between two looks at the outbox
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """An assembled Tocsin that is connected to a platform whose clock runs `speed` times as fast as the machine's."""

    app: house.App
    speed: float

    async def subscribe(self, to: Sequence[Destination], region: str) -> None:
        """Each wants whatever happens in one region of Mali."""
        async with self.app.desk.store.write() as tx:
            await tx.subscriptions.add_many([self._wish(one, region) for one in to])

    async def happen(self, key: str, where: str, operation: Operation) -> IncidentId:
        """Stores one incident of the last hours; the rules and the routing have not heard of it."""
        desk, reader, now = self.app.desk, self.app.extractor, self.app.desk.clock.now()
        place = desk.places.find(where)
        assert place is not None
        made = world.event(key, place, now.date().isoformat(), operation)
        made = replace(made, start=now - timedelta(hours=6), end=now, published_at=now, seen_at=now)
        joined = assign.join([made], (), reader.actors, reader.outlets, now)
        async with desk.store.write() as tx:
            await tx.incidents.save(list(joined.incidents), [(made, joined.assignments[made.id])])
            await tx.changes.append(list(joined.changes))
        (incident,) = joined.incidents
        return incident.id

    async def plan(self) -> None:
        """Walks what has happened through the rules and the routing, as the ringing bus would at once."""
        while await self.app.evaluate.step() or await self.app.dispatch.step():
            pass

    async def until(self, waiting: int) -> None:
        """Returns when no more than so many deliveries wait to be sent."""
        while await self.waiting() > waiting:  # noqa: ASYNC110 - nothing rings when a delivery is booked
            await asyncio.sleep(LOOK_S)

    async def waiting(self) -> int:
        async with self.app.desk.store.read() as tx:
            return await tx.outbox.waiting()

    async def booked(self) -> Mapping[str, IncidentId]:
        """By id, what every delivery that is booked as sent has told of."""
        async with self.app.desk.store.read() as tx:
            told = await tx.outbox.told_between(BEGINNING, self.app.desk.clock.now() + timedelta(seconds=1))
        return {one.id: one.about.change.incident.id for one in told if isinstance(one.about, News)}

    def _wish(self, to: Destination, region: str) -> Subscription:
        return Subscription(
            id=SubscriptionId(short_code(to.key, region)), destination=to, label=region,
            matcher=Within(label=region, country="ML", admin1=region), min_severity=Severity.LOW,
            min_standing=Standing.REPORTED, language="", created_by="", created_at=self.app.desk.clock.now(),
        )  # fmt: skip
