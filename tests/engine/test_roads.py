"""Roads: those of a pack, those named by their places, in chat and in rule files."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Fault
from bot.domain.matcher import Along, Any
from bot.domain.place import Place, PlaceKind
from bot.engine import conditions, roads
from bot.engine.terms import BadWord, Names, Problem
from bot.located import read_yaml
from tests.fakes.world import PLACES, SmallActors, SmallPlaces, place

GAO, BOUREM, KIDAL, RHAROUS = (PLACES[name].point for name in ("Gao", "Bourem", "Kidal", "Gourma-Rharous"))


def _area(name: str, lat: float, lon: float) -> Place:
    return place(name, lat, lon, "", PlaceKind.AREA, 200)


RN18 = _area("RN18 Gao–Bourem–Kidal", 17.4, 0.1)
NUMBERED = {"RN18": RN18, "RN18 Gao–Bourem–Kidal": RN18}
BER = _area("Ber–Tombouctou road", 16.82, -2.76)  # the small world has no Tombouctou
NAMED = {"Ber–Tombouctou road": BER, "axe Ber-Tombouctou": BER}
PLAIN = _area("Gourma", 16.0, -1.5)
NOWHERE = _area("Here–There road", 16.0, -1.5)


class WithRoads(SmallPlaces):
    """The small world with roads and a plain."""

    def __init__(self) -> None:
        super().__init__()
        self._all |= {**NUMBERED, **NAMED, "Gourma": PLAIN, "Here–There road": NOWHERE}


NAMES = Names(places=WithRoads(), actors=SmallActors())


@pytest.mark.parametrize("typed", ["RN18", "rn18", "RN18 Gao–Bourem–Kidal", "route RN18", "la route RN18", "RN18 road"])
def test_a_road_of_the_pack_runs_through_the_places_of_its_name(typed: str) -> None:
    assert roads.road(typed, NAMES) == Along(
        label="RN18 Gao–Bourem–Kidal", points=(GAO, BOUREM, KIDAL), width_km=roads.USUAL_WIDTH_KM
    )


@pytest.mark.parametrize(
    "typed",
    ["Gao–Kidal", "Gao-Kidal", "Gao..Kidal", "Gao>Kidal", "Gao > Kidal", "Gao - Kidal", "gao→kidal", "axe Gao-Kidal"],
)
def test_a_road_is_named_by_its_places_with_any_sign_between_them(typed: str) -> None:
    assert roads.road(typed, NAMES) == Along(label="Gao–Kidal", points=(GAO, KIDAL), width_km=roads.USUAL_WIDTH_KM)


@pytest.mark.parametrize(
    ("typed", "points"),
    [
        ("Gao-Gourma-Rharous", (GAO, RHAROUS)),
        ("Gourma-Rharous-Gao-Kidal", (RHAROUS, GAO, KIDAL)),
        ("Gao-Bourem-Kidal", (GAO, BOUREM, KIDAL)),
    ],
)
def test_a_hyphen_may_belong_to_a_name(typed: str, points: tuple) -> None:
    assert roads.road(typed, NAMES).points == points


@pytest.mark.parametrize(("typed", "km"), [("RN18/20km", 20), ("RN18/20", 20), ("RN18 / 7.5 km", 7.5), ("RN18", 15)])
def test_a_road_is_as_wide_as_it_is_said(typed: str, km: float) -> None:
    assert roads.road(typed, NAMES).width_km == km


def test_the_middle_of_a_road_stands_for_an_end_that_nobody_knows() -> None:
    found = roads.road("axe Ber-Tombouctou", NAMES)

    assert found.label == "Ber–Tombouctou"
    assert found.points == (PLACES["Ber"].point, BER.point)


@pytest.mark.parametrize("not_a_road", [PLACES["Gao"], PLAIN, NOWHERE, replace(RN18, kind=PlaceKind.RIVER)])
def test_what_is_no_road_is_none(not_a_road: Place) -> None:
    assert roads.of_place(not_a_road, NAMES.places) is None


@pytest.mark.parametrize(
    ("typed", "problem", "nearest"),
    [
        ("RN81", Problem.UNKNOWN_ROAD, ("RN18 Gao–Bourem–Kidal",)),
        ("Gao–Kidall", Problem.UNKNOWN_ROAD, ("Gao–Kidal",)),
        ("Gao-Kidall", Problem.UNKNOWN_ROAD, ("Gao–Kidal",)),
        ("Gao", Problem.UNKNOWN_ROAD, ()),
        ("Gao–Gao", Problem.UNKNOWN_ROAD, ()),
        ("Gao–", Problem.UNKNOWN_ROAD, ()),
        ("–".join(["Gao", "Kidal"] * 7), Problem.UNKNOWN_ROAD, ()),
        ("RN18/far", Problem.BAD_WIDTH, ()),
        ("RN18/0", Problem.BAD_WIDTH, ()),
        ("RN18/201", Problem.BAD_WIDTH, ()),
    ],
)
def test_a_road_that_cannot_be_read_is_named_with_the_nearest(typed: str, problem: Problem, nearest: tuple) -> None:
    with pytest.raises(BadWord) as caught:
        roads.road(typed, NAMES)

    assert caught.value.problem is problem
    assert caught.value.nearest[:1] == nearest
    assert all(roads.road(one, NAMES) for one in caught.value.nearest)


def test_no_road_runs_through_the_middle_of_a_country() -> None:
    with pytest.raises(BadWord):
        roads.road("Mali–Gao", NAMES)


@pytest.mark.parametrize(
    ("typed", "is_said"), [("axe X-Y", True), ("route RN99", True), ("X > Y", True), ("X-Y", False), ("Kidal", False)]
)
def test_some_words_speak_of_a_road_without_doubt(typed: str, is_said: bool) -> None:
    assert roads.is_said(typed) is is_said


@given(st.text(alphabet="GaoKidl-–>./ RN18axeroute", max_size=80))
def test_whatever_is_typed_is_a_road_or_a_named_mistake(text: str) -> None:
    with suppress(BadWord):
        assert len(roads.road(text, NAMES).points) > 1


def _rule(text: str) -> tuple[object, list[Fault]]:
    faults: list[Fault] = []
    return conditions.matcher_of(read_yaml("rule.yml", text), NAMES, faults), faults


def test_a_rule_names_roads_as_chat_does() -> None:
    made, faults = _rule("road: [RN18/20km, Gao–Kidal]")

    assert faults == []
    assert made == Any(parts=(roads.road("RN18/20km", NAMES), roads.road("Gao–Kidal", NAMES)))


def test_a_wrong_road_in_a_rule_is_told_with_the_nearest_at_its_line() -> None:
    _, (fault,) = _rule("type: ambush\nroad: RN81/20km")

    assert (fault.line, fault.column) == (2, 7)
    assert "RN18" in fault.fix


def test_a_rule_cannot_be_about_one_incident() -> None:
    _, (fault,) = _rule("incident: 7K3QF2MX")

    assert "no key 'incident'" in fault.what
