"""The hundred coded items of the demo: one incident per fact, in any order, however they are cut into batches."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest

from bot.dedupe import assign
from bot.domain.event import Event
from bot.domain.ids import IncidentId
from bot.domain.incident import Incident
from tests.dedupe.demo_set import FACTS, demo_events
from tests.fakes.world import NOW, OUTLETS, SmallActors, join

TOLD = demo_events()
EVENTS = [event for _, event in TOLD]


def partition(assignments: dict[str, IncidentId]) -> frozenset[frozenset[str]]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for event, incident in assignments.items():
        groups[incident].add(event)
    return frozenset(map(frozenset, groups.values()))


def fed_one_by_one(events: list[Event]) -> tuple[dict[str, IncidentId], dict[IncidentId, Incident], int]:
    """What a store would hold after each event came in a payload of its own."""
    incidents: dict[IncidentId, Incident] = {}
    assignments: dict[str, IncidentId] = {}
    changes = 0
    for event in events:
        joined = assign.join([event], list(incidents.values()), SmallActors(), OUTLETS, NOW)
        incidents |= {incident.id: incident for incident in joined.incidents}
        assignments |= joined.assignments
        changes += len(joined.changes)
    return assignments, incidents, changes


def test_every_fact_is_one_incident_and_no_incident_holds_two_facts() -> None:
    joined = join(EVENTS)
    by_fact: defaultdict[str, set[str]] = defaultdict(set)
    for fact, event in TOLD:
        by_fact[fact].add(joined.assignments[event.id])
    assert set(by_fact) == set(FACTS)
    assert {fact: len(ids) for fact, ids in by_fact.items() if len(ids) > 1} == {}
    assert len(set(joined.assignments.values())) == len(FACTS)


def test_the_bombs_on_the_kidal_convoy_stay_one_incident_a_day() -> None:
    joined = join(event for fact, event in TOLD if fact in ("MT037", "MT038", "MT039", "MT040"))
    assert sorted(i.start.date().isoformat() for i in joined.incidents) == [
        "2023-10-31",
        "2023-11-01",
        "2023-11-03",
        "2023-11-04",
    ]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_a_batch_does_not_matter(seed: int) -> None:
    shuffled = random.Random(seed).sample(EVENTS, len(EVENTS))
    assert join(shuffled) == join(EVENTS)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_arrival_does_not_matter_for_which_reports_are_together(seed: int) -> None:
    shuffled = random.Random(seed).sample(EVENTS, len(EVENTS))
    editions = {event.origin: max(e.id for e in EVENTS if e.origin == event.origin) for event in EVENTS}
    assignments, _, _ = fed_one_by_one(shuffled)
    assert len(set(assignments.values())) == len(FACTS)
    kept = {event.id for event in EVENTS if event.id in editions.values()}
    wanted = {id_: incident for id_, incident in join(EVENTS).assignments.items() if id_ in kept}
    assert partition({id_: assignments[id_] for id_ in kept}) == partition(dict(wanted))


def test_one_by_one_and_in_one_batch_end_in_the_same_records() -> None:
    ordered = sorted(EVENTS, key=lambda event: (event.published_at, event.seen_at, event.id))
    _, incidents, changes = fed_one_by_one(ordered)
    joined = join(EVENTS)
    assert {incident.id: incident for incident in joined.incidents} == incidents
    assert changes == len(joined.changes)


def test_joining_everything_again_changes_nothing() -> None:
    first = join(EVENTS)
    again = join(EVENTS, first.incidents)
    assert (again.incidents, again.changes) == ((), ())
    assert again.assignments == first.assignments


def test_revisions_count_the_changes_of_each_incident() -> None:
    seen: defaultdict[str, int] = defaultdict(int)
    for change in join(EVENTS).changes:
        seen[change.incident.id] += 1
        assert change.incident.revision == seen[change.incident.id]
        assert change.seq == 0


def test_no_origin_is_in_two_incidents_and_no_incident_is_without_a_member() -> None:
    origins = [member.origin for incident in join(EVENTS).incidents for member in incident.members]
    assert len(origins) == len(set(origins)) == len({event.origin for event in EVENTS})
    assert all(incident.members for incident in join(EVENTS).incidents)


def test_few_changes_are_news() -> None:
    """100 reports of 41 happenings: hardly more than the opening and a corroboration of each."""
    material = [change for change in join(EVENTS).changes if change.is_material]
    assert len(FACTS) <= len(material) <= 2.4 * len(FACTS)
