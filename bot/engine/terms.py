"""Words of the predicate language made into matcher terms: one meaning for rule files and for the short form in chat.

Must not know where the words stood. A word that means nothing raises BadWord with the nearest one that does.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain import matcher
from bot.domain.actor import Actor, Role
from bot.domain.errors import BotError
from bot.domain.event import Target
from bot.domain.ids import ActorId, IncidentId, OutletId, PlaceId, RuleId
from bot.domain.incident import Standing
from bot.domain.outlet import Outlet
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
    NOT_AT_LEAST = "not_at_least"  # a figure that asks for anything but "at least"
    INCOMPLETE = "incomplete"  # nothing stands where something must
    UNBALANCED = "unbalanced"  # a parenthesis without its other half
    MIXED = "mixed"  # "and" beside "or" without parentheses
    TOO_MUCH = "too_much"  # too long, too deep, too many
    BAD_NUMBER = "bad_number"
    BAD_RADIUS = "bad_radius"
    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_TARGET = "unknown_target"
    UNKNOWN_STANDING = "unknown_standing"
    UNKNOWN_ROLE = "unknown_role"
    UNKNOWN_RULE = "unknown_rule"
    UNKNOWN_SOURCE = "unknown_source"
    UNKNOWN_TIER = "unknown_tier"
    UNKNOWN_LEAN = "unknown_lean"
    UNKNOWN_LANGUAGE = "unknown_language"
    BAD_WORDS = "bad_words"
    BAD_AREA = "bad_area"
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
    """What names are resolved against. Empty `rules` or `outlets` means that any may be named."""

    places: Places
    actors: Actors
    rules: Collection[RuleId] = ()
    outlets: Mapping[OutletId, Outlet] = field(default_factory=dict)


def types(words: Iterable[str]) -> matcher.Types:
    """Taxonomy words of any of the three levels."""
    return matcher.Types(words=frozenset(among(word, WORDS, Problem.UNKNOWN_TYPE) for word in words))


def targets(words: Iterable[str]) -> matcher.Targets:
    """Who is hit."""
    allowed = [target.value for target in Target]
    return matcher.Targets(targets=frozenset(among(word, allowed, Problem.UNKNOWN_TARGET) for word in words))


def roles(words: Iterable[str]) -> frozenset[str]:
    """Parts that an actor can have."""
    allowed = [role.value for role in Role]
    return frozenset(among(word, allowed, Problem.UNKNOWN_ROLE) for word in words)


def actors(given: Iterable[str], names: Names, parts: frozenset[str] = frozenset()) -> matcher.Matcher:
    """These actors under every name of their lineages: "JNIM", "JNIM/agent", "JNIM/agent/ally".

    An actor that is named without a part may have any, or one of `parts`. One term for all who are wanted in the same.
    """
    by_part: dict[frozenset[str], list[Actor]] = {}
    for word in given:
        actor, own = _cast(word, names.actors)
        by_part.setdefault(own | parts, []).append(actor)
    return matcher.any_of(_actors(found, wanted, names) for wanted, found in by_part.items())


def _actors(found: Sequence[Actor], parts: frozenset[str], names: Names) -> matcher.Actors:
    ids = frozenset(id_ for actor in found for id_ in names.actors.lineage(actor.id) | {actor.id})
    label = ", ".join(dict.fromkeys(actor.short or actor.name for actor in found))
    return matcher.Actors(ids=ids, label=label, roles=parts)


def _cast(word: str, known: Actors) -> tuple[Actor, frozenset[str]]:
    """The actor that a word names, and the parts behind it; a name may have a stroke of its own."""
    said = [part.strip() for part in word.split("/")]
    for length in range(len(said), 0, -1):
        actor = _known("/".join(said[:length]), known)
        if actor is not None:
            return actor, roles(said[length:])
    while len(said) > 1 and said[-1].casefold() in [role.value for role in Role]:
        said.pop()
    raise _unknown_actor("/".join(said), known)


def near(text: str, names: Names) -> matcher.Near:
    """ "Kidal/50km", "Kidal/50" or "Kidal" (25 km)."""
    parsed = _NEAR.fullmatch(text)
    if parsed is None or ("/" in parsed["name"] and _found(parsed["name"], names.places) is None):
        what = f"{clipped(text)} is not a place with a radius"
        raise BadWord(Problem.BAD_RADIUS, text, what, "write it like Kidal/50km")
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
        raise BadWord(Problem.UNKNOWN_COUNTRY, word, f"unknown country {clipped(word)}", fix)
    return matcher.Within(label=place.name, country=place.country)


def standing(word: str) -> matcher.Stands:
    """At least this standing."""
    allowed = [one.name.lower() for one in Standing if one is not Standing.RETRACTED]
    return matcher.Stands(at_least=Standing[among(word, allowed, Problem.UNKNOWN_STANDING).upper()])


def rules(ids: Iterable[str], names: Names) -> matcher.Rules:
    """Fired by any of these rules; for subscriptions and mutes."""
    known = [slug(id_, Problem.UNKNOWN_RULE, "sahel/base_handover") for id_ in ids]
    if names.rules:
        known = [among(id_, names.rules, Problem.UNKNOWN_RULE) for id_ in known]
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
        raise BadWord(Problem.BAD_INCIDENT, text, f"{clipped(text)} is not the id of an incident", fix)
    return IncidentId(code(text))


def among(word: str, allowed: Iterable[str], problem: Problem) -> str:
    """The allowed word that is meant, however its case, blanks and hyphens are written. Raises BadWord."""
    words = list(allowed)
    folded = word.strip().casefold()
    for spelling in (folded, folded.replace(" ", "_").replace("-", "_")):
        if spelling in words:
            return spelling
    close = tuple(difflib.get_close_matches(folded[:80], words, n=3, cutoff=0.6))
    what = problem.value.replace("_", " ")
    raise BadWord(problem, word, f"{what} {clipped(word)}", nearest(folded[:80], words), close)


def slug(word: str, problem: Problem, example: str) -> str:
    """A word that can be an id. Raises BadWord."""
    if _SLUG.fullmatch(word):
        return word
    raise BadWord(problem, word, f"{clipped(word)} is not an id", f"an id looks like {example}")


def name_of(place: Place, places: Places) -> str:
    """The shortest name by which the place is found again; its id where none does."""
    for name in (place.name, f"{place.name}, {place.admin2}", f"{place.name}, {place.admin1}"):
        found = places.find(name)
        if found is not None and found.id == place.id:
            return name
    return place.id


def _found(name: str, places: Places) -> Place | None:
    """A place by a name or by its id."""
    return places.find(name) or places.get(PlaceId(name))


def _place(name: str, places: Places) -> Place:
    place = _found(name, places)
    if place is not None:
        return place
    close = tuple(dict.fromkeys(one.name for one in places.suggest(name[:80], 3)))
    fix = f"did you mean {' or '.join(map(repr, close))}?" if close else "no place is spelt nearly so"
    raise BadWord(Problem.UNKNOWN_PLACE, name, f"unknown place {clipped(name)}", fix, close)


def _known(name: str, known: Actors) -> Actor | None:
    """An actor by a name that it bears or bore, or by its id."""
    found = known.find(name) or known.get(ActorId(name.casefold()))
    if found is not None:
        return found
    # A group that has ended is still known by its names.
    said = name.casefold()
    return next((known.get(id_) for spelling, id_, _ in known.names() if spelling.casefold() == said), None)


def _unknown_actor(name: str, known: Actors) -> BadWord:
    spellings = {spelling.casefold(): spelling for spelling, _, _ in known.names()}
    close = tuple(spellings[key] for key in difflib.get_close_matches(name[:80].casefold(), spellings, n=3))
    fix = f"did you mean {close[0]!r}?" if close else "no actor of the loaded theatres has such a name"
    return BadWord(Problem.UNKNOWN_ACTOR, name, f"unknown actor {clipped(name)}", fix, close)


def _within(place: Place) -> matcher.Within:
    if place.kind in (PlaceKind.PROVINCE, PlaceKind.CERCLE):
        return matcher.Within(
            label=f"{place.name} {place.kind.value}",
            country=place.country,
            admin1=place.admin1,
            admin2=place.admin2 or place.name,
        )
    return matcher.Within(label=f"{place.admin1} region", country=place.country, admin1=place.admin1)


def clipped(word: str) -> str:
    """A word in quotation marks, short enough to be repeated."""
    return repr(word if len(word) <= 60 else word[:59] + "…")
