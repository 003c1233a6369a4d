"""Kind `sequence`: fires when something is followed by something else, near it or in the same group, in time.

    first: {type: withdrawal, actor: MINUSMA}
    then: {type: base_captured}
    unless: {type: ceasefire}         between them, both times included
    within: 72h                       at most, both ends included
    near: 25km                        or group: cercle
    ordered: true                     false: either may come first

It fires on the incident that completes it, which is the first where that is reported later than the second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.alert import Condition
from bot.domain.errors import Fault
from bot.domain.matcher import Matcher, explain
from bot.domain.place import Point, distance_km
from bot.engine import fields
from bot.engine.group import GroupBy, Grouping
from bot.engine.kinds import base
from bot.engine.kinds.base import Seen, Timeless
from bot.engine.rule import Fired, Rule
from bot.engine.terms import Names
from bot.engine.window import Entry, Window, is_late, time_of
from bot.located import Node

_BY_PLACE = Grouping(by=GroupBy.PLACE)
_NEARBY = ("",)  # the one group of a rule that goes by distance


class Part(NamedTuple):
    """What an incident can be in a sequence, and where it lies."""

    first: bool
    then: bool
    unless: bool
    point: Point


Entries = Sequence[Entry[Part]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    first: Matcher
    then: Matcher
    unless: Matcher | None
    within: timedelta
    ordered: bool
    near_km: float | None
    lateness: timedelta


class Sequences(Timeless):
    """Implements bot.engine.kinds.base.Kind. A state is a window of parts."""

    name = "sequence"
    keys: Mapping[str, object] = {
        "first": {**base.CONDITION, "description": "What comes first."},
        "then": {**base.CONDITION, "description": "What follows it."},
        "unless": {**base.CONDITION, "description": "What must not lie between them."},
        "within": base.WITHIN,
        "near": base.NEAR,
        "ordered": {"type": "boolean", "default": True, "description": "false: either may come first."},
        "lateness": base.LATE,
    }
    required = ("first", "then", "within")

    def read(self, found: Mapping[str, Node], names: Names, faults: list[Fault]) -> Fields:
        """The fields of one file."""
        ordered = fields.flag(found["ordered"], "ordered", faults) if "ordered" in found else True
        return Fields(
            first=base.condition(found, "first", names, faults),
            then=base.condition(found, "then", names, faults),
            unless=base.condition(found, "unless", names, faults) if "unless" in found else None,
            within=base.length(found, "within", timedelta(days=1), faults),
            ordered=ordered is not False,
            near_km=base.near_km(found, faults),
            lateness=base.length(found, "lateness", base.LATENESS, faults),
        )

    def cooldown(self, own: object) -> timedelta:
        """As long as the same first one can be followed."""
        assert isinstance(own, Fields)
        return own.within

    def matchers(self, rule: Rule) -> tuple[Matcher, ...]:
        """What comes first, what follows, and what cancels."""
        own = _of(rule)
        return (own.first, own.then) if own.unless is None else (own.first, own.then, own.unless)

    def memory(self, rule: Rule) -> timedelta:
        """What can be followed by, or follow, an incident that is not late."""
        return _of(rule).within + _of(rule).lateness

    def start(self, rule: Rule, began: datetime) -> Window[Part]:
        """An empty window."""
        return Window(self.memory(rule), began)

    def step(self, rule: Rule, state: object, seen: Seen) -> tuple[object, Fired | None]:
        """Fires where this incident completes the sequence, and did not as it was when last heard of."""
        assert isinstance(state, Window)
        own, change, incident = _of(rule), seen.change, seen.change.incident
        heard, now = state.take(change, *_part(rule, seen))
        if now is None or not change.is_material or is_late(change, own.lateness):
            return state, None
        found: dict[str, Entries] = {}
        for group in map(str, now.groups):
            partners = _partners(own, state, now, group)
            if partners and not _was_complete(own, state, heard, group):
                found[group] = partners
        if not found:
            return state, None
        others = sorted({(one.time, one.id) for partners in found.values() for one in partners})
        why = [_condition(rule, group, now, partners) for group, partners in found.items()]
        for when, holds in zip((own.first, own.then), now.value[:2], strict=True):
            why += base.leaves(when, incident) if holds else ()
        groups = tuple(found) if own.near_km is None else _BY_PLACE.of(incident)
        return state, base.firing(rule, incident, tuple(dict.fromkeys(why)), tuple(id_ for _, id_ in others), groups)

    def explain(self, rule: Rule, state: object, seen: Seen) -> tuple[Condition, ...]:
        """The leaves of every part, then what stands before and after it in each group of the incident."""
        assert isinstance(state, Window)
        own, change, incident = _of(rule), seen.change, seen.change.incident
        told = [base.of_part(part, one) for part, when in _parts(own) for one in explain(when, incident)]
        told.append(base.in_time(change, time_of(incident), own.lateness))
        groups, part = _part(rule, seen)
        now = Entry(time_of(incident), incident.id, groups, part)
        heard = state.heard(incident.id)
        for group in groups or _groups(rule, seen):
            partners = _partners(own, state, now, group) if groups else ()
            told.append(_condition(rule, group, now, partners))
            told.append(base.is_first(bool(partners), _was_complete(own, state, heard, group)))
        return tuple(told)


def _of(rule: Rule) -> Fields:
    assert isinstance(rule.fields, Fields)
    return rule.fields


def _parts(own: Fields) -> list[tuple[str, Matcher]]:
    named = [("first", own.first), ("then", own.then), ("unless", own.unless)]
    return [(name, when) for name, when in named if when is not None]


def _groups(rule: Rule, seen: Seen) -> tuple[str, ...]:
    return base.grouping(rule).of(seen.change.incident) if _of(rule).near_km is None else _NEARBY


def _part(rule: Rule, seen: Seen) -> tuple[tuple[str, ...], Part]:
    """The groups in which an incident counts, and as what."""
    first, then, unless = (*seen.held, False)[:3]
    part = Part(first, then, unless, seen.change.incident.place.point)
    return _groups(rule, seen) if any(seen.held) else (), part


def _was_complete(own: Fields, state: Window[Part], heard: Entry[Part] | None, group: str) -> bool:
    return heard is not None and group in heard.groups and bool(_partners(own, state, heard, group))


def _partners(own: Fields, state: Window[Part], one: Entry[Part], group: str) -> Entries:
    """Those with which an incident makes a whole sequence that nothing cancels, oldest first."""
    if not (one.value.first or one.value.then):
        return ()
    around = state.among(group, one.time - own.within, one.time + own.within, one.id)
    cancels = [other for other in around if other.value.unless]
    return [other for other in around if _is_whole(own, one, other, cancels)]


def _is_whole(own: Fields, one: Entry[Part], other: Entry[Part], cancels: Entries) -> bool:
    if not (_follows(own, one, other) or _follows(own, other, one)):
        return False
    if own.near_km is not None and distance_km(one.value.point, other.value.point) > own.near_km:
        return False
    since, until = sorted((one.time, other.time))
    return not any(since <= it.time <= until and it.id != other.id and _is_near(own, it, one, other) for it in cancels)


def _follows(own: Fields, first: Entry[Part], then: Entry[Part]) -> bool:
    """Whether these two are the first and what follows it. Two of one time may have come in either order."""
    return first.value.first and then.value.then and (first.time <= then.time or not own.ordered)


def _is_near(own: Fields, it: Entry[Part], *pair: Entry[Part]) -> bool:
    """Whether what cancels lies near one of the two, where distance counts."""
    return own.near_km is None or any(distance_km(it.value.point, end.value.point) <= own.near_km for end in pair)


def _condition(rule: Rule, group: str, now: Entry[Part], partners: Entries) -> Condition:
    own = _of(rule)
    where = f"within {own.near_km:g} km" if own.near_km is not None else base.grouping(rule).phrase(group)
    order = "the second after the first" if own.ordered else "one after the other"
    seen = "none"
    if partners:
        last = min(partners, key=lambda one: (abs(one.time - now.time), one.id))
        hours = abs(last.time - now.time).total_seconds() / 3600
        seen = f"{len(partners)}, the nearest {last.id}, {hours:.1f} h {'before' if last.time <= now.time else 'after'}"
    return Condition(
        label="sequence", wanted=f"{order}, at most {base.spelt(own.within)}, {where}", seen=seen, held=bool(partners)
    )
