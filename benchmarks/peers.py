"""The same wishes put to engines of expressions: rule-engine, and the Common Expression Language in Rust.

Each wish becomes an expression over flat values of an incident, which are made once for all of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import cel
import rule_engine

from bot.domain.ids import RuleId
from bot.domain.incident import Incident
from bot.domain.matcher import (
    Actors,
    All,
    Any,
    Inside,
    Killed,
    Languages,
    Matcher,
    Near,
    Not,
    Rules,
    Tiers,
    Types,
    Within,
    Words,
)
from bot.domain.place import EARTH_RADIUS_KM, Point
from bot.domain.words import phrases

FORMS = ((1, 0), (2, 0))  # the phrases that wishes here ask for have one or two whole words


@dataclass(frozen=True)
class Peer:
    """An engine: builds what it needs of expressions, then tells how many hold for an incident's values."""

    name: str
    signs: tuple[str, str, str]  # and, or, not
    build: Callable[[Sequence[str]], object]
    count: Callable[[object, Mapping[str, object]], int]


def expression(matcher: Matcher, peer: Peer) -> str:
    """The wish in the peer's language. Raises TypeError for a term that no wish here has."""
    both, either, contrary = peer.signs
    match matcher:
        case All(parts=parts):
            return _joined(both, [expression(part, peer) for part in parts])
        case Any(parts=parts):
            return _joined(either, [expression(part, peer) for part in parts])
        case Not(part=part):
            return f"({contrary} {expression(part, peer)})"
        case Killed(at_least=least):
            return f"(killed >= {least})"
        case Near() | Within() | Inside():
            return _placed(matcher, both)
        case _:
            name, named = _listed(matcher)
            return _joined(either, [f'"{one}" in {name}' for one in sorted(named)])


def _joined(sign: str, parts: Sequence[str]) -> str:
    return f"({f' {sign} '.join(parts)})"


def _placed(term: Near | Within | Inside, both: str) -> str:
    match term:
        case Within(country=country, admin1=""):
            return f'(country == "{country}")'
        case Within(country=country, admin1=admin1):
            return _joined(both, [f'country == "{country}"', f'admin1 == "{admin1}"'])
        case Near(point=point, radius_km=radius_km):
            x, y, z = _direction(point)
            return f"(x * {x!r} + y * {y!r} + z * {z!r} >= {math.cos(radius_km / EARTH_RADIUS_KM)!r})"
        case Inside(corners=corners):  # which lie around a circle here, so that every side has the rest on its left
            sides = zip(corners, (*corners[1:], *corners[:1]), strict=True)
            return _joined(both, [_left_of(a, b) for a, b in sides])


def _left_of(a: Point, b: Point) -> str:
    east, north = b.lon - a.lon, b.lat - a.lat
    return f"lat * {east!r} - lon * {north!r} >= {a.lat * east - a.lon * north!r}"


def _listed(term: Matcher) -> tuple[str, frozenset[str]]:
    """The list of an incident in which one of some words must stand."""
    match term:
        case Types(words=named):
            return "words", named
        case Actors(ids=named):
            return "actors", frozenset(named)
        case Tiers(ids=named):
            return "outlets", frozenset(named)
        case Languages(codes=named):
            return "languages", named
        case Words(phrases=named):
            return "said", named
        case Rules(ids=named):
            return "rules", frozenset(named)
        case _:
            raise TypeError(f"no wish here asks for {term!r}")


def values(incident: Incident, rules: frozenset[RuleId]) -> dict[str, object]:
    """What expressions look at."""
    x, y, z = _direction(incident.place.point)
    return {
        "words": sorted(incident.words),
        "actors": [participant.actor for participant in incident.participants],
        "outlets": [member.outlet for member in incident.members],
        "languages": [member.language for member in incident.members],
        "said": sorted(set[str]().union(*(phrases(member.title, FORMS) for member in incident.members))),
        "rules": sorted(rules),
        "killed": incident.killed.low if incident.killed else 0,
        "country": incident.place.country,
        "admin1": incident.place.admin1,
        "lat": incident.place.point.lat,
        "lon": incident.place.point.lon,
        "x": x,
        "y": y,
        "z": z,
    }


def _direction(point: Point) -> tuple[float, float, float]:
    lat, lon = math.radians(point.lat), math.radians(point.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _of_rule_engine(programs: object, seen: Mapping[str, object]) -> int:
    return sum(program.matches(seen) for program in programs)  # type: ignore[attr-defined]


def _of_cel(programs: object, seen: Mapping[str, object]) -> int:
    context = cel.Context(dict(seen))
    return sum(program.execute(context) for program in programs)  # type: ignore[attr-defined]


PEERS = {
    "rule-engine": Peer(
        f"rule-engine {rule_engine.__version__}",
        ("and", "or", "not"),
        lambda texts: [rule_engine.Rule(text) for text in texts],
        _of_rule_engine,
    ),
    "cel": Peer("CEL in Rust", ("&&", "||", "!"), lambda texts: [cel.compile(text) for text in texts], _of_cel),
}
