"""How many requests a chat platform takes in a stretch of time, and how long the next one has to wait."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `requests` in any `seconds`."""

    requests: int
    seconds: float


CHANNEL = Limit(requests=5, seconds=5)  # what Discord allows in one channel


class Pace:
    """Limits for each channel's writes and for everything; None is no limit. `now` gives seconds."""

    def __init__(self, now: Callable[[], float], *, channel: Limit | None = None, whole: Limit | None = None) -> None:
        self._now, self._channel, self._whole = now, channel, whole
        self._taken: dict[tuple[str, str] | None, deque[float]] = {}

    def wait(self, room: tuple[str, str], *, writes: bool) -> float:
        """Seconds until a request like this will be taken; 0 takes this one and counts it."""
        now = self._now()
        asked = [
            (limit, key) for limit, key in ((self._channel if writes else None, room), (self._whole, None)) if limit
        ]
        waits = [self._free_in(limit, key, now) for limit, key in asked]
        if any(waits):
            return max(waits)
        for _, key in asked:
            self._taken[key].append(now)
        return 0

    def _free_in(self, limit: Limit, key: tuple[str, str] | None, now: float) -> float:
        taken = self._taken.setdefault(key, deque())
        while taken and taken[0] + limit.seconds <= now:
            taken.popleft()
        return taken[0] + limit.seconds - now if len(taken) >= limit.requests else 0
