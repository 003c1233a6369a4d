"""Days and nights counted from the day of publication, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.extract.dates import When, when
from bot.extract.text import fold_name

TUESDAY = datetime(2023, 10, 31, 12, tzinfo=UTC)


def read(text: str, published: datetime = TUESDAY) -> When:
    folded = fold_name(text)
    return when(folded, published, 0, [(0, len(folded))])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("mardi", date(2023, 10, 31)),
        ("mardi dernier", date(2023, 10, 24)),
        ("on Monday", date(2023, 10, 30)),
        ("last Tuesday", date(2023, 10, 24)),
        ("Thursday's attack", date(2023, 10, 26)),
        ("hier", date(2023, 10, 30)),
        ("avant-hier", date(2023, 10, 29)),
        ("yesterday", date(2023, 10, 30)),
        ("aujourd'hui", date(2023, 10, 31)),
        ("le 7 octobre", date(2023, 10, 7)),
        ("on Oct. 7", date(2023, 10, 7)),
        ("7 October 2023", date(2023, 10, 7)),
        ("le 1er octobre", date(2023, 10, 1)),
        ("lundi 1er octobre", date(2023, 10, 2)),  # misprinted: Monday was the 2nd
        ("le 4 novembre", date(2023, 10, 31)),  # soon to come: a plan or a misprint, so the day of publication
        ("le 14 février", date(2023, 2, 14)),
    ],
)
def test_a_day_is_read_back_from_publication(text: str, day: date) -> None:
    told = read(text)
    assert (told.start.date(), told.end.date()) == (day, day)


@pytest.mark.parametrize(
    ("text", "evening"),
    [
        ("dans la nuit de lundi à mardi", 30),
        ("in the night of Sunday to Monday", 29),
        ("overnight into Tuesday", 30),
        ("dans la nuit du 28 au 29 octobre", 28),
        ("dans la nuit de dimanche", 29),
    ],
)
def test_a_night_runs_from_evening_to_morning(text: str, evening: int) -> None:
    told = read(text)
    assert told.start == datetime(2023, 10, evening, 18, tzinfo=UTC)
    assert told.end == told.start + timedelta(hours=12)


def test_a_text_without_a_day_gets_that_of_publication_and_little_precision() -> None:
    told = read("attaque d'un camp")
    assert (told.start.date(), told.precision, told.span) == (TUESDAY.date(), timedelta(hours=24), (-1, -1))


def test_a_named_day_is_known_to_twelve_hours() -> None:
    assert read("mardi").precision == timedelta(hours=12)


def test_a_planned_day_is_not_the_day_it_happened() -> None:
    assert read("le transfert, prévu pour lundi, a eu lieu ce mardi").start.date() == date(2023, 10, 31)


@given(st.text(alphabet="0123456789 lundimardhejsoctb-/.", max_size=40))
def test_no_day_lies_after_publication(text: str) -> None:
    told = read(text)
    assert told.start <= told.end
    assert told.start.date() <= TUESDAY.date()
