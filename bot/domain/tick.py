"""An hour that went by while Tocsin ran, as the rules were shown it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """`well` is the share of the feeds (0 to 1) that could be read then, `after` the last change that came before it.

    Where Tocsin stood still there is no tick: an hour without one was watched by nobody.
    """

    at: datetime
    well: float
    after: int = 0
