"""Silences: groups that nothing is heard of any more, and incidents that nothing followed.

What counts are hours in which Tocsin ran and enough of its feeds could be read, from when an incident was first seen:
an outage is no silence. A silence that takes more than `PATIENCE` times its length by the calendar is given up, so that
what has to be remembered is bounded. Must not know rules.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Hashable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.ids import IncidentId
from bot.domain.incident import Change, Severity
from bot.domain.place import Point, distance_km
from bot.domain.tick import EVERY, Tick
from bot.engine.window import Entry, Window, time_of

PATIENCE = 2


class Heard(NamedTuple):
    """What is kept of an incident: when it was first seen, its severity for a rule, where it lies, and what it is."""

    seen: datetime
    severity: Severity
    point: Point
    place: str
    asks: bool  # something is expected after it
    answers: bool  # it is what was expected


class Silent(NamedTuple):
    """A silence: since this incident, in these groups. `figure` counts what there was before."""

    entry: Entry[Heard]
    groups: tuple[str, ...]
    figure: int


class Hours:
    """The last hours that count, as many as a silence of this length needs."""

    def __init__(self, silence: timedelta, well: float) -> None:
        self.needed = -(-silence // EVERY)
        self._well = well
        self._at: deque[datetime] = deque(maxlen=self.needed)

    def add(self, tick: Tick) -> None:
        """Counts an hour, if enough feeds could be read in it."""
        if tick.well >= self._well:
            self._at.append(tick.at)

    def since(self, seen: datetime) -> int:
        """How many there were since a moment, at most as many as are needed."""
        return sum(at > seen for at in self._at)

    @property
    def reach(self) -> datetime | None:
        """What was first seen before this moment has been silent long enough; None where nothing can have been."""
        return self._at[0] if len(self._at) == self.needed else None


class _Agenda:
    """Incidents that have to be looked at once their hours are over, each noted once, the oldest first."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, IncidentId]] = []
        self._noted: set[IncidentId] = set()

    def add(self, entry: Entry[Heard]) -> None:
        """Notes one more."""
        if entry.id not in self._noted:
            self._noted.add(entry.id)
            heapq.heappush(self._heap, (entry.value.seen, entry.id))

    def due(self, reach: datetime | None) -> Iterator[IncidentId]:
        """Those whose hours are over; they are struck off."""
        while reach is not None and self._heap and self._heap[0][0] < reach:
            _, id_ = heapq.heappop(self._heap)
            self._noted.discard(id_)
            yield id_


class _Told:
    """What was told of already, as long as it might be told again."""

    def __init__(self) -> None:
        self._seen: dict[Hashable, datetime] = {}

    def is_new(self, key: Hashable, seen: datetime, oldest: datetime) -> bool:
        """Whether this is the first time; it is noted. What was first seen before `oldest` is forgotten."""
        if key in self._seen:
            return False
        self._seen = {other: at for other, at in self._seen.items() if at >= oldest} | {key: seen}
        return True


class Silence:
    """Groups that usually have incidents, `at_least` so many in the time `usual` before the last one was first seen."""

    def __init__(self, silence: timedelta, well: float, usual: timedelta, at_least: int, began: datetime) -> None:
        self._patience, self._usual, self._at_least = PATIENCE * silence, usual, at_least
        self.window: Window[Heard] = Window(span(silence, usual), began)
        self.hours = Hours(silence, well)
        self._agenda, self._told = _Agenda(), _Told()
        self._touched: set[str] = set()  # groups in which something changed since the last hour

    def take(self, change: Change, groups: tuple[str, ...], value: Heard) -> None:
        """Takes in an incident as it is now. One of which the first report comes very late is history: no count."""
        is_history = time_of(change.incident) < value.seen - self._usual
        before, now = _taken(self.window, change, () if is_history else groups, value)
        if before == now:
            return
        for entry in (before, now):
            self._touched.update(map(str, entry.groups) if entry else ())
        if now is not None:
            self._agenda.add(now)

    def pass_hour(self, tick: Tick) -> list[Silent]:
        """The silences that have lasted long enough by now and were not told yet, one for each last incident."""
        self.window.advance(tick.at)
        self.hours.add(tick)
        reach = self.hours.reach
        groups, self._touched = self._touched, set()
        for id_ in self._agenda.due(reach):
            entry = self.window.now(id_)
            groups.update(map(str, entry.groups) if entry else ())
        if reach is None:
            return []
        found: dict[IncidentId, Silent] = {}
        for group in sorted(groups):
            newest = self.window.latest(group)
            if newest is None or newest.value.seen >= reach:
                continue  # as most are: nothing has to be counted
            last, figure = self.last(group)
            if last is None or not self._is_over(group, last, figure, reach, tick.at):
                continue
            known = found.get(last.id, Silent(last, (), figure))
            found[last.id] = Silent(last, (*known.groups, group), max(known.figure, figure))
        return list(found.values())

    def last(self, group: str) -> tuple[Entry[Heard] | None, int]:
        """The incident of a group that was first seen last, and how many there were in the time before that."""
        entries = self.window.among(group, self.window.horizon, self.window.clock)
        if not entries:
            return None, 0
        last = max(entries, key=lambda entry: (entry.value.seen, entry.id))
        return last, sum(entry.time > last.value.seen - self._usual for entry in entries)

    def is_watched(self, seen: datetime) -> bool:
        """Whether the whole time before a silence was watched, so that it is known what was usual."""
        return self.window.began <= seen - self._usual

    def _is_over(self, group: str, last: Entry[Heard], figure: int, reach: datetime, at: datetime) -> bool:
        seen, oldest = last.value.seen, at - self._patience
        return (
            oldest <= seen < reach
            and figure >= self._at_least
            and self.is_watched(seen)
            and self._told.is_new((group, last.id), seen, oldest)
        )


