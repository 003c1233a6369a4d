"""What a parameter takes, and what of a channel's tuning is not in force, in words."""

from __future__ import annotations

from bot.cards.phrases import Phrases
from bot.domain.tuning import Bounds, Problem, Trouble


def sentence(problem: Problem, say: Phrases) -> str:
    """ "killed = 80: allowed are now 1 to 50"."""
    match problem.trouble:
        case Trouble.NO_RULE:
            return say("there is no such rule any more")
        case Trouble.NO_PARAMETER:
            return say("{name} = {value}: the rule has no such setting any more", name=problem.parameter,
                       value=problem.value)  # fmt: skip
        case Trouble.BAD_VALUE:
            return say("{name} = {value}: allowed is now {bounds}", name=problem.parameter, value=problem.value,
                       bounds=allowed(problem.allowed, say))  # fmt: skip


def allowed(bounds: Bounds, say: Phrases) -> str:
    """ "from 1 to 50", "any or all"."""
    if bounds.options:
        return say(" or ").join(bounds.options)
    return say("from {least} to {most}", least=bounds.least, most=bounds.most)
