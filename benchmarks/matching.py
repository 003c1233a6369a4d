"""Which of very many wishes an incident satisfies: the index beside a loop over `holds`, in one run.

`python -m benchmarks.matching [COUNT …]` measures other numbers of wishes.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import psutil

from benchmarks.report import tell
from bot.domain.actor import Actor, Participant, Role
from bot.domain.event import Count, Target
from bot.domain.ids import IncidentId, RuleId
from bot.domain.incident import Incident, Standing
from bot.domain.index import MatcherIndex
from bot.domain.matcher import Actors, All, Killed, Matcher, Near, Not, Rules, Types, Within, holds
from bot.domain.place import Place, PlaceKind, Point
from bot.domain.taxonomy import TYPE_OF, USUAL_SUB_TYPE, WORDS, Operation
from bot.extract.pack import load_pack
from bot.theatre import read_theatre, shipped_rules

NOW = datetime(2023, 11, 20, 12, 0, tzinfo=UTC)
COUNTS, AIMED_AT = (1_000, 10_000, 100_000), 100_000
INCIDENTS, RUNS, CHANGES = 2_000, 5, 1_000
LOOPED = 500_000  # how many times the loop calls `holds`
RADII_KM = (25.0, 30.0, 40.0, 50.0, 60.0, 75.0, 80.0, 100.0)
AWAY = 0.15  # degrees at most between every second incident and the place that it is told of
OPERATIONS, KINDS = tuple(Operation), tuple(sorted(WORDS))
RULES = tuple(RuleId(f"sahel/{operation.value}") for operation in Operation)

Asked = Sequence[tuple[Incident, frozenset[RuleId]]]


@dataclass(frozen=True)
class World:
    spots: Sequence[Place]
    areas: Sequence[Place]  # countries and regions
    actors: Sequence[Actor]


def world() -> World:
    """The places and actors of the shipped pack."""
    pack = load_pack(read_theatre(shipped_rules(), "sahel").pack)
    named = sorted({id_ for _, ids in pack.places.names() for id_ in ids})
    places = [place for id_ in named if (place := pack.places.get(id_))]
    known = sorted({id_ for _, id_, _ in pack.actors.names()})
    return World(
        spots=[place for place in places if not place.kind.is_area],
        areas=[place for place in places if place.kind in (PlaceKind.COUNTRY, PlaceKind.REGION)],
        actors=[actor for id_ in known if (actor := pack.actors.get(id_))],
    )


def wish(there: World, chance: random.Random) -> Matcher:
    """One wish as people state them: six of ten for a town's surroundings, half of all for some types only."""
    drawn = chance.random()
    types = Types(words=frozenset(chance.sample(KINDS, chance.randint(1, 3))))
    first: Matcher
    if drawn < 0.6:
        spot = chance.choice(there.spots)
        first = Near(place=spot.id, label=spot.name, point=spot.point, radius_km=chance.choice(RADII_KM))
    elif drawn < 0.85:
        first = _within(there, chance)
    elif drawn < 0.95:
        first = chance.choice((types, _actor(there, chance)))
    else:
        killed, rules = Killed(at_least=chance.choice((1, 3, 5, 10))), Rules(ids=frozenset(chance.sample(RULES, 2)))
        first = All(parts=(_within(there, chance), chance.choice((killed, rules, Not(part=_actor(there, chance))))))
    return All(parts=(first, types)) if first is not types and chance.random() < 0.5 else first


def _within(there: World, chance: random.Random) -> Matcher:
    area = chance.choice(there.areas)
    return Within(label=area.name, country=area.country, admin1=area.admin1)


def _actor(there: World, chance: random.Random) -> Matcher:
    actor = chance.choice(there.actors)
    return Actors(ids=frozenset({actor.id}), label=actor.name)


