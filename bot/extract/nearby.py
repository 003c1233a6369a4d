"""The nearest of many points, fast: a grid of half-degree cells searched ring by ring.

Must not know what the points are: it gives back their positions in the list it was built from. Distances across the
180th meridian are not understood.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.domain.place import Point, distance_km

CELL_DEGREES = 0.5
_DEGREE_KM = 111.195  # of latitude, on the sphere of bot.domain.place


class Nearby:
    """Points by cell. 700 points answer in about 30 microseconds."""

    def __init__(self, points: Sequence[Point]) -> None:
        self._points = tuple(points)
        self._cells: dict[tuple[int, int], list[int]] = {}
        for index, point in enumerate(self._points):
            self._cells.setdefault(_cell(point), []).append(index)

    def nearest(self, point: Point, limit_km: float) -> tuple[int, float] | None:
        """The index of the nearest point and its distance in km; None where none lies within the limit."""
        cell_km = CELL_DEGREES * _DEGREE_KM * max(0.05, math.cos(math.radians(point.lat)))
        best: tuple[int, float] | None = None
        rings = math.ceil(limit_km / cell_km) + 1
        for ring in range(rings + 1):
            for index in self._ring(point, ring):
                away = distance_km(point, self._points[index])
                if away <= limit_km and (best is None or away < best[1]):
                    best = (index, away)
            # Whatever lies outside this ring is at least `ring` whole cells away.
            if best is not None and best[1] <= ring * cell_km:
                break
        return best

    def within(self, point: Point, limit_km: float) -> list[tuple[float, int]]:
        """Distance and index of every point within the limit, nearest first."""
        cell_km = CELL_DEGREES * _DEGREE_KM * max(0.05, math.cos(math.radians(point.lat)))
        found = []
        for ring in range(math.ceil(limit_km / cell_km) + 1):
            for index in self._ring(point, ring):
                away = distance_km(point, self._points[index])
                if away <= limit_km:
                    found.append((away, index))
        return sorted(found)

    def _ring(self, point: Point, ring: int) -> list[int]:
        row, column = _cell(point)
        if ring == 0:
            return self._cells.get((row, column), [])
        sides = [(row + step, column + side) for step in range(-ring, ring + 1) for side in (-ring, ring)]
        ends = [(row + end, column + step) for step in range(-ring + 1, ring) for end in (-ring, ring)]
        return [index for cell in sides + ends for index in self._cells.get(cell, ())]


def _cell(point: Point) -> tuple[int, int]:
    return math.floor(point.lat / CELL_DEGREES), math.floor(point.lon / CELL_DEGREES)


_WINDS_EN = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


def wind(origin: Point, target: Point) -> str:
    """Which of the eight winds points from one place to another: "NE"."""
    east = (target.lon - origin.lon) * math.cos(math.radians((origin.lat + target.lat) / 2))
    return _WINDS_EN[round(math.degrees(math.atan2(east, target.lat - origin.lat)) / 45) % 8]
