"""Corners of an area made into a matcher term: "16.0,-1.0 17.0,-1.0 17.0,1.0", latitude before longitude.

Must not know where the numbers stood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.matcher import Inside
from bot.domain.place import Point
from bot.engine.terms import BadWord, Problem, clipped

FEWEST, MOST = 3, 100  # corners
DECIMALS = 4  # of a degree: about ten metres, and never written with an exponent
EXAMPLE = "16.0,-1.0 17.0,-1.0 17.0,1.0"

_CORNER = re.compile(r"([+-]?\d{1,3}(?:\.\d{1,15})?)\s*,\s*([+-]?\d{1,3}(?:\.\d{1,15})?)", re.ASCII)
_GAP = re.compile(r"[\s;]+")


def area(text: str) -> Inside:
    """The area whose corners a text lists. Raises BadWord."""
    corners, at = [], 0
    said = text.strip()
    while at < len(said):
        corner = _CORNER.match(said, at)
        if corner is None:
            raise _bad(text, f"{clipped(said[at : at + 20])} is no corner")
        corners.append((float(corner[1]), float(corner[2])))
        gap = _GAP.match(said, corner.end())
        if gap is None and corner.end() < len(said):
            raise _bad(text, f"{clipped(said[at : at + 20])} is no corner")
        at = gap.end() if gap else len(said)
    return inside(corners, text)


def inside(corners: Sequence[tuple[float, float]], text: str = "an area") -> Inside:
    """The area with these corners (degrees of latitude and longitude). Raises BadWord, which repeats `text`."""
    drawn = [Point(lat=_degrees(lat), lon=_degrees(lon)) for lat, lon in corners]
    # Without what says nothing: a corner right after itself, and the way back to where it began.
    points = tuple(one for one, before in zip(drawn, [None, *drawn], strict=False) if one != before)
    while len(points) > 1 and points[0] == points[-1]:
        points = points[:-1]
    if not FEWEST <= len(points) <= MOST:
        raise _bad(text, f"it has {len(points)} corners; allowed: {FEWEST} to {MOST}")
    if any(abs(point.lat) > 90 or abs(point.lon) > 180 for point in points):
        raise _bad(text, "latitude is from -90 to 90 and stands first, longitude from -180 to 180")
    if max(point.lon for point in points) - min(point.lon for point in points) > 180:
        raise _bad(text, "it spans more than half the globe, or runs across the date line; make two of it")
    if not _has_extent(points):
        raise _bad(text, "its corners lie on one line")
    return Inside(corners=points)


def _degrees(number: float) -> float:
    return round(number, DECIMALS) + 0.0  # which makes zero of minus zero


def _has_extent(points: Sequence[Point]) -> bool:
    first, *others = points
    spread = [(one.lat - first.lat, one.lon - first.lon) for one in others]
    return any(a[0] * b[1] != a[1] * b[0] for a in spread for b in spread)


def _bad(text: str, why: str) -> BadWord:
    return BadWord(Problem.BAD_AREA, text, f"{clipped(text)} is no area: {why}", f"write it like {EXAMPLE}")
