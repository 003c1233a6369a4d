"""Kind `spike`: fires when a group has many more incidents than it had, by its own baseline directly before.

    when: {type: battles}
    within: 7d
    baseline: 84d                     at least four times as long
    at_least: 5                       incidents within
    ratio: 3                          times as many as the baseline lets expect
    significance: 0.01
    group: region

Compared are two Poisson rates, by the exact conditional test (see bot.engine.rates): fit for small counts, where a
z-score is not. Violence comes in clusters, so that its counts spread more than Poisson's and the chance comes out too
small: therefore a least count and a ratio have to be met as well. Weeks of seven days take the rhythm of weekdays out;
the season is not taken out. The time ends with the group's latest incident, and nothing fires before the whole baseline
was watched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.alert import Condition
from bot.domain.errors import Fault
from bot.domain.matcher import Matcher, explain
from bot.engine.kinds import base
from bot.engine.kinds.base import Seen, Timeless
from bot.engine.rates import chance_of_rise
from bot.engine.rule import Fired, Rule
from bot.engine.terms import Names
from bot.engine.window import INSTANT, Entry, Window, is_late, time_of
from bot.located import Node

LEAST, MOST = 2, 10_000
RATIOS = (1.0, 1000.0)
SIGNIFICANCE, CHANCES = 0.01, (1e-9, 0.2)
LONGER = 4  # times: a shorter baseline is itself too uncertain


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    when: Matcher
    within: timedelta
    baseline: timedelta
    at_least: int
    ratio: float
    significance: float
    lateness: timedelta


class Rise(NamedTuple):
    """What a group has in the time from `since` (not included) to `until`, and had in the baseline before."""

    since: datetime
    until: datetime
    inside: int
    before: int
    is_watched: bool  # the whole baseline

    def expected(self, own: Fields) -> float:
        """How many the baseline lets expect."""
        return self.before * (own.within / own.baseline)

    def chance(self, own: Fields) -> float:
        """How likely so many are at an even rate."""
        return chance_of_rise(self.inside, self.before, own.within / (own.within + own.baseline))


class Spike(Timeless):
    """Implements bot.engine.kinds.base.Kind. A state is a window of incidents."""

    name = "spike"
    keys: Mapping[str, object] = {
        "when": base.CONDITION,
        "within": base.WITHIN,
        "baseline": {
            **base.DURATION,
            "description": f"The time directly before, at least {LONGER} times as long: what is usual.",
        },
        "at_least": {"type": "integer", "minimum": LEAST, "maximum": MOST, "description": "So many incidents."},
        "ratio": {
            "type": "number",
            "minimum": RATIOS[0],
            "maximum": RATIOS[1],
            "description": "So many times what the baseline lets expect.",
        },
        "significance": {
            "type": "number",
            "minimum": CHANCES[0],
            "maximum": CHANCES[1],
            "default": SIGNIFICANCE,
            "description": "How unlikely so many must be at an even rate.",
        },
        "lateness": base.LATE,
    }
    required = ("when", "within", "baseline", "at_least", "ratio")

    def read(self, found: Mapping[str, Node], names: Names, faults: list[Fault]) -> Fields:
        """The fields of one file."""
        within = base.length(found, "within", timedelta(days=1), faults)
        baseline = base.length(found, "baseline", LONGER * within, faults)
        if baseline < LONGER * within:
            fix = f"at least {LONGER} times {base.spelt(within)}"
            faults.append(found["baseline"].mark.fault("the baseline is too short to tell what is usual", fix))
        return Fields(
            when=base.condition(found, "when", names, faults),
            within=within,
            baseline=baseline,
            at_least=base.whole(found, "at_least", LEAST, MOST, faults),
            ratio=base.number(found, "ratio", RATIOS, RATIOS[0], faults),
            significance=base.number(found, "significance", CHANCES, SIGNIFICANCE, faults),
            lateness=base.length(found, "lateness", base.LATENESS, faults),
        )

    def cooldown(self, own: object) -> timedelta:
        """As long as what was told stays in the time that is looked at."""
        assert isinstance(own, Fields)
        return own.within

    def matchers(self, rule: Rule) -> tuple[Matcher, ...]:
        """The one condition."""
        return (_of(rule).when,)

    def memory(self, rule: Rule) -> timedelta:
        """The time with its baseline, from an incident on that is not late."""
        own = _of(rule)
        return own.within + own.baseline + own.lateness

    def start(self, rule: Rule, began: datetime) -> Window[None]:
        """An empty window."""
        return Window(self.memory(rule), began)

    def step(self, rule: Rule, state: object, seen: Seen) -> tuple[object, Fired | None]:
        """Fires where this incident makes the rise, and did not as it was when last heard of."""
        assert isinstance(state, Window)
        own, change, incident = _of(rule), seen.change, seen.change.incident
        groups = base.grouping(rule).of(incident) if seen.held[0] else ()
        heard, now = state.take(change, groups, None)
        if now is None or not change.is_material or is_late(change, own.lateness):
            return state, None
        risen = {}
        for group in groups:
            rise = _rise(own, state, now, group)
            if _is_spike(own, rise) and not _was_spike(own, state, heard, group):
                risen[group] = rise
        if not risen:
            return state, None
        why = [one for group, rise in risen.items() for one in _conditions(rule, group, rise)]
        why += base.leaves(own.when, incident)
        others = sorted({
            (entry.time, entry.id)
            for group, rise in risen.items()
            for entry in state.among(group, rise.since + INSTANT, rise.until, incident.id)
        })  # fmt: skip
        return state, base.firing(rule, incident, tuple(why), tuple(id_ for _, id_ in others), tuple(risen))

    def explain(self, rule: Rule, state: object, seen: Seen) -> tuple[Condition, ...]:
        """The condition's leaves, then count, ratio and chance in each group of the incident."""
        assert isinstance(state, Window)
        own, change, incident = _of(rule), seen.change, seen.change.incident
        heard, groups = state.heard(incident.id), base.grouping(rule).of(incident)
        now = Entry(time_of(incident), incident.id, groups, None)
        told = [*explain(own.when, incident), base.in_time(change, now.time, own.lateness)]
        for group in groups:
            rise = _rise(own, state, now, group, counts=seen.held[0])
            told += _conditions(rule, group, rise)
            told.append(base.is_first(_is_spike(own, rise), _was_spike(own, state, heard, group)))
        return tuple(told)


