"""Answers `tune RULE PARAMETER VALUE`: shows what another value would have meant for this channel; saves it confirmed.

A channel's values stand beside the rule's file and outlive its updates. Must not know how rules are run.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.cards import trouble
from bot.cards import tuning as tuning_card
from bot.cards.phrases import Phrases, msgid
from bot.cards.preview import Way
from bot.cards.tuning import Turn
from bot.commands import rulebook
from bot.commands.command import Access, Command, Invocation, Param, ParamKind, Reply
from bot.commands.confirm import confirm
from bot.commands.desk import Desk
from bot.commands.effect import effect
from bot.commands.mistake import Mistake
from bot.commands.parse import line
from bot.commands.record import record
from bot.commands.spelling import folded
from bot.commands.typed import clipped
from bot.domain.card import Action
from bot.domain.ids import RuleId
from bot.domain.tuning import Tuning
from bot.engine.parameter import BadValue, Parameter, Value, read, written
from bot.engine.rule import Rule
from bot.located import nearest as nearest_of
from bot.ports.store import Tx

RESET_WORDS = frozenset({"reset", "usual", "default", "défaut", "habituel"})


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The rule with what can be set of it, the preview of a change, or once it is confirmed what was saved."""
    usual = rulebook.named(invocation.args["rule"], invocation, desk)
    async with desk.store.read() as tx:
        own = await _own(tx, invocation, usual.id)
    if "parameter" not in invocation.args:
        shown = rulebook.shown(usual, own, invocation.reader)
        return Reply(card=tuning_card.rule(shown, reader=invocation.reader))
    wanted = _wanted(usual, own, invocation)
    before, after = _with(usual, own, desk), _with(usual, wanted, desk)
    turns = _turns(usual, before, after)
    if not turns:
        raise _nothing(usual, invocation)
    if invocation.args.get("confirm"):
        await _save(invocation, desk, usual, wanted)
        return Reply(card=tuning_card.saved(usual.title, turns, usual.id, reader=invocation.reader))
    expected = await effect(before, after, desk, invocation.caller.destination)
    args = {**invocation.args, "rule": usual.id, "confirm": "yes"}
    way = Way(args=tuple(args.items()), line=line(COMMAND.name, args))
    card = tuning_card.asked(usual.title, turns, expected, way, names=desk.names, reader=invocation.reader)
    return Reply(card=card)


async def _own(tx: Tx, invocation: Invocation, rule: RuleId) -> dict[str, str]:
    """What the channel has set of a rule."""
    tunings = await tx.tunings.of(invocation.caller.destination)
    return next((dict(one.values) for one in tunings if one.rule == rule), {})


def _wanted(rule: Rule, own: Mapping[str, str], invocation: Invocation) -> dict[str, str]:
    """What the channel will have set. Raises Mistake where there is no such parameter or it takes no such value."""
    name = invocation.args["parameter"]
    if folded(name) in map(folded, RESET_WORDS):
        return {}
    parameter = _parameter(rule, name, invocation)
    value = invocation.args.get("value", "")
    if folded(value) in map(folded, RESET_WORDS):
        return {key: text for key, text in own.items() if key != parameter.name}
    try:
        return dict(sorted({**own, parameter.name: written(read(parameter, value))}.items()))
    except BadValue as bad:
        raise _refused(parameter, value, invocation) from bad


def _parameter(rule: Rule, name: str, invocation: Invocation) -> Parameter:
    found = next((one for one in rule.parameters if one.name == name.casefold()), None)
    if found is not None:
        return found
    say = Phrases(invocation.reader)
    if not rule.parameters:
        raise Mistake(
            say("This rule has nothing to set"),
            say("It can be muted, or a subscription can ask for more than it does."),
            (Action(label=say("All rules"), command="rules"),),
        )
    known = [one.name for one in rule.parameters]
    near = [one for one in known if repr(one) in nearest_of(name[:40].casefold(), known)] or known
    offers = tuple(
        Action(label=one, command="tune", args=tuple({**invocation.args, "parameter": one}.items())) for one in near
    )
    title = say("“{word}” is nothing that this rule lets you set", word=clipped(name))
    raise Mistake(title, say("It lets you set: {names}.", names=say.listed(known)), offers)


def _refused(parameter: Parameter, value: str, invocation: Invocation) -> Mistake:
    say = Phrases(invocation.reader)
    title = say("“{word}” does not fit here", word=clipped(value)) if value else say("A value is missing")
    why = say("{name} takes: {bounds}.", name=parameter.name, bounds=trouble.allowed(parameter.bounds, say))
    fitting = parameter.options or (written(parameter.least), written(parameter.default), written(parameter.most))
    offers = tuple(
        Action(label=f"{parameter.name} {one}", command="tune", args=tuple({**invocation.args, "value": one}.items()))
        for one in dict.fromkeys(fitting)
    )
    return Mistake(title, why, offers, wrong={"value": f"{title}. {why}"})


def _nothing(rule: Rule, invocation: Invocation) -> Mistake:
    say = Phrases(invocation.reader)
    show = Action(label=say("This rule"), command="rules", args=(("rule", rule.id),))
    return Mistake(say("That would change nothing"), say("The rule has these values in this channel already."), (show,))


def _with(rule: Rule, texts: Mapping[str, str], desk: Desk) -> Rule:
    """The rule with those of the values that are in force."""
    values: dict[str, Value] = {}
    for one in rule.parameters:
        if one.name in texts:
            try:
                values[one.name] = read(one, texts[one.name])
            except BadValue:  # set before the bounds changed: not in force, and told by `rules`
                continue
    return desk.book.with_values(rule.id, values)


def _turns(rule: Rule, before: Rule, after: Rule) -> list[Turn]:
    return [
        Turn(
            name=one.name,
            help=one.help,
            before=written(before.values[one.name]),
            after=written(after.values[one.name]),
        )
        for one in rule.parameters
        if before.values[one.name] != after.values[one.name]
    ]


async def _save(invocation: Invocation, desk: Desk, rule: Rule, wanted: Mapping[str, str]) -> None:
    here = invocation.caller.destination
    async with desk.store.write() as tx:
        if wanted:
            await tx.tunings.save(
                Tuning(
                    destination=here,
                    rule=rule.id,
                    values=tuple(sorted(wanted.items())),
                    by=invocation.caller.user,
                    at=desk.clock.now(),
                )
            )
        else:
            await tx.tunings.remove(here, rule.id)
        await record(tx, invocation, desk)


COMMAND = Command(
    name="tune",
    help=msgid("Set a value of a rule for this channel; first you see what it would have changed."),
    run=run,
    access=Access.CHANNEL,
    params=(
        Param(name="rule", help=msgid("The rule."), example="sahel/convoy_attack", kind=ParamKind.RULE),
        Param(
            name="parameter",
            help=msgid("What to set, as “rules” shows it; “reset” for everything as usual."),
            example="killed",
            required=False,
            kind=ParamKind.PARAMETER,
        ),
        Param(name="value", help=msgid("The new value, or “reset”."), example="5", required=False),
        confirm(),
    ),
)
