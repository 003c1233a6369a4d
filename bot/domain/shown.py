"""What a term wants and what an incident shows of it, in the words of rule authors.

Whether the term is met, the term itself says. Must not know trees of terms.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from bot.domain.alert import Condition
from bot.domain.event import Count
from bot.domain.ids import RuleId
from bot.domain.incident import Incident
from bot.domain.place import Point, distance_km, off_line_km
from bot.domain.term import (
    Actors,
    Along,
    Captured,
    Certain,
    Displaced,
    Families,
    Incidents,
    Inside,
    Killed,
    Languages,
    Leans,
    Measure,
    Near,
    Outlets,
    Place,
    Rules,
    Stands,
    Targets,
    Telling,
    Term,
    Tiers,
    Types,
    Within,
    Words,
    Wounded,
)
from bot.domain.words import is_said

_Shown = tuple[str, str, str]  # label, wanted, seen


def tried(term: Term, incident: Incident, rules: frozenset[RuleId]) -> Condition:
    """The term with what an incident, on which `rules` fired, shows of it."""
    label, wanted, seen = _shown(term, incident, rules)
    return Condition(label=label, wanted=wanted, seen=seen, held=term.met(incident, rules))


def spelt(corners: Iterable[Point]) -> str:
    """Corners as people write them: "16,-1 17,-1 17,1.5", to four decimals (about ten metres)."""
    return " ".join(f"{_degrees(point.lat)},{_degrees(point.lon)}" for point in corners)


def _shown(term: Term, incident: Incident, rules: frozenset[RuleId]) -> _Shown:
    match term:
        case Types(words=words):
            return "type", _listed(words), _listed(incident.words)
        case Actors(label=label, roles=roles):
            present = (p.actor for p in incident.participants if not roles or p.role.value in roles)
            return "actor", f"{label} as {_listed(roles)}" if roles else label, _listed(present)
        case Targets(targets=targets):
            return "target", _listed(targets), incident.target.value if incident.target else "unknown"
        case Near() | Within() | Along() | Inside():
            return _placed(term, incident)
        case Outlets() | Tiers() | Leans() | Languages() | Words():
            return _told(term, incident)
        case Rules(ids=ids):
            return "rule", _listed(ids), _listed(rules)
        case Incidents(ids=ids):
            return "incident", _listed(ids), incident.id
        case Killed() | Wounded() | Captured() | Displaced() | Certain() | Stands() | Families():
            return _measured(term, incident)
        case _:
            assert_never(term)


def _placed(term: Place, incident: Incident) -> _Shown:
    place = incident.place
    match term:
        case Near(label=label, point=point, radius_km=radius_km):
            return "near", f"{label}/{radius_km:g}km", f"{place.name}, {distance_km(point, place.point):.0f} km"
        case Along(label=label, points=points, width_km=width_km):
            return "road", f"{label}/{width_km:g}km", f"{place.name}, {off_line_km(points, place.point):.0f} km"
        case Inside(corners=corners):
            return "area", spelt(corners), f"{place.name}, {place.point.lat:.2f},{place.point.lon:.2f}"
        case Within(label=label):
            return "region", label, ", ".join(part for part in (place.admin2, place.admin1, place.country) if part)
        case _:
            assert_never(term)


def _told(term: Telling, incident: Incident) -> _Shown:
    match term:
        case Languages(codes=codes):
            return "lang", _listed(codes), _listed({member.language for member in incident.members} - {""})
        case Words(phrases=phrases):
            said = (one for one in phrases if any(is_said(one, member.title) for member in incident.members))
            return "words", _listed(phrases), _listed(said)
        case Outlets(ids=wanted):
            return "source", _listed(wanted), _outlets(incident)
        case Tiers(words=words):
            return "tier", _listed(words), _outlets(incident)
        case Leans(words=words):
            return "lean", _listed(words), _outlets(incident)
        case _:
            assert_never(term)


def _measured(term: Measure, incident: Incident) -> _Shown:
    match term:
        case Killed(at_least=least):
            return "killed", f">= {least}", _figure(incident.killed)
        case Wounded(at_least=least):
            return "wounded", f">= {least}", _figure(incident.wounded)
        case Captured(at_least=least):
            return "captured", f">= {least}", _figure(incident.captured)
        case Displaced(at_least=least):
            return "displaced", f">= {least}", _figure(incident.displaced)
        case Certain(at_least=sure):
            return "certainty", f">= {sure:g}", f"{incident.certainty:.2f}"
        case Stands(at_least=standing):
            return "standing", f">= {standing.name.lower()}", incident.standing.name.lower()
        case Families(at_least=least):
            return "corroboration", f">= {least}", str(len(incident.families))
        case _:
            assert_never(term)


def _outlets(incident: Incident) -> str:
    return _listed({member.outlet for member in incident.members})


def _figure(toll: Count | None) -> str:
    return "unknown" if toll is None else str(toll.low)


def _degrees(number: float) -> str:
    return f"{number:.4f}".rstrip("0").rstrip(".")


def _listed(words: Iterable[object]) -> str:
    return ", ".join(sorted(str(word) for word in words)) or "none"
