"""Kind `threshold`: fires when enough comes together in a sliding time: incidents, different values, dead, wounded.

    when: {type: [ambush, ied]}
    count: {at_least: 3}              or distinct: {of: place, at_least: 3}, killed: {at_least: 25}, wounded: …
    within: 7d
    group: cercle

Looked at are all times of that length that hold the incident, whatever else they hold.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from bot.domain.alert import Condition
from bot.domain.errors import Fault
from bot.domain.ids import IncidentId
from bot.domain.incident import Incident
from bot.domain.matcher import Matcher, explain
from bot.engine import fields
from bot.engine.kinds import base
from bot.engine.kinds.base import Seen, Timeless
from bot.engine.rule import Fired, Rule
from bot.engine.terms import Names
from bot.engine.traits import Trait, Traits, traits
from bot.engine.vocabulary import MOST_PEOPLE
from bot.engine.window import INSTANT, Entry, Window, is_late, time_of
from bot.located import Node

LEAST, MOST = 2, 10_000  # one incident is for kind `match`


class Added(NamedTuple):
    """What an incident adds: a number, or different values."""

    number: int = 0
    values: frozenset[str] = frozenset()


NOTHING = Added()
Entries = Sequence[Entry[Added]]


class Figure(StrEnum):
    COUNT = "count"
    DISTINCT = "distinct"
    KILLED = "killed"
    WOUNDED = "wounded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    when: Matcher
    figure: Figure
    at_least: int
    of: Traits | None  # only with `distinct`
    within: timedelta
    lateness: timedelta

    def added(self, incident: Incident) -> Added:
        """What an incident adds. Of a toll the low figure; one that nobody gives adds nothing."""
        if self.of is not None:
            return Added(values=self.of.of(incident))
        if self.figure is Figure.COUNT:
            return Added(number=1)
        toll = incident.killed if self.figure is Figure.KILLED else incident.wounded
        return Added(number=max(0, toll.low)) if toll else NOTHING


def _figure(**more: object) -> Mapping[str, object]:
    people: dict[str, object] = {"type": "integer", "minimum": LEAST, "maximum": MOST_PEOPLE}
    spelt = {
        "type": "object",
        "required": ["at_least", *more],
        "properties": {"at_least": people, **more},
        "additionalProperties": False,
    }
    return spelt if more else {"anyOf": [people, spelt]}


class Threshold(Timeless):
    """Implements bot.engine.kinds.base.Kind. A state is a window of what every incident adds."""

    name = "threshold"
    keys: Mapping[str, object] = {
        "when": base.CONDITION,
        "count": {**_figure(), "description": "So many incidents."},
        "distinct": {
            **_figure(of={"enum": [one.value for one in Trait]}),
            "description": "So many different places, actors, outlets, types, operations or targets.",
        },
        "killed": {**_figure(), "description": "So many dead in all, by the low figures."},
        "wounded": {**_figure(), "description": "So many wounded in all, by the low figures."},
        "within": base.WITHIN,
        "lateness": base.LATE,
    }
    required = ("when", "within")

    def read(self, found: Mapping[str, Node], names: Names, faults: list[Fault]) -> Fields:
        """The fields of one file, which counts one thing."""
        given = [figure for figure in Figure if figure.value in found]
        if len(given) != 1:
            mark = found[given[1].value].key_mark if given else found["kind"].mark
            what = "a threshold counts two things" if given else "a threshold counts nothing"
            faults.append((mark or found["kind"].mark).fault(what, f"give one of {', '.join(Figure)}"))
        figure = given[0] if given else Figure.COUNT
        at_least, of = _read_figure(found[figure.value], figure, names, faults) if given else (LEAST, None)
        return Fields(
            when=base.condition(found, "when", names, faults),
            figure=figure,
            at_least=at_least,
            of=of,
            within=base.length(found, "within", timedelta(days=1), faults),
            lateness=base.length(found, "lateness", base.LATENESS, faults),
        )

    def cooldown(self, own: object) -> timedelta:
        """As long as what was told stays in the window."""
        assert isinstance(own, Fields)
        return own.within

    def matchers(self, rule: Rule) -> tuple[Matcher, ...]:
        """The one condition."""
        return (_of(rule).when,)

    def memory(self, rule: Rule) -> timedelta:
        """What can stand in one window with an incident that is not late."""
        return _of(rule).within + _of(rule).lateness

    def start(self, rule: Rule, began: datetime) -> Window[Added]:
        """An empty window."""
        return Window(self.memory(rule), began)

    def step(self, rule: Rule, state: object, seen: Seen) -> tuple[object, Fired | None]:
        """Fires where the figure is reached by this incident, and was not by what it was when last heard of."""
        assert isinstance(state, Window)
        own, change = _of(rule), seen.change
        heard, now = state.take(change, *_counted(rule, seen))
        if now is None or not change.is_material or is_late(change, own.lateness):
            return state, None
        why: list[Condition] = []
        others: set[tuple[datetime, IncidentId]] = set()
        groups = []
        for group in now.groups:
            figure, fullest = _fullest(own, state, now, group)
            if figure < own.at_least or _was_reached(own, state, heard, group):
                continue
            groups.append(str(group))
            why.append(_condition(rule, str(group), figure))
            others.update((entry.time, entry.id) for entry in fullest if entry.id != now.id)
        if not groups:
            return state, None
        incident = change.incident
        why += base.leaves(own.when, incident)
        named = tuple(entry[1] for entry in sorted(others))
        return state, base.firing(rule, incident, tuple(why), named, tuple(groups))

    def explain(self, rule: Rule, state: object, seen: Seen) -> tuple[Condition, ...]:
        """The condition's leaves, then the figure in each group of the incident."""
        assert isinstance(state, Window)
        own, change, incident = _of(rule), seen.change, seen.change.incident
        heard, groups = state.heard(incident.id), base.grouping(rule).of(incident)
        added = own.added(incident) if seen.held[0] else NOTHING
        now = Entry(time_of(incident), incident.id, groups, added)
        told = [*explain(own.when, incident), base.in_time(change, now.time, own.lateness)]
        for group in groups:
            figure, _ = _fullest(own, state, now, group)
            told.append(_condition(rule, group, figure))
            told.append(base.is_first(figure >= own.at_least, _was_reached(own, state, heard, group)))
        return tuple(told)


