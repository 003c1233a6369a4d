"""Wishes as people state them and incidents to hold against them, of the places, actors and outlets of a pack."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.domain.actor import Actor, Participant, Role
from bot.domain.event import Count, Target
from bot.domain.ids import EventId, IncidentId, RuleId
from bot.domain.incident import Incident, Member, Standing
from bot.domain.matcher import (
    Actors,
    All,
    Inside,
    Killed,
    Languages,
    Matcher,
    Near,
    Not,
    Rules,
    Tiers,
    Types,
    Within,
    Words,
)
from bot.domain.outlet import Outlet
from bot.domain.place import Place, PlaceKind, Point
from bot.domain.taxonomy import TYPE_OF, USUAL_SUB_TYPE, WORDS, Operation
from bot.domain.words import folded
from bot.extract.pack import load_pack
from bot.theatre import read_theatre, shipped_rules

NOW = datetime(2023, 11, 20, 12, 0, tzinfo=UTC)
RADII_KM = (25.0, 30.0, 40.0, 50.0, 60.0, 75.0, 80.0, 100.0)
AWAY, AWAY_ONE_IN = 0.15, 4  # degrees at most between every fourth incident and the place that it is told of
HEADLINE, WATCHED = 10, 150  # words of a headline; words that anybody looks for
OPERATIONS, KINDS = tuple(Operation), tuple(sorted(WORDS))
RULES = tuple(RuleId(f"sahel/{operation.value}") for operation in Operation)
LANGUAGES = ("fr", "fr", "en")


@dataclass(frozen=True)
class World:
    spots: Sequence[Place]
    areas: Sequence[Place]  # countries and regions
    actors: Sequence[Actor]
    outlets: Sequence[Outlet]
    words: Sequence[str]  # of which headlines are made


def world() -> World:
    """The shipped pack."""
    pack = load_pack(read_theatre(shipped_rules(), "sahel").pack)
    named = sorted({id_ for _, ids in pack.places.names() for id_ in ids})
    places = [place for id_ in named if (place := pack.places.get(id_))]
    known = sorted({id_ for _, id_, _ in pack.actors.names()})
    return World(
        spots=[place for place in places if not place.kind.is_area],
        areas=[place for place in places if place.kind in (PlaceKind.COUNTRY, PlaceKind.REGION)],
        actors=[actor for id_ in known if (actor := pack.actors.get(id_))],
        outlets=list(pack.outlets.values()),
        words=sorted({word for place in places for word in folded(place.name)}),
    )


def wish(there: World, chance: random.Random) -> Matcher:
    """One wish as people state them: six of ten for a town's surroundings, half of all for some types only."""
    drawn = chance.random()
    types = Types(words=frozenset(chance.sample(KINDS, chance.randint(1, 3))))
    first: Matcher
    if drawn < 0.6:
        spot = chance.choice(there.spots)
        first = Near(place=spot.id, label=spot.name, point=spot.point, radius_km=chance.choice(RADII_KM))
    elif drawn < 0.8:
        first = _within(there, chance)
    elif drawn < 0.9:
        first = chance.choice((types, _actor(there, chance)))
    elif drawn < 0.95:
        first = chance.choice(RARER)(there, chance)
    else:
        killed, rules = Killed(at_least=chance.choice((1, 3, 5, 10))), Rules(ids=frozenset(chance.sample(RULES, 2)))
        first = All(parts=(_within(there, chance), chance.choice((killed, rules, Not(part=_actor(there, chance))))))
    return All(parts=(first, types)) if first is not types and chance.random() < 0.5 else first


def _within(there: World, chance: random.Random) -> Within:
    area = chance.choice(there.areas)
    return Within(label=area.name, country=area.country, admin1=area.admin1)


def _actor(there: World, chance: random.Random) -> Actors:
    actor = chance.choice(there.actors)
    return Actors(ids=frozenset({actor.id}), label=actor.name)


def _polygon(there: World, chance: random.Random) -> Inside:
    """Four to six corners on a circle around a place, northwards and eastwards in turn."""
    middle, reach = chance.choice(there.spots).point, chance.uniform(0.2, 1.5)
    turns = sorted(chance.uniform(0, math.tau) for _ in range(chance.randint(4, 6)))
    return Inside(
        corners=tuple(
            Point(lat=middle.lat + reach * math.sin(turn), lon=middle.lon + reach * math.cos(turn)) for turn in turns
        )
    )


def _words(there: World, chance: random.Random) -> Words:
    """What people look for is few words, of which a headline has one or two."""
    watched = there.words[:: len(there.words) // WATCHED]
    return Words(phrases=frozenset(" ".join(chance.sample(watched, chance.choice((1, 1, 2)))) for _ in range(3)))


def _told(there: World, chance: random.Random) -> All:
    """In a region, by agencies or in English."""
    ids = frozenset(one.id for one in there.outlets if one.tier.name == "AGENCY")
    telling = chance.choice((Tiers(words=frozenset({"agency"}), ids=ids), Languages(codes=frozenset({"en"}))))
    return All(parts=(_within(there, chance), telling))


# What one wish in twenty is about: mostly words or who tells, seldom an area that somebody has drawn.
RARER = (*[_words] * 5, *[_told] * 4, _polygon)


def incident(number: int, there: World, chance: random.Random) -> Incident:
    """One incident at a place of the theatre, or around it, that one to three outlets tell of."""
    place, operation = chance.choice(there.spots), chance.choice(OPERATIONS)
    point = place.point
    if number % AWAY_ONE_IN == 0:
        point = Point(lat=point.lat + chance.uniform(-AWAY, AWAY), lon=point.lon + chance.uniform(-AWAY, AWAY))
    sub_type = USUAL_SUB_TYPE[operation]
    agent, target = chance.sample(there.actors, 2)
    members = tuple(_member(f"{number}/{one}", there, chance) for one in range(chance.randint(1, 3)))
    return Incident(
        id=IncidentId(f"{number:08}"), revision=1, type=TYPE_OF[sub_type], sub_type=sub_type,
        operations=frozenset({operation}), place=replace(place, point=point), start=NOW, end=NOW,
        participants=(
            Participant(actor=agent.id, kind=agent.kind, role=Role.AGENT),
            Participant(actor=target.id, kind=target.kind, role=Role.TARGET),
        ),
        target=chance.choice(tuple(Target)), killed=Count(low=chance.choice((0, 0, 1, 2, 5, 12)), high=None),
        wounded=None, claims=(), control=None, standing=Standing.REPORTED, disputed=False, certainty=0.8,
        members=members, opened_at=NOW, updated_at=NOW,
    )  # fmt: skip


def _member(name: str, there: World, chance: random.Random) -> Member:
    outlet = chance.choice(there.outlets)
    title = " ".join(chance.choices(there.words, k=HEADLINE))
    return Member(
        event=EventId(name), origin=name, outlet=outlet.id, family=outlet.family, party=outlet.party, title=title,
        url=f"https://example.org/{name}", language=chance.choice(LANGUAGES), published_at=NOW, certainty=0.8,
        lead=False, official=False,
    )  # fmt: skip
