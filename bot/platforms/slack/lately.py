"""What was learnt a short while ago, so that it need not be asked for again. Must not know what it is."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

V = TypeVar("V")

MOST = 10_000


class Lately(Generic[V]):
    """Values by name for some seconds; the oldest is forgotten when there are too many."""

    def __init__(self, seconds: float, *, most: int = MOST, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._most, self._now = seconds, most, now
        self._known: OrderedDict[str, tuple[float, V]] = OrderedDict()

    def get(self, name: str) -> V | None:
        """What is known of a name; None where it is not, or no longer."""
        known = self._known.get(name)
        return known[1] if known is not None and self._now() < known[0] else None

    def put(self, name: str, value: V) -> V:
        """Remembers a value from now on, and gives it."""
        self._known[name] = (self._now() + self._seconds, value)
        self._known.move_to_end(name)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
        return value
