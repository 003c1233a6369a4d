"""Rules as a channel has them: found by what people call them, and with the channel's own values.

Must not know any verb.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from bot.cards import labels, trouble
from bot.cards.phrases import Phrases
from bot.cards.tuning import Setting, Shown
from bot.commands import lookup
from bot.commands.command import Invocation
from bot.commands.desk import Desk
from bot.commands.mistake import Mistake
from bot.commands.spelling import folded
from bot.commands.typed import clipped
from bot.domain.card import Action
from bot.domain.reader import Reader
from bot.domain.tuning import Problem, Tuning
from bot.engine.parameter import written
from bot.engine.rule import Rule


def named(text: str, invocation: Invocation, desk: Desk) -> Rule:
    """The rule of that id, of an id without its theatre, or of that title. Raises Mistake with the nearest."""
    said = folded(text)[: lookup.LONGEST_NAME]
    say = Phrases(invocation.reader)
    names: dict[str, Rule] = {}
    for rule in desk.rules:
        for name in (rule.title, labels.titled(rule.title, say), rule.id.partition("/")[2], rule.id):
            names[folded(name)] = rule
    found = names.get(said) or names.get(said.replace(" ", "_").replace("-", "_"))
    if found is not None:
        return found
    near = dict.fromkeys(names[name].id for name in difflib.get_close_matches(said, names, n=5, cutoff=0.5))
    offers = tuple(lookup.asked_again(invocation, text, id_) for id_ in near)
    raise Mistake(
        say("No rule {name}", name=clipped(text)),
        say("“rules” lists them with their ids."),
        (*offers, Action(label=say("All rules"), command="rules")),
    )


def shown(rule: Rule, own: Mapping[str, str], reader: Reader, problems: Sequence[Problem] = ()) -> Shown:
    """What a card shows of a rule with the values that a channel has set."""
    say = Phrases(reader)
    wrong = {one.parameter for one in problems}
    return Shown(
        id=rule.id,
        title=rule.title,
        description=rule.description,
        kind=rule.kind,
        status=rule.status.value,
        severity=rule.severity,
        steps=tuple(step.severity for step in rule.escalation),
        settings=tuple(
            Setting(
                name=one.name,
                help=one.help,
                value=own[one.name] if one.name in own and one.name not in wrong else written(one.default),
                usual=written(one.default),
                bounds=one.bounds,
            )
            for one in rule.parameters
        ),
        false_positives=rule.false_positives,
        references=rule.references,
        troubles=tuple(trouble.sentence(one, say) for one in problems),
    )


def problems_of(tunings: Sequence[Tuning], desk: Desk) -> dict[str, tuple[Problem, ...]]:
    """What of a channel's tunings is not in force, by rule; rules without such a part are left out."""
    found = {one.rule: desk.book.tuned(one)[1] for one in tunings}
    return {rule: problems for rule, problems in found.items() if problems}
