"""The store's contract, on both databases: incidents, their events, counts and control."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.event import Count
from bot.domain.ids import IncidentId, PlaceId
from bot.domain.incident import Standing
from bot.domain.place import Point, distance_km
from bot.domain.taxonomy import EventType
from bot.ports.happenings import Counts
from tests.store import make
from tests.store.make import DAY, HOUR, KIDAL, NOW

pytestmark = pytest.mark.asyncio(loop_scope="session")

GAO = Point(lat=16.2667, lon=-0.05)


async def saved(store, *incidents):
    async with store.write() as tx:
        await tx.incidents.save(incidents, [])


async def candidates(store, *events):
    async with store.read() as tx:
        return await tx.incidents.candidates(events)


async def test_an_incident_comes_back_as_it_was_saved(store):
    one = make.incident(control=make.capture())
    await saved(store, one)
    async with store.read() as tx:
        assert await tx.incidents.get(one.id) == one
        assert await tx.incidents.get(IncidentId("ABSENT00")) is None


async def test_only_a_newer_revision_replaces_an_incident(store):
    one = make.incident()
    two = make.again(one, standing=Standing.CORROBORATED)
    await saved(store, two, one)
    await saved(store, replace(two, certainty=0.1), one)
    async with store.read() as tx:
        assert await tx.incidents.get(one.id) == two


async def test_events_of_an_incident_come_in_order_of_publication_and_are_kept_once(store):
    incident = make.incident()
    late, early = make.event("late", published_at=NOW + HOUR), make.event("early")
    for _ in range(2):
        async with store.write() as tx:
            await tx.incidents.save([incident], [(late, incident.id), (early, incident.id)])
    async with store.read() as tx:
        assert await tx.incidents.events(incident.id) == [early, late]


async def test_an_event_that_is_judged_anew_moves_to_its_new_incident(store):
    one, other = make.incident("one"), make.incident("other")
    event = make.event()
    async with store.write() as tx:
        await tx.incidents.save([one, other], [(event, one.id)])
        await tx.incidents.save([], [(event, other.id)])
    async with store.read() as tx:
        assert await tx.incidents.events(one.id) == []
        assert await tx.incidents.events(other.id) == [event]


async def test_an_incident_that_shares_an_origin_is_a_candidate_wherever_and_whenever_it_was(store):
    far = make.incident("edited", place=make.place(GAO), start=NOW - 300 * DAY, end=NOW - 300 * DAY)
    await saved(store, far)
    assert await candidates(store, make.event("edited")) == [far]
    assert await candidates(store, make.event("another")) == []


async def test_an_origin_that_left_an_incident_no_longer_leads_to_it(store):
    far = make.incident("first", place=make.place(GAO), start=NOW - 300 * DAY, end=NOW - 300 * DAY)
    await saved(store, far)
    moved = make.again(far, members=(make.member("second"),))
    await saved(store, moved)
    assert await candidates(store, make.event("first")) == []
    assert await candidates(store, make.event("second")) == [moved]


@pytest.mark.parametrize(
    ("kind", "days", "found"),
    [
        (EventType.BATTLES, 3, True),
        (EventType.BATTLES, 5, False),
        (EventType.CIVILIANS, 7, True),
        (EventType.CIVILIANS, 9, False),
    ],
    ids=["battle-3-days", "battle-5-days", "civilians-7-days", "civilians-9-days"],
)
@pytest.mark.parametrize("sign", [1, -1], ids=["later", "earlier"])
async def test_candidates_lie_within_three_days_or_seven_for_violence_against_civilians(store, kind, days, found, sign):
    start = NOW + sign * days * DAY
    one = make.incident(start=start, end=start)
    await saved(store, one)
    assert await candidates(store, make.event("other", type=kind, end=NOW)) == ([one] if found else [])


async def test_an_incident_that_lasts_is_a_candidate_on_its_last_days(store):
    siege = make.incident(start=NOW - 20 * DAY, end=NOW)
    await saved(store, siege)
    assert await candidates(store, make.event("other")) == [siege]


async def test_candidates_are_exactly_those_within_sixty_km(store):
    chance = random.Random(60)
    points = [Point(lat=KIDAL.lat + chance.uniform(-1, 1), lon=KIDAL.lon + chance.uniform(-1, 1)) for _ in range(300)]
    incidents = [make.incident(f"i{n}", place=make.place(point)) for n, point in enumerate(points)]
    await saved(store, *incidents)
    near = [one for one in incidents if distance_km(one.place.point, KIDAL) <= 60]
    assert 50 < len(near) < 250
    assert await candidates(store, make.event("other")) == sorted(near, key=lambda one: one.id)


async def test_candidates_are_found_for_thousands_of_events_at_once(store):
    one = make.incident()
    await saved(store, one)
    events = [make.event(f"e{n}", place=make.place(Point(lat=n % 60, lon=n % 97))) for n in range(3000)]
    assert await candidates(store, *events, make.event("i1")) == [one]
    assert await candidates(store) == []


async def test_recent_incidents_come_newest_first_without_leads(store):
    old, new = (make.incident(f"{n}", start=NOW - n * DAY, end=NOW) for n in (2, 1))
    lead = make.incident("lead", members=(make.member("lead", lead=True),))
    await saved(store, old, new, lead)
    async with store.read() as tx:
        assert await tx.incidents.recent(since=NOW - 9 * DAY, limit=9) == [new, old]
        assert await tx.incidents.recent(since=NOW - 9 * DAY, limit=1) == [new]
        assert await tx.incidents.recent(since=NOW - 2 * DAY + HOUR, limit=9) == [new]


async def test_recent_and_counts_keep_to_the_area_that_was_asked_for(store):
    kidal = make.incident("kidal")
    gao = make.incident("gao", place=make.place(GAO, admin1="Gao"))
    niger = make.incident("niger", place=make.place(Point(lat=18.5, lon=1.5), country="NE", admin1=""))
    await saved(store, kidal, gao, niger)
    areas = [
        ({"country": "ML"}, {kidal.id, gao.id}),
        ({"country": "ML", "admin1": "Gao"}, {gao.id}),
        ({"near": (KIDAL, 30.0)}, {kidal.id, niger.id}),
        ({"near": (KIDAL, 300.0)}, {kidal.id, gao.id, niger.id}),
        ({"near": (KIDAL, 9000.0)}, {kidal.id, gao.id, niger.id}),
        ({"near": (KIDAL, 30.0), "country": "NE"}, {niger.id}),
        ({}, {kidal.id, gao.id, niger.id}),
    ]
    async with store.read() as tx:
        for area, expected in areas:
            assert {one.id for one in await tx.incidents.recent(**area, since=NOW, limit=9)} == expected, area
            counted = await tx.incidents.counts(**area, windows=[(NOW, NOW + DAY)])
            assert counted == [Counts(incidents=len(expected), killed=3 * len(expected))], area


async def test_counts_fill_every_window_and_leave_out_leads_and_what_was_retracted(store):
    def on(days, name, **fields):
        return make.incident(name, start=NOW - days * DAY, end=NOW, **fields)

    await saved(
        store, on(0, "now"), on(1, "yesterday", killed=None), on(5, "week", killed=Count(low=10, high=20)),
        on(5, "lead", members=(make.member("lead", lead=True),)), on(5, "gone", standing=Standing.RETRACTED),
    )  # fmt: skip
    async with store.read() as tx:
        windows = [(NOW - days * DAY, NOW) for days in (1, 7)]
        assert await tx.incidents.counts(windows=[*windows, (NOW, NOW + timedelta(microseconds=1))]) == [
            Counts(incidents=1, killed=0), Counts(incidents=2, killed=10), Counts(incidents=1, killed=3)
        ]  # fmt: skip
        assert await tx.incidents.counts(windows=[]) == []


async def test_a_misread_figure_beyond_all_reason_is_kept_and_stops_nothing(store):
    one = make.incident(killed=Count(low=10**20, high=None))
    await saved(store, one)
    async with store.read() as tx:
        assert await tx.incidents.get(one.id) == one


async def test_control_of_a_place_comes_in_order_of_time_with_lineages_and_families(store):
    later = make.incident("later", control=make.capture(), members=(make.member("a"), make.member("b", family="dw")))
    earlier = make.incident("earlier", start=NOW - 14 * DAY, control=make.capture("minusma", "csp_psd"))
    await saved(store, later, earlier, make.incident("none"))
    async with store.read() as tx:
        entries = await tx.incidents.control(PlaceId("ml/kidal/kidal:town"))
        assert await tx.incidents.control(PlaceId("ml/gao/gao:town")) == []
    assert [(entry.incident, entry.at) for entry in entries] == [(earlier.id, earlier.start), (later.id, later.start)]
    assert entries[1].families == {"rfi", "dw"}
    assert entries[1].lineages == (("csp_psd", "csp"), ("fama", "fama"))
    assert entries[1].claim == later.control


@pytest.mark.parametrize(
    "news", [{"control": None}, {"standing": Standing.RETRACTED}, {"place": make.place(GAO, id="ml/gao/gao:town")}],
    ids=["withdrawn", "retracted", "elsewhere"],
)  # fmt: skip
async def test_a_place_is_not_held_on_the_word_of_a_revision_that_no_longer_says_so(store, news):
    one = make.incident(control=make.capture())
    await saved(store, one)
    await saved(store, make.again(one, **news))
    async with store.read() as tx:
        assert await tx.incidents.control(one.place.id) == []
