"""Finds the incidents that a batch of events might belong to, by index alone. Must not know how the choice is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.domain.event import Event
from bot.domain.ids import IncidentId
from bot.domain.taxonomy import EventType
from bot.store import grid
from bot.store.bulk import chunks
from bot.store.connection import AsyncConnection
from bot.store.tables import incident_origins, incidents

RADIUS_KM = 60.0
WINDOW = timedelta(days=3)
CIVILIANS_WINDOW = timedelta(days=7)  # massacres become known late and are dated badly

# An incident that has lasted longer than this is found by its first month only: the index is searched by beginnings.
_LONGEST = timedelta(days=31)
_DAY = timedelta(days=1)
_REACH = grid.squared_chord(RADIUS_KM)


@dataclass(frozen=True, slots=True)
class _Around:
    """What one event is looked for: whole days, so that a "12 November" and an hour on that day are equally far."""

    first: datetime
    last: datetime
    vector: grid.Vector

    def holds(self, starts_at: datetime, ends_at: datetime, vector: grid.Vector) -> bool:
        return starts_at < self.last and ends_at >= self.first and grid.is_within(self.vector, vector, _REACH)


async def candidates(connection: AsyncConnection, events: Sequence[Event]) -> set[IncidentId]:
    """The incidents that share an origin with an event, or lie within 60 km and 3 days (7: civilians) of one."""
    return await _of_origins(connection, events) | await _around(connection, events)


async def _of_origins(connection: AsyncConnection, events: Sequence[Event]) -> set[IncidentId]:
    found: set[IncidentId] = set()
    for part in chunks(sorted({event.origin for event in events})):
        query = select(incident_origins.c.incident).where(incident_origins.c.origin.in_(part))
        found.update(await connection.scalars(query))
    return found


async def _around(connection: AsyncConnection, events: Sequence[Event]) -> set[IncidentId]:
    wanted = _by_cell(events)
    if not wanted:
        return set()
    first = min(around.first for arounds in wanted.values() for around in arounds)
    last = max(around.last for arounds in wanted.values() for around in arounds)
    i = incidents.c
    query = select(i.id, i.cell, i.starts_at, i.ends_at, i.x, i.y, i.z).where(
        i.starts_at >= first - _LONGEST, i.starts_at < last, i.ends_at >= first
    )
    found: set[IncidentId] = set()
    for part in chunks(sorted(wanted)):
        for id_, cell, starts_at, ends_at, *vector in await connection.execute(query.where(i.cell.in_(part))):
            x, y, z = vector
            if any(around.holds(starts_at, ends_at, (x, y, z)) for around in wanted[cell]):
                found.add(id_)
    return found


def _by_cell(events: Iterable[Event]) -> dict[int, set[_Around]]:
    # A set, because hundreds of rows of one file speak of one town on one day.
    wanted: defaultdict[int, set[_Around]] = defaultdict(set)
    for event in events:
        point = event.place.point
        window = CIVILIANS_WINDOW if event.type is EventType.CIVILIANS else WINDOW
        around = _Around(
            first=_midnight(event.start) - window,
            last=_midnight(event.end) + _DAY + window,
            vector=grid.vector(point),
        )
        for cell in grid.cells_within(point, RADIUS_KM):
            wanted[cell].add(around)
    return wanted


def _midnight(instant: datetime) -> datetime:
    return instant.replace(hour=0, minute=0, second=0, microsecond=0)