def _of(rule: Rule) -> Fields:
    assert isinstance(rule.fields, Fields)
    return rule.fields


def _was_spike(own: Fields, state: Window[None], heard: Entry[None] | None, group: str) -> bool:
    return heard is not None and group in heard.groups and _is_spike(own, _rise(own, state, heard, group))


def _rise(own: Fields, state: Window[None], one: Entry[None], group: str, counts: bool = True) -> Rise:
    """The rise in the time that ends with the group's latest incident which leaves this one inside."""
    latest = state.latest(group, one.id, one.time + own.within - INSTANT)
    until = max(one.time, latest.time) if latest else one.time
    since = until - own.within
    return Rise(
        since=since,
        until=until,
        inside=state.count(group, since + INSTANT, until, one.id) + counts,
        before=state.count(group, since - own.baseline + INSTANT, since, one.id),
        is_watched=state.began <= since - own.baseline,
    )


def _is_spike(own: Fields, rise: Rise) -> bool:
    return (
        rise.is_watched
        and rise.inside >= own.at_least
        and rise.inside >= own.ratio * rise.expected(own)
        and rise.chance(own) <= own.significance
    )


def _conditions(rule: Rule, group: str, rise: Rise) -> list[Condition]:
    own, count = _of(rule), rise.inside
    expected, chance, before = rise.expected(own), rise.chance(own), base.spelt(own.baseline)
    return [
        Condition(
            label="count",
            wanted=f">= {own.at_least} within {base.spelt(own.within)} {base.grouping(rule).phrase(group)}",
            seen=str(count),
            held=count >= own.at_least,
        ),
        Condition(
            label="ratio",
            wanted=f">= {own.ratio:g} times what the {before} before let expect",
            seen=f"{count} against {expected:.1f}",
            held=count >= own.ratio * expected,
        ),
        Condition(
            label="significance",
            wanted=f"chance <= {own.significance:g} at an even rate",
            seen=f"{chance:.2g}",
            held=chance <= own.significance,
        ),
        Condition(
            label="baseline",
            wanted=f"watched for all of {before} before",
            seen="watched" if rise.is_watched else "not yet",
            held=rise.is_watched,
        ),
    ]
