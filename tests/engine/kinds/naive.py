"""Every kind told again in the simplest way: each time from everything that ever happened, without any state.

A change gives what fires on it: incident, groups, others. A stream of them, with hours, gives what a lull fires.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from bot.domain.ids import IncidentId
from bot.domain.incident import Change, Incident, Standing
from bot.domain.matcher import Matcher, holds
from bot.domain.place import distance_km
from bot.domain.tick import EVERY, Tick
from bot.engine.group import EVERYWHERE
from bot.engine.kinds import lull, new, sequence, spike, threshold
from bot.engine.rule import Rule
from tests.engine.kinds.streams import Happened

Told = tuple[str, tuple[str, ...], tuple[str, ...]]  # incident, groups, others


@dataclass(frozen=True)
class World:
    """Everything up to a change, for one rule. What happened longer ago than its memory is left out."""

    rule: Rule
    began: datetime
    changes: Sequence[Change]

    @property
    def change(self) -> Change:
        return self.changes[-1]

    def counts(self, incident: Incident, when: Matcher) -> bool:
        is_there = incident.standing is not Standing.RETRACTED and time(incident) >= self.change.at - memory(self.rule)
        return is_there and holds(when, incident)

    def others(self) -> list[Incident]:
        """All but the one that changed, as they are now."""
        latest = {change.incident.id: change.incident for change in self.changes}
        del latest[self.change.incident.id]
        return list(latest.values())

    def heard(self) -> Incident | None:
        """What people last heard of the one that changed."""
        own = self.change.incident.id
        return next((it.incident for it in self.changes[-2::-1] if it.incident.id == own and it.is_material), None)

    def groups(self, incident: Incident) -> tuple[str, ...]:
        return (self.rule.group or EVERYWHERE).of(incident)


def memory(rule: Rule) -> timedelta:
    """How long what happened can matter."""
    match rule.fields:
        case threshold.Fields() | sequence.Fields() as own:
            return own.within + own.lateness
        case spike.Fields() as own:
            return own.within + own.baseline + own.lateness
        case new.Fields() as own:
            return own.absent + own.lateness
        case lull.OfSilence() as own:
            return 2 * own.silent_for + own.usual
        case lull.OfAnswers() as own:
            return 2 * own.within + own.lateness
        case _:
            return timedelta()


def time(incident: Incident) -> datetime:
    return min(incident.start, incident.opened_at)


def fired(world: World, lateness: timedelta, found: Callable[[Incident], dict[str, list[Incident]]]) -> Told | None:
    """What a kind fires that finds something for an incident in some groups, if it is news that it does."""
    change, heard = world.change, world.heard()
    if not change.is_material or change.at - time(change.incident) > lateness:
        return None
    before = found(heard) if heard else {}
    now = {group: others for group, others in found(change.incident).items() if group not in before}
    others = {(time(one), one.id) for each in now.values() for one in each if one.id != change.incident.id}
    return (change.incident.id, tuple(now), tuple(id_ for _, id_ in sorted(others))) if now else None


def of_threshold(world: World) -> Told | None:
    own = world.rule.fields
    assert isinstance(own, threshold.Fields)

    def figure(incidents: Sequence[Incident]) -> int:
        if own.of:
            return len({value for one in incidents for value in own.of.of(one)})
        if own.figure is threshold.Figure.COUNT:
            return len(incidents)
        return sum(one.killed.low for one in incidents if one.killed)

    def found(incident: Incident) -> dict[str, list[Incident]]:
        if not world.counts(incident, own.when):
            return {}
        all_ = [incident, *(one for one in world.others() if world.counts(one, own.when))]
        reached = {}
        for group in world.groups(incident):
            together = sorted((one for one in all_ if group in world.groups(one)), key=lambda one: (time(one), one.id))
            windows = [
                [one for one in together[first:] if time(one) < time(together[first]) + own.within]
                for first in range(len(together))
            ]
            best = max((window for window in windows if incident in window), key=lambda it: (figure(it), time(it[0])))
            if figure(best) >= own.at_least:
                reached[group] = best
        return reached

    return fired(world, own.lateness, found)


def of_sequence(world: World) -> Told | None:
    own = world.rule.fields
    assert isinstance(own, sequence.Fields)
    by_distance = own.near_km is not None

    def near(one: Incident, other: Incident) -> bool:
        return not by_distance or distance_km(one.place.point, other.place.point) <= (own.near_km or 0)

    def whole(first: Incident, then: Incident, around: Sequence[Incident]) -> bool:
        if not (world.counts(first, own.first) and world.counts(then, own.then)):
            return False
        if not near(first, then) or abs(time(then) - time(first)) > own.within:
            return False
        if own.ordered and time(then) < time(first):
            return False
        since, until = sorted((time(first), time(then)))
        return not any(
            since <= time(one) <= until and (near(one, first) or near(one, then))
            for one in around
            if own.unless and world.counts(one, own.unless) and one.id not in (first.id, then.id)
        )

    def found(incident: Incident) -> dict[str, list[Incident]]:
        pairs = {}
        for group in ("",) if by_distance else world.groups(incident):
            around = [one for one in world.others() if by_distance or group in world.groups(one)]
            pairs[group] = [it for it in around if whole(incident, it, around) or whole(it, incident, around)]
        return {group: partners for group, partners in pairs.items() if partners}

    told = fired(world, own.lateness, found)
    place = world.change.incident.place
    label = ", ".join(part for part in (place.name, place.admin1, place.country) if part)
    return (told[0], (label,), told[2]) if told and by_distance else told


def of_spike(world: World) -> Told | None:
    own = world.rule.fields
    assert isinstance(own, spike.Fields)
    share = Fraction(own.within / timedelta.resolution) / Fraction((own.within + own.baseline) / timedelta.resolution)

    def found(incident: Incident) -> dict[str, list[Incident]]:
        if not world.counts(incident, own.when):
            return {}
        all_ = [incident, *(one for one in world.others() if world.counts(one, own.when))]
        risen = {}
        for group in world.groups(incident):
            together = [one for one in all_ if group in world.groups(one)]
            end = max(time(one) for one in together if time(one) < time(incident) + own.within)
            inside = [one for one in together if end - own.within < time(one) <= end]
            start = end - own.within - own.baseline
            before = sum(start < time(one) <= end - own.within for one in together)
            of = len(inside) + before
            chance = sum(math.comb(of, n) * share**n * (1 - share) ** (of - n) for n in range(len(inside), of + 1))
            enough = len(inside) >= max(own.at_least, own.ratio * before * (own.within / own.baseline))
            if world.began <= start and enough and chance <= own.significance:
                risen[group] = inside
        return risen

    return fired(world, own.lateness, found)


def of_new(world: World) -> Told | None:
    own = world.rule.fields
    assert isinstance(own, new.Fields)
    change, heard, incident = world.change, world.heard(), world.change.incident
    if not change.is_material or change.at - time(incident) > own.lateness or not world.counts(incident, own.when):
        return None
    known = [one for one in world.others() if world.counts(one, own.when) and time(one) > time(incident) - own.absent]
    known += [heard] if heard and world.counts(heard, own.when) else []
    groups = [
        group
        for group in world.groups(incident)
        if own.of.of(incident) - {value for one in known if group in world.groups(one) for value in own.of.of(one)}
    ]
    is_watched = world.began <= time(incident) - own.warm_up
    return (incident.id, tuple(groups), ()) if groups and is_watched else None


def of_lull(rule: Rule, began: datetime, stream: Sequence[Happened]) -> Iterator[list[Told]]:
    """What is fired at each hour of a stream: everything that is over now and was not told yet."""
    told: set[object] = set()
    for number, tick in enumerate(stream):
        if not isinstance(tick, Tick):
            continue
        changes = {it.incident.id: it.incident for it in stream[:number] if isinstance(it, Change)}
        alive = [
            one
            for one in changes.values()
            if one.standing is not Standing.RETRACTED and time(one) >= tick.at - memory(rule)
        ]
        wells = [it.at for it in stream[: number + 1] if isinstance(it, Tick) and it.well >= rule.fields.well]  # type: ignore[attr-defined]
        find = _silent if isinstance(rule.fields, lull.OfSilence) else _unanswered
        found: dict[IncidentId, list[str]] = {}
        for incident, groups, key in find(rule, began, alive, wells, tick.at):
            if key not in told:
                told.add(key)
                found.setdefault(incident.id, []).extend(groups)
        yield sorted((id_, tuple(sorted(groups)), ()) for id_, groups in found.items())


Found = Iterator[tuple[Incident, tuple[str, ...], object]]


def _silent(rule: Rule, began: datetime, alive: list[Incident], wells: list[datetime], at: datetime) -> Found:
    own = rule.fields
    assert isinstance(own, lull.OfSilence)
    known = [one for one in alive if holds(own.when, one) and time(one) >= one.opened_at - own.usual]
    for group in sorted({group for one in known for group in (rule.group or EVERYWHERE).of(one)}):
        there = [one for one in known if group in (rule.group or EVERYWHERE).of(one)]
        last = max(there, key=lambda one: (one.opened_at, one.id))
        hours = sum(well > last.opened_at for well in wells) * EVERY
        usual = sum(time(one) > last.opened_at - own.usual for one in there)
        in_reach = last.opened_at >= at - 2 * own.silent_for
        if hours >= own.silent_for and in_reach and usual >= own.at_least and began <= last.opened_at - own.usual:
            yield last, (group,), (group, last.id)


def _unanswered(rule: Rule, began: datetime, alive: list[Incident], wells: list[datetime], at: datetime) -> Found:
    own = rule.fields
    assert isinstance(own, lull.OfAnswers)
    for one in alive:
        groups = (rule.group or EVERYWHERE).of(one)
        if own.near_km is not None:
            groups = (", ".join(part for part in (one.place.name, one.place.admin1, one.place.country) if part),)
        answers = [
            other
            for other in alive
            if other.id != one.id and holds(own.expect, other) and time(other) >= time(one)
            and (distance_km(one.place.point, other.place.point) <= own.near_km if own.near_km is not None
                 else set(groups) & set((rule.group or EVERYWHERE).of(other)))
        ]  # fmt: skip
        hours = sum(well > one.opened_at for well in wells) * EVERY
        in_reach = one.opened_at >= at - 2 * own.within and one.opened_at - time(one) <= own.lateness
        if holds(own.after, one) and groups and not answers and hours >= own.within and in_reach:
            yield one, groups, one.id
