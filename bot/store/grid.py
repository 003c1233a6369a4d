"""Where on the globe a row lies, in numbers that an index and plain arithmetic can search: grid cells and unit vectors.

Pure. Must not know rows or connections. Distances agree with `bot.domain.place.distance_km`: the same sphere.
"""

from __future__ import annotations

import math

from bot.domain.place import EARTH_RADIUS_KM, Point

CELL_DEGREES = 0.5
_COLUMNS = round(360 / CELL_DEGREES)
_ROWS = round(180 / CELL_DEGREES)
_KM_PER_DEGREE = math.radians(1) * EARTH_RADIUS_KM
_SLACK = 1e-9  # rounding must not lose a neighbour on a cell's very edge

Vector = tuple[float, float, float]


def cell(point: Point) -> int:
    """The number of the half-degree cell that holds a point."""
    return _row(point.lat) * _COLUMNS + _column(point.lon) % _COLUMNS


def cells_within(point: Point, radius_km: float) -> frozenset[int]:
    """Every cell that may hold a point within `radius_km`: whole cells, a few too many rather than one too few.

    Two rings are needed for 60 km (half a degree of latitude is 55.6 km), and more columns the nearer the pole.
    """
    reach = radius_km / _KM_PER_DEGREE + _SLACK
    rows = range(_row(point.lat - reach), _row(point.lat + reach) + 1)
    columns = _columns(point, reach)
    return frozenset(row * _COLUMNS + column % _COLUMNS for row in rows for column in columns)


def _columns(point: Point, reach: float) -> range:
    # The circle's widest meridians: sin(d_lon) = sin(reach) / cos(lat), unless the circle holds a pole.
    if abs(point.lat) + reach >= 90 or reach >= 90:
        return range(_COLUMNS)
    d_lon = math.degrees(math.asin(math.sin(math.radians(reach)) / math.cos(math.radians(point.lat)))) + _SLACK
    west, east = _column(point.lon - d_lon), _column(point.lon + d_lon)
    return range(west, min(east, west + _COLUMNS - 1) + 1)


def _row(lat: float) -> int:
    return min(max(math.floor((lat + 90) / CELL_DEGREES), 0), _ROWS - 1)


def _column(lon: float) -> int:
    return math.floor((lon + 180) / CELL_DEGREES)


def vector(point: Point) -> Vector:
    """The point on the unit sphere. Comparing squared chords needs no trigonometry, which SQLite may lack."""
    lat, lon = math.radians(point.lat), math.radians(point.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def squared_chord(radius_km: float) -> float:
    """The squared straight distance between unit vectors that lie `radius_km` apart along the surface."""
    return (2 * math.sin(min(radius_km / (2 * EARTH_RADIUS_KM), math.pi / 2))) ** 2


def is_within(a: Vector, b: Vector, squared: float) -> bool:
    """Whether two unit vectors lie no further apart than a squared chord."""
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2 <= squared
