"""Which incidents are near enough to an event to be compared with it at all: 60 km and a few days.

A grid of places and weeks keeps the number of comparisons small; what it gives back still has to be scored. Must not
know how two happenings are compared. The limits come from labelled pairs of reports: beyond them hardly any is one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot.domain.ids import IncidentId
from bot.domain.place import Point

NEAR_KM = 60.0
DAYS = timedelta(days=3)
MASSACRE_DAYS = timedelta(days=7)  # massacres are found late, and dated by the finding

_CELL_DEGREES = 0.6  # 67 km of latitude: an event's neighbours lie in its own row or the next
_KM_PER_DEGREE = 111.195
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_WEEKS = 60  # a claim that spans years is filed under its first weeks only

Key = tuple[int, int, int]  # row, column, week


class Blocks:
    """Incident ids by grid cell and week. An id may be added again after its incident moved."""

    def __init__(self) -> None:
        self._cells: dict[Key, set[IncidentId]] = {}
        self._keys: dict[IncidentId, list[Key]] = {}

    def put(self, incident: IncidentId, point: Point, start: datetime, end: datetime) -> None:
        """Files an incident under its present place and time, and nowhere else."""
        for key in self._keys.get(incident, ()):
            self._cells[key].discard(incident)
        keys = [(_row(point.lat), _column(point.lon), week) for week in _weeks(start, end)]
        self._keys[incident] = keys
        for key in keys:
            self._cells.setdefault(key, set()).add(incident)

    def near(self, point: Point, start: datetime, end: datetime) -> set[IncidentId]:
        """Every incident that may lie within 60 km and seven days; a few farther ones as well."""
        weeks = list(_weeks(start - MASSACRE_DAYS, end + MASSACRE_DAYS))
        found: set[IncidentId] = set()
        for row, column in _around(point):
            for week in weeks:
                found |= self._cells.get((row, column, week), set())
        return found


def _around(point: Point) -> Iterator[tuple[int, int]]:
    rows = NEAR_KM / _KM_PER_DEGREE
    # Degrees of longitude shrink towards the poles; beyond 84 degrees nobody looks for neighbours.
    columns = rows / max(0.1, math.cos(math.radians(abs(point.lat) + rows)))
    for row in range(_row(point.lat - rows), _row(point.lat + rows) + 1):
        for column in range(_column(point.lon - columns), _column(point.lon + columns) + 1):
            yield row, column


def _row(lat: float) -> int:
    return math.floor(lat / _CELL_DEGREES)


def _column(lon: float) -> int:
    return math.floor(lon / _CELL_DEGREES)


def _weeks(start: datetime, end: datetime) -> range:
    first, last = (start - _EPOCH).days // 7, (end - _EPOCH).days // 7
    return range(first, min(last, first + _MOST_WEEKS) + 1)
