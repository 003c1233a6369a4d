"""Time as Tocsin keeps it: aware, UTC, and asked of a clock that is passed in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant; the real one and the demo's accelerated one look the same."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SteppedClock:
    """A clock that stands still until somebody sets it: the demo, replays and tests."""

    def __init__(self, start: datetime) -> None:
        self._now = utc(start)

    def now(self) -> datetime:
        return self._now

    def set(self, instant: datetime) -> None:
        """Moves the clock forward to `instant`; never back, because stored times must not run backwards."""
        self._now = max(self._now, utc(instant))


def utc(instant: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError for a naive datetime: a guess about a zone is a wrong alert later."""
    if instant.utcoffset() is None:
        raise ValueError(f"naive datetime {instant.isoformat()}: a time needs its zone")
    return instant.astimezone(UTC)
