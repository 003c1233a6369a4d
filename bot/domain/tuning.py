"""How a channel wants a rule: other values for its parameters, or a rule of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import RuleId, digest
from bot.domain.incident import Severity
from bot.domain.matcher import Matcher
from bot.domain.subscription import Destination

WATCHES = "watch/"  # the theatre of rules that channels made for themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """What a channel set of one rule. `values` are canonical texts by the parameters' names, sorted, at least one."""

    destination: Destination
    rule: RuleId
    values: tuple[tuple[str, str], ...]
    by: str
    at: datetime

    @property
    def variant(self) -> str:
        """The name of the rule so tuned: channels with the same values share it."""
        return variant_of(dict(self.values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A channel's own rule: it fires for that channel alone. `label` is what the person typed, for showing it back."""

    id: RuleId
    destination: Destination
    label: str
    matcher: Matcher
    severity: Severity
    by: str
    at: datetime


def variant_of(values: Mapping[str, str]) -> str:
    """The name of a rule with these values in the place of the file's own; empty where there are none."""
    return digest(*(f"{name}={value}" for name, value in sorted(values.items())))[:12] if values else ""


def is_watch(rule: RuleId) -> bool:
    """Whether a rule is a channel's own."""
    return rule.startswith(WATCHES)
