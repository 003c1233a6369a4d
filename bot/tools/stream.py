"""A world of its own in memory: events that come one after the other are joined to incidents, and rules are shown them.

For streams and imported files; what Tocsin keeps in its store is not touched. Must not know where lines come from.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.dedupe import assign
from bot.domain.event import Event
from bot.domain.ids import IncidentId
from bot.domain.incident import Change, Incident
from bot.domain.place import distance_km
from bot.ports.theatre import Extractor

NEAR_KM, NEAR_DAYS = 60.0, timedelta(days=7)  # what `assign.join` must be shown
KEPT = timedelta(days=30)  # an incident that nothing was added to for so long joins nothing any more


class World:
    """Incidents so far."""

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor
        self._incidents: dict[IncidentId, Incident] = {}
        self._of_origin: dict[str, IncidentId] = {}
        self._by_end: list[tuple[datetime, IncidentId]] = []
        self._seq = 0

    def add(self, events: Sequence[Event], now: datetime) -> list[Change]:
        """The changes that some events make, numbered on from the last."""
        if not events:
            return []
        joined = assign.join(
            events, list(self._candidates(events)), self._extractor.actors, self._extractor.outlets, now
        )
        for incident in joined.incidents:
            self._incidents[incident.id] = incident
            heapq.heappush(self._by_end, (incident.end, incident.id))
            self._of_origin |= {member.origin: incident.id for member in incident.members}
        self._forget(now)
        made = []
        for change in joined.changes:
            self._seq += 1
            made.append(replace(change, seq=self._seq))
        return made

    def _candidates(self, events: Sequence[Event]) -> Iterator[Incident]:
        own = {self._of_origin[one.origin] for one in events if one.origin in self._of_origin}
        for id_, incident in self._incidents.items():
            if id_ in own or any(_is_near(incident, event) for event in events):
                yield incident

    def _forget(self, now: datetime) -> None:
        while self._by_end and self._by_end[0][0] < now - KEPT:
            _, id_ = heapq.heappop(self._by_end)
            incident = self._incidents.get(id_)
            if incident is not None and incident.end < now - KEPT:
                del self._incidents[id_]
                for member in incident.members:
                    self._of_origin.pop(member.origin, None)


def _is_near(incident: Incident, event: Event) -> bool:
    return (
        incident.start - NEAR_DAYS <= event.end
        and event.start <= incident.end + NEAR_DAYS
        and distance_km(incident.place.point, event.place.point) <= NEAR_KM
    )
