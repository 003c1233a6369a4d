"""Names of roads made into matcher terms: a road of the pack ("RN18"), or the places it runs through ("Gao–Kidal").

A pack writes a road as an area whose name lists its places joined by en dashes, after its number where it has one:
"RN18 Gao–Bourem–Kidal", "Ber–Tombouctou road". Must not know where the words stood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain import matcher
from bot.domain.place import Place, PlaceKind
from bot.engine.terms import BadWord, Names, Problem, clipped, name_of
from bot.ports.theatre import Places

USUAL_WIDTH_KM = 15.0  # what can be seen from a road, and fired at, with room for how roughly places are known
WIDEST_KM = 200.0
MOST_PLACES = 12
OFFERED = 3
DASH = "–"

_WIDTH = re.compile(r"\s*(?P<name>.+?)\s*(?:/\s*(?P<km>\d{1,6}(?:\.\d+)?)\s*(?:km)?\s*)?")
_WORD_FIRST = re.compile(
    r"(?:the |la |l['’])?(?:road|route|axe|axis|piste|track)\s+(?:de |from |between |entre )?(.+)", re.IGNORECASE
)
_WORD_LAST = re.compile(r"(.+?)\s+(?:road|route|axis|track)", re.IGNORECASE)
_NUMBER = re.compile(r"R?N\s?\d{1,3}\s+(.+)", re.IGNORECASE)
_SIGNS = re.compile(r"\s*(?:–|—|→|\.\.|->|>)\s*|\s+-\s+")


def road(text: str, names: Names) -> matcher.Along:
    """ "RN18/20km", "Gao–Kidal/20", "Gao-Bourem-Kidal" (15 km on either side). Raises BadWord."""
    parsed = _WIDTH.fullmatch(text)
    if parsed is None:
        raise _bad_width(text)
    width_km = float(parsed["km"] or USUAL_WIDTH_KM)
    if not 0 < width_km <= WIDEST_KM:
        raise _bad_width(text)
    try:
        return _named(parsed["name"], width_km, names.places)
    except BadWord:
        if "/" in parsed["name"]:  # which is in the ids of places, and before what should be a width
            raise _bad_width(text) from None
        raise


def of_place(place: Place, places: Places, width_km: float = USUAL_WIDTH_KM) -> matcher.Along | None:
    """The road that a place of the pack is; None where it is something else.

    Of a road with an end that no row of the pack knows, the middle stands for that end.
    """
    if place.kind is not PlaceKind.AREA or DASH not in place.name:
        return None
    label = place.name.removesuffix(" road")
    numbered = _NUMBER.fullmatch(label)
    parts = (numbered[1] if numbered else label).split(DASH)
    spots = [spot for part in parts if (spot := _spot(part, places))]
    points = tuple(spot.point for spot in spots)
    if len(points) < len(parts):
        points = (*points[:1], place.point, *points[1:]) if points else ()
    return matcher.Along(label=label, points=points, width_km=width_km) if len(points) > 1 else None


def is_said(text: str) -> bool:
    """Whether a text speaks of a road without doubt, known or not: "axe Gao-Kidal", "Gao > Kidal"."""
    return _bare(text) != text or len(_SIGNS.split(text)) > 1


def _named(name: str, width_km: float, places: Places) -> matcher.Along:
    for spelling in dict.fromkeys((name, _bare(name))):
        known = places.find(spelling)
        found = of_place(known, places, width_km) if known else None
        if found is not None:
            return found
    parts = _parts(_bare(name), places)
    if len(parts) > MOST_PLACES:
        fix = f"name at most {MOST_PLACES} places of a road"
        raise BadWord(Problem.UNKNOWN_ROAD, name, f"{clipped(name)} has too many places", fix)
    spots = [_spot(part, places) for part in parts]
    through = [spot for spot in spots if spot is not None]
    if len(through) < len(spots) or len({spot.id for spot in through}) < 2:
        raise _unknown(name, parts, spots, places)
    label = DASH.join(name_of(spot, places) for spot in through)
    return matcher.Along(label=label, points=tuple(spot.point for spot in through), width_km=width_km)


def _parts(name: str, places: Places) -> list[str]:
    """The names of the places. A sign may also belong to a name: "Gao-Gourma-Rharous" are two."""
    marked = _SIGNS.split(name)
    words, sign = (marked, DASH) if len(marked) > 1 else (name.split("-"), "-")
    return words if len(words) > MOST_PLACES else _legs(words, sign, places) or words


def _legs(words: Sequence[str], sign: str, places: Places) -> list[str]:
    """The words joined to known names, the longest first; none where they cannot be."""
    for length in range(len(words), 0, -1):
        name = sign.join(words[:length])
        if _spot(name, places) is None:
            continue
        if length == len(words):
            return [name]
        if rest := _legs(words[length:], sign, places):
            return [name, *rest]
    return []


def _spot(name: str, places: Places) -> Place | None:
    """A place that a road can run through: no region or country."""
    found = places.find(name.strip())
    return None if found is None or found.kind.is_area else found


def _bare(name: str) -> str:
    """The name without the word that says it is a road's."""
    said = _WORD_FIRST.fullmatch(name) or _WORD_LAST.fullmatch(name)
    return said[1] if said else name


def _unknown(name: str, parts: Sequence[str], spots: Sequence[Place | None], places: Places) -> BadWord:
    roads = [place.name for place in places.suggest(_bare(name)[:80], OFFERED) if of_place(place, places)]
    close = tuple(dict.fromkeys([*_mended(parts, spots, places), *roads]))[:OFFERED]
    fix = f"did you mean {' or '.join(map(repr, close))}?" if close else "write it like RN18/20km or Gao–Kidal/20km"
    return BadWord(Problem.UNKNOWN_ROAD, name, f"unknown road {clipped(name)}", fix, close)


def _mended(parts: Sequence[str], spots: Sequence[Place | None], places: Places) -> list[str]:
    """The road with each unknown place replaced by the nearest known ones."""
    if len(parts) < 2:
        return []
    near = [
        [spot.name] if spot else [one.name for one in places.suggest(part[:80], OFFERED) if not one.kind.is_area]
        for part, spot in zip(parts, spots, strict=True)
    ]
    if not all(near):
        return []
    rows = ([names[min(choice, len(names) - 1)] for names in near] for choice in range(OFFERED))
    return [DASH.join(row) for row in rows if len(set(row)) > 1]


def _bad_width(text: str) -> BadWord:
    fix = f"write it like RN18/20km; allowed: more than 0, at most {WIDEST_KM:g} km"
    return BadWord(Problem.BAD_WIDTH, text, f"{clipped(text)} is not a road with a width", fix)
