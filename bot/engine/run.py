"""Shows a change to every rule. Must not know where alerts go."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.incident import Change
from bot.engine.kinds import registry
from bot.engine.rule import Fired, Rule


def step(rules: Iterable[Rule], change: Change) -> tuple[Fired, ...]:
    """The rules that fire on a change, each with the conditions that held, in the order given.

    All present kinds keep no state between changes; a kind that does will bring its keeper here.
    """
    fired = []
    for rule in rules:
        kind = registry.KINDS[rule.kind]
        _, one = kind.step(rule, kind.start(), change)
        if one is not None:
            fired.append(one)
    return tuple(fired)
