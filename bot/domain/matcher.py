"""The predicate language shared by rules, subscriptions, mutes and search: what it can say, and whether it holds.

A matcher is a tree of All, Any and Not over terms. Names of places are resolved when it is built (`Near`, `Within`), so
that testing it needs nothing but the incident. `explain` also tells, condition by condition, what was wanted and seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from bot.domain.alert import Condition
from bot.domain.ids import ActorId, IncidentId, OutletId, PlaceId, RuleId
from bot.domain.incident import Incident, Standing
from bot.domain.place import Point, distance_km, off_line_km


@dataclass(frozen=True, slots=True, kw_only=True)
class Types:
    """Any of these taxonomy words (type, sub-type or operation)."""

    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actors:
    """Any of these actors takes part; `ids` already holds every name of their lineages."""

    ids: frozenset[ActorId]
    label: str
    roles: frozenset[str] = frozenset()  # empty: any part


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    targets: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Within `radius_km` of a point. An incident's own precision is not subtracted: a card shows it instead."""

    place: PlaceId
    label: str
    point: Point
    radius_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Inside an administrative area; empty `admin1` means the whole country."""

    label: str
    country: str
    admin1: str = ""
    admin2: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Along:
    """At most `width_km` away from a road, given by the places that it runs through."""

    label: str
    points: tuple[Point, ...]
    width_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Killed:
    at_least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wounded:
    at_least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Certain:
    at_least: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    at_least: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Families:
    """At least so many independent publisher families."""

    at_least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    ids: frozenset[OutletId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Fired by any of these rules (subscriptions and mutes only)."""

    ids: frozenset[RuleId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidents:
    """These incidents and no others (mutes only)."""

    ids: frozenset[IncidentId]


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    parts: tuple[Matcher, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Any:
    parts: tuple[Matcher, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    part: Matcher


Place = Near | Within | Along
Measure = Killed | Wounded | Certain | Stands | Families
Term = Types | Actors | Targets | Place | Measure | Outlets | Rules | Incidents
Matcher = Term | All | Any | Not

EVERYTHING: Matcher = All(parts=())


def holds(matcher: Matcher, incident: Incident, rules: frozenset[RuleId] = frozenset()) -> bool:
    """Whether the incident (fired on by `rules`) satisfies the matcher."""
    match matcher:
        case All(parts=parts):
            return all(holds(part, incident, rules) for part in parts)
        case Any(parts=parts):
            return any(holds(part, incident, rules) for part in parts)
        case Not(part=part):
            return not holds(part, incident, rules)
        case _:
            return explain(matcher, incident, rules)[0].held


def explain(matcher: Matcher, incident: Incident, rules: frozenset[RuleId] = frozenset()) -> tuple[Condition, ...]:
    """Every leaf condition with what was wanted and seen, in the tree's order. Leaves under Not are labelled so."""
    match matcher:
        case All(parts=parts) | Any(parts=parts):
            return tuple(condition for part in parts for condition in explain(part, incident, rules))
        case Not(part=part):
            return tuple(
                Condition(label=f"not {c.label}", wanted=f"not {c.wanted}", seen=c.seen, held=not c.held)
                for c in explain(part, incident, rules)
            )
        case _:
            return (_leaf(matcher, incident, rules),)


def _leaf(term: Term, incident: Incident, rules: frozenset[RuleId]) -> Condition:
    label, wanted, seen, held = _tried(term, incident, rules)
    return Condition(label=label, wanted=wanted, seen=seen, held=held)


def _tried(term: Term, incident: Incident, rules: frozenset[RuleId]) -> tuple[str, str, str, bool]:
    match term:
        case Types(words=words):
            return "type", _listed(words), _listed(incident.words), bool(words & incident.words)
        case Actors(ids=ids, label=label, roles=roles):
            present = [p for p in incident.participants if not roles or p.role.value in roles]
            return "actor", label, _listed(p.actor for p in present), any(p.actor in ids for p in present)
        case Targets(targets=targets):
            target = incident.target.value if incident.target else ""
            return "target", _listed(targets), target or "unknown", target in targets
        case Near() | Within() | Along():
            return _placed(term, incident)
        case Outlets(ids=outlets):
            names = frozenset(member.outlet for member in incident.members)
            return "source", _listed(outlets), _listed(names), bool(outlets & names)
        case Rules(ids=wanted):
            return "rule", _listed(wanted), _listed(rules), bool(wanted & rules)
        case Incidents(ids=incidents):
            return "incident", _listed(incidents), incident.id, incident.id in incidents
        case Killed() | Wounded() | Certain() | Stands() | Families():
            return _measured(term, incident)
        case _:
            assert_never(term)


def _placed(term: Place, incident: Incident) -> tuple[str, str, str, bool]:
    place = incident.place
    match term:
        case Near(label=label, point=point, radius_km=radius_km):
            far = distance_km(point, place.point)
            return "near", f"{label}/{radius_km:g}km", f"{place.name}, {far:.0f} km", far <= radius_km
        case Along(label=label, points=points, width_km=width_km):
            far = off_line_km(points, place.point)
            return "road", f"{label}/{width_km:g}km", f"{place.name}, {far:.0f} km", far <= width_km
        case Within(label=label):
            seen = ", ".join(part for part in (place.admin2, place.admin1, place.country) if part)
            return "region", label, seen, _is_within(term, incident)
        case _:
            assert_never(term)


def _measured(term: Measure, incident: Incident) -> tuple[str, str, str, bool]:
    match term:
        case Killed(at_least=least):
            killed = incident.killed.low if incident.killed else None
            return "killed", f">= {least}", _figure(killed), least <= 0 or (killed is not None and killed >= least)
        case Wounded(at_least=least):
            hurt = incident.wounded.low if incident.wounded else None
            return "wounded", f">= {least}", _figure(hurt), least <= 0 or (hurt is not None and hurt >= least)
        case Certain(at_least=sure):
            return "certainty", f">= {sure:g}", f"{incident.certainty:.2f}", incident.certainty >= sure
        case Stands(at_least=standing):
            held = incident.standing >= standing
            return "standing", f">= {standing.name.lower()}", incident.standing.name.lower(), held
        case Families(at_least=least):
            count = len(incident.families)
            return "corroboration", f">= {least}", str(count), count >= least
        case _:
            assert_never(term)


def _is_within(area: Within, incident: Incident) -> bool:
    place = incident.place
    return (
        place.country == area.country
        and (not area.admin1 or place.admin1 == area.admin1)
        and (not area.admin2 or place.admin2 == area.admin2)
    )


def _figure(number: int | None) -> str:
    return "unknown" if number is None else str(number)


def _listed(words: Iterable[object]) -> str:
    return ", ".join(sorted(str(word) for word in words)) or "none"
