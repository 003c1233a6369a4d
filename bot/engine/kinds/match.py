"""Kind `match`: fires on news of every incident for which a condition holds. It keeps no state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import matcher
from bot.domain.alert import Condition
from bot.domain.errors import Fault
from bot.engine.kinds.base import Seen, Timeless, condition
from bot.engine.rule import Fired, Rule
from bot.engine.terms import Names
from bot.located import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    when: matcher.Matcher


class Match(Timeless):
    """Implements bot.engine.kinds.base.Kind."""

    name = "match"
    keys: Mapping[str, object] = {"when": {"$ref": "#/$defs/condition"}}
    required = ("when",)

    def read(self, found: Mapping[str, Node], names: Names, faults: list[Fault]) -> Fields:
        """The fields of one file; certainty is asked for where the file does not speak of it."""
        return Fields(when=condition(found, "when", names, faults))

    def cooldown(self, own: object) -> timedelta:
        """None."""
        del own
        return timedelta()

    def matchers(self, rule: Rule) -> tuple[matcher.Matcher, ...]:
        """The one condition."""
        return (_when(rule),)

    def memory(self, rule: Rule) -> timedelta:
        """None."""
        del rule
        return timedelta()

    def start(self, rule: Rule, began: datetime) -> None:
        """No state."""

    def step(self, rule: Rule, state: object, seen: Seen) -> tuple[object, Fired | None]:
        """Fires with the conditions that held."""
        if not seen.held[0]:
            return state, None
        incident = seen.change.incident
        why = tuple(one for one in matcher.explain(_when(rule), incident) if one.held)
        return state, Fired(
            rule=rule.id,
            variant=rule.variant,
            incident=incident.id,
            severity=rule.severity_of(incident),
            why=why,
            groups=rule.group.of(incident) if rule.group else (),
            title=rule.title if rule.owner else "",
        )

    def explain(self, rule: Rule, state: object, seen: Seen) -> tuple[Condition, ...]:
        """Every leaf condition."""
        del state
        return matcher.explain(_when(rule), seen.change.incident)


def _when(rule: Rule) -> matcher.Matcher:
    assert isinstance(rule.fields, Fields)
    return rule.fields.when
