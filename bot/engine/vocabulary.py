"""Every key of the predicate language: how its words become a term, and a term its words again.

Rule files and the short form of chat both read and write by this table, so that they mean the same. Must not know how
either is laid out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from bot.domain import matcher
from bot.domain.ids import ActorId
from bot.domain.matcher import Matcher, any_of
from bot.domain.shown import spelt
from bot.engine import areas, reports, roads, terms
from bot.engine.terms import BadWord, Names

MOST_PEOPLE = 1_000_000
QUOTES = '"“”«»'  # what a value of the short form cannot hold

Read = Callable[[Sequence[str], Names], Matcher]


def _each(read: Callable[[str, Names], Matcher]) -> Read:
    """Of several words any one: each is a term of its own."""
    return lambda words, names: any_of(read(word, names) for word in words)


READERS: Mapping[str, Read] = {
    "type": lambda words, _: terms.types(words),
    "actor": terms.actors,
    "target": lambda words, _: terms.targets(words),
    "near": _each(terms.near),
    "road": _each(roads.road),
    "region": _each(terms.region),
    "country": _each(terms.country),
    "area": _each(lambda word, _: areas.area(word)),
    "standing": _each(lambda word, _: terms.standing(word)),
    "source": reports.outlets,
    "tier": reports.tiers,
    "lean": reports.leans,
    "lang": reports.languages,
    "words": lambda words, _: reports.headlines(words),
    "rule": terms.rules,
    "incident": lambda words, _: terms.incidents(words),
}
# What a rule looks at is an incident itself: these two are for subscriptions and mutes.
OF_WISHES = ("rule", "incident")
COUNTS: Mapping[str, Callable[[int], Matcher]] = {
    "killed": lambda n: matcher.Killed(at_least=n),
    "wounded": lambda n: matcher.Wounded(at_least=n),
    "captured": lambda n: matcher.Captured(at_least=n),
    "displaced": lambda n: matcher.Displaced(at_least=n),
    "families": lambda n: matcher.Families(at_least=n),
}
# To four decimals: more says nothing, and fewer than that would be written with an exponent.
SHARES: Mapping[str, Callable[[float], Matcher]] = {
    "certainty": lambda share: matcher.Certain(at_least=round(share, 4))
}
FIGURES = (*COUNTS, *SHARES)
# Several of them under one key are several terms, any of which will do.
_ONE_EACH = ("near", "road", "region", "country", "area", "standing")


def figure(part: Matcher) -> tuple[str, str] | None:
    """The key and the number of a term that asks for at least so much; None for any other."""
    match part:
        case matcher.Killed(at_least=least):
            return "killed", str(least)
        case matcher.Wounded(at_least=least):
            return "wounded", str(least)
        case matcher.Captured(at_least=least):
            return "captured", str(least)
        case matcher.Displaced(at_least=least):
            return "displaced", str(least)
        case matcher.Families(at_least=least):
            return "families", str(least)
        case matcher.Certain(at_least=sure):
            return "certainty", plain(sure)
        case _:
            return None


def words(part: Matcher, names: Names) -> tuple[str, tuple[str, ...]] | None:
    """The key and the words that a term is read from, or an Any of terms that stand under one key; else None.

    What the packs no longer know keeps the name that it had.
    """
    if isinstance(part, matcher.Any):
        known = [words(one, names) for one in part.parts]
        keys = {one[0] for one in known if one}
        if None in known or len(keys) != 1 or not keys <= set(_ONE_EACH):
            return None
        return keys.pop(), tuple(word for one in known if one for word in one[1])
    match part:
        case matcher.Types(words=named):
            return "type", tuple(sorted(named))
        case matcher.Targets(targets=named):
            return "target", tuple(sorted(named))
        case matcher.Actors():
            return "actor", tuple(_cast(part, names))
        case matcher.Stands(at_least=standing):
            return "standing", (standing.name.lower(),)
        case matcher.Near() | matcher.Along() | matcher.Inside() | matcher.Within():
            key, word = _place(part, names)
            return key, (word,)
        case _:
            return _of_reports(part)


def _of_reports(part: Matcher) -> tuple[str, tuple[str, ...]] | None:
    match part:
        case matcher.Outlets(ids=named):
            return "source", tuple(sorted(named))
        case matcher.Tiers(words=named):
            return "tier", tuple(sorted(named, key=reports.TIERS.index))
        case matcher.Leans(words=named):
            return "lean", tuple(sorted(named))
        case matcher.Languages(codes=named):
            return "lang", tuple(sorted(named))
        case matcher.Words(phrases=named):
            return "words", tuple(sorted(named))
        case matcher.Rules(ids=named):
            return "rule", tuple(sorted(named))
        case matcher.Incidents(ids=named):
            return "incident", tuple(sorted(named))
        case _:
            return None


def plain(number: float) -> str:
    """The shortest decimals that are read back as the same number."""
    return format(Decimal(repr(number)).normalize(), "f")


def _place(term: matcher.Place, names: Names) -> tuple[str, str]:
    match term:
        case matcher.Inside(corners=corners):
            return "area", spelt(corners)
        case matcher.Near(place=place, label=label, radius_km=radius_km):
            known = names.places.get(place)
            own = (known.name, terms.name_of(known, names.places), place) if known else (label, place)
            return "near", _read_back((f"{name}/{plain(radius_km)}km" for name in own), READERS["near"], term, names)
        case matcher.Along(label=label, width_km=width_km):
            both = (label, f"{label} road")
            return "road", _read_back((f"{name}/{plain(width_km)}km" for name in both), READERS["road"], term, names)
        case matcher.Within(country=country, admin1="", admin2=""):
            return "country", _read_back((country, term.label), READERS["country"], term, names)
        case matcher.Within(country=country, admin1=admin1, admin2=admin2):
            kinds = ("cercle", "province") if admin2 else ("region",)
            name = admin2 or admin1
            short = (name, *(f"{name} {kind}" for kind in kinds))
            called = (*short, *(f"{one}, {country}" for one in short), term.label)
            return "region", _read_back(called, READERS["region"], term, names)


def _cast(term: matcher.Actors, names: Names) -> Iterable[str]:
    """Names for the actors, those of the label first; one for each lineage."""
    parts = "".join(f"/{role}" for role in sorted(term.roles))
    left = set(term.ids)
    for name in (*term.label.split(", "), *_names(term.ids, names)):
        meant = _meant(name, names)
        if meant <= term.ids and meant & left and not set(QUOTES) & set(name):
            yield f"{name}{parts}"
            left -= meant
    yield from (f"{id_}{parts}" for id_ in sorted(left))


def _names(ids: Iterable[ActorId], names: Names) -> Iterable[str]:
    for id_ in sorted(ids):
        actor = names.actors.get(id_)
        yield from (actor.short, actor.name) if actor else ()
        yield id_


def _meant(name: str, names: Names) -> frozenset[ActorId]:
    """The actors that a name stands for; none where it stands for nobody."""
    try:
        found = terms.actors([name], names)
    except BadWord:
        return frozenset()
    return found.ids if isinstance(found, matcher.Actors) and not found.roles else frozenset()


def _read_back(called: Iterable[str], read: Read, term: Matcher, names: Names) -> str:
    """The first of some words that is read as the term again; the first of all where none is."""
    candidates = [one for one in called if not set(QUOTES) & set(one)]
    for one in candidates:
        try:
            if read([one], names) == term:
                return one
        except BadWord:
            continue
    return candidates[0] if candidates else ""
