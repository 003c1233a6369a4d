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
from bot.domain.incident import Change, Standing
from bot.domain.matcher import Matcher
from bot.domain.tick import Tick
from bot.engine.conditions import matcher_of
from bot.engine.rule import Fired, Rule
from bot.engine.terms import Names
from bot.located import Node

# Below this a reading is more likely wrong than right; a rule that wants such reports says `certainty:` itself.
USUAL_CERTAINTY = 0.35


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
    that is what restarts, backtests and tests rest on.
    """

    @property
    def name(self) -> str: ...

    @property
    def keys(self) -> Mapping[str, object]:
        """The keys that a rule file of this kind has beside the common ones: key to JSON Schema."""

    @property
    def required(self) -> tuple[str, ...]: ...

    def read(self, found: Mapping[str, Node], names: Names, faults: list[Fault]) -> object: ...

    def matchers(self, rule: Rule) -> tuple[Matcher, ...]:
        """What the index is asked for this rule; at least one."""

    def memory(self, rule: Rule) -> timedelta:
        """How far back changes (by `at`) can matter to a step; zero for a kind without state."""

    def start(self, rule: Rule, began: datetime) -> object:
        """The state before anything was seen. `began` is when the very first change of the store was seen."""

    def step(self, rule: Rule, state: object, seen: Seen) -> tuple[object, Fired | None]:
        """What a change does to the state, and whether the rule fires on it, gates apart."""

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
