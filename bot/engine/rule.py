"""A rule as a value, after its file was read and checked. Must not know YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from bot.domain.alert import Condition, rule_key
from bot.domain.ids import IncidentId, RuleId
from bot.domain.incident import Incident, Severity
from bot.domain.matcher import Matcher, holds
from bot.engine.group import Grouping
from bot.engine.parameter import Parameter, Value

NO_COOLDOWN = timedelta()


class Status(StrEnum):
    EXPERIMENTAL = "experimental"
    STABLE = "stable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """A severity above the rule's own, where more holds."""

    severity: Severity
    when: Matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule file with the values of its parameters. `fields` is the kind's own part; only that kind looks inside.

    A channel's tuning makes another rule of the same file: `variant` tells them apart. A rule that a channel made for
    itself has that channel as `owner` (a destination's key).
    """

    id: RuleId  # "sahel/base_handover"
    title: str
    description: str
    kind: str
    status: Status
    severity: Severity
    freshness: timedelta  # what began longer ago than this is recorded, not alerted
    references: tuple[str, ...]
    false_positives: tuple[str, ...]
    fields: object
    variant: str = ""  # empty: the values of the file
    owner: str = ""
    parameters: tuple[Parameter, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)  # of every parameter
    escalation: tuple[Escalation, ...] = ()
    exceptions: Matcher | None = None  # what the rule leaves alone, whatever its kind asks
    group: Grouping | None = None  # what it counts by
    cooldown: timedelta = NO_COOLDOWN  # after it fired for a group, other incidents of that group are not told so long

    @property
    def key(self) -> str:
        """The rule with its variant: "sahel/convoy_attack", "sahel/convoy_attack#9f3c…"."""
        return rule_key(self.id, self.variant)

    def severity_of(self, incident: Incident) -> Severity:
        """The highest step whose condition holds; pointers without a full report never raise more than `low`."""
        if incident.lead_only:
            return Severity.LOW
        return max([self.severity, *(step.severity for step in self.escalation if holds(step.when, incident))])


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """A rule fired on an incident, because these conditions held."""

    rule: RuleId
    incident: IncidentId  # the one that it speaks of
    severity: Severity
    why: tuple[Condition, ...]
    variant: str = ""
    others: tuple[IncidentId, ...] = ()  # those that it rests on as well, oldest first
    groups: tuple[str, ...] = ()  # for which of its groups: what the cooldown is counted by
    again: bool = False  # news of an incident that it fired on before
    title: str = ""  # of a channel's own rule

    @property
    def key(self) -> str:
        """The rule with its variant."""
        return rule_key(self.rule, self.variant)
