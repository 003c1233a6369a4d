"""Matchers and incidents drawn at random, of few enough values that one often satisfies the other."""

import math
from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from bot.domain.actor import ActorKind, Participant, Role
from bot.domain.event import Count, Target
from bot.domain.incident import Standing
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
    Near,
    Not,
    Outlets,
    Rules,
    Stands,
    Targets,
    Tiers,
    Types,
    Within,
    Words,
    Wounded,
)
from bot.domain.outlet import LEANS, Tier
from bot.domain.place import Point
from bot.domain.taxonomy import TYPE_OF, USUAL_SUB_TYPE, Operation
from tests.store.make import KIDAL, incident, member, place

GAO = Point(lat=16.2717, lon=-0.0447)
HUBS = (
    KIDAL, GAO, Point(lat=0, lon=0), Point(lat=-17.1, lon=179.9), Point(lat=-17, lon=-179.95), Point(lat=65, lon=180),
    Point(lat=65, lon=-180), Point(lat=90, lon=0), Point(lat=89.9, lon=77), Point(lat=-90, lon=12),
    Point(lat=-89.99, lon=-100),
)  # fmt: skip
OPERATIONS = tuple(Operation)[:6]
WORDS = sorted({word for one in OPERATIONS for word in (one, USUAL_SUB_TYPE[one], TYPE_OF[USUAL_SUB_TYPE[one]])})
ACTORS = tuple("fama jnim isgs wagner minusma".split())
OUTLETS = tuple("rfi afp bbc_africa gdelt".split())
TIERS, SPOKEN = tuple(tier.name.lower() for tier in Tier), ("", "en", "fr", "ar")
SAID = tuple("Fuel convoy convoi d’approvisionnement de carburant citernes attaqué près de Kidal".split())
FOLDED = tuple("fuel convoy convoi approvisionnement d de carburant citernes attaque pres kidal".split())
RULES = tuple("sahel/coup sahel/ied sahel/town_captured".split())
NAMES = tuple("ABCDEFGH")
(CLAIM,) = incident().claims
COUNTRIES, ADMIN = ("ML", "NE"), ("", "Kidal", "Gao")


def spot(chance: Random) -> Point:
    """A point at one of the hubs, near one, or far from it; seldom off the map by a whole turn."""
    hub, reach = chance.choice(HUBS), chance.choice((0, 0.01, 0.3, 3, 40))
    lat = min(90.0, max(-90.0, hub.lat + chance.uniform(-reach, reach)))
    lon = hub.lon + chance.uniform(-reach, reach)
    if abs(lon) > 180 and chance.random() < 0.9:
        lon -= 360 if lon > 0 else -360
    return Point(lat=lat, lon=lon)


def some(chance: Random, values, most=2) -> frozenset:
    return frozenset(chance.sample(values, chance.randint(0, most) or chance.randint(0, most)))


def circle(chance: Random) -> Near:
    radius_km = chance.choice((0, 0.5, 3, 25, 50, 75.5, 100, 350, 4_990, 6_000, 20_100))
    return Near(place="x", label="x", point=spot(chance), radius_km=radius_km)


def road(chance: Random) -> Along:
    first = spot(chance)
    points = [first]
    for _ in range(chance.randint(0, 4)):
        step = chance.choice((0, 0.2, 1, 4))
        lat = min(90.0, max(-90.0, points[-1].lat + chance.uniform(-step, step)))
        points.append(Point(lat=lat, lon=points[-1].lon + chance.uniform(-step, step)))
    return Along(label="x", points=tuple(points), width_km=chance.choice((0, 1, 15, 20, 60, 200)))


def polygon(chance: Random) -> Inside:
    """Corners around a spot, in order or crossing each other, on the map or off it; or a box of whole degrees."""
    middle, reach = spot(chance), chance.choice((0, 0.01, 0.3, 2, 20, 60))
    if chance.random() < 0.3:
        south, west = math.floor(middle.lat), math.floor(middle.lon)
        box = ((0, 0), (0, 2), (1, 2), (1, 0))
        return Inside(corners=tuple(Point(lat=south + lat, lon=west + lon) for lat, lon in box))
    turns = [chance.uniform(0, math.tau) for _ in range(chance.randint(3, 9))]
    if chance.random() < 0.8:
        turns.sort()
    return Inside(
        corners=tuple(
            Point(lat=middle.lat + reach * math.sin(turn), lon=middle.lon + reach * math.cos(turn)) for turn in turns
        )
    )


