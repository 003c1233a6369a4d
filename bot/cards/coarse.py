"""An incident told no better than to so many kilometres, for those who do not want places told exactly.

Must not know for whom, nor how a card shows it.
"""

from __future__ import annotations

import math
from dataclasses import replace

from bot.cards.phrases import Phrases
from bot.domain.ids import PlaceId
from bot.domain.incident import Incident
from bot.domain.place import EARTH_RADIUS_KM, Place, PlaceKind, Point

NO_ID = PlaceId("")
_KM_IN_DEGREE = math.radians(1) * EARTH_RADIUS_KM  # along a meridian
_FROM_CORNER = 0.71  # of the side of a square, to its middle
# What second-level areas are called where packs name them; elsewhere the region is told.
_SECOND = {"ML": PlaceKind.CERCLE, "BF": PlaceKind.PROVINCE}


def coarsened(incident: Incident, km: float) -> Incident:
    """The incident with its place known to `km` at best and without the headlines and addresses that name it.

    Where the place is known better, it becomes the smallest administrative area around it that has a name, around the
    middle of a cell of a fixed grid. Nothing else changes; 0 km changes nothing at all.
    """
    if km <= 0:
        return incident
    # An address names the place as often as a headline does, and leads to who tells it.
    members = tuple(replace(member, title="", url="") for member in incident.members)
    place = _around(incident.place, km) if km > incident.place.precision_km else incident.place
    return replace(incident, place=place, members=members)


def _around(place: Place, km: float) -> Place:
    kind, name = _area(place)
    return Place(
        id=NO_ID,
        name=name,
        kind=kind,
        country=place.country,
        admin1=place.admin1 if kind is not PlaceKind.COUNTRY else "",
        admin2=place.admin2 if kind in _SECOND.values() else "",
        point=snapped(place.point, km),
        precision_km=max(km, _FROM_CORNER * km + place.precision_km),
    )


def _area(place: Place) -> tuple[PlaceKind, str]:
    """The smallest area around the place, never the place itself; a country by its English name."""
    second = _SECOND.get(place.country)
    if second and place.admin2 and place.kind not in (second, PlaceKind.REGION, PlaceKind.COUNTRY):
        return second, place.admin2
    if place.admin1 and place.kind not in (PlaceKind.REGION, PlaceKind.COUNTRY):
        return PlaceKind.REGION, place.admin1
    return PlaceKind.COUNTRY, Phrases("en").country(place.country)


def snapped(point: Point, km: float) -> Point:
    """The middle of the cell that holds the point, at most `km` away from it.

    The cells are `km` high and wide and lie where they lie whatever is asked, so that the middle tells of the point
    that it is in the cell and no more.
    """
    height = km / _KM_IN_DEGREE
    row = math.floor(point.lat / height)
    # A row is cut into cells by its longer edge, so that none is wider than `km`.
    nearest_equator = min(abs(row), abs(row + 1)) * height
    width = height / math.cos(math.radians(min(nearest_equator, 89.9)))
    lat = min(90.0, max(-90.0, (row + 0.5) * height))
    lon = (math.floor(point.lon / width) + 0.5) * width
    return Point(lat=lat, lon=(lon + 180.0) % 360.0 - 180.0)
