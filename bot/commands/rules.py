"""Answers `rules`: what Tocsin raises an alert for, with this channel's values; `rules RULE` shows one whole."""

from __future__ import annotations

from bot.cards import rules as rules_card
from bot.cards import trouble
from bot.cards import tuning as tuning_card
from bot.cards.phrases import Phrases, msgid
from bot.cards.rules import RuleLine
from bot.commands import rulebook
from bot.commands.command import Command, Invocation, Param, ParamKind, Reply
from bot.commands.desk import Desk
from bot.domain.tuning import Tuning, Watch
from bot.engine.parameter import written
from bot.engine.rule import Rule


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The list card of all rules, most severe first, or the card of one."""
    here, reader = invocation.caller.destination, invocation.reader
    async with desk.store.read() as tx:
        tunings = {one.rule: one for one in await tx.tunings.of(here)}
        watches = await tx.watches.of(here)
    problems = rulebook.problems_of(list(tunings.values()), desk)
    if "rule" in invocation.args:
        rule = rulebook.named(invocation.args["rule"], invocation, desk)
        own = dict(tunings[rule.id].values) if rule.id in tunings else {}
        shown = rulebook.shown(rule, own, reader, problems.get(rule.id, ()))
        return Reply(card=tuning_card.rule(shown, reader=reader))
    say = Phrases(reader)
    lines = [_line(rule, tunings.get(rule.id)) for rule in desk.rules]
    told = [(rule, trouble.sentence(one, say)) for rule, found in problems.items() for one in found]
    lines += [_own(one) for one in watches]
    return Reply(card=rules_card.card(lines, troubles=told, failure=desk.book.failure, reader=reader))


def _line(rule: Rule, tuning: Tuning | None) -> RuleLine:
    return RuleLine(
        id=rule.id,
        title=rule.title,
        severity=rule.severity,
        kind=rule.kind,
        status=rule.status.value,
        values=tuning.values if tuning else (),
        usual={one.name: written(one.default) for one in rule.parameters},
    )


def _own(watch: Watch) -> RuleLine:
    return RuleLine(
        id=watch.id, title=watch.label, severity=watch.severity, kind="watch", status="", values=(), usual={}
    )


COMMAND = Command(
    name="rules",
    help=msgid("What Tocsin raises an alert for, and what this channel has set of it."),
    run=run,
    params=(
        Param(
            name="rule",
            help=msgid("The rule to show whole."),
            example="sahel/convoy_attack",
            required=False,
            kind=ParamKind.RULE,
            rest=True,
        ),
    ),
)