class Unanswered:
    """Incidents that ask for an answer in their groups, or near them, and have none."""

    def __init__(
        self, silence: timedelta, well: float, lateness: timedelta, near_km: float | None, began: datetime
    ) -> None:
        self._patience, self._lateness, self._near_km = PATIENCE * silence, lateness, near_km
        self.window: Window[Heard] = Window(span(silence, lateness), began)
        self.hours = Hours(silence, well)
        self._agenda, self._told = _Agenda(), _Told()

    def take(self, change: Change, groups: tuple[str, ...], value: Heard) -> None:
        """Takes in an incident as it is now. Where an answer goes away, what it answered is looked at again."""
        before, now = _taken(self.window, change, groups, value)
        if before == now:
            return
        if now is not None and now.value.asks:
            self._agenda.add(now)
        if before is not None and before.value.answers and not _still_answers(before, now):
            for group in before.groups:
                for entry in self.window.among(group, self.window.horizon, before.time):
                    if entry.value.asks:
                        self._agenda.add(entry)

    def pass_hour(self, tick: Tick) -> list[Silent]:
        """The incidents whose time is over by now without an answer, and that were not told yet."""
        self.window.advance(tick.at)
        self.hours.add(tick)
        oldest = tick.at - self._patience
        found = []
        for id_ in self._agenda.due(self.hours.reach):
            entry = self.window.now(id_)
            if entry is None or not entry.value.asks:
                continue
            seen = entry.value.seen
            if seen < oldest or seen - entry.time > self._lateness or any(self.answers(entry)):
                continue
            if self._told.is_new(id_, seen, oldest):
                found.append(Silent(entry, tuple(map(str, entry.groups)), 0))
        return found

    def answers(self, entry: Entry[Heard]) -> Iterator[Entry[Heard]]:
        """What answers an incident: what was expected, not before it, in one of its groups or near enough."""
        for group in entry.groups:
            for other in self.window.among(group, entry.time, self.window.clock, entry.id):
                if other.value.answers and self._is_near(entry, other):
                    yield other

    def _is_near(self, one: Entry[Heard], other: Entry[Heard]) -> bool:
        return self._near_km is None or distance_km(one.value.point, other.value.point) <= self._near_km


def _still_answers(before: Entry[Heard], now: Entry[Heard] | None) -> bool:
    """Whether an incident answers all that it answered."""
    if now is None or not now.value.answers or now.time < before.time:
        return False
    return set(before.groups) <= set(now.groups) and now.value.point == before.value.point


def span(silence: timedelta, before: timedelta) -> timedelta:
    """How far back anything can matter to a silence that is measured with so much time before its beginning."""
    return PATIENCE * silence + before


def _taken(
    window: Window[Heard], change: Change, groups: tuple[str, ...], value: Heard
) -> tuple[Entry[Heard] | None, Entry[Heard] | None]:
    """What an incident was, and what it is now."""
    window.advance(change.at)
    before = window.now(change.incident.id)
    window.take(change, groups, value)
    return before, window.now(change.incident.id)
