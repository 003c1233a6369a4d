"""What every kind of rule has in common: its shape, and the gates before any condition is looked at.

A kind is a fields model and a reducer over what happens. The engine asks one index which of a rule's matchers hold and
hands the answer on, so that no kind tests a matcher itself. Must not know a single kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain import matcher
from bot.domain.alert import Condition
from bot.domain.errors import Fault
from bot.domain.ids import IncidentId
from bot.domain.incident import Change, Incident, Standing
from bot.domain.matcher import Matcher
from bot.domain.tick import Tick
from bot.engine import fields, parameter
from bot.engine.conditions import matcher_of
from bot.engine.group import EVERYWHERE, Grouping
from bot.engine.rule import Fired, Rule
from bot.engine.terms import WIDEST_RADIUS_KM, Names
from bot.located import Node

# Below this a reading is more likely wrong than right; a rule that wants such reports says `certainty:` itself.
USUAL_CERTAINTY = 0.35
# As far apart as reports of one happening are still joined: later ones tell of the past.
LATENESS = timedelta(days=3)

# JSON Schema of keys that several kinds have.
CONDITION: Mapping[str, object] = {"$ref": "#/$defs/condition"}
DURATION: Mapping[str, object] = {"type": "string", "pattern": r"^\d{1,5}\s*[mhdw]$"}
WITHIN: Mapping[str, object] = {**DURATION, "description": "How long the time is that is looked at: 72h, 7d."}
LATE: Mapping[str, object] = {
    **DURATION,
    "default": parameter.written(LATENESS),
    "description": "What is seen later than this after it happened still counts, but fires nothing.",
}
NEAR: Mapping[str, object] = {
    "anyOf": [
        {"type": "string", "pattern": r"^\d{1,4}\s*km$"},
        {"type": "number", "exclusiveMinimum": 0, "maximum": WIDEST_RADIUS_KM},
    ],
    "description": "How far apart at most, in km: 25km.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A change, and which of the rule's matchers hold for its incident, in the order of `Kind.matchers`.

    An incident that was taken back satisfies none.
    """

    change: Change
    held: tuple[bool, ...]


class Kind(Protocol):
    """One kind. A state is the kind's own; `step` and `tick` may change the one given and give it back.

    The same changes and ticks in the same order give the same states and firings, whenever and wherever they are run:
    that is what restarts, backtests and tests rest on. What is older than `memory` must not matter, nor what the rule
    fired before.
    """

    @property
    def name(self) -> str: ...

    @property
    def keys(self) -> Mapping[str, object]:
        """The keys that a rule file of this kind has beside the common ones: key to JSON Schema."""

    @property
    def required(self) -> tuple[str, ...]: ...

    def read(self, found: Mapping[str, Node], names: Names, faults: list[Fault]) -> object:
        """The kind's own fields out of the keys of a file, `kind` among them. Look at `faults` before using them."""

    def cooldown(self, own: object) -> timedelta:
        """How long a rule with these fields rests after it fired for a group, where its file does not say."""

    def matchers(self, rule: Rule) -> tuple[Matcher, ...]:
        """What the index is asked for this rule; at least one."""

    def memory(self, rule: Rule) -> timedelta:
        """How far back changes (by `at`) can matter to a step; zero for a kind without state."""

    def start(self, rule: Rule, began: datetime) -> object:
        """The state before anything was seen. `began` is when the very first change of the store was seen."""

    def step(self, rule: Rule, state: object, seen: Seen) -> tuple[object, Fired | None]:
        """What a change does to the state, and whether the rule fires on it, gates apart.

        Asked only of an incident for which a matcher holds, or held within `memory`.
        """

    def tick(self, rule: Rule, state: object, tick: Tick) -> tuple[object, tuple[Fired, ...]]:
        """What the passing of time does; kinds that only look at changes do nothing."""

    def explain(self, rule: Rule, state: object, seen: Seen) -> tuple[Condition, ...]:
        """Every condition of the kind's own, with what was wanted and seen. Leaves the state alone."""


class Timeless:
    """The part of a kind that does not look at the clock."""

    def tick(self, rule: Rule, state: object, tick: Tick) -> tuple[object, tuple[Fired, ...]]:
        """Nothing happens."""
        del rule, tick
        return state, ()


def condition(found: Mapping[str, Node], key: str, names: Names, faults: list[Fault]) -> Matcher:
    """The matcher that stands under a key; certainty is asked for where it does not speak of it."""
    when = matcher_of(found[key], names, faults) if key in found else matcher.EVERYTHING
    if _speaks_of_certainty(when):
        return when
    return matcher.All(parts=(when, matcher.Certain(at_least=USUAL_CERTAINTY)))


