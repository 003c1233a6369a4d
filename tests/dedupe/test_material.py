"""Which differences are news."""

from __future__ import annotations

import pytest

from bot.dedupe import material
from bot.domain.actor import Role
from bot.domain.control import Shape
from bot.domain.event import Count, Target
from bot.domain.incident import Standing
from bot.domain.place import PlaceKind
from bot.domain.taxonomy import EventType, Operation
from tests.fakes.world import event, hands, incident_of, place, told

STRIKE, ATTACK, AMBUSH = Operation.DRONE_STRIKE, Operation.BASE_ATTACK, Operation.AMBUSH


@pytest.mark.parametrize(
    ("before", "after", "news"),
    [
        (None, Count(low=0, high=0), True),
        (None, None, False),
        (Count(low=6, high=6), None, False),
        (Count(low=6, high=6), Count(low=7, high=7), False),
        (Count(low=2, high=2), Count(low=3, high=3), True),
        (Count(low=6, high=6), Count(low=6, high=10), True),
        (Count(low=6, high=10), Count(low=6, high=14), False),
        (Count(low=30, high=30), Count(low=30, high=60), True),
        (Count(low=60, high=60), Count(low=30, high=60), True),
        (Count(low=49, high=49), Count(low=49, high=60), False),
        (Count(low=99, high=99), Count(low=100, high=100), True),
        (Count(low=0, high=0), Count(low=0, high=1), True),
    ],
)
def test_a_toll_is_news_by_class_or_when_it_doubles(before: Count | None, after: Count | None, news: bool) -> None:
    assert material.toll_changed(before, after) is news


def test_a_target_or_an_agent_that_becomes_known_is_news() -> None:
    before = incident_of(event("a", "Kidal", "2023-11-07", STRIKE))
    after = incident_of(
        event("a", "Kidal", "2023-11-07", STRIKE, target=Target.CIVILIAN, participants=told(("fama", Role.AGENT)))
    )
    assert material.fields(before, after, str, edited=False) == ("target", "actors")
    assert material.fields(after, before, str, edited=False) == ()


def test_soldiers_as_a_target_and_unknown_gunmen_are_no_news() -> None:
    before = incident_of(event("a", "Kidal", "2023-11-07", ATTACK))
    after = incident_of(
        event(
            "a", "Kidal", "2023-11-07", ATTACK,
            target=Target.STATE_FORCE, participants=told(("unknown_gunmen", Role.AGENT)),
        )
    )  # fmt: skip
    assert material.fields(before, after, str, edited=False) == ()


def test_a_new_operation_is_news_and_another_word_for_it_is_not() -> None:
    before = incident_of(event("a", "Kidal", "2023-11-07", ATTACK))
    loose = incident_of(event("a", "Kidal", "2023-11-07", ATTACK, AMBUSH))
    taken = incident_of(event("a", "Kidal", "2023-11-07", ATTACK, Operation.BASE_CAPTURED))
    assert material.fields(before, loose, str, edited=False) == ()
    assert material.fields(before, taken, str, edited=False) == ("operations",)


def test_another_type_is_news_only_where_the_operations_do_not_agree() -> None:
    before = incident_of(event("a", "Kidal", "2023-11-07", ATTACK))
    worded = incident_of(event("a", "Kidal", "2023-11-07", ATTACK, type_=EventType.STRATEGIC))
    other = incident_of(event("a", "Kidal", "2023-11-07", type_=EventType.CIVILIANS))
    assert material.fields(before, worded, str, edited=False) == ()
    assert material.fields(before, other, str, edited=False) == ("type",)


def test_an_edit_that_takes_back_an_operation_is_news_and_a_vote_that_does_is_not() -> None:
    before = incident_of(event("a", "Kidal", "2023-11-07", ATTACK, AMBUSH))
    after = incident_of(event("a", "Kidal", "2023-11-07", ATTACK))
    assert material.fields(before, after, str, edited=True) == ("operations",)
    assert material.fields(before, after, str, edited=False) == ()


def test_a_move_within_the_precision_is_no_news() -> None:
    near, far = place("Kidal camp", 18.44, 1.42, "Kidal", PlaceKind.BASE, 3), "Gao"
    before = incident_of(event("a", "Kidal", "2023-11-07", STRIKE))
    assert material.fields(before, incident_of(event("a", near, "2023-11-07", STRIKE)), str, edited=True) == ()
    assert material.fields(before, incident_of(event("a", far, "2023-11-07", STRIKE)), str, edited=True) == ("place",)


def test_another_day_is_news_and_a_narrower_time_is_not() -> None:
    before = incident_of(event("a", "Kidal", "2023-11-07", STRIKE))
    other = incident_of(event("a", "Kidal", "2023-11-08", STRIKE))
    assert material.fields(before, other, str, edited=True) == ("date",)


def test_a_new_holder_is_news_and_its_other_name_is_not() -> None:
    def held_by(taker: str) -> object:
        return incident_of(
            event("a", "Kidal", "2023-10-31", Operation.BASE_CAPTURED, control=hands(taker, "minusma", Shape.CAPTURE))
        )

    lineage = {"cma": "azawad_movements", "csp_psd": "azawad_movements"}

    def names(actor: str) -> str:
        return lineage.get(actor, actor)

    assert material.fields(held_by("cma"), held_by("csp_psd"), names, edited=False) == ()
    assert material.fields(held_by("cma"), held_by("fama"), names, edited=False) == ("control",)


def test_standing_is_news_when_it_rises() -> None:
    alone = incident_of(event("a", "Kidal", "2023-11-07", STRIKE))
    two = incident_of(event("a", "Kidal", "2023-11-07", STRIKE), event("b", "Kidal", "2023-11-07", STRIKE, outlet="ap"))
    assert two.standing is Standing.CORROBORATED
    assert material.fields(alone, two, str, edited=False) == ("standing",)
    assert material.fields(two, alone, str, edited=False) == ()
