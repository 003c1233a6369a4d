"""How a channel wants a rule: other values for its parameters, or a rule of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a parameter takes: anything from `least` to `most` as people write it, or one of the `options`."""

    least: str = ""
    most: str = ""
    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        """For whoever writes rules: "1 to 500", "any, all"."""
        return ", ".join(self.options) if self.options else f"{self.least} to {self.most}"


NO_BOUNDS = Bounds()


class Trouble(StrEnum):
    """Why a part of a tuning is not in force."""

    NO_RULE = "no_rule"  # there is no such rule any more
    NO_PARAMETER = "no_parameter"  # the rule has no such parameter any more
    BAD_VALUE = "bad_value"  # the parameter no longer takes this value


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One such part. `allowed` says which values the parameter takes."""

    trouble: Trouble
    parameter: str = ""
    value: str = ""
    allowed: Bounds = NO_BOUNDS


def variant_of(values: Mapping[str, str]) -> str:
    """The name of a rule with these values in the place of the file's own; empty where there are none."""
    return digest(*(f"{name}={value}" for name, value in sorted(values.items())))[:12] if values else ""


def is_watch(rule: RuleId) -> bool:
    """Whether a rule is a channel's own."""
    return rule.startswith(WATCHES)
