"""Which part of the map a place stands for when people ask about it or watch it.

A spot on the map stands for its surroundings; a region or country for itself; a cercle, a province, a river or a road
for a circle that covers it, because the store knows incidents by region and by distance only. Must not know any verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain import matcher
from bot.domain.incident import Incident
from bot.domain.matcher import Matcher
from bot.domain.place import Place, PlaceKind, Point, distance_km
from bot.ports.happenings import Counts
from bot.ports.store import Tx

FARTHEST_KM = 2000.0
RADIUS_KM = 50.0  # a day's drive on a track, and what a garrison's patrols reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A circle (`near`), a region, or a country; all empty: everywhere."""

    near: tuple[Point, float] | None = None
    country: str = ""
    admin1: str = ""

    @property
    def radius_km(self) -> float | None:
        return self.near[1] if self.near else None

    async def recent(self, tx: Tx, *, since: datetime, limit: int) -> list[Incident]:
        """Its incidents since an instant, newest first."""
        return await tx.incidents.recent(
            near=self.near, country=self.country, admin1=self.admin1, since=since, limit=limit
        )

    async def counts(self, tx: Tx, windows: list[tuple[datetime, datetime]]) -> list[Counts]:
        """Incidents and killed in each window, in the same order."""
        return await tx.incidents.counts(near=self.near, country=self.country, admin1=self.admin1, windows=windows)


EVERYWHERE = Area()


def of(place: Place) -> Area:
    """The part of the map that people mean by the name of a place."""
    if place.kind is PlaceKind.COUNTRY:
        return Area(country=place.country)
    if place.kind is PlaceKind.REGION:
        return Area(country=place.country, admin1=place.admin1 or place.name)
    if place.kind.is_area:
        return Area(near=(place.point, max(RADIUS_KM, place.precision_km)))
    return Area(near=(place.point, RADIUS_KM))


def matcher_of(place: Place) -> Matcher:
    """The same as a standing wish; second-level areas are matched by their name, which an incident's place carries."""
    if place.kind is PlaceKind.COUNTRY:
        return matcher.Within(label=place.name, country=place.country)
    if place.kind is PlaceKind.REGION:
        return matcher.Within(label=place.name, country=place.country, admin1=place.admin1 or place.name)
    if place.kind in (PlaceKind.CERCLE, PlaceKind.PROVINCE):
        admin2 = place.admin2 or place.name
        return matcher.Within(label=place.name, country=place.country, admin1=place.admin1, admin2=admin2)
    near = of(place).near
    assert near is not None
    return matcher.Near(place=place.id, label=place.name, point=place.point, radius_km=near[1])


def covering(wish: Matcher) -> Area:
    """An area that surely holds every incident of a matcher, so that the store need not be read whole."""
    match wish:
        case matcher.Near(point=point, radius_km=radius_km):
            return Area(near=(point, radius_km))
        case matcher.Along(points=points, width_km=width_km):
            return Area(near=_around(points, width_km))
        case matcher.Inside(corners=corners):
            near = _around(corners, 0)
            # The farther its sides run, the less do straight lines on a plane and on the globe agree.
            return Area(near=near) if near[1] <= FARTHEST_KM else EVERYWHERE
        case matcher.Within(country=country, admin1=admin1):
            return Area(country=country, admin1=admin1)
        case matcher.All(parts=parts):
            return next((area for part in parts if (area := covering(part)) != EVERYWHERE), EVERYWHERE)
        case _:
            return EVERYWHERE


def _around(points: Sequence[Point], width_km: float) -> tuple[Point, float]:
    """A circle that holds a road or polygon and its surroundings."""
    centre = Point(
        lat=sum(point.lat for point in points) / len(points), lon=sum(point.lon for point in points) / len(points)
    )
    # How far a point lies off a road is told on a plane, up to 1 % wrong; the circle must hold those points too.
    return centre, 1.02 * (max(distance_km(centre, point) for point in points) + width_km)
