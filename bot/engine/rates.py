"""Whether a count is more than chance makes of an even rate. Must not know what is counted."""

from __future__ import annotations

import math

_NEGLIGIBLE = 1e-18  # of the sum so far: below what a float can tell


def chance_of_rise(now: int, before: int, share: float) -> float:
    """The chance of at least `now` of all `now + before` events within a `share` (0 to 1) of the time, at an even rate.

    The exact conditional test of two Poisson rates: given their sum, the first count is binomial with the share of the
    time (Przyborowski and Wilenski 1940, "Homogeneity of results in testing samples from Poisson series", Biometrika
    31: 313-323). Raises ValueError for a share outside 0 to 1, both excluded, and for negative counts.
    """
    if not 0 < share < 1 or now < 0 or before < 0:
        raise ValueError(f"no such counts: {now} and {before} with a share of {share}")
    of = now + before
    if now > of * share:
        return min(1.0, _tail(now, of, share))
    return max(0.0, 1.0 - _tail(before + 1, of, 1.0 - share))


def _tail(least: int, of: int, share: float) -> float:
    """The chance of `least` or more, summed from its largest term on; `least` lies above what is expected."""
    if least > of:
        return 0.0
    odds = share / (1.0 - share)
    ways = math.lgamma(of + 1) - math.lgamma(least + 1) - math.lgamma(of - least + 1)
    term = math.exp(ways + least * math.log(share) + (of - least) * math.log1p(-share))
    total = 0.0
    for count in range(least, of + 1):
        total += term
        term *= odds * (of - count) / (count + 1)
        if term <= total * _NEGLIGIBLE:
            break
    return total
