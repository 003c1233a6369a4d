"""Kind `match`: fires on news of every incident for which a condition holds. It keeps no state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain import matcher
from bot.domain.alert import Condition
from bot.domain.errors import Fault
from bot.domain.incident import Change
from bot.engine.conditions import matcher_of
from bot.engine.kinds import base
from bot.engine.rule import Fired, Rule
from bot.engine.terms import Names
from bot.located import Node

# Below this a reading is more likely wrong than right; a rule that wants such reports says `certainty:` itself.
USUAL_CERTAINTY = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    when: matcher.Matcher


class Match:
    """Implements bot.engine.kinds.base.Kind."""

    name = "match"
    keys: Mapping[str, object] = {"when": {"$ref": "#/$defs/condition"}}
    required = ("when",)

    def read(self, found: Mapping[str, Node], names: Names, faults: list[Fault]) -> Fields:
        """The fields of one file; certainty is asked for where the file does not speak of it."""
        when = matcher_of(found["when"], names, faults) if "when" in found else matcher.EVERYTHING
        if not _speaks_of_certainty(when):
            when = matcher.All(parts=(when, matcher.Certain(at_least=USUAL_CERTAINTY)))
        return Fields(when=when)

    def start(self) -> None:
        """No state."""

    def step(self, rule: Rule, state: object, change: Change) -> tuple[object, Fired | None]:
        """Fires with the conditions that held."""
        incident = change.incident
        if not base.is_open(rule, change) or not matcher.holds(_when(rule), incident):
            return state, None
        why = tuple(condition for condition in matcher.explain(_when(rule), incident) if condition.held)
        return state, Fired(rule=rule.id, severity=base.severity(rule, incident), why=why)

    def explain(self, rule: Rule, change: Change) -> tuple[Condition, ...]:
        """Every leaf condition."""
        return matcher.explain(_when(rule), change.incident)


def _when(rule: Rule) -> matcher.Matcher:
    assert isinstance(rule.fields, Fields)
    return rule.fields.when


def _speaks_of_certainty(part: matcher.Matcher) -> bool:
    match part:
        case matcher.All(parts=parts) | matcher.Any(parts=parts):
            return any(_speaks_of_certainty(each) for each in parts)
        case matcher.Not(part=inner):
            return _speaks_of_certainty(inner)
        case _:
            return isinstance(part, matcher.Certain)
