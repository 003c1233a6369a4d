"""What is not wrong with rule files but should be better: rules without tests, or with too few. Must not know files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.ids import RuleId
from bot.engine.cases import cases
from bot.engine.load import Template

LEAST_CASES = 3  # that fire, and that must not


def advice(templates: Mapping[RuleId, Template], tests: Mapping[RuleId, tuple[str, str]]) -> list[str]:
    """A sentence for each thing to better, by rule. Raises BadFile where a test file cannot be read."""
    return [line for id_, template in templates.items() for line in _of(template, tests.get(id_))]


def _of(template: Template, test: tuple[str, str] | None) -> Sequence[str]:
    rule = template.rule()
    where = template.root.mark.name
    if test is None:
        return [f"{where}: {rule.id} has no test beside it"]
    found = cases(*test, template.names)
    firing = sum(case.fires for case in found)
    said = []
    if firing < LEAST_CASES:
        said.append(f"{test[0]}: {firing} of at least {LEAST_CASES} cases that must fire")
    if len(found) - firing < LEAST_CASES:
        said.append(f"{test[0]}: {len(found) - firing} of at least {LEAST_CASES} cases that must not fire")
    if not rule.false_positives:
        said.append(f"{where}: {rule.id} names nothing that it is known to mistake (false_positives)")
    return said
