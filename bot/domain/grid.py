"""The globe cut into cells, and which of them a circle, a road or a polygon covers: wholly, or maybe in part.

Rows of equal height are cut into as many cells as makes them about square, so neither the poles nor the date line are
a seam. All bounds are drawn wider than floating point can be off. Must not know who asks for a shape.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.domain.place import EARTH_RADIUS_KM, Point, off_line_km

SLACK = 2e-10  # radians; about a millimetre, far more than sines and cosines are off here
LEAST_ANGLE = 1e-5  # below it a cosine says too little about its angle
SLACK_KM, SLACK_DEGREES = 1e-6, 1e-8

Covered = Iterator[tuple[int, bool]]


class _Row(NamedTuple):
    """A row from its southern to its northern edge; degrees, but for `reach`."""

    number: int
    south: float
    middle: float
    north: float
    columns: int
    width: float  # of one cell, degrees of longitude
    least_cos: float  # over its latitudes
    most_cos: float
    reach: float  # from the middle of a cell to its farthest corner at most, radians

    def cell(self, column: int) -> int:
        return self.number << 32 | column


class Grid:
    """Cells of at most about `cell_km` in height and width."""

    def __init__(self, cell_km: float) -> None:
        self._cell_km = cell_km
        # An even number of rows: none lies on both sides of the equator.
        self._count = 2 * math.ceil(math.pi * EARTH_RADIUS_KM / 2 / cell_km)
        self._height = 180.0 / self._count
        self._rows: dict[int, _Row] = {}

    def cell(self, point: Point) -> int:
        """The cell of a point of the map (latitude within 90, longitude within 180 degrees)."""
        row = self._row(self._number(point.lat))
        return row.cell(min(row.columns - 1, int((point.lon + 180.0) / row.width)))

    def circle(self, centre: Point, radius_km: float) -> Covered:
        """The cells that a circle on the globe touches, and whether they lie wholly inside; one may come twice."""
        angle = radius_km / EARTH_RADIUS_KM
        for row in self._between(centre.lat - math.degrees(angle), centre.lat + math.degrees(angle)):
            inside = frozenset(_columns(row, centre, angle - row.reach))
            for column in _columns(row, centre, angle + row.reach):
                yield row.cell(column), column in inside

    def road(self, points: Sequence[Point], width_km: float) -> Covered:
        """The cells that a road of so many km to either side touches, as `off_line_km` measures it.

        A cell comes once for each piece of the road near it, and lies wholly inside where any of them says so.
        """
        for piece in pairwise(points) if len(points) > 1 else [(points[0], points[0])]:
            yield from self._piece(piece, width_km)

    def area(self, corners: Sequence[Point]) -> Covered:
        """The cells that a polygon touches, each once, and whether they lie wholly inside, as `is_inside` says."""
        sides = list(zip(corners, (*corners[1:], *corners[:1]), strict=True))
        border: dict[int, set[int]] = {}
        for side in sides:
            lats = [point.lat for point in side]
            for row in self._between(min(lats), max(lats)):
                west, east = _stretch(side, row.south - SLACK_DEGREES, row.north + SLACK_DEGREES)
                first = max(0, math.floor((west - SLACK_DEGREES + 180.0) / row.width))
                last = min(row.columns - 1, math.floor((east + SLACK_DEGREES + 180.0) / row.width))
                border.setdefault(row.number, set()).update(range(first, last + 1))
        for number, touched in border.items():
            row = self._row(number)
            yield from ((row.cell(column), False) for column in touched)
            yield from ((row.cell(column), True) for column in _enclosed(sides, row, sorted(touched)))

    def _piece(self, piece: tuple[Point, Point], width_km: float) -> Covered:
        wide = math.degrees(width_km / EARTH_RADIUS_KM) + SLACK_DEGREES
        lats = [point.lat for point in piece]
        for row in self._between(min(lats) - wide, max(lats) + wide):
            west, east = _stretch(piece, row.south - wide, row.north + wide)
            beside = wide / row.least_cos if row.least_cos * 360.0 > wide else 360.0
            first = max(0, math.floor((west - beside + 180.0) / row.width))
            last = min(row.columns - 1, math.floor((east + beside + 180.0) / row.width))
            for column in range(first, last + 1):
                yield row.cell(column), _is_beside(piece, width_km, row, column)

    def _between(self, south: float, north: float) -> Iterator[_Row]:
        first = self._number(max(-90.0, south - SLACK_DEGREES))
        last = self._number(min(90.0, north + SLACK_DEGREES))
        return (self._row(number) for number in range(first, last + 1))

    def _number(self, lat: float) -> int:
        return min(self._count - 1, int((lat + 90.0) / self._height))

    def _row(self, number: int) -> _Row:
        row = self._rows.get(number)
        if row is None:
            row = self._rows[number] = self._measured(number)
        return row

    def _measured(self, number: int) -> _Row:
        south, north = number * self._height - 90.0, (number + 1) * self._height - 90.0
        edges = [math.cos(math.radians(lat)) for lat in (south, north)]
        most = max(edges)
        columns = math.ceil(2 * math.pi * EARTH_RADIUS_KM * most / self._cell_km)
        # The haversine of half a cell, with each sine taken as its arc: never less than the true one.
        corner = math.hypot(math.radians(self._height) / 4, most * math.pi / columns / 2)
        return _Row(
            number=number,
            south=south,
            middle=(south + north) / 2,
            north=north,
            columns=columns,
            width=360.0 / columns,
            least_cos=min(edges),
            most_cos=most,
            reach=2 * math.asin(min(1.0, corner)) + SLACK,
        )


def _columns(row: _Row, centre: Point, angle: float) -> Iterator[int]:
    """The cells of a row whose middle is at most that angle away from a point."""
    if angle < LEAST_ANGLE:
        return iter(())
    lat, middle = math.radians(centre.lat), math.radians(row.middle)
    # The spherical law of cosines, solved for the difference of longitude.
    cosine = (math.cos(min(math.pi, angle)) - math.sin(lat) * math.sin(middle)) / (math.cos(lat) * math.cos(middle))
    if cosine > 1:
        return iter(())
    half = math.degrees(math.acos(max(-1.0, cosine)))
    first = math.ceil((centre.lon - half + 180.0) / row.width - 0.5)
    last = math.floor((centre.lon + half + 180.0) / row.width - 0.5)
    return (column % row.columns for column in range(first, last + 1))


def _stretch(piece: tuple[Point, Point], south: float, north: float) -> tuple[float, float]:
    """The longitudes between which a piece of a road runs while it is between two latitudes that it touches."""
    a, b = piece
    if a.lat == b.lat:
        return min(a.lon, b.lon), max(a.lon, b.lon)
    shares = [min(1.0, max(0.0, (lat - a.lat) / (b.lat - a.lat))) for lat in (south, north)]
    lons = [a.lon + share * (b.lon - a.lon) for share in shares]
    return min(lons) - SLACK_DEGREES, max(lons) + SLACK_DEGREES


def _enclosed(sides: Sequence[tuple[Point, Point]], row: _Row, touched: Sequence[int]) -> Iterator[int]:
    """The cells of a row that lie inside a polygon and are not among those that its border touches.

    Between two that it touches all lie on one side of it: on that which their middles lie on.
    """
    lat = row.middle
    crossed = sorted(
        a.lon + (b.lon - a.lon) * (lat - a.lat) / (b.lat - a.lat) for a, b in sides if (a.lat > lat) != (b.lat > lat)
    )
    for west, east in pairwise(touched):
        middle = (west + 1.5) * row.width - 180.0
        if east > west + 1 and bisect_left(crossed, middle) % 2:
            yield from range(west + 1, east)


def _is_beside(piece: tuple[Point, Point], width_km: float, row: _Row, column: int) -> bool:
    """Whether every point of a cell is within the width of the piece.

    From the middle of the cell to any other point of it, the way to the piece grows by no more than the way between
    the two points, and then by as much as a degree of longitude is longer there.
    """
    middle = Point(lat=row.middle, lon=(column + 0.5) * row.width - 180.0)
    cos = math.cos(math.radians(row.middle))
    aside = math.radians(math.hypot((row.north - row.south) / 2, row.width / 2 * cos)) * EARTH_RADIUS_KM
    if aside >= width_km:
        return False
    far = (off_line_km(piece, middle) + aside) * max(1.0, row.most_cos / cos)
    return far <= width_km - SLACK_KM
