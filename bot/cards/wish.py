"""A matcher in words, so that a person sees how a wish was understood."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from bot.cards import labels
from bot.cards.phrases import Phrases
from bot.domain.event import Target
from bot.domain.matcher import (
    Actors,
    All,
    Along,
    Any,
    Certain,
    Families,
    Incidents,
    Killed,
    Matcher,
    Measure,
    Near,
    Not,
    Outlets,
    Rules,
    Stands,
    Targets,
    Term,
    Types,
    Within,
    Wounded,
)


def sentence(matcher: Matcher, say: Phrases) -> str:
    """ "within 50 km of Kidal, and what happened is: convoy attacked"."""
    match matcher:
        case All(parts=()):
            return say("everything")
        case All(parts=parts):
            return say(", and ").join(sentence(part, say) for part in parts)
        case Any(parts=parts):
            return "(" + say(", or ").join(sentence(part, say) for part in parts) + ")"
        case Not(part=part):
            return say("not: {wish}", wish=sentence(part, say))
        case _:
            return _term(matcher, say)


def _term(term: Term, say: Phrases) -> str:
    match term:
        case Types(words=words):
            return say("what happened is: {kinds}", kinds=_or(sorted(labels.word(w, say) for w in words), say))
        case Actors(label=label):
            return say("takes part: {actor}", actor=label)
        case Targets(targets=targets):
            return say("target: {targets}", targets=_or(sorted(labels.label(Target(t), say) for t in targets), say))
        case Incidents(ids=ids):
            return say("incident {ids}", ids=_or(sorted(ids), say))
        case Along(label=label, width_km=width):
            return say("within {distance} of the road {road}", distance=say.distance(width), road=label)
        case Near(label=label, radius_km=radius):
            return say("within {distance} of {place}", distance=say.distance(radius), place=label)
        case Within():
            return _area(term, say)
        case Outlets(ids=ids):
            return say("told by: {outlets}", outlets=_or(sorted(ids), say))
        case Rules(ids=ids):
            return say("fired by: {rules}", rules=_or(sorted(ids), say))
        case Killed() | Wounded() | Certain() | Stands() | Families():
            return _measured(term, say)
        case _:
            assert_never(term)


def _area(area: Within, say: Phrases) -> str:
    country = say.country(area.country)
    if not area.admin1:
        return say("in {country}", country=country)
    if not area.admin2:
        return say("in {region} region ({country})", region=say.of(area.admin1), country=country)
    return say("in the area of {area}, {region} region ({country})",
               area=say.of(area.admin2), region=say.of(area.admin1), country=country)  # fmt: skip


def _measured(term: Measure, say: Phrases) -> str:
    match term:
        case Killed(at_least=least):
            return say("at least {n} killed", n=least)
        case Wounded(at_least=least):
            return say("at least {n} wounded", n=least)
        case Certain(at_least=sure):
            return say("certainty at least {percent}%", percent=round(sure * 100))
        case Stands(at_least=standing):
            return say("at least {standing}", standing=labels.label(standing, say))
        case Families(at_least=least):
            return say.many(least, "from {n} publisher", "from at least {n} independent publishers")
        case _:
            assert_never(term)


def _or(items: Iterable[str], say: Phrases) -> str:
    return say(" or ").join(items)
