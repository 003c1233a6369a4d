"""Matchers in the words of the shipped packs, drawn at random: whatever a rule file or a person can make."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random

from bot.commands import area
from bot.domain.event import Target
from bot.domain.incident import Standing
from bot.domain.matcher import Matcher
from bot.domain.outlet import LEANS
from bot.domain.place import Place
from bot.domain.taxonomy import WORDS
from bot.engine import reports, roads, vocabulary
from bot.engine.terms import Names, name_of
from bot.extract.pack import load_pack
from bot.theatre import read_theatre, shipped_rules
from tests.domain import draws

STANDINGS = [one.name.lower() for one in Standing if one is not Standing.RETRACTED]


@cache
def names() -> Names:
    pack = load_pack(read_theatre(shipped_rules(), "sahel").pack)
    return Names(places=pack.places, actors=pack.actors, outlets=pack.outlets)


@cache
def places() -> list[Place]:
    known = names().places
    ids = {id_ for _, found in known.names() for id_ in found}  # type: ignore[attr-defined]
    return [place for id_ in sorted(ids) if (place := known.get(id_))]


@cache
def spellings() -> list[str]:
    return sorted(spelling for spelling, _, _ in names().actors.names())


def some(chance: Random, values, most: int = 3) -> list[str]:
    return chance.sample(sorted(values), chance.randint(1, min(most, len(values))))


def km(chance: Random, most: float) -> str:
    return vocabulary.plain(chance.choice((25, 0.5, chance.randint(1, 99), round(chance.uniform(0.001, most), 12))))


def near(chance: Random) -> str:
    place = chance.choice(places())
    return f"{chance.choice((place.id, name_of(place, names().places)))}/{km(chance, 2000)}km"


def road(chance: Random) -> str:
    spots = [place for place in places() if not place.kind.is_area]
    through = roads.DASH.join(name_of(one, names().places) for one in chance.sample(spots, chance.randint(2, 4)))
    packed = [place.name for place in places() if roads.of_place(place, names().places)]
    return f"{chance.choice((through, chance.choice(packed)))}/{km(chance, 200)}km"


def region(chance: Random) -> str:
    kinds = ("region", "province", "cercle", "country")
    return chance.choice([place for place in places() if place.kind.value in kinds]).id


def corners(chance: Random) -> str:
    """Far from any line, so that they enclose something."""
    lat, lon = chance.uniform(-80, 70), chance.uniform(-170, 160)
    others = ((chance.uniform(-9, 9), chance.uniform(-9, 9)) for _ in range(chance.choice((0, 1, 5, 30))))
    return " ".join(f"{lat + up:.7f},{lon + aside:.7f}" for up, aside in ((0, 0), (5, 0), (5, 5), *others))


def phrase(chance: Random) -> str:
    said = " ".join(chance.choices(("Fuel", "convoi", "d'armée", "12", "Kidal"), k=chance.randint(1, 2)))
    return f"{said}*" if chance.random() < 0.3 and said[-3:].isalpha() else said


def actor(chance: Random) -> str:
    return "/".join([chance.choice(spellings()), *chance.choice(((), ("agent",), ("ally", "agent")))])


def several(one: Callable[[Random], str]) -> Callable[[Random], list[str]]:
    return lambda chance: [one(chance) for _ in range(chance.randint(1, 3))]


DRAWN: dict[str, Callable[[Random], list[str]]] = {
    "type": lambda chance: some(chance, WORDS),
    "actor": several(actor),
    "target": lambda chance: some(chance, [one.value for one in Target]),
    "near": several(near),
    "road": several(road),
    "region": several(region),
    "country": lambda chance: some(chance, names().places.countries),
    "area": several(corners),
    "standing": lambda chance: some(chance, STANDINGS, 2),
    "source": lambda chance: some(chance, [*names().outlets, "maliweb.net", "some-site.ml"]),
    "tier": lambda chance: some(chance, reports.TIERS),
    "lean": lambda chance: some(chance, LEANS),
    "lang": lambda chance: some(chance, ("fr", "en", "ar")),
    "words": several(phrase),
    "rule": lambda chance: some(chance, ("sahel/ied", "sahel/coup", "global/mass_killing")),
    "incident": lambda chance: some(chance, ("7K3QF2MX", "7K3QF2MA")),
}
FIGURES: dict[str, Callable[[Random], Matcher]] = {
    **{key: lambda chance, make=make: make(chance.choice((0, 1, 7, vocabulary.MOST_PEOPLE)))
       for key, make in vocabulary.COUNTS.items()},
    **{key: lambda chance, make=make: make(chance.choice((0.0, 1.0, 0.35, chance.random(), chance.random() / 1e9)))
       for key, make in vocabulary.SHARES.items()},
}  # fmt: skip


def read(key: str) -> Callable[[Random], Matcher]:
    return lambda chance: vocabulary.READERS[key](DRAWN[key](chance), names())


def by_button(chance: Random) -> Matcher:
    """What choosing a place from a list stands for."""
    place = chance.choice(places())
    return roads.of_place(place, names().places) or area.matcher_of(place)


OF_FILES = (*(read(key) for key in DRAWN if key not in vocabulary.OF_WISHES), *FIGURES.values())
OF_WISHES = (*OF_FILES, *map(read, vocabulary.OF_WISHES), by_button)


def matcher(chance: Random, terms=OF_WISHES, depth: int = 3) -> Matcher:
    """A tree of what can be said."""
    return draws.matcher(chance, depth, terms, least=1)