def length(found: Mapping[str, Node], key: str, otherwise: timedelta, faults: list[Fault]) -> timedelta:
    """The time that stands under a key; `otherwise` where there is none, and after a fault."""
    read = fields.duration(found[key], key, faults) if key in found else None
    return otherwise if read is None else read


def whole(found: Mapping[str, Node], key: str, least: int, most: int, faults: list[Fault]) -> int:
    """The whole number that stands under a key; the least after a fault."""
    read = fields.whole(found[key], key, least, most, faults) if key in found else None
    return least if read is None else read


def number(
    found: Mapping[str, Node], key: str, bounds: tuple[float, float], otherwise: float, faults: list[Fault]
) -> float:
    """The number that stands under a key; `otherwise` where there is none, and after a fault."""
    read = fields.number(found[key], key, *bounds, faults) if key in found else None
    return otherwise if read is None else read


def near_km(found: Mapping[str, Node], faults: list[Fault]) -> float | None:
    """How far apart incidents may be, where the file says so: it cannot have a group as well."""
    if "near" not in found:
        return None
    if "group" in found:
        mark = found["near"].key_mark or found["near"].mark
        faults.append(mark.fault("'near' and 'group' stand together", "keep one of them"))
    return fields.km(found["near"], "near", WIDEST_RADIUS_KM, faults)


def grouping(rule: Rule) -> Grouping:
    """What a rule counts by."""
    return rule.group or EVERYWHERE


def spelt(time: timedelta) -> str:
    """A time as conditions write it: "7 d", "36 h"."""
    written = parameter.written(time)
    return f"{written[:-1]} {written[-1]}"


def firing(
    rule: Rule,
    incident: Incident,
    why: tuple[Condition, ...],
    others: tuple[IncidentId, ...] = (),
    groups: tuple[str, ...] = (),
) -> Fired:
    """What it is that a rule fires on an incident."""
    severity = rule.severity_of(incident)
    return Fired(
        rule=rule.id,
        variant=rule.variant,
        incident=incident.id,
        severity=severity,
        why=why,
        others=others,
        groups=groups,
    )


def leaves(when: Matcher, incident: Incident) -> tuple[Condition, ...]:
    """The conditions of a matcher that hold."""
    return tuple(one for one in matcher.explain(when, incident) if one.held)


def of_part(part: str, one: Condition) -> Condition:
    """A condition of a kind that has several matchers, with the key that it stands under."""
    return Condition(label=f"{part}: {one.label}", wanted=one.wanted, seen=one.seen, held=one.held)


def in_time(change: Change, happened: datetime, lateness: timedelta) -> Condition:
    """That a change does not come too late to fire anything."""
    age = change.at - happened
    return Condition(
        label="lateness",
        wanted=f"seen at most {spelt(lateness)} after it happened",
        seen=_days(age.total_seconds()),
        held=age <= lateness,
    )


def is_first(reached: bool, known: bool) -> Condition:
    """That it is this change by which a condition is reached."""
    seen = "not reached" if not reached else "it was reached already" if known else "reached by this"
    return Condition(label="news of it", wanted="reached by this change", seen=seen, held=reached and not known)


def gates(rule: Rule, change: Change) -> tuple[Condition, ...]:
    """The conditions that hold for rules of every kind: news, fresh enough, not taken back."""
    age = change.at - change.incident.start
    return (
        Condition(
            label="news",
            wanted="a new incident or a changed fact",
            seen=", ".join((change.kind.value, *change.fields)),
            held=change.is_material,
        ),
        Condition(
            label="freshness",
            wanted=f"began at most {_days(rule.freshness.total_seconds())} before",
            seen=_days(age.total_seconds()),
            held=age <= rule.freshness,
        ),
        Condition(
            label="standing",
            wanted="not retracted",
            seen=change.incident.standing.name.lower(),
            held=change.incident.standing is not Standing.RETRACTED,
        ),
    )


def is_open(rule: Rule, change: Change) -> bool:
    """Whether every gate is open."""
    return (
        change.is_material
        and change.at - change.incident.start <= rule.freshness
        and change.incident.standing is not Standing.RETRACTED
    )


def _days(seconds: float) -> str:
    return f"{seconds / 86_400:.1f} d"


def _speaks_of_certainty(part: Matcher) -> bool:
    match part:
        case matcher.All(parts=parts) | matcher.Any(parts=parts):
            return any(_speaks_of_certainty(each) for each in parts)
        case matcher.Not(part=inner):
            return _speaks_of_certainty(inner)
        case _:
            return isinstance(part, matcher.Certain)
