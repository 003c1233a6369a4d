"""How well the alerts of some time served the people who were told, in numbers. Must not know how they are counted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from bot.domain.ids import OutletId, RuleId
from bot.domain.incident import Incident, Severity

# Of the normal distribution: 95 % lie within so many standard deviations.
_Z = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many verdicts of each kind."""

    useful: int = 0
    wrong: int = 0
    duplicate: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            useful=self.useful + other.useful,
            wrong=self.wrong + other.wrong,
            duplicate=self.duplicate + other.duplicate,
        )

    @property
    def n(self) -> int:
        return self.useful + self.wrong + self.duplicate

    @property
    def precision(self) -> float | None:
        """The useful share, 0 to 1; None without verdicts."""
        return self.useful / self.n if self.n else None

    @property
    def likely(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the useful share: between the two it would probably lie with very many verdicts.

        https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval
        """
        if not self.n:
            return 0.0, 1.0
        share, by_n = self.useful / self.n, _Z * _Z / self.n
        middle = (share + by_n / 2) / (1 + by_n)
        width = math.sqrt(share * (1 - share) * by_n + by_n * by_n / 4) / (1 + by_n)
        return max(0.0, middle - width), min(1.0, middle + width)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What is known of the alerts of some time; an alert is an incident, however often it was told."""

    alerts: Mapping[Severity, int]  # by the highest severity that an incident was told with
    verdicts: Tally
    by_rule: tuple[tuple[RuleId, Tally], ...]  # most verdicts first; without those that have none
    by_outlet: tuple[tuple[OutletId, Tally], ...]  # the same
    leads: tuple[timedelta, ...]  # rising; from the telling to the official publication, negative where that came first
    missed: tuple[Incident, ...]  # newest first

    @property
    def told(self) -> int:
        """The number of alerts."""
        return sum(self.alerts.values())

    @property
    def lead(self) -> timedelta | None:
        """The median of the lead times."""
        return timedelta(seconds=median(lead.total_seconds() for lead in self.leads)) if self.leads else None
