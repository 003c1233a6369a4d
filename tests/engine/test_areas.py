"""Corners of an area, in one text and as lists of numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Fault
from bot.domain.place import Point
from bot.engine import areas, conditions
from bot.engine.terms import BadWord, Names, Problem
from bot.located import read_yaml
from tests.fakes.world import SmallActors, SmallPlaces

CORNERS = tuple(Point(lat=lat, lon=lon) for lat, lon in ((16, -1), (17, -1), (17, 1)))
NAMES = Names(places=SmallPlaces(), actors=SmallActors())


@pytest.mark.parametrize(
    "text",
    [
        areas.EXAMPLE,
        "16,-1 17,-1 17,1",
        "  16.0, -1.0;  17.0 ,-1.0 ; 17.0,1.0 ",
        "+16,-1 17,-1.00001 17,1",
        "16,-1 17,-1 17,1 16,-1",
        "16,-1 16,-1 17,-1 17,-1 17,1 16,-1 16,-1",
    ],
)
def test_corners_are_latitude_and_longitude_with_blanks_between_them(text: str) -> None:
    assert areas.area(text).corners == CORNERS


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "0 corners"),
        ("16,-1 17,-1", "2 corners"),
        ("16,-1 17,-1 16,-1", "2 corners"),
        (" ".join(f"{n / 10},{n % 7}" for n in range(101)), "101 corners"),
        ("16,-1 17,-1 17", "'17' is no corner"),
        ("16,-1 17,-1 17,1x", "'17,1x' is no corner"),
        ("16,-1 far 17,1", "'far 17,1' is no corner"),
        ("16,-1 17,-1 91,1", "latitude is from -90 to 90"),
        ("16,-1 17,-1 17,181", "longitude from -180 to 180"),
        ("16,170 17,170 17,-170", "across the date line"),
        ("16,-1 17,-1 18,-1", "on one line"),
        ("16,-1 16,-1 16,-1 16,-1", "1 corners"),
        ("16,-1 17,-1 16,-1 17,-1", "on one line"),
    ],
)
def test_what_is_no_area_is_told_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(BadWord, match=why) as caught:
        areas.area(text)
    assert (caught.value.problem, caught.value.word) == (Problem.BAD_AREA, text)


@given(st.text(alphabet="0123456789.,-+ ;x", max_size=60))
def test_whatever_is_typed_is_an_area_or_a_named_mistake(text: str) -> None:
    try:
        made = areas.area(text)
    except BadWord as bad:
        assert bad.problem is Problem.BAD_AREA  # noqa: PT017
    else:
        assert len(made.corners) >= areas.FEWEST


def _read(text: str) -> tuple[object, list[Fault]]:
    faults: list[Fault] = []
    return conditions.matcher_of(read_yaml("rule.yml", text), NAMES, faults), faults


@pytest.mark.parametrize(
    "text",
    ["area: [[16, -1], [17.0, -1.0], [17, 1]]", f'area: "{areas.EXAMPLE}"', f"area:\n  - {areas.EXAMPLE}"],
    ids=["pairs", "text", "list of texts"],
)
def test_a_file_gives_corners_as_pairs_or_as_text(text: str) -> None:
    made, faults = _read(text)
    assert faults == []
    assert made == areas.area(areas.EXAMPLE)


@pytest.mark.parametrize(
    ("text", "line", "column", "what"),
    [
        ("area: [[16, -1], [17], [17, 1]]", 1, 18, "two numbers"),
        ("area:\n  - [16, -1]\n  - [17, east]\n  - 17,1", 3, 5, "two numbers"),
        ("area:\n  - [16, -1]\n  - [17, true]\n  - [17, 1]", 3, 5, "two numbers"),
        ("area: [[16, -1], [17, -1]]", 1, 7, "2 corners"),
        ("area: 16,-1", 1, 7, "1 corners"),
        ("area: [[16, -1], [17, -1], [99, 1]]", 1, 7, "latitude"),
    ],
)
def test_a_wrong_corner_in_a_file_is_told_where_it_stands(text: str, line: int, column: int, what: str) -> None:
    _, faults = _read(text)
    assert (faults[0].line, faults[0].column) == (line, column)
    assert what in faults[0].what
