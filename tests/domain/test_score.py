"""Shares with their doubt, and medians."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.score import Score, Tally

HOUR = timedelta(hours=1)
TALLIES = st.builds(Tally, useful=st.integers(0, 500), wrong=st.integers(0, 500), duplicate=st.integers(0, 500))


def _score(*hours: float) -> Score:
    leads = tuple(HOUR * h for h in hours)
    return Score(alerts={}, verdicts=Tally(), by_rule=(), by_outlet=(), leads=leads, missed=())


@given(TALLIES.filter(lambda tally: tally.n > 0))
def test_a_true_share_at_the_edge_would_just_be_believed(tally: Tally) -> None:
    """Wilson's bounds are the shares from which the seen one lies 1.96 standard deviations away."""
    share = tally.precision or 0.0
    for edge in tally.likely:
        spread = edge * (1 - edge) / tally.n
        assert (edge - share) ** 2 == pytest.approx(1.96**2 * spread, rel=1e-3, abs=1e-9)


def test_one_of_one_is_not_sold_as_certain() -> None:
    low, high = Tally(useful=1).likely
    assert (round(low, 2), high) == (0.21, 1.0)


@given(TALLIES)
def test_the_share_lies_in_its_likely_range(tally: Tally) -> None:
    low, high = tally.likely
    assert 0 <= low <= high <= 1
    if tally.precision is not None:
        assert low - 1e-9 <= tally.precision <= high + 1e-9


@given(TALLIES.filter(lambda tally: tally.n > 0))
def test_ten_times_the_verdicts_leave_less_doubt(tally: Tally) -> None:
    more = sum([tally] * 10, Tally())
    assert more.precision == pytest.approx(tally.precision)
    assert more.likely[1] - more.likely[0] < tally.likely[1] - tally.likely[0]


def test_without_verdicts_there_is_no_precision_and_all_doubt() -> None:
    assert (Tally().precision, Tally().likely) == (None, (0.0, 1.0))


@pytest.mark.parametrize(
    ("hours", "median"), [((), None), ((-2,), -2), ((1, 5), 3), ((-2, 5, 30), 5)], ids=["none", "one", "two", "three"]
)
def test_the_lead_is_the_median(hours: tuple[float, ...], median: float | None) -> None:
    assert _score(*hours).lead == (None if median is None else HOUR * median)
