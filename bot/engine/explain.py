"""Why a rule fires or stays silent on a change, condition by condition. Must not change anything."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.alert import Condition
from bot.domain.incident import Change
from bot.engine.rule import Fired, Rule
from bot.engine.run import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Every condition with what was wanted and seen, and what came of it."""

    conditions: tuple[Condition, ...]
    fired: Fired | None


def explain(rule: Rule, change: Change) -> Explanation:
    """The gates of all rules first, then the kind's own conditions, as if the change were the first ever seen."""
    return of_next(Engine((rule,), began=change.at), rule.key, change)


def of_next(engine: Engine, key: str, change: Change) -> Explanation:
    """The same for a rule of an engine that has seen what came before. The engine takes the change in."""
    conditions = engine.explain(key, change)
    fired = {one.key: one for one in engine.step(change)}
    return Explanation(conditions=conditions, fired=fired.get(key))
