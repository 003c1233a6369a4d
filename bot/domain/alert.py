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
    id: AlertId  # one per rule and incident, for life
    rule: RuleId
    incident: IncidentId
    revision: int  # the incident's revision it speaks of
    change: int  # seq of the change that fired it
    severity: Severity
    at: datetime
    why: tuple[Condition, ...]


def alert_id(rule: RuleId, incident: IncidentId) -> AlertId:
    """The alert's name: the same whenever this rule fires on this incident."""
    return AlertId(digest(rule, incident))