def _of(rule: Rule) -> Fields:
    assert isinstance(rule.fields, Fields)
    return rule.fields


def _read_figure(node: Node, figure: Figure, names: Names, faults: list[Fault]) -> tuple[int, Traits | None]:
    most = MOST if figure in (Figure.COUNT, Figure.DISTINCT) else MOST_PEOPLE
    if figure is not Figure.DISTINCT:
        least = fields.at_least(node, figure, lambda n: fields.whole(n, figure, LEAST, most, faults), faults)
        return int(least or LEAST), None
    found = fields.mapping(node, ("of", "at_least"), "distinct", faults)
    if isinstance(node.value, dict):
        fields.required(found, ("of", "at_least"), node.mark, "distinct", faults)
    whole = fields.whole(found["at_least"], "at_least", LEAST, most, faults) if "at_least" in found else None
    return whole or LEAST, traits(found["of"], names, faults) if "of" in found else None


def _counted(rule: Rule, seen: Seen) -> tuple[tuple[str, ...], Added]:
    """The groups in which an incident counts, and what it adds."""
    if not seen.held[0]:
        return (), NOTHING
    return base.grouping(rule).of(seen.change.incident), _of(rule).added(seen.change.incident)


def _was_reached(own: Fields, state: Window[Added], heard: Entry[Added] | None, group: object) -> bool:
    return heard is not None and group in heard.groups and _fullest(own, state, heard, group)[0] >= own.at_least


def _fullest(own: Fields, state: Window[Added], one: Entry[Added], group: object) -> tuple[int, Entries]:
    """Of the times that hold this entry the one with the greatest figure, the last of several: figure and entries."""
    reach = own.within - INSTANT
    entries: list[Entry[Added]] = state.among(group, one.time - reach, one.time + reach, one.id)
    entries.insert(bisect_left(entries, one), one)
    ends = [bisect_left(entries, (entry.time + own.within,)) for entry in entries if entry.time <= one.time]
    if own.of is None:
        sums = list(accumulate((entry.value.number for entry in entries), initial=0))
        figures = [sums[end] - sums[first] for first, end in enumerate(ends)]
    else:
        figures = _distinct(entries, ends)
    best = max(range(len(figures)), key=lambda first: (figures[first], entries[first].time, -first))
    return figures[best], entries[best : ends[best]]


def _distinct(entries: Entries, ends: Sequence[int]) -> list[int]:
    """How many different values stand in each of the stretches that begin at 0, 1, 2 … and have these ends."""
    tally: Counter[str] = Counter()
    figures, reached = [], 0
    for first, end in enumerate(ends):
        for entry in entries[reached:end]:
            tally.update(entry.value.values)
        reached = end
        figures.append(len(tally))
        for value in entries[first].value.values:
            tally[value] -= 1
            if not tally[value]:
                del tally[value]
    return figures


def _condition(rule: Rule, group: str, figure: int) -> Condition:
    own = _of(rule)
    label = f"distinct {own.of.trait}" if own.of else own.figure.value
    where = base.grouping(rule).phrase(group)
    wanted = f">= {own.at_least} within {base.spelt(own.within)} {where}"
    return Condition(label=label, wanted=wanted, seen=str(figure), held=figure >= own.at_least)
