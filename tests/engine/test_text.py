"""The short form of a matcher, as people type it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import matcher
from bot.engine.terms import Problem
from bot.engine.text import DEEPEST, LONGEST, MOST_CONDITIONS, BadMatcher, is_said, parse_matcher
from tests.fakes.world import OUTLETS, PLACES, SmallActors, SmallPlaces

KIDAL = PLACES["Kidal"]


def parsed(text: str) -> matcher.Matcher:
    return parse_matcher(text, SmallPlaces(), SmallActors(), ["sahel/base_handover"], OUTLETS)


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


A, B, C = (parsed(text) for text in ("type:ied", "actor:JNIM", "killed>=3"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("type:ied and actor:JNIM et killed>=3", matcher.All(parts=(A, B, C))),
        ("type:ied, actor:JNIM, killed>=3", matcher.All(parts=(A, B, C))),
        ("type:ied or actor:JNIM OU killed>=3", matcher.Any(parts=(A, B, C))),
        ("type:ied (actor:JNIM or killed>=3)", matcher.All(parts=(A, matcher.Any(parts=(B, C))))),
        ("(type:ied actor:JNIM)or(killed>=3)", matcher.Any(parts=(matcher.All(parts=(A, B)), C))),
        ("type:ied (actor:JNIM killed>=3)", matcher.All(parts=(A, B, C))),
        ("(((type:ied)))", A),
        ("not (type:ied or actor:JNIM)", matcher.Not(part=matcher.Any(parts=(A, B)))),
        ("type:ied sauf actor:JNIM", matcher.All(parts=(A, matcher.Not(part=B)))),
        ("type:ied or non actor:JNIM", matcher.Any(parts=(A, matcher.Not(part=B)))),
        ("not not type:ied", matcher.Not(part=matcher.Not(part=A))),
        ("killed >= 3", C),
        ("killed≥3", C),
    ],
)
def test_and_or_not_and_parentheses_join_conditions(text: str, expected: matcher.Matcher) -> None:
    assert parsed(text) == expected


def test_parentheses_and_nots_may_nest_so_deep() -> None:
    assert parsed("(" * DEEPEST + "type:ied" + ")" * DEEPEST) == A
    assert parsed("not " * DEEPEST + "type:ied") is not None


@pytest.mark.parametrize("text", ["type:ied,ambush", "type: ied , ambush", "type:ied,ambush,", "type:«ied»,“ambush”"])
def test_blanks_around_signs_and_commas_make_no_difference(text: str) -> None:
    assert parsed(text) == matcher.Types(words=frozenset({"ied", "ambush"}))


def test_an_actor_may_be_wanted_in_a_part_and_others_in_another() -> None:
    agent, target = parsed("actor:JNIM/agent"), parsed("actor:FAMA/target")
    assert agent == matcher.Actors(ids=frozenset({"jnim"}), label="JNIM", roles=frozenset({"agent"}))
    assert parsed("actor:JNIM/agent/ally").roles == {"agent", "ally"}
    assert parsed("actor:JNIM/agent,FAMA/target") == matcher.Any(parts=(agent, target))
    assert parsed("actor:JNIM/agent,WAGNER/agent").ids == {"jnim", "wagner"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("type:ied near:Kidal/50km", True), ("killed < 3", True), ("nera:Kidal", True), ("(type:ied)", True),
        ("Kidal", False), ("Gao > Kidal", False), ("Gao -> Kidal", False), ("RN18/20km", False), ("", False),
    ],
)  # fmt: skip
def test_a_text_with_a_key_is_meant_as_conditions(text: str, meant: bool) -> None:
    assert is_said(text) is meant


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
    "not at the end": ("type:ied not", Problem.INCOMPLETE, 9, ()),
    "and at the beginning": ("and type:ied", Problem.INCOMPLETE, 0, ()),
    "or at the end": ("type:ied or", Problem.INCOMPLETE, 9, ()),
    "or twice": ("type:ied or or type:ambush", Problem.INCOMPLETE, 12, ()),
    "or after not": ("type:ied or not or type:ambush", Problem.INCOMPLETE, 12, ()),
    "nothing in parentheses": ("type:ied ()", Problem.INCOMPLETE, 9, ()),
    "no value": ("type:ied killed>=", Problem.INCOMPLETE, 9, ()),
    "never closed": ("type:ied (near:Kidal", Problem.UNBALANCED, 9, ()),
    "never opened": ("type:ied) near:Kidal", Problem.UNBALANCED, 8, ()),
    "and beside or": (
        "near:Kidal type:ied or type:ambush",
        Problem.MIXED,
        0,
        ("near:Kidal (type:ied or type:ambush)", "(near:Kidal type:ied) or type:ambush"),
    ),
    "and beside or within": (
        "type:ied (actor:JNIM or not actor:FAMA and killed>=3)",
        Problem.MIXED,
        10,
        ("(actor:JNIM or not actor:FAMA) killed>=3", "actor:JNIM or (not actor:FAMA killed>=3)"),
    ),
    "at most": ("killed<=2", Problem.NOT_AT_LEAST, 0, ("not killed>=3",)),
    "less": ("type:ied killed < 3", Problem.NOT_AT_LEAST, 9, ("not killed>=3",)),
    "more": ("killed>2", Problem.NOT_AT_LEAST, 0, ("killed>=3",)),
    "less of a share": ("certainty<0.5", Problem.NOT_AT_LEAST, 0, ("not certainty>=0.5",)),
    "too many people": ("killed>=1000001", Problem.BAD_NUMBER, 8, ()),
    "more than certain": ("certainty>=1.5", Problem.BAD_NUMBER, 11, ()),
    "unknown part": ("actor:JNIM/agnet", Problem.UNKNOWN_ROLE, 6, ("agent",)),
    "unknown source": ("source:bbc_afrcia", Problem.UNKNOWN_SOURCE, 7, ("bbc_africa",)),
    "unknown tier": ("tier:oficial", Problem.UNKNOWN_TIER, 5, ("official",)),
    "unknown lean": ("lean:projunta", Problem.UNKNOWN_LEAN, 5, ("pro_junta",)),
    "unknown language": ("lang:english,fra", Problem.UNKNOWN_LANGUAGE, 13, ("fr",)),
    "star in the middle": ('words:fuel,"con*voy"', Problem.BAD_WORDS, 11, ()),
    "area without quotation marks": ("area:16.0,-1.0 17.0,-1.0", Problem.BAD_AREA, 5, ()),
    "bare actor": ("type:ied JNIM", Problem.NOT_A_CONDITION, 9, ("actor:JNIM",)),
    "too deep": ("(" * 9 + "type:ied" + ")" * 9, Problem.TOO_MUCH, 8, ()),
    "too often not": ("not " * 9 + "type:ied", Problem.TOO_MUCH, 32, ()),
    "unknown rule": ("rule:sahel/base_handovr", Problem.UNKNOWN_RULE, 5, ("sahel/base_handover",)),
    "greater for a word": ("type>=ied", Problem.NOT_A_CONDITION, 0, ("type:ied",)),
    "village as region": ("region:Fafa", Problem.NOT_A_REGION, 7, ("Gao",)),
    "radius of letters": ("near:Kidal/far", Problem.BAD_RADIUS, 5, ()),
    "typo in a road": ("road:Gao–Kidall/20km", Problem.UNKNOWN_ROAD, 5, ("Gao–Kidal",)),
    "second road": ("road:Gao-Kidal,Kidal-Gaoo", Problem.UNKNOWN_ROAD, 15, ("Kidal–Gao",)),
    "road of no width": ("type:ied road:Gao-Kidal/0", Problem.BAD_WIDTH, 14, ()),
    "no id": ("incident:7K3Q", Problem.BAD_INCIDENT, 9, ()),
    "letter that ids avoid": ("incident:7K3QF2MU", Problem.BAD_INCIDENT, 9, ()),
    "too long": ("type:ied ".ljust(LONGEST + 1), Problem.TOO_MUCH, 0, ()),
    "too many": ("type:ied " * (MOST_CONDITIONS + 1), Problem.TOO_MUCH, 9 * MOST_CONDITIONS, ()),
}


@pytest.mark.parametrize(("text", "problem", "position", "near"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_named_where_it_stands(text: str, problem: Problem, position: int, near: tuple) -> None:
    with pytest.raises(BadMatcher) as caught:
        parsed(text)
    assert (caught.value.problem, caught.value.position) == (problem, position)
    assert caught.value.nearest[: len(near)] == near


MENDED = {
    "a value": ("near:Kidall/50km type:ied", "near:Kidal/50km type:ied"),
    "a value in quotation marks": ('near:"Kidall"/50km', 'near:"Kidal"/50km'),
    "a name with a hyphen": ("near:Gourma-Rharus killed>=3", "near:Gourma-Rharous killed>=3"),
    "the second of a list": ("not type:ied, ambsh", "not type:ied, ambush"),
    "a part": ("actor:JNIM/agnet", "actor:JNIM/agent"),
    "a key": ("type:ied nera:Kidal", "type:ied near:Kidal"),
    "a whole condition": ("type:ied killed < 3 near:Kidal", "type:ied not killed>=3 near:Kidal"),
    "what stands in parentheses": (
        "killed>=3 (near:Kidal type:ied or type:ambush)",
        "killed>=3 (near:Kidal (type:ied or type:ambush))",
    ),
}


@pytest.mark.parametrize(("text", "mended"), MENDED.values(), ids=MENDED.keys())
def test_a_mistake_is_mended_in_its_line(text: str, mended: str) -> None:
    with pytest.raises(BadMatcher) as caught:
        parsed(text)
    assert caught.value.mended(text)[0] == mended
    assert parsed(mended) is not None


KEYS = 'type actor near killed and or not ou sauf ied JNIM Kidal 3 fuel* " “ » ( ) : >= < , / ='.split(" ")


@given(st.lists(st.sampled_from(KEYS), max_size=25), st.sampled_from(["", " "]))
def test_whatever_is_made_of_the_signs_of_the_language_gives_a_matcher_or_a_named_mistake(
    words: list[str], gap: str
) -> None:
    text = gap.join(words)
    try:
        parsed(text)
    except BadMatcher as bad:
        assert text[bad.position : bad.end].find(bad.word) >= 0 or not bad.nearest  # noqa: PT017
        assert all(isinstance(line, str) for line in bad.mended(text))  # noqa: PT017


@given(st.text(max_size=120))
def test_whatever_is_typed_gives_a_matcher_or_a_named_mistake(text: str) -> None:
    with suppress(BadMatcher):
        parsed(text)
