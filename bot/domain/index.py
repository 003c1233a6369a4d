"""Finds, among very many matchers, those that an incident satisfies, exactly as `matcher.holds` says of each.

Matchers are numbered, and each value that they name has the set of their numbers, so that an incident asks sets and
not matchers. A matcher is found through one facet, the first of `OPENERS` that it wants something of; what else it
wants or refuses takes it out again. Must not know whose matchers they are.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from pyroaring import BitMap

from bot.domain.clauses import Facet, asks_for_rules, facet_of, taken_apart
from bot.domain.event import Count
from bot.domain.ground import Ground
from bot.domain.ids import RuleId
from bot.domain.incident import Incident
from bot.domain.matcher import (
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
    Matcher,
    Near,
    Outlets,
    Rules,
    Shape,
    Stands,
    Targets,
    Term,
    Tiers,
    Types,
    Within,
    Words,
    Wounded,
)
from bot.domain.place import Place
from bot.domain.shelves import HeadlineShelf, MeasureShelf, Odd, PlaceShelf, Shelf, TypeShelf, Values

# Those through which the fewest are found come first; through a measure or a rule it would be nearly all.
OPENERS = (
    Facet.INCIDENT,
    Facet.PLACE,
    Facet.WORDS,
    Facet.ACTOR,
    Facet.OUTLET,
    Facet.TYPE,
    Facet.TARGET,
    Facet.LANGUAGE,
)
NO_RULES: frozenset[RuleId] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """What an incident satisfies as far as no rules are concerned. Good until the index changes."""

    _incident: Incident
    _keys: BitMap
    _rules: Shelf
    _odd: Odd

    def for_rules(self, rules: frozenset[RuleId]) -> BitMap:
        """The keys of all matchers that hold where these rules fired: a set of the caller's own."""
        keys = self._keys.copy()
        self._rules.narrow(keys, rules)
        self._odd.narrow(keys, self._incident, rules)
        return keys


class MatcherIndex:
    """Matchers by keys that the caller gives: whole numbers from 0, best small ones, since sets of them are bitmaps."""

    def __init__(self) -> None:
        self._matchers: dict[int, Matcher] = {}
        self._ground = Ground()
        self._unopened = BitMap()  # found for every incident
        self._shelves: dict[Facet, Shelf] = {
            Facet.PLACE: PlaceShelf(self._places),
            Facet.WORDS: HeadlineShelf(lambda incident: {member.title for member in incident.members}),
            Facet.TYPE: TypeShelf(lambda incident: incident.words),
            **{facet: Shelf(read) for facet, read in _READ.items()},
            **{facet: MeasureShelf(measure) for facet, measure in _MEASURED.items()},
        }
        self._rules = Shelf(lambda _: ())  # asked last, of the rules that fired
        self._odd, self._odd_of_rules = Odd(), Odd()

    def __len__(self) -> int:
        return len(self._matchers)

    def add(self, key: int, matcher: Matcher) -> None:
        """Takes in a matcher under a key. Raises ValueError when the key is in use."""
        if key in self._matchers:
            raise ValueError(f"key {key} is in use")
        self._matchers[key] = matcher
        clauses = taken_apart(matcher)
        opener = next((facet for facet in OPENERS if facet in clauses.wanted), None)
        if opener is None:
            self._unopened.add(key)
        for facet, terms in clauses.wanted.items():
            self._shelf(facet).want(key, _named(terms, self._ground.add), opens=facet is opener)
        for term in clauses.refused:
            self._shelf(facet_of(term)).refuse(key, _named((term,), self._ground.add))
        for part in clauses.odd:
            (self._odd_of_rules if asks_for_rules(part) else self._odd).add(key, part)

    def remove(self, key: int) -> None:
        """Forgets the matcher of a key, which may be used again. Raises KeyError for an unknown one."""
        clauses = taken_apart(self._matchers.pop(key))
        self._unopened.discard(key)
        for facet, terms in clauses.wanted.items():
            self._shelf(facet).unwant(key, _named(terms, self._ground.drop))
        for term in clauses.refused:
            self._shelf(facet_of(term)).unrefuse(key, _named((term,), self._ground.drop))
        self._odd.remove(key)
        self._odd_of_rules.remove(key)

    def matching(self, incident: Incident) -> Found:
        """What the incident satisfies; which rules fired on it is asked afterwards."""
        seen = [(shelf, shelf.seen(incident)) for shelf in self._shelves.values() if shelf]
        opened = [keys for shelf, values in seen for keys in shelf.found(values)]
        keys = BitMap.union(self._unopened, *opened)
        for shelf, values in seen:
            shelf.narrow(keys, values)
        self._odd.narrow(keys, incident, NO_RULES)
        return Found(incident, keys, self._rules, self._odd_of_rules)

    def _shelf(self, facet: Facet) -> Shelf:
        return self._rules if facet is Facet.RULE else self._shelves[facet]

    def _places(self, place: Place) -> Values:
        areas = {(place.country, admin1, admin2) for admin1 in ("", place.admin1) for admin2 in ("", place.admin2)}
        return [*self._ground.holding(place.point), *areas]


def _named(terms: Iterable[Term], number: Callable[[Shape], int]) -> Values:
    """The values that some terms name, any of which will do. Shapes are named by numbers."""
    values: list[Hashable] = []
    for term in terms:
        if isinstance(term, Near | Along | Inside):
            values.append(number(term))
        else:
            values += _values(term)
    return values


def _values(term: Term) -> Iterable[Hashable]:
    match term:
        case Types(words=named) | Targets(targets=named):
            return named
        case Languages(codes=named) | Words(phrases=named):
            return named
        case Outlets(ids=named) | Tiers(ids=named) | Leans(ids=named) | Rules(ids=named) | Incidents(ids=named):
            return named
        case Actors(ids=ids, roles=roles):
            return [(id_, role) for id_ in ids for role in roles or (None,)]
        case Within():
            return [(term.country, term.admin1, term.admin2)]
        case Killed() | Wounded() | Captured() | Displaced() | Certain() | Stands() | Families():
            return [term.at_least]
        case Near() | Along() | Inside():
            raise TypeError("a shape has no value before it is laid on the ground")


def _counted(toll: Count | None) -> float:
    """A toll that nobody counted is none: "at least none" holds of it, and nothing above."""
    return max(0, toll.low) if toll else 0


# What an incident has that a matcher may name. None stands for an actor's part, whatever it is.
_READ: dict[Facet, Callable[[Incident], Values]] = {
    Facet.INCIDENT: lambda incident: (incident.id,),
    Facet.ACTOR: lambda incident: {(p.actor, role) for p in incident.participants for role in (None, p.role.value)},
    Facet.TARGET: lambda incident: (incident.target.value if incident.target else "",),
    Facet.OUTLET: lambda incident: {member.outlet for member in incident.members},
    Facet.LANGUAGE: lambda incident: {member.language for member in incident.members},
}
_MEASURED: dict[Facet, Callable[[Incident], float]] = {
    Facet.KILLED: lambda incident: _counted(incident.killed),
    Facet.WOUNDED: lambda incident: _counted(incident.wounded),
    Facet.CAPTURED: lambda incident: _counted(incident.captured),
    Facet.DISPLACED: lambda incident: _counted(incident.displaced),
    Facet.CERTAINTY: lambda incident: incident.certainty,
    Facet.STANDING: lambda incident: incident.standing,
    Facet.FAMILIES: lambda incident: len(incident.families),
}
