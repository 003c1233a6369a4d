"""How likely a rise is at an even rate: against exact fractions and published values."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.rates import chance_of_rise


def exactly(now: int, before: int, share: Fraction) -> Fraction:
    """The same in whole fractions, term by term."""
    of = now + before
    return sum(
        (math.comb(of, count) * share**count * (1 - share) ** (of - count) for count in range(now, of + 1)), Fraction(0)
    )


@given(now=st.integers(0, 60), before=st.integers(0, 120), parts=st.integers(1, 40))
def test_it_is_the_sum_of_the_binomial_terms(now: int, before: int, parts: int) -> None:
    wanted = float(exactly(now, before, Fraction(1, 1 + parts)))
    assert chance_of_rise(now, before, 1 / (1 + parts)) == pytest.approx(wanted, rel=1e-9, abs=1e-12)


# Hormone users and others with heart disease over woman-years, from Gu, Ng, Tang and Schucany 2008, "Testing the ratio
# of two Poisson rates", Biometrical Journal 50: 283-298. The chances are those of R's exactci::poisson.exact, which
# statsmodels tests against.
USERS, YEARS, OTHERS, OTHER_YEARS = 60, 51477.5, 30, 54308.7


def test_it_agrees_with_a_published_one_sided_test() -> None:
    rated = 1.2 * YEARS  # against a ratio of 1.2
    chance = chance_of_rise(USERS, OTHERS, rated / (rated + OTHER_YEARS))
    assert chance == pytest.approx(0.006651774552714537, rel=1e-10)


def test_its_terms_agree_with_a_published_two_sided_test() -> None:
    share, of = YEARS / (YEARS + OTHER_YEARS), USERS + OTHERS
    terms = [chance_of_rise(n, of - n, share) - (chance_of_rise(n + 1, of - n - 1, share) if n < of else 0)
             for n in range(of + 1)]  # fmt: skip
    assert sum(one for one in terms if one <= terms[USERS] * (1 + 1e-7)) == pytest.approx(
        0.000675182658686321, rel=1e-6
    )


def test_a_small_example_can_be_worked_out_by_hand() -> None:
    assert chance_of_rise(3, 0, 0.25) == pytest.approx(1 / 64)
    assert chance_of_rise(2, 1, 0.5) == pytest.approx(4 / 8)
    assert chance_of_rise(0, 7, 0.1) == 1.0


def test_large_counts_neither_overflow_nor_vanish() -> None:
    assert chance_of_rise(100_000, 1_200_000, 1 / 13) == pytest.approx(0.5, abs=0.01)
    assert chance_of_rise(10, 1_000_000, 1 / 13) == 1.0
    assert chance_of_rise(100_000, 0, 1 / 13) == 0.0
    assert 0 < chance_of_rise(150, 600, 1 / 13) < 1e-20


@given(now=st.integers(0, 400), before=st.integers(0, 4000), share=st.floats(0.01, 0.5))
def test_one_more_is_never_more_likely(now: int, before: int, share: float) -> None:
    assert chance_of_rise(now + 1, before, share) <= chance_of_rise(now, before, share) + 1e-12


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, 2.0])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="no such counts"):
        chance_of_rise(3, 3, share)


def test_counts_below_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="no such counts"):
        chance_of_rise(-1, 3, 0.5)
