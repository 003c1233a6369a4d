"""The short form of a matcher, as people type it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import matcher
from bot.engine.terms import Problem
from bot.engine.text import BadMatcher, parse_matcher
from tests.fakes.world import PLACES, SmallActors, SmallPlaces

KIDAL = PLACES["Kidal"]


def parsed(text: str) -> matcher.Matcher:
    return parse_matcher(text, SmallPlaces(), SmallActors(), ["sahel/base_handover"])


def test_conditions_must_all_hold() -> None:
    assert parsed("near:Kidal/50km type:convoy_attack killed>=3") == matcher.All(
        parts=(
            matcher.Near(place=KIDAL.id, label="Kidal", point=KIDAL.point, radius_km=50),
            matcher.Types(words=frozenset({"convoy_attack"})),
            matcher.Killed(at_least=3),
        )
    )


def test_not_turns_the_next_condition_round() -> None:
    assert parsed("not actor:fama") == matcher.Not(part=parsed("actor:fama"))


def test_commas_mean_any_of_them() -> None:
    assert parsed("type:ied,ambush") == matcher.Types(words=frozenset({"ied", "ambush"}))
    assert isinstance(parsed("near:Kidal,Gao"), matcher.Any)


@pytest.mark.parametrize("text", ['region:"Kidal, Mali"', "region:«Kidal, Mali»", "region:Kidal", "REGION:kidal"])
def test_quotation_marks_keep_a_name_together(text: str) -> None:
    assert parsed(text) == matcher.Within(label="Kidal region", country="ML", admin1="Kidal")


@pytest.mark.parametrize("text", ["killed>=3", "killed:3", "killed=3"])
def test_a_figure_is_always_a_least_one(text: str) -> None:
    assert parsed(text) == matcher.Killed(at_least=3)


def test_a_rule_can_be_named() -> None:
    assert parsed("rule:sahel/base_handover") == matcher.Rules(ids=frozenset({"sahel/base_handover"}))


@pytest.mark.parametrize(
    "text", ["road:Gao–Kidal/20km", "road:Gao-Kidal/20", 'road:"Gao > Kidal/20km"', "ROAD:gao..kidal/20"]
)
def test_a_road_can_be_named(text: str) -> None:
    points = (PLACES["Gao"].point, KIDAL.point)
    assert parsed(text) == matcher.Along(label="Gao–Kidal", points=points, width_km=20)


@pytest.mark.parametrize("text", ["incident:7K3QF2MX", "incident:7k3q-f2mx", "incident:7K3QF2MX,7k3qf2mx"])
def test_an_incident_can_be_named_as_people_write_its_id(text: str) -> None:
    assert parsed(text) == matcher.Incidents(ids=frozenset({"7K3QF2MX"}))


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_line_matches_everything(text: str) -> None:
    assert parsed(text) == matcher.EVERYTHING


MISTAKES = {
    "typo in a type": ("near:Kidal type:convoi_attack", Problem.UNKNOWN_TYPE, 16, ("convoy_attack",)),
    "typo in a place": ("near:Kidall/50km", Problem.UNKNOWN_PLACE, 5, ("Kidal",)),
    "typo in a key": ("nera:Kidal", Problem.NOT_A_CONDITION, 0, ("near:Kidal",)),
    "second of a list": ("type:ied,ambsh", Problem.UNKNOWN_TYPE, 9, ("ambush",)),
    "unknown actor": ("actor:WAGNR", Problem.UNKNOWN_ACTOR, 6, ("WAGNER",)),
    "no number": ("killed>=many", Problem.BAD_NUMBER, 8, ()),
    "figure of another script": ("killed>=٣", Problem.BAD_NUMBER, 8, ()),
    "bare type": ("convoy_attack", Problem.NOT_A_CONDITION, 0, ("type:convoy_attack",)),
    "bare place": ("type:ied Kidal", Problem.NOT_A_CONDITION, 9, ("near:Kidal",)),
    "not at the end": ("type:ied not", Problem.NOT_A_CONDITION, 12, ()),
    "unknown rule": ("rule:sahel/base_handovr", Problem.UNKNOWN_RULE, 5, ("sahel/base_handover",)),
    "greater for a word": ("type>=ied", Problem.NOT_A_CONDITION, 0, ("type>=ied",)),
    "village as region": ("region:Fafa", Problem.NOT_A_REGION, 7, ("Gao",)),
    "radius of letters": ("near:Kidal/far", Problem.BAD_RADIUS, 5, ()),
    "typo in a road": ("road:Gao–Kidall/20km", Problem.UNKNOWN_ROAD, 5, ("Gao–Kidal",)),
    "second road": ("road:Gao-Kidal,Kidal-Gaoo", Problem.UNKNOWN_ROAD, 15, ("Kidal–Gao",)),
    "road of no width": ("type:ied road:Gao-Kidal/0", Problem.BAD_WIDTH, 14, ()),
    "no id": ("incident:7K3Q", Problem.BAD_INCIDENT, 9, ()),
    "letter that ids avoid": ("incident:7K3QF2MU", Problem.BAD_INCIDENT, 9, ()),
    "too long": ("type:ied " * 100, Problem.NOT_A_CONDITION, 500, ()),
    "too many": ("type:ied " * 30, Problem.NOT_A_CONDITION, 270, ()),
}


@pytest.mark.parametrize(("text", "problem", "position", "near"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_named_where_it_stands(text: str, problem: Problem, position: int, near: tuple) -> None:
    with pytest.raises(BadMatcher) as caught:
        parsed(text)
    assert (caught.value.problem, caught.value.position) == (problem, position)
    assert caught.value.nearest[: len(near)] == near


@given(st.text(max_size=120))
def test_whatever_is_typed_gives_a_matcher_or_a_named_mistake(text: str) -> None:
    with suppress(BadMatcher):
        parsed(text)
