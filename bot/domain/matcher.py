"""The predicate language shared by rules, subscriptions, mutes and search: what it can say, and whether it holds.

A matcher is a tree of All, Any and Not over terms (`bot.domain.term`; they can be had from here). `explain` also tells,
condition by condition, what was wanted and seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.alert import Condition
from bot.domain.ids import RuleId
from bot.domain.incident import Incident
from bot.domain.shown import tried
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
    Shape,
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

__all__ = [
    "EVERYTHING",
    "Actors",
    "All",
    "Along",
    "Any",
    "Captured",
    "Certain",
    "Displaced",
    "Families",
    "Incidents",
    "Inside",
    "Killed",
    "Languages",
    "Leans",
    "Matcher",
    "Measure",
    "Near",
    "Not",
    "Outlets",
    "Place",
    "Rules",
    "Shape",
    "Stands",
    "Targets",
    "Telling",
    "Term",
    "Tiers",
    "Types",
    "Within",
    "Words",
    "Wounded",
    "all_of",
    "any_of",
    "explain",
    "holds",
    "normal",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    parts: tuple[Matcher, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Any:
    parts: tuple[Matcher, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    part: Matcher


Matcher = Term | All | Any | Not

EVERYTHING: Matcher = All(parts=())


def all_of(parts: Iterable[Matcher]) -> Matcher:
    """What holds where all of these do, in the simplest form: no All within an All, and of one part that part alone."""
    opened = tuple(one for part in parts for one in (part.parts if isinstance(part, All) else (part,)))
    return opened[0] if len(opened) == 1 else All(parts=opened)


def any_of(parts: Iterable[Matcher]) -> Matcher:
    """What holds where one of these does, in the simplest form."""
    opened = tuple(one for part in parts for one in (part.parts if isinstance(part, Any) else (part,)))
    return opened[0] if len(opened) == 1 else Any(parts=opened)


def normal(matcher: Matcher) -> Matcher:
    """The same in the simplest form throughout, as files and people state it."""
    match matcher:
        case All(parts=parts):
            return all_of(map(normal, parts))
        case Any(parts=parts):
            return any_of(map(normal, parts))
        case Not(part=part):
            return Not(part=normal(part))
        case _:
            return matcher


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
            return matcher.met(incident, rules)


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
            return (tried(matcher, incident, rules),)
