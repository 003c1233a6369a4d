"""Points that a text gives by a named place: so far off in a direction, or between two towns.

Must not know why a place was chosen.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace

from bot.domain.ids import PlaceId
from bot.domain.place import EARTH_RADIUS_KM, Place, PlaceKind, Point, distance_km
from bot.extract.attachment import OFFSET
from bot.extract.names import slug
from bot.ports.theatre import Places

KM_PER_MILE = 1.609344  # https://www.nist.gov/pml/special-publication-811
NEAR_KM = 15.0  # as near as this, people still say the town's name
_VAGUE_KM = 20.0  # "south of X" without a distance
_WINDS = {"north": 0, "nord": 0, "east": 90, "est": 90, "south": 180, "sud": 180, "west": 270, "ouest": 270}
_TENS = {"dizaine": 10, "quinzaine": 15, "vingtaine": 20, "trentaine": 30}
_TENS |= {"quarantaine": 40, "cinquantaine": 50, "centaine": 100}


def off(places: Places, place: Place, before: str) -> tuple[Place, int]:
    """What "30 km south of" before a name makes of the place, and how many characters before the name say so."""
    match = OFFSET.search(before)
    if match is None:
        return place, 0
    said = len(before) - match.start()
    km = _kilometres(match)
    if km <= 0:
        return replace(place, precision_km=max(place.precision_km, _VAGUE_KM)), said
    point = _moved(place.point, km, _bearing(match["wind"]))
    # People round distances and measure along roads: a third of the way is the least doubt.
    precision = max(2.0, round(km * 0.3, 1))
    if km <= NEAR_KM:
        return replace(place, point=point, precision_km=max(precision, km)), said
    near = places.at(point, precision)
    return (near, said) if near is not None else (place, 0)


def between(places: Places, a: Place, b: Place) -> Place:
    """The stretch between two places: its middle, with half the distance as precision."""
    half = max(distance_km(a.point, b.point) / 2, a.precision_km, b.precision_km)
    middle = Point(lat=(a.point.lat + b.point.lat) / 2, lon=(a.point.lon + b.point.lon) / 2)
    return replace(
        places.at(middle, half) or a,
        id=PlaceId(f"{slug(a.country)}/{slug(a.admin1)}/{middle.lat:.2f},{middle.lon:.2f}:point"),
        name=f"{a.name}–{b.name}",
        kind=PlaceKind.POINT,
        point=middle,
        precision_km=round(half, 1),
    )


def _kilometres(match: re.Match[str]) -> float:
    if match["km"]:
        return float(match["km"])
    if match["miles"]:
        return float(match["miles"]) * KM_PER_MILE
    return float(_TENS[match["group"]]) if match["group"] else 0.0


def _bearing(wind: str) -> float:
    """Degrees from north of a wind in either language."""
    angles = [_WINDS[word] for word in re.findall("north|nord|south|sud|east|west|ouest|est", wind)]
    if set(angles) == {0, 270}:
        return 315.0
    return sum(angles) / len(angles)


def _moved(point: Point, km: float, bearing: float) -> Point:
    """The point so far away in that direction; on a flat earth, which is right to a percent over such distances."""
    angle = math.radians(bearing)
    lat = point.lat + math.degrees(km * math.cos(angle) / EARTH_RADIUS_KM)
    lon = point.lon + math.degrees(km * math.sin(angle) / (EARTH_RADIUS_KM * math.cos(math.radians(point.lat))))
    return Point(lat=lat, lon=lon)
