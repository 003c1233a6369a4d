"""Points, named places and regions, and how well each is known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

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
