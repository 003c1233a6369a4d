"""Words of the predicate language made into matcher terms: one meaning for rule files and for the short form in chat.

Must not know where the words stood. A word that means nothing raises BadWord with the nearest one that does.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain import matcher
from bot.domain.actor import Actor, Role
from bot.domain.errors import BotError
from bot.domain.event import Target
from bot.domain.ids import ActorId, IncidentId, OutletId, RuleId
from bot.domain.incident import Standing
from bot.domain.place import Place, PlaceKind
from bot.domain.taxonomy import WORDS
from bot.located import nearest
from bot.ports.theatre import Actors, Places

USUAL_RADIUS_KM = 25.0
WIDEST_RADIUS_KM = 2000.0

_NEAR = re.compile(r"\s*(?P<name>.+?)\s*(?:/\s*(?P<km>\d{1,6}(?:\.\d+)?)\s*(?:km)?\s*)?")
_SLUG = re.compile(r"[a-z0-9][a-z0-9_.:/-]{0,79}")
_INCIDENT = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}")
# What people write for the letters and digits that ids avoid.
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "#": None})
_REGIONS = (PlaceKind.REGION, PlaceKind.PROVINCE, PlaceKind.CERCLE)


class Problem(StrEnum):
    """What is wrong with a word of a condition; people are told in their language."""

    NOT_A_CONDITION = "not_a_condition"  # no key that is known
    BAD_NUMBER = "bad_number"
    BAD_RADIUS = "bad_radius"
    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_TARGET = "unknown_target"
    UNKNOWN_STANDING = "unknown_standing"
    UNKNOWN_ROLE = "unknown_role"
    UNKNOWN_RULE = "unknown_rule"
    UNKNOWN_SOURCE = "unknown_source"
    UNKNOWN_PLACE = "unknown_place"
    UNKNOWN_COUNTRY = "unknown_country"
    UNKNOWN_ACTOR = "unknown_actor"
    NOT_A_REGION = "not_a_region"
    UNKNOWN_ROAD = "unknown_road"
    BAD_WIDTH = "bad_width"
    BAD_INCIDENT = "bad_incident"


class BadWord(BotError):
    """A word that is not known where it stands. `nearest` are valid ones, best first; `fix` says so in English."""

    def __init__(self, problem: Problem, word: str, what: str, fix: str = "", nearest: tuple[str, ...] = ()) -> None:
        self.problem, self.word, self.what, self.fix, self.nearest = problem, word, what, fix, nearest
        super().__init__(f"{what} ({fix})" if fix else what)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What names are resolved against. Empty `rules` means that any rule may be named."""

    places: Places
    actors: Actors
    rules: Collection[RuleId] = ()


def types(words: Iterable[str]) -> matcher.Types:
    """Taxonomy words of any of the three levels."""
    return matcher.Types(words=frozenset(_among(word, WORDS, Problem.UNKNOWN_TYPE) for word in words))


def targets(words: Iterable[str]) -> matcher.Targets:
    """Who is hit."""
    allowed = [target.value for target in Target]
    return matcher.Targets(targets=frozenset(_among(word, allowed, Problem.UNKNOWN_TARGET) for word in words))


def actors(given: Iterable[str], names: Names, roles: Iterable[str] = ()) -> matcher.Actors:
    """These actors under every name of their lineages, in these parts (none: any part)."""
    found = [_actor(name, names.actors) for name in given]
    ids = frozenset(id_ for actor in found for id_ in names.actors.lineage(actor.id) | {actor.id})
    parts = frozenset(_among(role, [role.value for role in Role], Problem.UNKNOWN_ROLE) for role in roles)
    label = ", ".join(dict.fromkeys(actor.short or actor.name for actor in found))
    return matcher.Actors(ids=ids, label=f"{label} as {', '.join(sorted(parts))}" if parts else label, roles=parts)


def near(text: str, names: Names) -> matcher.Near:
    """ "Kidal/50km", "Kidal/50" or "Kidal" (25 km)."""
    parsed = _NEAR.fullmatch(text)
    if parsed is None or "/" in parsed["name"]:
        raise BadWord(
            Problem.BAD_RADIUS, text, f"{_clipped(text)} is not a place with a radius", "write it like Kidal/50km"
        )
    return around(parsed["name"], float(parsed["km"] or USUAL_RADIUS_KM), names)


def around(name: str, radius_km: float, names: Names) -> matcher.Near:
    """Within so many kilometres of a named place."""
    if not 0 < radius_km <= WIDEST_RADIUS_KM:
        fix = f"allowed: more than 0, at most {WIDEST_RADIUS_KM:g}"
        raise BadWord(Problem.BAD_RADIUS, f"{radius_km:g}", f"a radius of {radius_km:g} km", fix)
    place = _place(name, names.places)
    return matcher.Near(place=place.id, label=place.name, point=place.point, radius_km=float(radius_km))


