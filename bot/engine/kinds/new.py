"""Kind `new`: fires when something appears in a group that was not seen there for long: an actor, a way of attack.

when: {type: [battles, explosions_remote_violence]}
of: operation                     or actor, type, target, place, outlet
for: 180d
warm_up: 60d                      silent until so long after the watch began; usually as long as `for`
group: region
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.alert import Condition
from bot.domain.errors import Fault
from bot.domain.incident import Incident
from bot.domain.matcher import Matcher, explain
from bot.engine.kinds import base
from bot.engine.kinds.base import Seen, Timeless
from bot.engine.rule import Fired, Rule
from bot.engine.terms import Names
from bot.engine.traits import Trait, Traits, traits
from bot.engine.window import Window, is_late, time_of
from bot.located import Node

Cell = tuple[str, str]  # a group and a value


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    when: Matcher
    of: Traits
    absent: timedelta  # `for` in a file
    warm_up: timedelta
    lateness: timedelta


class New(Timeless):
    """Implements bot.engine.kinds.base.Kind. A state is a window of incidents by group and value."""

    name = "new"
    keys: Mapping[str, object] = {
        "when": base.CONDITION,
        "of": {"enum": [one.value for one in Trait], "description": "What must not have been seen before."},
        "for": {**base.DURATION, "description": "Not seen in the group for so long."},
        "warm_up": {
            **base.DURATION,
            "description": "Silent until so long after the watch began; as long as `for` where it does not say.",
        },
        "lateness": base.LATE,
    }
    required = ("of", "for")

    def read(self, found: Mapping[str, Node], names: Names, faults: list[Fault]) -> Fields:
        """The fields of one file."""
        absent = base.length(found, "for", timedelta(days=1), faults)
        warm_up = base.length(found, "warm_up", absent, faults)
        if warm_up > absent:
            faults.append(found["warm_up"].mark.fault("warm_up is longer than for", f"at most {base.spelt(absent)}"))
        of = traits(found["of"], names, faults) if "of" in found else None
        return Fields(
            when=base.condition(found, "when", names, faults),
            of=of or Traits(trait=Trait.PLACE),
            absent=absent,
            warm_up=warm_up,
            lateness=base.length(found, "lateness", base.LATENESS, faults),
        )

    def cooldown(self, own: object) -> timedelta:
        """None: the same value is not new twice."""
        del own
        return timedelta()

    def matchers(self, rule: Rule) -> tuple[Matcher, ...]:
        """The one condition."""
        return (_of(rule).when,)

    def memory(self, rule: Rule) -> timedelta:
        """As long as a value is remembered, from an incident on that is not late."""
        return _of(rule).absent + _of(rule).lateness

    def start(self, rule: Rule, began: datetime) -> Window[None]:
        """An empty window."""
        return Window(self.memory(rule), began)

    def step(self, rule: Rule, state: object, seen: Seen) -> tuple[object, Fired | None]:
        """Fires where this incident brings a value that it did not have in that group when last heard of."""
        assert isinstance(state, Window)
        own, change, incident = _of(rule), seen.change, seen.change.incident
        cells = _cells(rule, incident) if seen.held[0] else ()
        heard, now = state.take(change, cells, None)
        if now is None or not change.is_material or is_late(change, own.lateness):
            return state, None
        if not _is_warm(own, state, incident):
            return state, None
        had = heard.groups if heard else ()
        fresh = [cell for cell in cells if cell not in had and not _is_known(own, state, incident, cell)]
        if not fresh:
            return state, None
        why = (*(_condition(rule, cell, is_known=False) for cell in fresh), *base.leaves(own.when, incident))
        groups = tuple(dict.fromkeys(group for group, _ in fresh))
        return state, base.firing(rule, incident, why, groups=groups)

    def explain(self, rule: Rule, state: object, seen: Seen) -> tuple[Condition, ...]:
        """The condition's leaves, then every value in every group of the incident."""
        assert isinstance(state, Window)
        own, change, incident = _of(rule), seen.change, seen.change.incident
        heard = state.heard(incident.id)
        warm_up = Condition(
            label="warm-up",
            wanted=f"watched for {base.spelt(own.warm_up)} before",
            seen=f"since {state.began:%Y-%m-%d}",
            held=_is_warm(own, state, incident),
        )
        told = [*explain(own.when, incident), base.in_time(change, time_of(incident), own.lateness), warm_up]
        for cell in _cells(rule, incident):
            is_known = _is_known(own, state, incident, cell)
            told.append(_condition(rule, cell, is_known=is_known))
            told.append(base.is_first(not is_known, heard is not None and cell in heard.groups))
        return tuple(told)


def _of(rule: Rule) -> Fields:
    assert isinstance(rule.fields, Fields)
    return rule.fields


def _cells(rule: Rule, incident: Incident) -> tuple[Cell, ...]:
    values = sorted(_of(rule).of.of(incident))
    return tuple((group, value) for group in base.grouping(rule).of(incident) for value in values)


def _is_warm(own: Fields, state: Window[None], incident: Incident) -> bool:
    return state.began <= time_of(incident) - own.warm_up


def _is_known(own: Fields, state: Window[None], incident: Incident, cell: Cell) -> bool:
    """Whether another incident had it there, so long before this one or, where this one is reported late, since."""
    latest = state.latest(cell, incident.id)
    return latest is not None and latest.time > time_of(incident) - own.absent


def _condition(rule: Rule, cell: Cell, *, is_known: bool) -> Condition:
    own, (group, value) = _of(rule), cell
    return Condition(
        label=f"new {own.of.trait}",
        wanted=f"not seen for {base.spelt(own.absent)} {base.grouping(rule).phrase(group)}",
        seen=f"{value}, seen there before" if is_known else value,
        held=not is_known,
    )
