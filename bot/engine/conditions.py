"""The YAML form of a matcher: a mapping whose keys must all hold, with `any`, `all` and `not` for the rest.

Must not know rules. All faults of a tree are found at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.domain import matcher
from bot.domain.errors import Fault
from bot.engine import fields, roads, terms
from bot.engine.terms import BadWord, Names
from bot.located import Mark, Node

DEEPEST = 8  # levels of any, all and not
MOST_PEOPLE = 1_000_000

KEYS = (
    "type",
    "actor",
    "role",
    "target",
    "near",
    "road",
    "region",
    "country",
    "killed",
    "wounded",
    "certainty",
    "standing",
    "families",
    "source",
    "any",
    "all",
    "not",
)


def matcher_of(node: Node, names: Names, faults: list[Fault], depth: int = 0) -> matcher.Matcher:
    """The matcher that a mapping says; what has a fault is left out of it, so look at `faults` before using it."""
    if depth > DEEPEST:
        faults.append(node.mark.fault(f"conditions nest deeper than {DEEPEST} levels"))
        return matcher.EVERYTHING
    found = fields.mapping(node, KEYS, "a condition", faults)
    if isinstance(node.value, dict) and not node.value:
        faults.append(node.mark.fault("a condition must not be empty", f"allowed: {', '.join(KEYS)}"))
    parts: list[matcher.Matcher] = []
    for key, child in found.items():
        part = _part(key, child, found, names, faults, depth)
        if part is not None:
            parts.append(part)
    return parts[0] if len(parts) == 1 else matcher.All(parts=tuple(parts))


def _part(
    key: str, node: Node, beside: dict[str, Node], names: Names, faults: list[Fault], depth: int
) -> matcher.Matcher | None:
    match key:
        case "any" | "all":
            given = fields.items(node, f"'{key}'", faults)
            parts = tuple(matcher_of(item, names, faults, depth + 1) for item in given)
            if not given and isinstance(node.value, list):
                faults.append(node.mark.fault(f"'{key}' must hold at least one condition"))
            return matcher.Any(parts=parts) if key == "any" else matcher.All(parts=parts)
        case "not":
            return matcher.Not(part=matcher_of(node, names, faults, depth + 1))
        case "role":
            if "actor" not in beside:
                mark = node.key_mark or node.mark
                faults.append(mark.fault("'role' stands without 'actor'", "say whose role it is"))
            return None
        case "killed" | "wounded" | "families" | "certainty":
            return _measure(key, node, faults)
        case _:
            return _named(key, node, beside.get("role"), names, faults)


def _measure(key: str, node: Node, faults: list[Fault]) -> matcher.Matcher | None:
    if key == "certainty":
        sure = fields.at_least(node, key, lambda n: fields.number(n, key, 0, 1, faults), faults)
        return None if sure is None else matcher.Certain(at_least=sure)
    least = fields.at_least(node, key, lambda n: fields.whole(n, key, 0, MOST_PEOPLE, faults), faults)
    if least is None:
        return None
    if key == "killed":
        return matcher.Killed(at_least=int(least))
    return matcher.Wounded(at_least=int(least)) if key == "wounded" else matcher.Families(at_least=int(least))


def _named(key: str, node: Node, role: Node | None, names: Names, faults: list[Fault]) -> matcher.Matcher | None:
    if key == "near" and isinstance(node.value, dict):
        return _around(node, names, faults)
    given = fields.words(node, key, faults)
    if key == "actor":
        return _actors(given, role, names, faults)
    one_by_one: dict[str, Callable[[str], matcher.Matcher]] = {
        "type": lambda word: terms.types([word]),
        "target": lambda word: terms.targets([word]),
        "source": lambda word: terms.outlets([word]),
        "near": lambda word: terms.near(word, names),
        "road": lambda word: roads.road(word, names),
        "region": lambda word: terms.region(word, names),
        "country": lambda word: terms.country(word, names),
        "standing": terms.standing,
    }
    good = [word for word, mark in given if _tried(one_by_one[key], word, mark, faults) is not None]
    if not good:
        return None
    if key == "type":
        return terms.types(good)
    if key == "target":
        return terms.targets(good)
    if key == "source":
        return terms.outlets(good)
    parts = tuple(one_by_one[key](word) for word in good)
    return parts[0] if len(parts) == 1 else matcher.Any(parts=parts)


def _actors(
    given: Sequence[tuple[str, Mark]], role: Node | None, names: Names, faults: list[Fault]
) -> matcher.Matcher | None:
    good = [word for word, mark in given if _tried(lambda w: terms.actors([w], names), word, mark, faults)]
    roles: list[str] = []
    for word, mark in fields.words(role, "role", faults) if role else []:
        if _tried(lambda w: terms.actors((), names, [w]), word, mark, faults):
            roles.append(word)
    return terms.actors(good, names, roles) if good else None


def _around(node: Node, names: Names, faults: list[Fault]) -> matcher.Matcher | None:
    found = fields.mapping(node, ("place", "radius_km"), "near", faults)
    fields.required(found, ("place", "radius_km"), node.mark, "near", faults)
    if len(found) < 2:
        return None
    name = fields.text(found["place"], "place", faults)
    radius_km = fields.number(found["radius_km"], "radius_km", 0.1, terms.WIDEST_RADIUS_KM, faults)
    if not name or radius_km is None:
        return None
    return _tried(lambda word: terms.around(word, radius_km, names), name, found["place"].mark, faults)


def _tried(
    make: Callable[[str], matcher.Matcher], word: str, mark: Mark, faults: list[Fault]
) -> matcher.Matcher | None:
    try:
        return make(word)
    except BadWord as bad:
        faults.append(mark.fault(bad.what, bad.fix))
        return None
