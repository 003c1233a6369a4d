"""What an incident says when its members say different things."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dedupe import merge
from bot.domain.actor import Role
from bot.domain.control import Shape
from bot.domain.event import Count, Target
from bot.domain.incident import Standing
from bot.domain.place import PlaceKind
from bot.domain.taxonomy import EventType, Operation
from tests.fakes.world import OUTLETS, event, hands, incident_of, lead, place, told

STRIKE, ATTACK, AMBUSH = Operation.DRONE_STRIKE, Operation.BASE_ATTACK, Operation.AMBUSH
PRESS = [id_ for id_, outlet in OUTLETS.items() if not outlet.party and id_ != "un_news"]

counts = st.one_of(
    st.integers(0, 300).map(lambda low: Count(low=low, high=None)),
    st.tuples(st.integers(0, 300), st.integers(0, 50)).map(lambda pair: Count(low=pair[0], high=sum(pair))),
)


def reports(number: int, *operations: Operation, **more: object) -> list:
    return [event(str(n), "Kidal", "2023-11-07", *operations, outlet=PRESS[n], **more) for n in range(number)]


@pytest.mark.parametrize(
    ("tolls", "wanted"),
    [
        ([(6, 6), (10, 10), (14, 14)], (6, 14)),
        ([(6, None), (10, 10)], (6, 10)),
        ([(60, None), (49, 49)], (49, None)),
        ([(6, None), (6, 6)], (6, 6)),
        ([(6, None)], (6, None)),
        ([(0, 0), (3, 5)], (0, 5)),
    ],
)
def test_a_toll_is_the_range_of_all_claims(tolls: list, wanted: tuple) -> None:
    events = [
        event(str(n), "Kidal", "2023-11-07", STRIKE, outlet=PRESS[n], killed=toll) for n, toll in enumerate(tolls)
    ]
    killed = incident_of(*events).killed
    assert (killed.low, killed.high) == wanted


def test_leads_and_silent_reports_give_no_toll() -> None:
    incident = incident_of(
        event("a", "Kidal", "2023-11-07", STRIKE), lead("g", "Kidal", "2023-11-07", STRIKE, killed=9)
    )
    assert incident.killed is None


def test_the_best_known_place_stands() -> None:
    vague = place("Kidal area", 18.45, 1.40, "Kidal", PlaceKind.AREA, 20)
    incident = incident_of(event("a", vague, "2023-11-07", STRIKE), event("b", "Kidal", "2023-11-07", STRIKE))
    assert incident.place.name == "Kidal"


def test_the_narrowest_time_stands() -> None:
    start = datetime(2023, 11, 7, 7, tzinfo=UTC)
    narrow = event(
        "b", "Kidal", "2023-11-07", STRIKE,
        outlet="ap", start=start, end=start + timedelta(hours=4), time_precision=timedelta(hours=2),
    )  # fmt: skip
    incident = incident_of(event("a", "Kidal", "2023-11-07", STRIKE), narrow)
    assert (incident.start, incident.end) == (narrow.start, narrow.end)


def test_an_operation_that_one_of_three_tells_is_left_out() -> None:
    one = event("x", "Kidal", "2023-11-07", ATTACK, AMBUSH, outlet="ap", hours=3)
    assert incident_of(*reports(2, ATTACK), one).operations == {ATTACK}


def test_an_operation_told_by_one_certain_report_is_kept() -> None:
    one = event("x", "Kidal", "2023-11-07", ATTACK, AMBUSH, outlet="ap", hours=3, certainty=0.9)
    assert incident_of(*reports(2, ATTACK), one).operations == {ATTACK, AMBUSH}


def test_an_operation_once_told_does_not_come_and_go() -> None:
    first = event("x", "Kidal", "2023-11-07", ATTACK, AMBUSH, outlet="ap", hours=-3)
    assert incident_of(first, *reports(3, ATTACK)).operations == {ATTACK, AMBUSH}
    assert incident_of(first, *reports(4, ATTACK)).operations == {ATTACK}


def _sides(target: Target | None, *each: tuple) -> tuple:
    """The parts of an incident whose members tell these parts."""
    events = [
        event(str(n), "Kidal", "2023-11-01", Operation.CONVOY_ATTACK, outlet=PRESS[n], target=target,
              participants=told(*parts))
        for n, parts in enumerate(each)
    ]  # fmt: skip
    return incident_of(*events).participants


def test_who_is_told_on_both_sides_stands_where_most_tell_it() -> None:
    attacked, attacks = ("fama", Role.TARGET), ("fama", Role.AGENT)
    assert _sides(None, [attacked], [attacks], [attacked]) == told(attacked)
    assert _sides(None, [attacks], [attacked], [attacks]) == told(attacks)


def test_what_was_hit_by_all_accounts_decides_a_contradiction() -> None:
    assert _sides(Target.STATE_FORCE, [("fama", Role.AGENT)], [("fama", Role.TARGET)]) == told(("fama", Role.TARGET))
    assert _sides(Target.ARMED_GROUP, [("fama", Role.AGENT)], [("fama", Role.TARGET)]) == told(("fama", Role.AGENT))


def test_peacekeepers_who_were_hit_are_never_their_own_attackers() -> None:
    assert _sides(Target.PEACEKEEPER, [("minusma", Role.AGENT)]) == told(("minusma", Role.TARGET))
    assert _sides(Target.PEACEKEEPER, [("minusma", Role.AGENT)], [("minusma", Role.AGENT)]) == told(
        ("minusma", Role.TARGET)
    )
    assert _sides(Target.ARMED_GROUP, [("minusma", Role.AGENT)]) == told(("minusma", Role.AGENT))


def test_parts_on_one_side_do_not_contradict_each_other() -> None:
    attacks, takes = ("csp_psd", Role.AGENT), ("csp_psd", Role.TAKES)
    assert _sides(None, [attacks], [takes]) == told(attacks, takes)


def test_participants_are_united_and_a_clear_part_replaces_a_mere_presence() -> None:
    incident = incident_of(
        event("a", "Kidal", "2023-11-07", STRIKE, participants=told(("fama", Role.PRESENT))),
        event(
            "b", "Kidal", "2023-11-07", STRIKE,
            outlet="ap", participants=told(("fama", Role.AGENT), ("civilians", Role.TARGET)),
        ),
    )  # fmt: skip
    assert incident.participants == told(("fama", Role.AGENT), ("civilians", Role.TARGET))


def test_control_is_what_most_say_of_the_likeliest_taker() -> None:
    def one(key: str, outlet: str, taker: str | None, giver: str | None, shape: Shape, certainty: float) -> object:
        return event(
            key, "Kidal", "2023-10-31", Operation.BASE_CAPTURED,
            outlet=outlet, control=hands(taker, giver, shape), certainty=certainty,
        )  # fmt: skip

    incident = incident_of(
        one("a", "rfi", "csp_psd", None, Shape.CAPTURE, 0.7),
        one("b", "afp", "csp_psd", "minusma", Shape.ABANDONMENT, 0.6),
        one("c", "ap", None, "minusma", Shape.ABANDONMENT, 0.6),
    )
    assert incident.control == hands("csp_psd", "minusma", Shape.ABANDONMENT)
    assert not incident.disputed


def test_certainty_rises_with_each_independent_publisher_only() -> None:
    alone = incident_of(*reports(1, STRIKE)).certainty
    two = incident_of(*reports(2, STRIKE)).certainty
    assert alone == pytest.approx(0.7)
    assert two == pytest.approx(0.79)
    twice = incident_of(*reports(1, STRIKE), event("z", "Kidal", "2023-11-07", STRIKE, outlet=PRESS[0]))
    assert twice.certainty == alone


def test_the_type_that_most_say_stands() -> None:
    incident = incident_of(
        *reports(2, ATTACK),
        event("x", "Kidal", "2023-11-07", ATTACK, type_=EventType.CIVILIANS, outlet="ap", hours=4),
    )
    assert incident.type is EventType.BATTLES


def test_an_incident_whose_members_cannot_be_read_is_left_as_it_is() -> None:
    incident = incident_of(*reports(1, STRIKE))
    silent = replace(incident, members=tuple(replace(member, said=None) for member in incident.members))
    assert merge.merged(silent, str) == silent


@given(tolls=st.lists(counts, min_size=1, max_size=6))
def test_the_range_holds_every_claim(tolls: list[Count]) -> None:
    made = incident_of(
        *(
            event(str(n), "Kidal", "2023-11-07", STRIKE, outlet=f"o{n}", killed=(toll.low, toll.high))
            for n, toll in enumerate(tolls)
        )
    ).killed
    assert made.low == min(toll.low for toll in tolls)
    assert made.high is None or all(made.high >= max(toll.low, toll.high or 0) for toll in tolls)


def test_an_opened_incident_is_what_its_one_member_makes_of_it() -> None:
    incident = incident_of(
        event("a", "Kidal", "2023-10-31", ATTACK, control=hands("csp_psd", "minusma"), killed=3, outlet="un_news")
    )
    assert merge.merged(incident, str) == incident
    assert incident.standing is Standing.CONFIRMED
