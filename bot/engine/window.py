"""What a rule keeps of the incidents of its latest time, by group and by when they happened.

An incident is there once, as it is now. Beside that, what it was when people last heard news of it is kept, so that a
rule can tell what is new about it. Must not know what the rule looks for.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, insort
from collections.abc import Hashable
from datetime import UTC, datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

from bot.domain.ids import IncidentId
from bot.domain.incident import Change, Incident

INSTANT = timedelta.resolution
_NEVER = datetime.min.replace(tzinfo=UTC)

V = TypeVar("V")


class Entry(NamedTuple, Generic[V]):
    """An incident that counts. Entries sort by time; two of one time by id."""

    time: datetime
    id: IncidentId
    groups: tuple[Hashable, ...]
    value: V


def time_of(incident: Incident) -> datetime:
    """When an incident happened: it cannot be later than the first report of it."""
    return min(incident.start, incident.opened_at)


def is_late(change: Change, lateness: timedelta) -> bool:
    """Whether a change tells so long after its incident that it only counts."""
    return change.at - time_of(change.incident) > lateness


class Window(Generic[V]):
    """The entries of the last `span` before the latest moment that was seen.

    What is older is as if it were not there, whether it was thrown away already or not: two windows that were shown the
    same of the last span are the same.
    """

    def __init__(self, span: timedelta, began: datetime) -> None:
        self.span, self.began = span, began
        self.clock = _NEVER
        self._now: dict[IncidentId, Entry[V]] = {}
        self._heard: dict[IncidentId, Entry[V] | None] = {}  # where that is not what it is now
        self._groups: dict[Hashable, list[Entry[V]]] = {}
        self._ages: list[tuple[datetime, IncidentId]] = []  # a heap; also of entries that have changed since

    def __len__(self) -> int:
        return len(self._now)

    @property
    def horizon(self) -> datetime:
        """The earliest time that still counts."""
        return _NEVER if self.clock == _NEVER else self.clock - self.span

    def advance(self, at: datetime) -> None:
        """Lets time go on, never back, and throws away what no longer counts."""
        if at <= self.clock:
            return
        self.clock = at
        horizon = self.horizon
        while self._ages and self._ages[0][0] < horizon:
            _, id_ = heapq.heappop(self._ages)
            now, heard = self._now.get(id_), self._heard.get(id_)
            if now is not None and now.time < horizon:
                self._leave(now)
            if id_ in self._heard and id_ not in self._now and (heard is None or heard.time < horizon):
                del self._heard[id_]

    def take(self, change: Change, groups: tuple[Hashable, ...], value: V) -> tuple[Entry[V] | None, Entry[V] | None]:
        """Takes in an incident as it is now; one without groups leaves.

        Gives what it was when people last heard news of it, and what it is now.
        """
        self.advance(change.at)
        id_ = change.incident.id
        heard = self.heard(id_)
        before, now = self._now.get(id_), self.entry(change, groups, value)
        if now != before:
            if before is not None:
                self._leave(before)
            if now is not None:
                self._enter(now, before)
        if change.is_material or now == heard:
            self._heard.pop(id_, None)
        else:
            self._heard[id_] = heard
        return heard, now

    def entry(self, change: Change, groups: tuple[Hashable, ...], value: V) -> Entry[V] | None:
        """What an incident would be here; None where it does not count."""
        time = time_of(change.incident)
        if not groups or time < max(self.clock, change.at) - self.span:
            return None
        return Entry(time, change.incident.id, groups, value)

    def now(self, id_: IncidentId) -> Entry[V] | None:
        """What an incident is now."""
        return self._fresh(self._now.get(id_))

    def heard(self, id_: IncidentId) -> Entry[V] | None:
        """What an incident was when people last heard news of it."""
        return self._fresh(self._heard[id_] if id_ in self._heard else self._now.get(id_))

    def among(self, group: Hashable, since: datetime, until: datetime, but: IncidentId | None = None) -> list[Entry[V]]:
        """The entries of a group between two times, both included, but for one incident; oldest first."""
        entries = self._groups.get(group)
        if entries is None:
            return []
        first = bisect_left(entries, (max(since, self.horizon),))
        last = bisect_left(entries, (until + INSTANT,), first)
        return [entry for entry in entries[first:last] if entry.id != but]

    def count(self, group: Hashable, since: datetime, until: datetime, but: IncidentId) -> int:
        """How many `among` would give."""
        entries = self._groups.get(group, [])
        first = bisect_left(entries, (max(since, self.horizon),))
        last = bisect_left(entries, (until + INSTANT,), first)
        own = self._now.get(but)
        is_among = own is not None and group in own.groups and max(since, self.horizon) <= own.time <= until
        return last - first - is_among

    def latest(self, group: Hashable, but: IncidentId | None = None, until: datetime | None = None) -> Entry[V] | None:
        """The last entry of a group, up to a time where one is given, but for one incident."""
        entries = self._groups.get(group, [])
        last = len(entries) if until is None else bisect_left(entries, (until + INSTANT,))
        for entry in reversed(entries[max(0, last - 2) : last]):
            if entry.id != but and entry.time >= self.horizon:
                return entry
        return None

    def _fresh(self, entry: Entry[V] | None) -> Entry[V] | None:
        return None if entry is None or entry.time < self.horizon else entry

    def _enter(self, entry: Entry[V], before: Entry[V] | None) -> None:
        self._now[entry.id] = entry
        for group in entry.groups:
            insort(self._groups.setdefault(group, []), entry)
        if before is None or before.time != entry.time:
            heapq.heappush(self._ages, (entry.time, entry.id))

    def _leave(self, entry: Entry[V]) -> None:
        del self._now[entry.id]
        for group in entry.groups:
            entries = self._groups[group]
            del entries[bisect_left(entries, (entry.time, entry.id))]
            if not entries:
                del self._groups[group]
