"""A matcher taken apart into what has to hold together: what it wants and refuses of each facet of an incident.

What cannot be said so (an Any over several facets, a second wish for the same facet) is left as it is, to be asked
of an incident as a whole. Must not know how many matchers there are, nor where the parts are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from bot.domain.matcher import (
    Actors,
    All,
    Along,
    Any,
    Captured,
    Certain,
    Displaced,
    Families,
    Incidents,
    Inside,
    Killed,
    Languages,
    Leans,
    Matcher,
    Near,
    Not,
    Outlets,
    Rules,
    Stands,
    Targets,
    Term,
    Tiers,
    Types,
    Within,
    Words,
    Wounded,
)


class Facet(Enum):
    """What a term speaks of. Two terms of one facet can be wanted together only by asking each."""

    INCIDENT = auto()
    PLACE = auto()
    TYPE = auto()
    ACTOR = auto()
    TARGET = auto()
    OUTLET = auto()
    LANGUAGE = auto()
    WORDS = auto()
    RULE = auto()
    KILLED = auto()
    WOUNDED = auto()
    CAPTURED = auto()
    DISPLACED = auto()
    CERTAINTY = auto()
    STANDING = auto()
    FAMILIES = auto()


_FACETS: dict[type[Matcher], Facet] = {
    Incidents: Facet.INCIDENT,
    Near: Facet.PLACE,
    Within: Facet.PLACE,
    Along: Facet.PLACE,
    Inside: Facet.PLACE,
    Actors: Facet.ACTOR,
    Types: Facet.TYPE,
    Targets: Facet.TARGET,
    Outlets: Facet.OUTLET,
    Tiers: Facet.OUTLET,
    Leans: Facet.OUTLET,
    Languages: Facet.LANGUAGE,
    Words: Facet.WORDS,
    Rules: Facet.RULE,
    Killed: Facet.KILLED,
    Wounded: Facet.WOUNDED,
    Captured: Facet.CAPTURED,
    Displaced: Facet.DISPLACED,
    Certain: Facet.CERTAINTY,
    Stands: Facet.STANDING,
    Families: Facet.FAMILIES,
}


@dataclass(slots=True)
class Clauses:
    """All of these have to hold: of each wanted facet one of the terms, none of the refused terms, every odd part."""

    wanted: dict[Facet, tuple[Term, ...]] = field(default_factory=dict)
    refused: list[Term] = field(default_factory=list)
    odd: list[Matcher] = field(default_factory=list)

    def want(self, facet: Facet, terms: tuple[Term, ...]) -> None:
        """Adds that one of the terms has to hold."""
        if facet in self.wanted:
            self.odd.append(Any(parts=terms))
        else:
            self.wanted[facet] = terms


def facet_of(term: Term) -> Facet:
    """What the term speaks of."""
    return _FACETS[type(term)]


def taken_apart(matcher: Matcher) -> Clauses:
    """The clauses that hold together exactly where the matcher holds; the same each time."""
    clauses = Clauses()
    _take(matcher, clauses, negated=False)
    return clauses


def asks_for_rules(matcher: Matcher) -> bool:
    """Whether it depends on the rules that fired."""
    match matcher:
        case All(parts=parts) | Any(parts=parts):
            return any(asks_for_rules(part) for part in parts)
        case Not(part=part):
            return asks_for_rules(part)
        case _:
            return isinstance(matcher, Rules)


def _take(matcher: Matcher, clauses: Clauses, *, negated: bool) -> None:
    match matcher:
        case Not(part=part):
            _take(part, clauses, negated=not negated)
        case All(parts=parts) | Any(parts=parts) if isinstance(matcher, Any) is negated:
            for part in parts:
                _take(part, clauses, negated=negated)
        case All() | Any():
            _take_one_of(tuple(_alternatives(matcher, negated=negated)), clauses)
        case _ if negated:
            clauses.refused.append(matcher)
        case _:
            clauses.want(facet_of(matcher), (matcher,))


def _take_one_of(alternatives: tuple[tuple[Matcher, bool], ...], clauses: Clauses) -> None:
    """Adds that one of some matchers has to hold, or not to hold where the second value says so."""
    if len(alternatives) == 1:
        ((only, negated),) = alternatives
        _take(only, clauses, negated=negated)
        return
    facets = {None if negated else _FACETS.get(type(part)) for part, negated in alternatives}
    facet = facets.pop() if len(facets) == 1 else None
    if facet is not None:
        clauses.want(facet, tuple(part for part, _ in alternatives))  # type: ignore[misc]
    else:
        clauses.odd.append(Any(parts=tuple(Not(part=part) if negated else part for part, negated in alternatives)))


def _alternatives(matcher: Matcher, *, negated: bool) -> Iterator[tuple[Matcher, bool]]:
    """The parts of which one has to hold, flattened as far as they are alternatives themselves."""
    match matcher:
        case Not(part=part):
            yield from _alternatives(part, negated=not negated)
        case All(parts=parts) | Any(parts=parts) if isinstance(matcher, All) is negated or len(parts) == 1:
            for part in parts:
                yield from _alternatives(part, negated=negated)
        case _:
            yield matcher, negated