def region(name: str, names: Names) -> matcher.Within:
    """A region, province or cercle: "Kidal", "Kidal, Mali", "cercle de Bourem"."""
    head, _, tail = (part.strip() for part in name.partition(","))
    state = country(tail, names).country if tail else ""
    for spelling in (f"{head} region", f"{head} province", f"{head} cercle", head):
        place = names.places.find(spelling)
        if place is None or (state and place.country != state):
            continue
        if place.kind is PlaceKind.COUNTRY:
            return matcher.Within(label=place.name, country=place.country)
        if place.kind in _REGIONS or place.name.casefold() == place.admin1.casefold():
            return _within(place)
    found = _place(head, names.places)
    raise BadWord(
        Problem.NOT_A_REGION,
        head,
        f"{found.name} is no region but a {found.kind.value}",
        f"its region is {found.admin1}; or use near",
        (found.admin1,),
    )


def country(word: str, names: Names) -> matcher.Within:
    """A whole country by its code or name."""
    if word.upper() in names.places.countries:
        return matcher.Within(label=word.upper(), country=word.upper())
    place = names.places.find(word)
    if place is None or place.kind is not PlaceKind.COUNTRY:
        fix = f"allowed: {', '.join(sorted(names.places.countries))}"
        raise BadWord(Problem.UNKNOWN_COUNTRY, word, f"unknown country {_clipped(word)}", fix)
    return matcher.Within(label=place.name, country=place.country)


def standing(word: str) -> matcher.Stands:
    """At least this standing."""
    allowed = [one.name.lower() for one in Standing if one is not Standing.RETRACTED]
    return matcher.Stands(at_least=Standing[_among(word, allowed, Problem.UNKNOWN_STANDING).upper()])


def outlets(ids: Iterable[str]) -> matcher.Outlets:
    """Told by any of these outlets."""
    return matcher.Outlets(ids=frozenset(OutletId(_slug(id_, Problem.UNKNOWN_SOURCE, "rfi")) for id_ in ids))


def rules(ids: Iterable[str], names: Names) -> matcher.Rules:
    """Fired by any of these rules; for subscriptions and mutes."""
    known = [_slug(id_, Problem.UNKNOWN_RULE, "sahel/base_handover") for id_ in ids]
    if names.rules:
        known = [_among(id_, names.rules, Problem.UNKNOWN_RULE) for id_ in known]
    return matcher.Rules(ids=frozenset(RuleId(id_) for id_ in known))


def incidents(ids: Iterable[str]) -> matcher.Incidents:
    """These incidents and no others; for subscriptions and mutes."""
    return matcher.Incidents(ids=frozenset(map(_incident, ids)))


def code(text: str) -> str:
    """An id as it is stored: upper case, no dashes, O read as 0, I and L as 1. At most 16 characters are looked at."""
    return text[:16].upper().translate(_READ_AS)


def _incident(text: str) -> IncidentId:
    if _INCIDENT.fullmatch(code(text)) is None:
        fix = "an incident’s id has eight letters and digits"
        raise BadWord(Problem.BAD_INCIDENT, text, f"{_clipped(text)} is not the id of an incident", fix)
    return IncidentId(code(text))


def _among(word: str, allowed: Iterable[str], problem: Problem) -> str:
    words = list(allowed)
    folded = word.strip().casefold()
    for spelling in (folded, folded.replace(" ", "_").replace("-", "_")):
        if spelling in words:
            return spelling
    close = tuple(difflib.get_close_matches(folded[:80], words, n=3, cutoff=0.6))
    what = problem.value.replace("_", " ")
    raise BadWord(problem, word, f"{what} {_clipped(word)}", nearest(folded[:80], words), close)


def _slug(word: str, problem: Problem, example: str) -> str:
    if _SLUG.fullmatch(word):
        return word
    raise BadWord(problem, word, f"{_clipped(word)} is not an id", f"an id looks like {example}")


def _place(name: str, places: Places) -> Place:
    place = places.find(name)
    if place is not None:
        return place
    close = tuple(dict.fromkeys(one.name for one in places.suggest(name[:80], 3)))
    fix = f"did you mean {' or '.join(map(repr, close))}?" if close else "no place is spelt nearly so"
    raise BadWord(Problem.UNKNOWN_PLACE, name, f"unknown place {_clipped(name)}", fix, close)


def _actor(name: str, known: Actors) -> Actor:
    spellings = {spelling.casefold(): (spelling, id_) for spelling, id_, _ in known.names()}
    # A group that has ended is still known by its names.
    _, id_ = spellings.get(name.casefold(), ("", ActorId("")))
    actor = known.find(name) or known.get(id_)
    if actor is not None:
        return actor
    close = tuple(spellings[key][0] for key in difflib.get_close_matches(name[:80].casefold(), spellings, n=3))
    fix = f"did you mean {close[0]!r}?" if close else "no actor of the loaded theatres has such a name"
    raise BadWord(Problem.UNKNOWN_ACTOR, name, f"unknown actor {_clipped(name)}", fix, close)


def _within(place: Place) -> matcher.Within:
    if place.kind in (PlaceKind.PROVINCE, PlaceKind.CERCLE):
        return matcher.Within(
            label=f"{place.name} {place.kind.value}",
            country=place.country,
            admin1=place.admin1,
            admin2=place.admin2 or place.name,
        )
    return matcher.Within(label=f"{place.admin1} region", country=place.country, admin1=place.admin1)


def _clipped(word: str) -> str:
    return repr(word if len(word) <= 60 else word[:59] + "…")
