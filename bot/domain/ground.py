"""The shapes that wishes speak of, kept so that those which hold a point are found without asking each one.

Where a cell of the grid lies wholly inside a shape, the cell says so; where the border runs through it, the shape is
measured. Must not know whose wishes they are.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from bot.domain.grid import Grid
from bot.domain.matcher import Along, Inside, Near, Shape
from bot.domain.place import EARTH_RADIUS_KM, Point, distance_km, is_inside, off_line_km

LEAST_CELL_KM = 8.0  # finer ones would only be more cells than a theatre has circles
CELLS_PER_RADIUS = 4  # about half of the circles that hold a point are then found without measuring
CELLS_PER_WIDTH, CELLS_PER_LENGTH = 1, 32
CELLS_PER_EXTENT = 8
LARGEST_KM = 5000.0  # what is larger is always measured
# Nearer to the border than this the cosine of the angle does not tell, and the haversine is asked as the matcher does.
SLACK_OF_COSINE = 1e-13

# Number; direction of the centre; the cosines from which on a point may be, and surely is, inside; the circle itself.
_Circle = tuple[int, float, float, float, float, float, Near]
_Road = tuple[int, Along]
# Number; the least and the greatest latitude and longitude; the polygon itself.
_Polygon = tuple[int, float, float, float, float, Inside]
_T = TypeVar("_T", int, _Circle, _Road, _Polygon)


@dataclass(slots=True, eq=False)
class _Laid:
    """A shape that is in use, under its number."""

    number: int
    shape: Shape
    users: int = 0


class Ground:
    """All shapes in use. Each geometry has one number, however many use it."""

    def __init__(self) -> None:
        self._laid: dict[object, _Laid] = {}
        self._free: list[int] = []
        self._maps: dict[float, _Map] = {}
        self._unplaced: list[_Laid] = []  # too large or off the map: always measured

    def add(self, shape: Shape) -> int:
        """Notes one more use of a shape; gives its number, which comes free when the last use is dropped."""
        geometry = _geometry(shape)
        laid = self._laid.get(geometry)
        if laid is None:
            laid = _Laid(self._free.pop() if self._free else len(self._laid), shape)
            self._lay(laid)
            self._laid[geometry] = laid
        laid.users += 1
        return laid.number

    def drop(self, shape: Shape) -> int:
        """Notes one use less of a shape; gives its number. Raises KeyError for one that is not in use."""
        geometry = _geometry(shape)
        laid = self._laid[geometry]
        laid.users -= 1
        if not laid.users:
            del self._laid[geometry]
            self._lift(laid)
            self._free.append(laid.number)
        return laid.number

    def holding(self, point: Point) -> list[int]:
        """The numbers of all shapes that hold the point, each once."""
        if not _is_on_map(point):
            return [laid.number for laid in self._laid.values() if _holds(laid.shape, point)]
        held = [laid.number for laid in self._unplaced if _holds(laid.shape, point)]
        towards = _direction(point)
        for one in self._maps.values():
            one.gather(point, towards, held)
        return held

    def _lay(self, laid: _Laid) -> None:
        if not _is_placeable(laid.shape):
            self._unplaced.append(laid)
            return
        size = _cell_km(laid.shape)
        if size not in self._maps:
            self._maps[size] = _Map(size)
        self._maps[size].lay(laid)

    def _lift(self, laid: _Laid) -> None:
        if _is_placeable(laid.shape):
            self._maps[_cell_km(laid.shape)].lift(laid)
        else:
            self._unplaced.remove(laid)


class _Map:
    """The shapes for which one size of cells is right, by the cells that they touch."""

    def __init__(self, cell_km: float) -> None:
        self._grid = Grid(cell_km)
        self._inside: dict[int, list[int]] = {}
        self._circles: dict[int, list[_Circle]] = {}
        self._roads: dict[int, list[_Road]] = {}
        self._polygons: dict[int, list[_Polygon]] = {}

    def gather(self, point: Point, towards: tuple[float, float, float], held: list[int]) -> None:
        """Appends the numbers of the shapes that hold the point."""
        cell = self._grid.cell(point)
        held += self._inside.get(cell, ())
        x, y, z = towards
        held += [
            number
            for number, to_x, to_y, to_z, maybe, surely, near in self._circles.get(cell, ())
            if (cosine := x * to_x + y * to_y + z * to_z) >= maybe and (cosine >= surely or _holds(near, point))
        ]
        held += [number for number, road in self._roads.get(cell, ()) if _holds(road, point)]
        lat, lon = point.lat, point.lon
        held += [
            number
            for number, south, north, west, east, polygon in self._polygons.get(cell, ())
            if south <= lat <= north and west <= lon <= east and is_inside(polygon.corners, point)
        ]

    def lay(self, laid: _Laid) -> None:
        """Writes a shape into its cells, where they stand in order of their numbers."""
        inside, edge = self._cells(laid.shape)
        _put(self._inside, inside, laid.number)
        match laid.shape:
            case Near() as near:
                _put(self._circles, edge, _circle(laid.number, near))
            case Along() as road:
                _put(self._roads, edge, (laid.number, road))
            case Inside() as polygon:
                _put(self._polygons, edge, _polygon(laid.number, polygon))

    def lift(self, laid: _Laid) -> None:
        """Takes a shape out of its cells."""
        inside, edge = self._cells(laid.shape)
        _take(self._inside, inside, laid.number)
        match laid.shape:
            case Near() as near:
                _take(self._circles, edge, _circle(laid.number, near))
            case Along() as road:
                _take(self._roads, edge, (laid.number, road))
            case Inside() as polygon:
                _take(self._polygons, edge, _polygon(laid.number, polygon))

    def _cells(self, shape: Shape) -> tuple[set[int], set[int]]:
        """The cells wholly inside a shape, and those that its border may run through."""
        match shape:
            case Near(point=centre, radius_km=radius_km):
                covered = self._grid.circle(centre, radius_km)
            case Along(points=points, width_km=width_km):
                covered = self._grid.road(points, width_km)
            case Inside(corners=corners):
                covered = self._grid.area(corners)
        cells: tuple[set[int], set[int]] = (set(), set())
        for cell, is_wholly in covered:
            cells[not is_wholly].add(cell)
        inside, edge = cells
        return inside, edge - inside


def _put(cells: dict[int, list[_T]], touched: Iterable[int], one: _T) -> None:
    for cell in touched:
        known = cells.get(cell)
        if known is None:
            cells[cell] = [one]
        else:
            insort(known, one)


def _take(cells: dict[int, list[_T]], touched: Iterable[int], one: _T) -> None:
    for cell in touched:
        known = cells[cell]
        del known[bisect_left(known, one)]
        if not known:
            del cells[cell]


def _geometry(shape: Shape) -> object:
    """What two shapes have the same of when they hold the same points, whatever they are called."""
    match shape:
        case Near(point=point, radius_km=radius_km):
            return point.lat, point.lon, radius_km
        case Along(points=points, width_km=width_km):
            return points, width_km
        case Inside():
            return shape


def _holds(shape: Shape, point: Point) -> bool:
    match shape:
        case Near(point=centre, radius_km=radius_km):
            return distance_km(centre, point) <= radius_km
        case Along(points=points, width_km=width_km):
            return off_line_km(points, point) <= width_km
        case Inside(corners=corners):
            return is_inside(corners, point)


def _circle(number: int, near: Near) -> _Circle:
    cosine = math.cos(near.radius_km / EARTH_RADIUS_KM)
    return number, *_direction(near.point), cosine - SLACK_OF_COSINE, cosine + SLACK_OF_COSINE, near


def _polygon(number: int, shape: Inside) -> _Polygon:
    lats, lons = [point.lat for point in shape.corners], [point.lon for point in shape.corners]
    return number, min(lats), max(lats), min(lons), max(lons), shape


def _direction(point: Point) -> tuple[float, float, float]:
    """The unit vector from the middle of the globe to a point."""
    lat, lon = math.radians(point.lat), math.radians(point.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _is_on_map(point: Point) -> bool:
    return -90.0 <= point.lat <= 90.0 and -180.0 <= point.lon <= 180.0


def _is_placeable(shape: Shape) -> bool:
    match shape:
        case Near(point=point, radius_km=radius_km):
            return _is_on_map(point) and 0.0 <= radius_km <= LARGEST_KM
        case Along(points=points, width_km=width_km):
            return all(map(_is_on_map, points)) and 0.0 <= width_km <= LARGEST_KM
        case Inside(corners=corners):
            return bool(corners) and all(map(_is_on_map, corners)) and _extent_km(corners) <= LARGEST_KM


def _cell_km(shape: Shape) -> float:
    """The size of cells that is right for a shape: few cells, and most of it wholly covered by them."""
    match shape:
        case Near(radius_km=radius_km):
            wanted = radius_km / CELLS_PER_RADIUS
        case Along(points=points, width_km=width_km):
            length = sum(distance_km(a, b) for a, b in pairwise(points))
            wanted = max(width_km / CELLS_PER_WIDTH, length / CELLS_PER_LENGTH)
        case Inside(corners=corners):
            wanted = _extent_km(corners) / CELLS_PER_EXTENT
    return LEAST_CELL_KM * 2.0 ** max(0, math.floor(math.log2(max(wanted, 1.0) / LEAST_CELL_KM)))


def _extent_km(corners: Sequence[Point]) -> float:
    """The longer side of the box around a polygon, measured where a degree of longitude is longest."""
    lats, lons = [point.lat for point in corners], [point.lon for point in corners]
    return math.radians(max(max(lats) - min(lats), max(lons) - min(lons))) * EARTH_RADIUS_KM
