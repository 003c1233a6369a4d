"""What every kind of rule has in common: its shape, and the gates before any condition is looked at.

Must not know a single kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.domain.alert import Condition
from bot.domain.errors import Fault
from bot.domain.incident import Change, Incident, Severity, Standing
from bot.engine.rule import Fired, Rule
from bot.engine.terms import Names
from bot.located import Node


class Kind(Protocol):
    """A fields model (`read`) and a reducer (`step`). Its state is its own; `start` gives the first."""

    @property
    def name(self) -> str: ...

    @property
    def keys(self) -> Mapping[str, object]:
        """The keys that a rule file of this kind has beside the common ones: key to JSON Schema."""

    @property
    def required(self) -> tuple[str, ...]: ...

    def read(self, found: Mapping[str, Node], names: Names, faults: list[Fault]) -> object: ...

    def start(self) -> object: ...

    def step(self, rule: Rule, state: object, change: Change) -> tuple[object, Fired | None]: ...

    def explain(self, rule: Rule, change: Change) -> tuple[Condition, ...]:
        """Every condition of the kind's own, with what was wanted and seen."""


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


def severity(rule: Rule, incident: Incident) -> Severity:
    """The rule's severity; pointers without a full report never raise more than `low`."""
    return Severity.LOW if incident.lead_only else rule.severity


def _days(seconds: float) -> str:
    return f"{seconds / 86_400:.1f} d"
