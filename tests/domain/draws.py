"""Matchers and incidents drawn at random, of few enough values that one often satisfies the other."""

from dataclasses import replace
from random import Random

from bot.domain.actor import ActorKind, Participant, Role
from bot.domain.event import Count, Target
from bot.domain.incident import Standing
from bot.domain.matcher import (
    Actors,
    All,
    Along,
    Any,
    Certain,
    Families,
    Incidents,
    Killed,
    Near,
    Not,
    Outlets,
    Rules,
    Stands,
    Targets,
    Types,
    Within,
    Wounded,
)  # fmt: skip
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
RULES = tuple("sahel/coup sahel/ied sahel/town_captured".split())
NAMES = tuple("ABCDEFGH")
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
    area,
    actors,
    lambda chance: Types(words=some(chance, WORDS, 3)),
    lambda chance: Targets(targets=some(chance, ["", *(target.value for target in Target)])),
    lambda chance: Outlets(ids=some(chance, OUTLETS)),
    lambda chance: Rules(ids=some(chance, RULES)),
    lambda chance: Incidents(ids=some(chance, NAMES)),
    lambda chance: Killed(at_least=chance.randint(-1, 6)),
    lambda chance: Wounded(at_least=chance.randint(-1, 6)),
    lambda chance: Certain(at_least=chance.choice((0, 0.3, 0.5, 0.8, 1.1))),
    lambda chance: Stands(at_least=chance.choice(tuple(Standing))),
    lambda chance: Families(at_least=chance.randint(0, 4)),
)


def matcher(chance: Random, depth: int = 3):
    """A term, or a tree of them: with flat ones, as people state them, and nested ones."""
    drawn = chance.random()
    if depth == 0 or drawn < 0.35:
        return chance.choice(TERMS)(chance)
    if drawn < 0.5:
        return Not(part=matcher(chance, depth - 1))
    if drawn < 0.6:  # an Any of one kind of term
        kind = chance.choice(TERMS)
        return Any(parts=tuple(kind(chance) for _ in range(chance.randint(0, 3))))
    parts = tuple(matcher(chance, depth - 1) for _ in range(chance.randint(0, 4)))
    return All(parts=parts) if drawn < 0.85 else Any(parts=parts)


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
        members=tuple(
            replace(member(f"m{number}"), outlet=outlet, family=outlet, lead=chance.random() < 0.2)
            for number, outlet in enumerate(chance.choices(OUTLETS, k=chance.randint(0, 4)))
        ),
    )


def _count(chance: Random):
    return Count(low=chance.randint(-1, 6), high=None) if chance.random() < 0.7 else None
