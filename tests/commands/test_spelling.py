"""Choices, lengths of time, distances and roles as people type them, in both languages."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import spelling
from bot.commands.spelling import Misspelt
from bot.domain.incident import Severity, Standing

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ON_OFF = ("on", "off")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("45m", 45 * MINUTE),
        ("2h", 2 * HOUR),
        ("3d", 3 * DAY),
        ("1w", 7 * DAY),
        ("90 min", 90 * MINUTE),
        ("2 heures", 2 * HOUR),
        ("3 jours", 3 * DAY),
        ("1 semaine", 7 * DAY),
        ("1h30", 90 * MINUTE),
        ("1 h 30 min", 90 * MINUTE),
        ("2 hours and 15 minutes", 135 * MINUTE),
        ("1.5h", 90 * MINUTE),
        ("1,5 h", 90 * MINUTE),
        ("  2H ", 2 * HOUR),
    ],
)
def test_a_length_of_time_is_read_in_both_languages(typed: str, meant: timedelta) -> None:
    assert spelling.duration(typed) == meant


@pytest.mark.parametrize("typed", ["off", "none", "0", "aucun", "non"])
def test_no_time_at_all_is_a_length_only_where_it_may_be(typed: str) -> None:
    assert spelling.duration(typed, least=timedelta()) == timedelta()
    with pytest.raises(Misspelt):
        spelling.duration(typed)


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("90", ("90m",)),
        ("5", ("5m", "5h")),
        ("2 parsecs", ("2h",)),
        ("25h", ("1d",)),
        ("30s", ("2h",)),
        ("0.01h", ("2h",)),
        ("1m30", ("2h",)),
        ("٣h", ("2h",)),
        ("-3h", ("2h",)),
        ("", ("2h",)),
    ],
)
def test_a_length_that_cannot_be_read_is_answered_with_the_nearest_that_can(typed: str, nearest: tuple) -> None:
    with pytest.raises(Misspelt) as caught:
        spelling.duration(typed, most=DAY)

    assert caught.value.nearest == nearest
    assert all(spelling.duration(one, most=DAY) for one in caught.value.nearest)


@given(st.integers(min_value=1, max_value=366 * 24 * 60))
def test_a_length_reads_back_from_how_it_is_spelt(minutes: int) -> None:
    assert spelling.duration(spelling.spelt_duration(minutes * MINUTE)) == minutes * MINUTE


@given(st.integers(min_value=1, max_value=600), st.integers(min_value=1, max_value=600), st.integers(0, 100_000))
def test_a_length_beyond_its_bounds_is_answered_with_the_nearer_bound(a: int, b: int, minutes: int) -> None:
    least, most = min(a, b) * MINUTE, max(a, b) * MINUTE
    try:
        read = spelling.duration(f"{minutes}m", least=least, most=most)
    except Misspelt as error:
        (nearest,) = error.nearest
        assert not least <= minutes * MINUTE <= most
        assert spelling.duration(nearest, least=least, most=most) == max(least, min(most, minutes * MINUTE))
    else:
        assert least <= read == minutes * MINUTE <= most


def test_none_is_spelt_as_it_is_read() -> None:
    assert spelling.duration(spelling.spelt_duration(timedelta()), least=timedelta()) == timedelta()


@pytest.mark.parametrize(
    ("typed", "km"), [("10km", 10), ("10", 10), ("0.5 km", 0.5), ("6 mi", 9.7), ("6 miles", 9.7), ("off", 0), ("0", 0)]
)
def test_a_distance_is_read_in_kilometres_and_miles(typed: str, km: float) -> None:
    assert spelling.distance(typed, most=200) == km


@pytest.mark.parametrize(
    ("typed", "nearest"), [("3000", "200km"), ("far", "10km"), ("10 leagues", "10km"), ("1", "5km")]
)
def test_a_distance_that_cannot_be_read_is_answered_with_the_nearest(typed: str, nearest: str) -> None:
    with pytest.raises(Misspelt) as caught:
        spelling.distance(typed, least=5, most=200)
    assert caught.value.nearest == (nearest,)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("high", Severity.HIGH),
        ("HIGH", Severity.HIGH),
        ("élevée", Severity.HIGH),
        ("elevee", Severity.HIGH),
        ("faible", Severity.LOW),
        ("moyenne", Severity.MEDIUM),
        ("critique", Severity.CRITICAL),
    ],
)
def test_a_severity_is_read_in_both_languages(typed: str, meant: Severity) -> None:
    assert spelling.severity(typed) is meant


@pytest.mark.parametrize(("typed", "nearest"), [("hihg", "high"), ("moyene", "medium"), ("critcal", "critical")])
def test_a_misspelt_severity_is_answered_with_the_nearest(typed: str, nearest: str) -> None:
    with pytest.raises(Misspelt) as caught:
        spelling.severity(typed)
    assert caught.value.nearest[0] == nearest
    assert caught.value.values["choices"] == "low, medium, high, critical"


@pytest.mark.parametrize(
    ("typed", "meant"), [("confirmé", Standing.CONFIRMED), ("Corroborated", Standing.CORROBORATED)]
)
def test_a_standing_is_read_in_both_languages(typed: str, meant: Standing) -> None:
    assert spelling.standing(typed) is meant


def test_nobody_can_ask_for_what_was_taken_back() -> None:
    with pytest.raises(Misspelt):
        spelling.standing("retracted")


@pytest.mark.parametrize(
    ("typed", "choices", "meant"),
    [
        ("oui", ON_OFF, "on"),
        ("Non", ON_OFF, "off"),
        ("oui", ("yes", "everything"), "yes"),
        ("tout", ("yes", "everything"), "everything"),
        ("rien", ("none", "low"), "none"),
        ("français", ("en", "fr"), "fr"),
        ("miles", ("metric", "imperial"), "imperial"),
        ("oui", ("tell", "skip"), "tell"),
    ],
)
def test_a_word_means_the_choice_that_there_is(typed: str, choices: tuple[str, ...], meant: str) -> None:
    assert spelling.choice(typed, choices) == meant


def test_a_refusal_is_never_answered_with_its_opposite() -> None:
    with pytest.raises(Misspelt) as caught:
        spelling.choice("no", ("yes", "everything"))
    assert caught.value.nearest == ()


@pytest.mark.parametrize(
    ("typed", "meant"), [("1,2", {"1", "2"}), ("oncall, desk ", {"oncall", "desk"}), ("none", set()), ("a,a,", {"a"})]
)
def test_roles_stand_with_commas_between_them(typed: str, meant: set[str]) -> None:
    assert spelling.roles(typed) == meant


@pytest.mark.parametrize("typed", ["one two", 'a"b', ",", ", ,", ",".join(map(str, range(21))), "x" * 81])
def test_what_is_no_list_of_roles_is_refused(typed: str) -> None:
    with pytest.raises(Misspelt):
        spelling.roles(typed)


@given(st.text(max_size=120))
def test_whatever_is_typed_is_read_or_named_as_misspelt(text: str) -> None:
    for read in (
        spelling.duration,
        lambda typed: spelling.distance(typed, most=100),
        spelling.severity,
        spelling.standing,
        lambda typed: spelling.choice(typed, ON_OFF),
        spelling.role,
        spelling.roles,
    ):
        with suppress(Misspelt):
            read(text)
