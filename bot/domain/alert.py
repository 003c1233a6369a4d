"""A rule fired on an incident, because of these conditions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import AlertId, IncidentId, RuleId, digest
from bot.domain.incident import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One tested condition, in the rule author's words, and what the incident had."""

    label: str  # "type: base_handover"
    wanted: str
    seen: str
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    id: AlertId  # one per rule, variant and incident, for life
    rule: RuleId
    incident: IncidentId
    revision: int  # the incident's revision it speaks of
    change: int  # seq of the change that fired it
    severity: Severity
    at: datetime
    why: tuple[Condition, ...]
    variant: str = ""  # which tuning of the rule fired; empty: the rule as its file says
    others: tuple[IncidentId, ...] = ()  # incidents that it rests on as well, oldest first
    groups: tuple[str, ...] = ()  # what the rule counts by, and which of them it fired for
    again: bool = False  # news of an incident that the rule fired on before
    title: str = ""  # of a channel's own rule, which no file names

    @property
    def key(self) -> str:
        """The rule with its variant."""
        return rule_key(self.rule, self.variant)


def rule_key(rule: RuleId, variant: str) -> str:
    """A rule with the variant of its tuning: "sahel/convoy_attack#9f3c…"; the bare id where it is not tuned."""
    return f"{rule}#{variant}" if variant else rule


def alert_id(rule: RuleId, incident: IncidentId, variant: str = "") -> AlertId:
    """The alert's name: the same whenever this rule fires on this incident."""
    return AlertId(digest(rule_key(rule, variant), incident))