def incident(number: int, there: World, chance: random.Random) -> Incident:
    """One incident at a place of the theatre, or around it."""
    place, operation = chance.choice(there.spots), chance.choice(OPERATIONS)
    point = place.point
    if number % 2:
        point = Point(lat=point.lat + chance.uniform(-AWAY, AWAY), lon=point.lon + chance.uniform(-AWAY, AWAY))
    sub_type = USUAL_SUB_TYPE[operation]
    agent, target = chance.sample(there.actors, 2)
    return Incident(
        id=IncidentId(f"{number:08}"), revision=1, type=TYPE_OF[sub_type], sub_type=sub_type,
        operations=frozenset({operation}), place=replace(place, point=point), start=NOW, end=NOW,
        participants=(
            Participant(actor=agent.id, kind=agent.kind, role=Role.AGENT),
            Participant(actor=target.id, kind=target.kind, role=Role.TARGET),
        ),
        target=chance.choice(tuple(Target)), killed=Count(low=chance.choice((0, 0, 1, 2, 5, 12)), high=None),
        wounded=None, claims=(), control=None, standing=Standing.REPORTED, disputed=False, certainty=0.8, members=(),
        opened_at=NOW, updated_at=NOW,
    )  # fmt: skip


def measure(count: int, there: World) -> None:
    """Tells the figures for so many wishes."""
    chance = random.Random(11)
    wishes = [wish(there, chance) for _ in range(count)]
    asked = [(incident(number, there, chance), frozenset({chance.choice(RULES)})) for number in range(INCIDENTS)]
    index, how = _built(wishes)
    rates = []
    for _ in range(RUNS):
        started = time.process_time()
        answers = [len(index.matching(one).for_rules(rules)) for one, rules in asked]
        rates.append(INCIDENTS / (time.process_time() - started))
    rate, matches = sorted(rates)[RUNS // 2], sum(answers) / INCIDENTS
    looped, loop_rate = _looped(wishes, asked[: max(2, LOOPED // count)])
    assert answers[: len(looped)] == looped
    is_aimed_at = count == AIMED_AT
    tell(
        f"incidents/s against {count:,} wishes",
        f"{rate:,.0f}",
        "10,000" if is_aimed_at else "",
        f"CPU of one core; {matches:,.0f} matches each; median of {RUNS} times {INCIDENTS} incidents, "
        f"{min(rates):,.0f} to {max(rates):,.0f}",
    )
    tell(
        f"the same beside a loop over `holds`, {count:,} wishes",
        f"x {rate / loop_rate:,.0f}",
        "x 100" if is_aimed_at else "",
        f"the loop: {loop_rate:,.1f} incidents/s over {len(looped)} of these incidents, with the same answers",
    )
    tell(f"building the index of {count:,} wishes, s", *how)
    _tell_changes(index, count, there, chance)


def _built(wishes: Sequence[Matcher]) -> tuple[MatcherIndex, tuple[str, str, str]]:
    """The index, and what building it took."""
    gc.collect()
    before, started = psutil.Process().memory_info().rss, time.process_time()
    index = MatcherIndex()
    for key, matcher in enumerate(wishes):
        index.add(key, matcher)
    took = time.process_time() - started
    gc.collect()
    grown = psutil.Process().memory_info().rss - before
    return index, (
        f"{took:.2f}",
        "",
        f"CPU; {grown / len(wishes):,.0f} bytes of memory for each, beside the matcher itself",
    )


def _looped(wishes: Sequence[Matcher], asked: Asked) -> tuple[list[int], float]:
    """What a loop finds, and how many incidents it gets through in a second."""
    started = time.process_time()
    found = [sum(holds(matcher, one, rules) for matcher in wishes) for one, rules in asked]
    return found, len(asked) / (time.process_time() - started)


def _tell_changes(index: MatcherIndex, count: int, there: World, chance: random.Random) -> None:
    removing, adding = [], []
    for key in chance.sample(range(count), CHANGES):
        matcher = wish(there, chance)
        started = time.process_time()
        index.remove(key)
        removed = time.process_time()
        index.add(key, matcher)
        removing.append((removed - started) * 1000)
        adding.append((time.process_time() - removed) * 1000)
    for name, times in (("removing", sorted(removing)), ("adding", sorted(adding))):
        tell(
            f"{name} one of {count:,} wishes, p99 ms",
            f"{times[int(CHANGES * 0.99)]:.3f}",
            "1" if count == AIMED_AT else "",
            f"CPU, {CHANGES} of them: median {times[CHANGES // 2]:.3f} ms, worst {times[-1]:.3f} ms",
        )


if __name__ == "__main__":
    here = world()
    for given in [int(word) for word in sys.argv[1:]] or COUNTS:
        measure(given, here)
