"""The YAML form of a matcher: a mapping whose keys must all hold, with `any`, `all` and `not` for the rest.

Must not know rules. All faults of a tree are found at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from bot.domain.errors import Fault
from bot.domain.matcher import EVERYTHING, All, Any, Matcher, Not, all_of, any_of, normal
from bot.engine import areas, fields, terms, vocabulary
from bot.engine.terms import BadWord, Names
from bot.engine.vocabulary import COUNTS, FIGURES, MOST_PEOPLE, OF_WISHES, READERS, SHARES, Read
from bot.located import Mark, Node

DEEPEST = 8  # levels of any, all and not

# In the order in which they are told.
KEYS = (
    *(key for key in READERS if key not in OF_WISHES),
    "role",
    *FIGURES,
    "any",
    "all",
    "not",
)

T = TypeVar("T")


def matcher_of(node: Node, names: Names, faults: list[Fault], depth: int = 0) -> Matcher:
    """The matcher that a mapping says; what has a fault is left out of it, so look at `faults` before using it."""
    if depth > DEEPEST:
        faults.append(node.mark.fault(f"conditions nest deeper than {DEEPEST} levels"))
        return EVERYTHING
    found = fields.mapping(node, KEYS, "a condition", faults)
    if isinstance(node.value, dict) and not node.value:
        faults.append(node.mark.fault("a condition must not be empty", f"allowed: {', '.join(KEYS)}"))
    parts = (_part(key, child, found, names, faults, depth) for key, child in found.items())
    return all_of(part for part in parts if part is not None)


def _part(
    key: str, node: Node, beside: dict[str, Node], names: Names, faults: list[Fault], depth: int
) -> Matcher | None:
    match key:
        case "any" | "all":
            given = fields.items(node, f"'{key}'", faults)
            parts = tuple(matcher_of(item, names, faults, depth + 1) for item in given)
            if not given and isinstance(node.value, list):
                faults.append(node.mark.fault(f"'{key}' must hold at least one condition"))
            return any_of(parts) if key == "any" else all_of(parts)
        case "not":
            return Not(part=matcher_of(node, names, faults, depth + 1))
        case "role":
            if "actor" not in beside:
                mark = node.key_mark or node.mark
                faults.append(mark.fault("'role' stands without 'actor'", "say whose role it is"))
            return None
        case _ if key in FIGURES:
            return _measure(key, node, faults)
        case _:
            return _named(key, node, beside.get("role"), names, faults)


def _measure(key: str, node: Node, faults: list[Fault]) -> Matcher | None:
    if key in SHARES:
        sure = fields.at_least(node, key, lambda n: fields.number(n, key, 0, 1, faults), faults)
        return None if sure is None else SHARES[key](sure)
    least = fields.at_least(node, key, lambda n: fields.whole(n, key, 0, MOST_PEOPLE, faults), faults)
    return None if least is None else COUNTS[key](int(least))


def _named(key: str, node: Node, role: Node | None, names: Names, faults: list[Fault]) -> Matcher | None:
    if key == "near" and isinstance(node.value, dict):
        return _around(node, names, faults)
    if key == "area" and isinstance(node.value, list) and any(isinstance(item.value, list) for item in node.value):
        return _inside(node, node.value, faults)
    read = _as_actors(role, faults) if key == "actor" else READERS[key]
    given = fields.words(node, key, faults)
    good = [word for word, mark in given if _tried(partial(read, [word], names), mark, faults) is not None]
    return _tried(partial(read, good, names), node.mark, faults) if good else None


def _as_actors(role: Node | None, faults: list[Fault]) -> Read:
    """The reader of actors that have one of these parts."""
    given = fields.words(role, "role", faults) if role else []
    parts = [found for word, mark in given if (found := _tried(partial(terms.roles, [word]), mark, faults))]
    return lambda words, names: terms.actors(words, names, frozenset[str]().union(*parts))


def _inside(node: Node, corners: list[Node], faults: list[Fault]) -> Matcher | None:
    """The area of `[[16.0, -1.0], [17.0, -1.0], [17.0, 1.0]]`."""
    found = [_corner(corner, faults) for corner in corners]
    known = [corner for corner in found if corner is not None]
    return _tried(partial(areas.inside, known), node.mark, faults) if len(known) == len(found) else None


def _corner(node: Node, faults: list[Fault]) -> tuple[float, float] | None:
    match [item.value for item in node.value] if isinstance(node.value, list) else ():
        case [(int() | float()) as lat, (int() | float()) as lon] if not isinstance(lat, bool) | isinstance(lon, bool):
            return float(lat), float(lon)
        case _:
            faults.append(node.mark.fault("a corner must be two numbers", "latitude, then longitude: [16.0, -1.0]"))
            return None


def _around(node: Node, names: Names, faults: list[Fault]) -> Matcher | None:
    found = fields.mapping(node, ("place", "radius_km"), "near", faults)
    fields.required(found, ("place", "radius_km"), node.mark, "near", faults)
    if len(found) < 2:
        return None
    name = fields.text(found["place"], "place", faults)
    radius_km = fields.number(found["radius_km"], "radius_km", 0.1, terms.WIDEST_RADIUS_KM, faults)
    if not name or radius_km is None:
        return None
    return _tried(partial(terms.around, name, radius_km, names), found["place"].mark, faults)


def _tried(make: Callable[[], T], mark: Mark, faults: list[Fault]) -> T | None:
    try:
        return make()
    except BadWord as bad:
        faults.append(mark.fault(bad.what, bad.fix))
        return None


def written(matcher: Matcher, names: Names) -> dict[str, object]:
    """The mapping that a file may hold for this matcher, with the names of the packs.

    Raises ValueError for what no file says: that a rule fired, one incident, a part that holds always or never.
    """
    return _written(normal(matcher), names)


def _written(part: Matcher, names: Names) -> dict[str, object]:
    figure = vocabulary.figure(part)
    if figure is not None:
        key, number = figure
        return {key: int(number) if key in COUNTS else float(number)}
    said = vocabulary.words(part, names)
    if said is not None:
        return _key(*said)
    match part:
        case Not(part=inner):
            return {"not": _written(inner, names)}
        case All(parts=parts) if parts:
            each = [_written(one, names) for one in parts]
            keys = [key for one in each for key in one]
            return {"all": each} if len(set(keys)) < len(keys) else {key: one[key] for one in each for key in one}
        case Any(parts=parts) if parts:
            return {"any": [_written(one, names) for one in parts]}
        case _:
            raise ValueError("no condition says what holds always, or never")


def _key(key: str, words: Sequence[str]) -> dict[str, object]:
    if key in OF_WISHES:
        raise ValueError(f"no rule asks for {key!r}")
    if key == "area" and len(words) == 1:
        corners = (corner.split(",") for corner in words[0].split(" "))
        return {key: [[float(number) for number in corner] for corner in corners]}
    return {key: words[0] if len(words) == 1 else list(words)}
