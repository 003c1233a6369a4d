"""A matcher in words, so that a person sees how a wish was understood."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from bot.cards import labels
from bot.cards.phrases import Phrases
from bot.domain.actor import Role
from bot.domain.event import Target
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
    Measure,
    Near,
    Not,
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
from bot.domain.outlet import Tier
from bot.domain.shown import spelt
from bot.domain.tuning import is_watch
from bot.domain.words import BEGUN

SHOWN_CORNERS = 6


def sentence(matcher: Matcher, say: Phrases) -> str:
    """ "within 50 km of Kidal, and what happened is: convoy attacked"."""
    match matcher:
        case All(parts=()):
            return say("everything")
        case All(parts=parts):
            return say(", and ").join(_beside(part, say) for part in parts)
        case Any(parts=parts):
            return "(" + say(", or ").join(_beside(part, say) for part in parts) + ")"
        case Not(part=part):
            return say("not: {wish}", wish=_beside(part, say))
        case _:
            return _term(matcher, say)


def _beside(part: Matcher, say: Phrases) -> str:
    """A part as it stands beside others, so that what belongs together is seen."""
    said = sentence(part, say)
    return f"({said})" if isinstance(part, All) and len(part.parts) > 1 else said


def wished(label: str, matcher: Matcher, say: Phrases) -> str:
    """The same for a subscription with that label: one to a channel's own rule is told by the rule's conditions."""
    if isinstance(matcher, Rules) and all(map(is_watch, matcher.ids)):
        return say("this channel’s own rule: {conditions}", conditions=label.removeprefix("watch "))
    return sentence(matcher, say)


def _term(term: Term, say: Phrases) -> str:
    match term:
        case Types(words=words):
            return say("what happened is: {kinds}", kinds=_or(sorted(labels.word(w, say) for w in words), say))
        case Actors(label=label, roles=roles) if roles:
            parts = _or(sorted(labels.label(Role(role), say) for role in roles), say)
            return say("takes part: {actor} (its part: {parts})", actor=label, parts=parts)
        case Actors(label=label):
            return say("takes part: {actor}", actor=label)
        case Targets(targets=targets):
            return say("target: {targets}", targets=_or(sorted(labels.label(Target(t), say) for t in targets), say))
        case Incidents(ids=ids):
            return say("incident {ids}", ids=_or(sorted(ids), say))
        case Near() | Along() | Inside() | Within():
            return _placed(term, say)
        case Outlets() | Tiers() | Leans() | Languages() | Words():
            return _told(term, say)
        case Rules(ids=ids):
            return say("fired by: {rules}", rules=_or(sorted(ids), say))
        case Killed() | Wounded() | Captured() | Displaced() | Certain() | Stands() | Families():
            return _measured(term, say)
        case _:
            assert_never(term)


def _placed(term: Place, say: Phrases) -> str:
    match term:
        case Along(label=label, width_km=width):
            return say("within {distance} of the road {road}", distance=say.distance(width), road=label)
        case Near(label=label, radius_km=radius):
            return say("within {distance} of {place}", distance=say.distance(radius), place=label)
        case Within():
            return _area(term, say)
        case Inside(corners=corners) if len(corners) <= SHOWN_CORNERS:
            return say("inside the area with the corners {corners}", corners=spelt(corners))
        case Inside(corners=corners):
            return say("inside an area with {n} corners, from {first} on", n=len(corners), first=spelt(corners[:1]))
        case _:
            assert_never(term)


def _told(term: Telling, say: Phrases) -> str:
    match term:
        case Outlets(ids=ids):
            return say("told by: {outlets}", outlets=_or(sorted(ids), say))
        case Tiers(words=words):
            tiers = sorted(Tier[word.upper()] for word in words)
            return say("told by: {outlets}", outlets=_or((labels.label(tier, say) for tier in tiers), say))
        case Leans(words=words):
            return say(
                "told by sources that lean: {leans}", leans=_or((labels.lean(w, say) for w in sorted(words)), say)
            )
        case Languages(codes=codes):
            return say("told in: {languages}", languages=_or(sorted(map(say.tongue, codes)), say))
        case Words(phrases=phrases):
            shown = (say("“{words}”", words=one.replace(BEGUN, "…")) for one in sorted(phrases))
            return say("a headline has: {phrases}", phrases=_or(shown, say))
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
        case Captured(at_least=least):
            return say("at least {n} captured or abducted", n=least)
        case Displaced(at_least=least):
            return say("at least {n} displaced", n=least)
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
