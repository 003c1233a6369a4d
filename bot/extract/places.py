"""Reads places.csv of a pack. Must not know how places are looked up."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from bot.domain.errors import BadFile, Fault
from bot.domain.ids import PlaceId
from bot.domain.place import Place, PlaceKind, Point
from bot.extract import names
from bot.extract.gazetteer import Named
from bot.located import Mark, Row, nearest, read_csv

COLUMNS = ("name", "aliases", "kind", "country", "admin1", "admin2", "lat", "lon", "precision_km")
OPTIONAL = ("notes",)  # for those who keep the file; never read
_KINDS = frozenset(kind.value for kind in PlaceKind if kind is not PlaceKind.POINT)
_COUNTRY = re.compile(r"[A-Z]{2}")
_NUMBER = re.compile(r"-?\d{1,4}(\.\d{1,6})?")
_WIDEST_KM = 2000.0  # a country; Mali's farthest village lies 1,000 km from its label


def parse_places(file: str, text: str, faults: list[Fault]) -> list[tuple[Named, Mark]]:
    """The places of one file with their marks; whatever is wrong goes to `faults`, and the row is left out."""
    found = []
    for row in _rows(file, text, faults):
        own: list[Fault] = []
        named = _named(row, own)
        if own:
            faults += own
        else:
            found.append((named, row.mark))
    return found


def place_id(country: str, admin1: str, name: str, kind: PlaceKind) -> PlaceId:
    """The stable id of a place: "ml/kidal/kidal:town", "ml/mali:country"."""
    parts = (country.lower(), names.slug(admin1), names.slug(name))
    return PlaceId("/".join(part for part in parts if part) + f":{kind.value}")


def _rows(file: str, text: str, faults: list[Fault]) -> Iterator[Row]:
    head = text.partition("\n")[0].rstrip("\r").removeprefix("\ufeff")
    column = 1
    for cell in head.split(","):
        if cell not in (*COLUMNS, *OPTIONAL):
            faults.append(Mark(file, 1, column).fault(f"unknown column {cell!r}", nearest(cell, COLUMNS + OPTIONAL)))
        column += len(cell) + 1
    try:
        yield from read_csv(file, text.removeprefix("\ufeff"), COLUMNS)
    except BadFile as error:
        faults += error.faults


def _named(row: Row, faults: list[Fault]) -> Named:
    cells = {key: value.strip() for key, value in row.cells.items()}
    _check_texts(cells, row.mark, faults)
    kind = PlaceKind.AREA
    if cells["kind"] in _KINDS:
        kind = PlaceKind(cells["kind"])
    else:
        faults.append(row.mark.fault(f"unknown kind {cells['kind']!r}", nearest(cells["kind"], _KINDS)))
    if not _COUNTRY.fullmatch(cells["country"]):
        fix = "the two capital letters of ISO 3166-1, like ML"
        faults.append(row.mark.fault(f"country {cells['country']!r} is not a country code", fix))
    if kind is PlaceKind.REGION and cells["admin1"] != cells["name"]:
        faults.append(row.mark.fault(f"region {cells['name']!r} has admin1 {cells['admin1']!r}", "write its own name"))
    place = Place(
        id=place_id(cells["country"], cells["admin1"], cells["name"], kind),
        name=cells["name"],
        kind=kind,
        country=cells["country"],
        admin1=cells["admin1"],
        admin2=cells["admin2"],
        point=Point(
            lat=_number(cells, "lat", (-90.0, 90.0), row.mark, faults),
            lon=_number(cells, "lon", (-180.0, 180.0), row.mark, faults),
        ),
        precision_km=_number(cells, "precision_km", (0.1, _WIDEST_KM), row.mark, faults),
    )
    aliases = dict.fromkeys(alias.strip() for alias in cells["aliases"].split("|"))
    return Named(place, tuple(alias for alias in aliases if alias and alias != place.name))


def _check_texts(cells: dict[str, str], mark: Mark, faults: list[Fault]) -> None:
    if not names.slug(cells["name"]):
        faults.append(mark.fault(f"name {cells['name']!r} has no Latin letter", "put other scripts among the aliases"))
    for key in ("name", "admin1", "admin2"):
        trouble = names.unsafe(cells[key])
        if trouble:
            faults.append(mark.fault(f"{key} {trouble}"))
    for alias in cells["aliases"].split("|") if cells["aliases"] else ():
        trouble = names.unsafe(alias) or ("" if names.name_key(alias) else "is empty")
        if trouble:
            faults.append(mark.fault(f"alias {alias[:40]!r} {trouble}", "aliases are separated by |"))


def _number(cells: dict[str, str], key: str, bounds: tuple[float, float], mark: Mark, faults: list[Fault]) -> float:
    """A plain decimal within bounds; 1e3, nan and a decimal comma are faults."""
    text, (low, high) = cells[key], bounds
    if not _NUMBER.fullmatch(text) or not low <= float(text) <= high:
        faults.append(mark.fault(f"{key} {text!r} is not allowed", f"a number from {low:g} to {high:g}, with a point"))
        return math.nan
    return float(text)
