"""The places of the loaded theatres: by id, by name, by misspelt name, by coordinates.

Must not know texts: which of the places that share a name a sentence means is the reader's question. How names are
compared is told in `names.name_key`, how homonyms are ranked in `candidates`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.domain.ids import PlaceId
from bot.domain.place import Place, PlaceKind, Point, distance_km
from bot.extract import names
from bot.extract.nearby import Nearby, wind
from bot.extract.spelling import Spellings

SETTLED = frozenset((PlaceKind.TOWN, PlaceKind.VILLAGE))
NEAR_KM = 25.0  # a point this near to a settlement is told as that settlement
EDGE_KM = 250.0  # beyond this from every place, a point is no longer in the theatre

_RANK = {
    kind: rank
    for rank, kind in enumerate(
        (
            PlaceKind.TOWN,
            PlaceKind.VILLAGE,
            PlaceKind.BASE,
            PlaceKind.CERCLE,
            PlaceKind.PROVINCE,
            PlaceKind.REGION,
            PlaceKind.COUNTRY,
            PlaceKind.MINE,
            PlaceKind.BORDER_POST,
            PlaceKind.AREA,
            PlaceKind.RIVER,
            PlaceKind.POINT,
        )
    )
}
_KIND_WORDS = {
    "region": {PlaceKind.REGION},
    "cercle": {PlaceKind.CERCLE},
    "circle": {PlaceKind.CERCLE},
    "province": {PlaceKind.PROVINCE},
    "country": {PlaceKind.COUNTRY},
    "ville": SETTLED,
    "town": SETTLED,
    "city": SETTLED,
    "village": SETTLED,
    "commune": SETTLED,
    "camp": {PlaceKind.BASE},
    "base": {PlaceKind.BASE},
    "mine": {PlaceKind.MINE},
}
_KINDS = "r[eé]gions?|" + "|".join(word for word in _KIND_WORDS if word != "region")
_KIND_FIRST = re.compile(rf"(?:the |la |le |l['’])?({_KINDS})\s+(?:of |de la |de l['’]|du |des |de |d['’])?(.+)", re.I)
_KIND_LAST = re.compile(rf"(?:the )?(.+?)\s+({_KINDS})", re.I)
_BESIDE = re.compile(
    r"(?:.{0,80}\s)?(?:near|outside|(?:north|south|east|west) of|pr[eè]s (?:de |d['’])|environs (?:de |d['’]))\s*(.+)",
    re.IGNORECASE,
)
_QUALIFIED = re.compile(r"(.+?)\s*(?:,\s*([^,]+)|\(([^()]+)\)|\s(?:in|of|au)\s+(.+))\s*")
_WINDS = frozenset(
    ("north", "south", "east", "west", "northern", "southern", "eastern", "western", "nord", "sud", "est", "ouest")
)
_ROAD = re.compile(r"R?N\s?\d{1,3}", re.IGNORECASE)  # "Négala (RN24)": which road it lies on
_POINT_ID = re.compile(r"[a-z]{2}/(?:[a-z0-9-]+/)?(-?\d{1,2}\.\d\d),(-?\d{1,3}\.\d\d):point")
_MOST_READINGS = 3  # "Kidal region, Mali" needs two; more would let a hostile name cost time


@dataclass(frozen=True, slots=True)
class Named:
    """A place and its other names, as a pack writes them."""

    place: Place
    aliases: tuple[str, ...]


class Gazetteer:
    """Implements bot.ports.theatre.Places. Of homonyms that rank equal, the first in the pack is meant."""

    def __init__(self, rows: Sequence[Named]) -> None:
        self._rows = tuple(rows)
        self._by_id = {row.place.id: row.place for row in rows}
        found: dict[str, dict[PlaceId, tuple[int, bool, int]]] = {}
        for order, row in enumerate(rows):
            for position, name in enumerate((row.place.name, *row.aliases)):
                ranks = found.setdefault(names.name_key(name), {})
                ranks.setdefault(row.place.id, (_RANK[row.place.kind], position > 0, order))
        self._by_key = {
            key: tuple(self._by_id[place] for place in sorted(ranks, key=ranks.__getitem__))
            for key, ranks in found.items()
        }
        self._spots = tuple(row.place for row in rows if not row.place.kind.is_area)
        self._near_spots = Nearby([place.point for place in self._spots])
        self._settled = tuple(place for place in self._spots if place.kind in SETTLED)
        self._near_settled = Nearby([place.point for place in self._settled])
        self._spellings = Spellings(self._by_key)
        of_kinds: dict[tuple[PlaceKind, str], list[Place]] = {}
        for row in rows:
            of_kinds.setdefault((row.place.kind, row.place.country), []).append(row.place)
        self._of_kinds = {key: tuple(places) for key, places in of_kinds.items()}
        self.countries = frozenset(row.place.country for row in rows if row.place.kind is PlaceKind.COUNTRY)

    def get(self, place: PlaceId) -> Place | None:
        """The place of an id; a POINT place is made again from the coordinates in its id."""
        known = self._by_id.get(place)
        if known is not None:
            return known
        spot = _POINT_ID.fullmatch(place)
        return self._away(Point(lat=float(spot[1]), lon=float(spot[2])), 1.0) if spot else None

    def find(self, name: str) -> Place | None:
        """The likeliest place for a name, alias or id; also "Kidal region", "cercle d'Ansongo", "Bamba, Gao"."""
        return next(iter(self.candidates(name)), None)

    def candidates(self, name: str) -> tuple[Place, ...]:
        """Every place that a name may mean, likeliest first: town, village, base, cercle, province, region, country,
        others; the bearer of the name before one that has it as an alias; then in the order of the pack."""
        if len(name) > names.MAX_NAME:
            return ()
        known = self._by_id.get(PlaceId(name))
        return (known,) if known is not None else self._read(name.strip(), _MOST_READINGS)

    def suggest(self, name: str, limit: int = 5) -> tuple[Place, ...]:
        """Places whose names begin like `name`, then those spelt nearly so; each once."""
        found: dict[PlaceId, Place] = {}
        exact = self._read(name.strip(), _MOST_READINGS) if len(name) <= names.MAX_NAME else ()
        keys = self._spellings.like(names.name_key(name[: names.MAX_NAME]), 4 * limit)
        for place in (*exact, *(place for key in keys for place in self._by_key[key])):
            found.setdefault(place.id, place)
        return tuple(found.values())[:limit]

    def at(self, point: Point, precision_km: float, name: str = "") -> Place | None:
        """What lies at a point known to `precision_km`.

        The place that `name` says where that fits the point; else the nearest town or village within 25 km; else a
        POINT place ("42 km NE of Kidal") with the admin areas of its nearest neighbour. None farther than 250 km from
        every place. The precision that comes back is never better than the distance between the point and its place.
        """
        for place in self._fitting(point, precision_km, name):
            return _told_as(place, point, precision_km)
        nearest = self._near_settled.nearest(point, NEAR_KM)
        if nearest is not None:
            return _told_as(self._settled[nearest[0]], point, precision_km)
        return self._away(point, precision_km)

    def names(self) -> Iterable[tuple[str, tuple[PlaceId, ...]]]:
        """Every spelling of the pack as it is written, once, with the places that it may mean, likeliest first."""
        for spelling in dict.fromkeys(name for row in self._rows for name in (row.place.name, *row.aliases)):
            yield spelling, tuple(place.id for place in self._by_key[names.name_key(spelling)])

    def regions(self, country: str) -> tuple[Place, ...]:
        """The first-level areas of a country (ISO 3166-1 alpha-2), in the order of the pack."""
        return self._of_country(PlaceKind.REGION, country)

    def near(self, place: Place, km: float) -> tuple[Place, ...]:
        """Every other spot (no area) within a distance of a place, nearest first."""
        spots = (self._spots[index] for _, index in self._near_spots.within(place.point, km))
        return tuple(spot for spot in spots if spot.id != place.id)

    def settlement(self, place: Place) -> Place:
        """The town or village that people name for a base, mine or border post: itself where none lies within 25 km."""
        if place.kind in SETTLED or place.kind.is_area or place.kind is PlaceKind.POINT:
            return place
        nearest = self._near_settled.nearest(place.point, NEAR_KM)
        return place if nearest is None else self._settled[nearest[0]]

    def _read(self, name: str, readings: int) -> tuple[Place, ...]:
        key = names.name_key(name)
        if not key or not readings:
            return ()
        return (
            self._by_key.get(key)
            or self._of_kind(name, readings)
            or self._qualified(name, readings)
            or self._beside(name, readings)
        )

    def _of_kind(self, name: str, readings: int) -> tuple[Place, ...]:
        for pattern, kind_group, name_group in ((_KIND_FIRST, 1, 2), (_KIND_LAST, 2, 1)):
            match = pattern.fullmatch(name)
            if match:
                kinds = _KIND_WORDS[names.name_key(match[kind_group]).removesuffix("s")]
                found = self._read(match[name_group], readings - 1)
                fitting = tuple(place for place in found if place.kind in kinds)
                if fitting:
                    return fitting
        return ()

    def _qualified(self, name: str, readings: int) -> tuple[Place, ...]:
        """Reads "Bamba, Gao", "Kidal (Mali)", "Mopti (Sévaré)" and "Tinzaouaten (south)"."""
        match = _QUALIFIED.fullmatch(name)
        if match is None:
            return ()
        found, word = self._read(match[1], readings - 1), match[2] or match[3] or match[4]
        if names.name_key(word) in _WINDS or _ROAD.fullmatch(word):
            return found
        hints = self._read(word, 1) + self._of_country(PlaceKind.COUNTRY, word)
        inside = tuple(place for place in found if any(_inside(place, area) for area in hints if area.kind.is_area))
        if inside:
            return inside
        # "Mopti (Sévaré)": the bracket names a spot beside the place, more exact than the place itself.
        return tuple(
            spot
            for spot in hints
            if not spot.kind.is_area and any(distance_km(spot.point, place.point) <= 2 * NEAR_KM for place in found[:1])
        )

    def _beside(self, name: str, readings: int) -> tuple[Place, ...]:
        """Reads "Niger river near Gourma-Rharous" as the place that people can find on a map."""
        match = _BESIDE.fullmatch(name)
        return self._read(match[1], readings - 1) if match else ()

    def _of_country(self, kind: PlaceKind, code: str) -> tuple[Place, ...]:
        return self._of_kinds.get((kind, code.strip().upper()), ())

    def _fitting(self, point: Point, precision_km: float, name: str) -> list[Place]:
        """The places called `name` that may lie at the point; areas first where only an area can be meant."""
        found = self.candidates(name) if name else ()
        spots = [p for p in found if not p.kind.is_area and distance_km(p.point, point) <= max(NEAR_KM, precision_km)]
        if precision_km <= NEAR_KM:
            return spots
        areas = [p for p in found if p.kind.is_area and distance_km(p.point, point) <= p.precision_km + precision_km]
        return sorted(areas, key=lambda area: abs(area.precision_km - precision_km)) + spots

    def _away(self, point: Point, precision_km: float) -> Place | None:
        nearest = self._near_spots.nearest(point, EDGE_KM)
        if nearest is None:
            return None
        seen = self._near_settled.nearest(point, EDGE_KM)
        neighbour = self._settled[seen[0]] if seen else self._spots[nearest[0]]
        where = f"{neighbour.country}/{names.slug(neighbour.admin1)}/".lower().replace("//", "/")
        return Place(
            id=PlaceId(f"{where}{point.lat:.2f},{point.lon:.2f}:point"),
            name=f"{distance_km(neighbour.point, point):.0f} km {wind(neighbour.point, point)} of {neighbour.name}",
            kind=PlaceKind.POINT,
            country=neighbour.country,
            admin1=neighbour.admin1,
            admin2=neighbour.admin2,
            point=point,
            precision_km=precision_km,
        )


def _told_as(place: Place, point: Point, precision_km: float) -> Place:
    reach = precision_km if place.kind.is_area else max(precision_km, distance_km(place.point, point))
    return replace(place, precision_km=round(max(reach, place.precision_km if place.kind.is_area else 0.0), 1))


def _inside(place: Place, area: Place) -> bool:
    """Whether a place lies in an administrative area by the names that the pack gives."""
    if place.country != area.country:
        return False
    match area.kind:
        case PlaceKind.COUNTRY:
            return True
        case PlaceKind.REGION:
            return place.admin1 == area.name
        case PlaceKind.CERCLE | PlaceKind.PROVINCE:
            return place.admin2 in (area.name, area.admin2) and bool(place.admin2)
        case _:
            return False