def phrases(chance: Random) -> Words:
    """Up to three phrases of up to three words, of some only the beginning."""

    def phrase() -> str:
        said = " ".join(chance.sample(FOLDED, chance.choice((1, 1, 1, 2, 3))))
        return f"{said[: chance.randint(1, len(said))].rstrip()}*" if chance.random() < 0.4 else said

    return Words(phrases=frozenset(phrase() for _ in range(chance.randint(0, 3))))


def area(chance: Random) -> Within:
    country, admin1, admin2 = chance.choice(COUNTRIES), chance.choice(ADMIN), chance.choice(ADMIN)
    return Within(label="x", country=country, admin1=admin1, admin2=admin2)


def actors(chance: Random) -> Actors:
    roles = some(chance, [role.value for role in Role]) if chance.random() < 0.5 else frozenset()
    return Actors(ids=some(chance, ACTORS), label="x", roles=roles)


TERMS = (
    circle,
    circle,
    road,
    polygon,
    area,
    actors,
    phrases,
    lambda chance: Types(words=some(chance, WORDS, 3)),
    lambda chance: Targets(targets=some(chance, ["", *(target.value for target in Target)])),
    lambda chance: Outlets(ids=some(chance, OUTLETS)),
    lambda chance: Tiers(words=some(chance, TIERS), ids=some(chance, OUTLETS)),
    lambda chance: Leans(words=some(chance, LEANS), ids=some(chance, OUTLETS)),
    lambda chance: Languages(codes=some(chance, SPOKEN)),
    lambda chance: Rules(ids=some(chance, RULES)),
    lambda chance: Incidents(ids=some(chance, NAMES)),
    lambda chance: Killed(at_least=chance.randint(-1, 6)),
    lambda chance: Wounded(at_least=chance.randint(-1, 6)),
    lambda chance: Captured(at_least=chance.randint(-1, 6)),
    lambda chance: Displaced(at_least=chance.randint(-1, 6)),
    lambda chance: Certain(at_least=chance.choice((0, 0.3, 0.5, 0.8, 1.1))),
    lambda chance: Stands(at_least=chance.choice(tuple(Standing))),
    lambda chance: Families(at_least=chance.randint(0, 4)),
)


def matcher(chance: Random, depth: int = 3, terms=TERMS, least: int = 0):
    """A term, or a tree of them: flat ones, as people state them, and nested ones; `least` parts of All and Any."""
    drawn = chance.random()
    if depth == 0 or drawn < 0.35:
        return chance.choice(terms)(chance)
    if drawn < 0.5:
        return Not(part=matcher(chance, depth - 1, terms, least))
    if drawn < 0.6:  # an Any of one kind of term
        kind = chance.choice(terms)
        return Any(parts=tuple(kind(chance) for _ in range(chance.randint(least, 3))))
    parts = tuple(matcher(chance, depth - 1, terms, least) for _ in range(chance.randint(least, 4)))
    return All(parts=parts) if drawn < 0.85 else Any(parts=parts)


# The same for hypothesis, which draws simpler ones once something fails.
MATCHERS = st.randoms(use_true_random=False).map(matcher)


def happening(chance: Random):
    """An incident."""
    operations = frozenset(chance.sample(OPERATIONS, chance.randint(0, 2)))
    sub_type = USUAL_SUB_TYPE[chance.choice(OPERATIONS)]
    return incident(
        id=chance.choice(NAMES),
        type=TYPE_OF[sub_type],
        sub_type=sub_type,
        operations=operations,
        place=place(
            spot(chance), country=chance.choice(COUNTRIES), admin1=chance.choice(ADMIN), admin2=chance.choice(ADMIN)
        ),
        participants=tuple(
            Participant(actor=actor, kind=ActorKind.REBEL, role=chance.choice(tuple(Role)))
            for actor in chance.choices(ACTORS, k=chance.randint(0, 3))
        ),
        target=chance.choice((None, *Target)),
        killed=_count(chance),
        wounded=_count(chance),
        certainty=chance.choice((0, 0.3, 0.5, 0.55, 1.0)),
        standing=chance.choice(tuple(Standing)),
        claims=tuple(
            replace(CLAIM, captured=_count(chance), displaced=_count(chance)) for _ in range(chance.randint(0, 2))
        ),
        members=tuple(
            replace(
                member(f"m{number}"),
                outlet=outlet,
                family=outlet,
                lead=chance.random() < 0.2,
                title=" ".join(chance.choices(SAID, k=chance.randint(0, 6))),
                language=chance.choice(SPOKEN),
            )
            for number, outlet in enumerate(chance.choices(OUTLETS, k=chance.randint(0, 4)))
        ),
    )


def _count(chance: Random):
    return Count(low=chance.randint(-1, 6), high=None) if chance.random() < 0.7 else None
