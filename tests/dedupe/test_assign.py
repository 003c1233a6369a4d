"""Which reports become one incident, and what changes when they do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.event import Count, Toll
from bot.domain.ids import short_code
from bot.domain.incident import ChangeKind, Standing
from bot.domain.place import Place, PlaceKind
from bot.domain.taxonomy import EventType, Operation, SubType
from tests.fakes.world import (
    KIDAL_REGION,
    NOW,
    PEACEKEEPER,
    PLACES,
    changes_of,
    event,
    incident_of,
    join,
    lead,
    place,
)

STRIKE, CONVOY, IED = Operation.DRONE_STRIKE, Operation.CONVOY_ATTACK, Operation.IED
HANDOVER, CAPTURED, LEFT = Operation.BASE_HANDOVER, Operation.BASE_CAPTURED, Operation.WITHDRAWAL
ATTACK = Operation.BASE_ATTACK


def test_an_event_alone_opens_an_incident_named_after_its_origin() -> None:
    strike = event("a", "Kidal", "2023-11-07", STRIKE, killed=6)
    joined = join([strike])
    (incident,), (change,) = joined.incidents, joined.changes
    assert incident.id == short_code(strike.origin)
    assert (change.kind, change.fields, change.event) == (ChangeKind.OPENED, (), strike.id)
    assert change.is_material
    assert change.incident == incident
    assert (incident.killed, incident.standing) == (Count(low=6, high=6), Standing.REPORTED)
    assert incident.members[0].said is not None


def test_a_second_publisher_joins_and_corroborates() -> None:
    opened, joined = changes_of(
        event("a", "Kidal", "2023-11-07", STRIKE), event("b", "Kidal", "2023-11-07", STRIKE, outlet="reuters")
    )
    assert joined.incident.id == opened.incident.id
    assert (joined.kind, joined.fields) == (ChangeKind.PROMOTED, ("standing",))
    assert joined.incident.standing is Standing.CORROBORATED
    assert joined.why == "same place 0 km, same day, drone_strike: 0.99"


def test_a_second_report_of_one_family_is_no_news() -> None:
    _, again = changes_of(
        event("a", "Kidal", "2023-11-07", STRIKE),
        event("b", "Kidal", "2023-11-07", STRIKE, outlet="france24", family="rfi"),
    )
    assert (again.kind, again.fields, again.is_material) == (ChangeKind.JOINED, (), False)


def test_the_same_event_again_changes_nothing() -> None:
    strike = event("a", "Kidal", "2023-11-07", STRIKE)
    first = join([strike])
    again = join([strike], first.incidents)
    assert (again.incidents, again.changes) == ((), ())
    assert again.assignments == {strike.id: first.incidents[0].id}


def test_an_edited_item_revises_its_own_event_and_replaces_its_toll() -> None:
    first = event("a", "Kidal", "2023-11-07", STRIKE, killed=6)
    edited = event("a", "Kidal", "2023-11-07", STRIKE, killed=10, edition=1)
    _, revised = changes_of(first, edited)
    assert (revised.kind, revised.fields) == (ChangeKind.REVISED, ("killed",))
    assert revised.incident.killed == Count(low=10, high=10)
    assert len(revised.incident.claims) == len(revised.incident.members) == 1


def test_an_edit_that_gives_no_figure_keeps_the_one_it_gave() -> None:
    _, revised = changes_of(
        event("a", "Kidal", "2023-11-07", STRIKE, killed=6), event("a", "Kidal", "2023-11-07", STRIKE, edition=1)
    )
    assert revised.incident.killed == Count(low=6, high=6)
    assert not revised.is_material


def test_an_edit_stays_with_its_incident_even_where_it_names_another_place() -> None:
    first = join([event("a", "Kidal", "2023-11-07", STRIKE)])
    moved = join([event("a", "Gao", "2023-11-07", STRIKE, edition=1)], first.incidents)
    assert moved.changes[0].fields == ("place",)
    assert moved.incidents[0].id == first.incidents[0].id
    assert moved.incidents[0].place.name == "Gao"


def test_an_older_edition_that_arrives_late_is_left_aside() -> None:
    old = event("a", "Kidal", "2023-11-07", STRIKE, killed=6)
    new = event("a", "Kidal", "2023-11-07", STRIKE, killed=10, edition=1)
    late = join([old], join([new]).incidents)
    assert (late.incidents, late.changes) == ((), ())
    assert old.id in late.assignments


def test_two_villages_on_one_road_on_one_day_are_two_attacks() -> None:
    made = join(
        [
            event("a", "Ouatagouna", "2023-07-06", CONVOY, killed=3, target=PEACEKEEPER),
            event("b", "Fafa", "2023-07-06", CONVOY, killed=0, target=PEACEKEEPER, outlet="reuters"),
        ]
    )
    assert len(made.incidents) == 2


def test_attacks_of_two_days_at_one_place_stay_apart() -> None:
    made = join(event(day, "Kidal", day, IED, CONVOY, target=PEACEKEEPER) for day in ("2023-10-31", "2023-11-01"))
    assert len(made.incidents) == 2


def test_a_report_without_a_date_joins_the_attack_of_its_publication_day() -> None:
    dated = [event(day, "Kidal", day, IED, CONVOY, target=PEACEKEEPER) for day in ("2023-11-01", "2023-11-03")]
    undated = event(
        "c", "Kidal", "2023-11-03", IED, CONVOY, outlet="ap", target=PEACEKEEPER, time_precision=timedelta(hours=24)
    )
    made = join([*dated, undated])
    assert made.assignments[undated.id] == made.assignments[dated[1].id]


def test_a_point_between_two_towns_joins_a_report_that_names_one_of_them() -> None:
    track = place("between Kidal and Anéfis", 18.24, 1.0, "Kidal", PlaceKind.POINT, 48)
    made = join(
        [
            event("a", "Kidal", "2023-11-01", IED, CONVOY, target=PEACEKEEPER),
            event("b", track, "2023-11-01", IED, CONVOY, target=PEACEKEEPER, outlet="reuters"),
        ]
    )
    (incident,) = made.incidents
    assert incident.place == PLACES["Kidal"]


def test_a_report_that_names_only_the_region_joins_nothing() -> None:
    made = join(
        [
            event("a", "Kidal", "2023-11-07", STRIKE),
            event("b", KIDAL_REGION, "2023-11-07", STRIKE, outlet="reuters"),
        ]
    )
    assert len(made.incidents) == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (event("a", "Kidal", "2023-11-07", STRIKE), event("b", "Kidal", "2023-11-07", IED, outlet="ap")),
        (
            event("a", "Kidal", "2023-11-07", sub_type=SubType.ARMED_CLASH),
            event("b", "Kidal", "2023-11-07", sub_type=SubType.PEACEFUL_PROTEST, outlet="ap"),
        ),
    ],
    ids=["an air strike and a roadside bomb", "a clash and a protest"],
)
def test_incompatible_families_are_never_one(first: object, second: object) -> None:
    assert len(join([first, second]).incidents) == 2


def test_two_plain_clashes_of_one_day_and_town_are_one() -> None:
    incident_of(event("a", "Anéfis", "2023-10-05"), event("b", "Anéfis", "2023-10-05", outlet="bbc_africa"))


def test_an_air_strike_and_a_drone_strike_of_one_day_and_town_are_one() -> None:
    incident_of(
        event("a", "Kidal", "2023-11-07", STRIKE),
        event("b", "Kidal", "2023-11-07", Operation.AIR_STRIKE, outlet="ap"),
    )


def test_massacres_are_looked_for_over_a_week_and_others_over_three_days() -> None:
    def decision(operation: Operation) -> str:
        first = event("a", "Kidal", "2023-11-01", operation, killed=30)
        return changes_of(first, event("b", "Kidal", "2023-11-06", operation, killed=30, outlet="ap"))[-1].why

    assert "4.0 days apart" in decision(Operation.MASSACRE)
    assert decision(STRIKE) == "nothing alike within 60 km and a few days"


def test_a_headline_copied_from_an_agency_counts_for_the_agency() -> None:
    words = "Mali : quatre casques bleus blessés dans l'attaque d'un convoi parti de Ber"
    incident = incident_of(
        event("a", "Ber", "2023-08-13", CONVOY, outlet="afp", title=words),
        event("b", "Ber", "2023-08-13", CONVOY, outlet="alwihda", title=words + " (AFP)", hours=3),
    )
    assert incident.families == {"afp"}
    assert incident.standing is Standing.REPORTED


def test_a_lead_joins_without_news_and_counts_for_nothing() -> None:
    _, joined = changes_of(event("a", "Kidal", "2023-11-07", STRIKE), lead("g", "Kidal", "2023-11-07", STRIKE))
    assert not joined.is_material
    assert joined.incident.standing is Standing.REPORTED
    assert len(joined.incident.members) == 2


def test_the_first_full_report_after_leads_is_news() -> None:
    opened, full = changes_of(
        lead("g", "Kidal", "2023-11-07", STRIKE, hours=-3), event("a", "Kidal", "2023-11-07", STRIKE)
    )
    assert opened.incident.lead_only
    assert (full.kind, full.fields) == (ChangeKind.PROMOTED, ("standing",))
    assert not full.incident.lead_only
    assert full.incident.certainty == pytest.approx(0.7)


def test_an_official_word_confirms_and_a_partys_own_word_does_not_corroborate() -> None:
    press = event("a", "Kidal", "2023-11-07", STRIKE)
    party = event("p", "Kidal", "2023-11-07", STRIKE, outlet="fama_communiques")
    official = event("u", "Kidal", "2023-11-07", STRIKE, outlet="un_news")
    assert incident_of(press, party).standing is Standing.REPORTED
    assert incident_of(press, official).standing is Standing.CONFIRMED


def test_seen_times_never_lie_in_the_future() -> None:
    late = replace(event("a", "Kidal", "2023-11-07", STRIKE), seen_at=NOW + timedelta(days=3))
    (change,) = changes_of(late)
    assert change.at == change.incident.opened_at == NOW


def test_every_event_of_a_batch_is_assigned() -> None:
    events = [event(str(n), "Gao", "2023-11-07", STRIKE) for n in range(5)]
    assert set(join(events).assignments) == {one.id for one in events}


def test_a_change_holds_the_incident_as_it_was_right_after() -> None:
    changes = changes_of(
        event("a", "Kidal", "2023-11-07", STRIKE, killed=6),
        event("b", "Kidal", "2023-11-07", STRIKE, killed=14, outlet="ap", hours=1),
    )
    assert [change.incident.killed for change in changes] == [Count(low=6, high=6), Count(low=6, high=14)]


def test_a_toll_without_any_figure_makes_no_claim() -> None:
    assert incident_of(event("a", "Kidal", "2023-11-07", STRIKE, toll=Toll())).claims == ()


def test_places_in_two_regions_with_precise_points_are_never_one() -> None:
    across: Place = place("Elsewhere", 18.44, 1.55, "Gao")
    made = join(
        [
            event("a", "Kidal", "2023-11-07", type_=EventType.BATTLES),
            event("b", across, "2023-11-07", type_=EventType.BATTLES, outlet="ap"),
        ]
    )
    assert len(made.incidents) == 2
