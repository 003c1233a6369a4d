"""A rule as a value, after its file was read and checked. Must not know YAML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.domain.alert import Condition
from bot.domain.ids import RuleId
from bot.domain.incident import Severity


class Status(StrEnum):
    EXPERIMENTAL = "experimental"
    STABLE = "stable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule file. `fields` is the kind's own part; only the kind that made it looks inside."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """A rule fired on a change, because these conditions held."""

    rule: RuleId
    severity: Severity
    why: tuple[Condition, ...]
