"""Why a rule fires or stays silent on a change, condition by condition. Must not change anything."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.alert import Condition
from bot.domain.incident import Change
from bot.engine.kinds import base, registry
from bot.engine.rule import Fired, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Every condition with what was wanted and seen, and what came of it."""

    conditions: tuple[Condition, ...]
    fired: Fired | None


def explain(rule: Rule, change: Change) -> Explanation:
    """The gates of all rules first, then the kind's own conditions in the order of the file."""
    kind = registry.KINDS[rule.kind]
    _, fired = kind.step(rule, kind.start(), change)
    return Explanation(conditions=(*base.gates(rule, change), *kind.explain(rule, change)), fired=fired)
