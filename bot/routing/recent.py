"""What was planned for each channel lately: new messages of the last hours, and holds that began by themselves.

The store's rows say the same; this is the copy of whoever plans. Must not know why anything was planned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.hold import Hold, HoldKind

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Planned:
    """One new message."""

    at: datetime
    theatre: str


class Recent:
    """Per destination key. Grows with the channels that were told anything within two hours; `forget` shrinks it."""

    def __init__(self) -> None:
        self._planned: defaultdict[str, list[Planned]] = defaultdict(list)
        self._holds: dict[tuple[str, HoldKind, str], Hold] = {}

    def post(self, key: str, at: datetime, theatre: str) -> None:
        """Notes a new message for a destination."""
        planned = self._planned[key]
        if len(planned) >= 8 and planned[0].at < at - 2 * HOUR:
            planned[:] = [one for one in planned if one.at >= at - 2 * HOUR]
        planned.append(Planned(at, theatre))

    def within_hour(self, key: str, at: datetime) -> Mapping[str, int]:
        """New messages by theatre in the fullest hour that holds `at`."""
        planned = self._planned.get(key)
        if not planned:
            return {}
        near = [one for one in planned if at - HOUR < one.at < at + HOUR]
        # Mostly nothing is planned for later: then the hour that ends now is the fullest.
        starts = [one.at for one in near if one.at > at] if near and max(one.at for one in near) > at else []
        counted = [_by_theatre(one for one in near if start - HOUR < one.at <= start) for start in (at, *starts)]
        return max(counted, key=lambda counts: sum(counts.values()))

    def frees_at(self, key: str, at: datetime) -> datetime:
        """When the oldest message of the hour before `at` is an hour old; `at` itself where there is none."""
        near = [one.at for one in self._planned.get(key, ()) if at - HOUR < one.at]
        return min(near) + HOUR if near else at

    def holding(self, key: str, kind: HoldKind, group: str = "") -> Hold | None:
        """The hold of that kind and group that began last."""
        return self._holds.get((key, kind, group))

    def hold(self, hold: Hold, group: str = "") -> None:
        """Notes a hold that began or was prolonged."""
        self._holds[hold.destination.key, hold.kind, group] = hold

    def forget(self, before: datetime) -> None:
        """Drops what can no longer matter: messages and holds older than that."""
        for key in [key for key, planned in self._planned.items() if all(one.at < before for one in planned)]:
            del self._planned[key]
        for name in [name for name, hold in self._holds.items() if max(hold.until, hold.since + HOUR) < before]:
            del self._holds[name]

    def load(self, posts: Iterable[tuple[str, datetime, str]], holds: Iterable[tuple[Hold, str]]) -> None:
        """Takes the store's rows."""
        for key, at, theatre in posts:
            self.post(key, at, theatre)
        for hold, group in sorted(holds, key=lambda pair: pair[0].since):
            self.hold(hold, group)


def _by_theatre(planned: Iterable[Planned]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in planned:
        counts[one.theatre] = counts.get(one.theatre, 0) + 1
    return counts
