"""Points, named places and regions, and how well each is known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from bot.domain.ids import PlaceId

EARTH_RADIUS_KM = 6371.0088  # IUGG mean radius, https://en.wikipedia.org/wiki/Earth_radius#Arithmetic_mean_radius


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Degrees, WGS 84."""

    lat: float
    lon: float


class PlaceKind(StrEnum):
    COUNTRY = "country"
    REGION = "region"  # first administrative level
    PROVINCE = "province"  # second level in Burkina Faso
    CERCLE = "cercle"  # second level in Mali
    TOWN = "town"
    VILLAGE = "village"
    BASE = "base"
    MINE = "mine"
    BORDER_POST = "border_post"
    RIVER = "river"
    AREA = "area"  # a road, a forest, a plain
    POINT = "point"  # given by coordinates only

    @property
    def is_area(self) -> bool:
        """True where the place is an administrative or natural area rather than a spot on the map."""
        return self in _AREAS


_AREAS = frozenset(
    {PlaceKind.COUNTRY, PlaceKind.REGION, PlaceKind.PROVINCE, PlaceKind.CERCLE, PlaceKind.RIVER, PlaceKind.AREA}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place as a pack or a coded row names it. `precision_km` is the radius within which the event surely lies."""

    id: PlaceId
    name: str
    kind: PlaceKind
    country: str  # ISO 3166-1 alpha-2, upper case
    admin1: str  # first-level area by its name in the pack ("Kidal"); empty where unknown
    admin2: str = ""
    point: Point
    precision_km: float


def distance_km(a: Point, b: Point) -> float:
    """Great-circle distance (haversine)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    d_lat, d_lon = lat_b - lat_a, math.radians(b.lon - a.lon)
    h = math.sin(d_lat / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(d_lon / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def off_line_km(line: Sequence[Point], point: Point) -> float:
    """How far a point lies from the nearest spot of a line through some points.

    Each piece is taken on a plane around the point: less than 1 % off for pieces of up to 500 km in the tropics.
    """
    around = math.cos(math.radians(point.lat))
    spots = [((p.lon - point.lon) * around, p.lat - point.lat) for p in line]
    pieces = pairwise(spots) if len(spots) > 1 else [(spots[0], spots[0])]
    return math.radians(min(_off_piece(a, b) for a, b in pieces)) * EARTH_RADIUS_KM


def _off_piece(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance of the origin from the piece between two spots."""
    x, y = b[0] - a[0], b[1] - a[1]
    length = x * x + y * y
    along = 0.0 if length == 0 else max(0.0, min(1.0, -(a[0] * x + a[1] * y) / length))
    return math.hypot(a[0] + along * x, a[1] + along * y)


def is_inside(corners: Sequence[Point], point: Point) -> bool:
    """Whether a point lies inside a polygon, or on its border, on a plane of degrees.

    A border that crosses itself encloses what a ray from the point leaves an odd number of times.
    """
    if not corners:
        return False
    lat, lon = point.lat, point.lon
    inside, last = False, corners[-1]
    was_north = last.lat > lat
    for corner in corners:
        is_north = corner.lat > lat
        if is_north is not was_north:
            # More than none where the side passes east of the point and leads north, or west of it and leads south.
            east = (corner.lon - last.lon) * (lat - last.lat) - (lon - last.lon) * (corner.lat - last.lat)
            if east == 0:
                return True
            inside ^= (east > 0) is is_north
        elif corner.lat == lat and (
            corner.lon == lon or (last.lat == lat and (last.lon < lon) is not (corner.lon < lon))
        ):
            return True  # on a corner, or on a side along a parallel
        last, was_north = corner, is_north
    return inside
