"""The rules that are in force: those of the files, those that channels tuned, and the channels' own.

Rules are replaced as a whole when their files change; whoever keeps something made of them looks at `version`. Must not
know where files come from or what keeps wishes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.domain.ids import RuleId
from bot.domain.tuning import Problem, Trouble, Tuning, Watch
from bot.engine.kinds import match
from bot.engine.load import FRESHNESS, Template
from bot.engine.parameter import BadValue, Value, read
from bot.engine.rule import Rule, Status


class Rulebook:
    """The files' rules by id. `failure` holds the faults of newer files that could not take their place."""

    def __init__(self, templates: Mapping[RuleId, Template]) -> None:
        self._templates = dict(templates)
        self._rules = tuple(one.rule() for one in self._templates.values())
        self.version = 1
        self.failure: tuple[str, ...] = ()

    @property
    def templates(self) -> Mapping[RuleId, Template]:
        """The files that rules are made of, by id."""
        return self._templates

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules as their files say, by id."""
        return self._rules

    def get(self, rule: RuleId) -> Rule | None:
        """One of them."""
        return next((one for one in self._rules if one.id == rule), None)

    def title(self, rule: RuleId) -> str | None:
        """What a rule is called."""
        known = self.get(rule)
        return known.title if known else None

    def replace(self, templates: Mapping[RuleId, Template]) -> None:
        """Takes the rules of newer files in the place of all that were in force."""
        rules = tuple(one.rule() for one in templates.values())
        self._templates, self._rules = dict(templates), rules
        self.version += 1
        self.failure = ()

    def with_values(self, rule: RuleId, values: Mapping[str, Value]) -> Rule:
        """A rule with some of its parameters set. Raises KeyError for an unknown rule."""
        return self._templates[rule].rule(values)

    def tuned(self, tuning: Tuning) -> tuple[Rule | None, tuple[Problem, ...]]:
        """The rule as a channel set it, and what of that is not in force. None where there is no such rule."""
        template = self._templates.get(tuning.rule)
        if template is None:
            return None, (Problem(trouble=Trouble.NO_RULE),)
        values, problems = _values(tuning, template)
        return replace(template.rule(values), variant=tuning.variant), problems

    def in_force(self, tunings: Iterable[Tuning], watches: Iterable[Watch]) -> dict[str, Rule]:
        """Every rule that has to be asked, by key: the files' own, each variant once, the channels' own."""
        rules = {rule.key: rule for rule in self._rules}
        for tuning in tunings:
            rule, _ = self.tuned(tuning)
            if rule is not None:
                rules[rule.key] = rule
        return rules | {rule.key: rule for rule in map(of_watch, watches)}


def of_watch(watch: Watch) -> Rule:
    """A channel's own rule."""
    return Rule(
        id=watch.id,
        title=watch.label,
        description=watch.label,
        kind="match",
        status=Status.STABLE,
        severity=watch.severity,
        freshness=FRESHNESS,
        references=(),
        false_positives=(),
        fields=match.Fields(when=watch.matcher),
        owner=watch.destination.key,
    )


def _values(tuning: Tuning, template: Template) -> tuple[dict[str, Value], tuple[Problem, ...]]:
    known = {one.name: one for one in template.parameters}
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for name, text in tuning.values:
        if name not in known:
            problems.append(Problem(trouble=Trouble.NO_PARAMETER, parameter=name, value=text))
            continue
        try:
            values[name] = read(known[name], text)
        except BadValue:
            allowed = known[name].bounds
            problems.append(Problem(trouble=Trouble.BAD_VALUE, parameter=name, value=text, allowed=allowed))
    return values, tuple(problems)
