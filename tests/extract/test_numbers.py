"""Numbers of people in English and French, and what is no number of people."""

from __future__ import annotations

import pytest

from bot.extract.numbers import numbers_in
from bot.extract.text import fold_name


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("12 soldats", 12, 12),
        ("1,200 people", 1200, 1200),
        ("1 200 personnes", 1200, 1200),
        ("quarante-neuf civils", 49, 49),
        ("soixante et onze soldats", 71, 71),
        ("quatre-vingt-dix-sept civils", 97, 97),
        ("quatre-vingts soldats", 80, 80),
        ("deux cents personnes", 200, 200),
        ("forty-nine civilians", 49, 49),
        ("one hundred and twenty people", 120, 120),
        ("une vingtaine de soldats", 20, 20),
        ("une douzaine de civils", 12, 12),
        ("a dozen villagers", 12, 12),
        ("dozens of people", 24, None),
        ("several dozen people", 24, None),
        ("plusieurs dizaines de civils", 20, None),
        ("au moins six morts", 6, None),
        ("more than 60 people", 60, None),
        ("dix personnes au moins", 10, 10),
        ("between 10 and 15 soldiers", 10, 15),
        ("up to 30 fighters", 1, 30),
        ("about 10 soldiers", 10, 10),
        ("three UN peacekeepers", 3, 3),
        ("dix-sept soldats", 17, 17),
    ],
)
def test_a_figure_is_read_with_its_bounds(text: str, low: int, high: int | None) -> None:
    folded = fold_name(text)
    first = next(numbers_in(folded, 0, len(folded)))
    assert (first.low, first.high) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "30 km",
        "le 4 octobre",
        "on March 4",
        "2023",
        "15 %",
        "07h00",
        "trois ans",
        "two days",
        "no one",
        "48 heures",
        "nine kilometers",
    ],
)
def test_dates_distances_and_times_count_nobody(text: str) -> None:
    folded = fold_name(text)
    assert [number.low for number in numbers_in(folded, 0, len(folded))] == []
