"""A command as a form to fill in: its fields, what they begin with, and the arguments that they stand for when sent.

For platforms with forms, which choose the picker of a field by the kind of its parameter. Must not know any platform,
nor how a form looks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.cards import choices
from bot.cards import form as words
from bot.cards.phrases import Phrases
from bot.commands import catalogue, complete, lookup, parse, refusal, settings, wish
from bot.commands.command import Caller, Command, Param, ParamKind, Reply, may_change
from bot.commands.complete import Choice
from bot.commands.desk import Desk
from bot.commands.parse import BadCommand, Problem
from bot.domain.card import Action
from bot.domain.channel import Channel
from bot.domain.ids import IncidentId
from bot.domain.incident import Incident
from bot.domain.reader import Reader

_CONFIRM = "confirm"  # set by buttons alone

# Commands that change what stands: their fields begin with it, and what is emptied is switched off.
_STANDS: Mapping[str, Callable[[Channel], Mapping[str, str]]] = {settings.COMMAND.name: settings.spelt}
_OFFERED = frozenset({"subscribe", "mute", "watch", "tune"})  # whose answers offer the whole form


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One argument to fill in. `options` are all its choices where those are fixed; `value` is what it begins with, as
    it is typed, and `shown` the same as people read it."""

    param: Param
    label: str
    help: str
    options: tuple[Choice, ...] = ()
    value: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The fields of a command, the most needed first."""

    command: str
    title: str
    sends: str
    fields: tuple[Field, ...]
    reader: Reader

    @property
    def began(self) -> dict[str, str]:
        """What the fields begin with."""
        return {field.param.name: field.value for field in self.fields if field.value}


def params(command: Command) -> tuple[Param, ...]:
    """What a form of the command asks for."""
    return tuple(param for param in command.params if param.name != _CONFIRM)


def wanted(text: str) -> Command | None:
    """The command whose form a line means that names it alone: one that needs more, or that changes what stands."""
    try:
        command, args = parse.parse(text)
    except BadCommand as error:
        is_alone = error.problem is Problem.MISSING and len(text.split()) == 1
        return error.command if is_alone else None
    return command if not args and command.name in _STANDS else None


async def opened(name: str, given: Mapping[str, str], caller: Caller, desk: Desk) -> Form | Reply:
    """The form of a command with what is given filled in; an answer where the caller may not use it."""
    async with desk.store.read() as tx:
        channel = await tx.channels.get(caller.destination)
    own = channel.reader(desk.default_language)
    reader = replace(own, language=caller.language or own.language)
    command = catalogue.find(name)
    if command is None:
        return refusal.of_line(parse.unknown(name), reader)
    stands = _STANDS.get(name)
    if not command.allows(caller, channel) or (stands and not may_change(caller, channel)):
        return refusal.not_allowed(command, reader)
    began = {**(stands(channel) if stands else {}), **given}
    say = Phrases(reader)
    fields = [await _field(command, param, began.get(param.name, ""), caller, desk, say) for param in params(command)]
    return Form(
        command=name,
        title=words.title(name, say),
        sends=words.sends(name, say),
        fields=tuple(fields),
        reader=reader,
    )


def sent(command: Command, typed: Mapping[str, str], began: Mapping[str, str]) -> dict[str, str]:
    """The arguments that a form stands for, as it was filled in and as it began.

    Where it shows what stands, what was left as it was is not said again, and what was emptied is switched off.
    """
    known = {param.name: typed.get(param.name, "").strip() for param in params(command)}
    if command.name in _STANDS:
        changed = {name: text for name, text in known.items() if text != began.get(name, "")}
        known = {name: text or settings.OFF.get(name, "") for name, text in changed.items()}
    return {name: text for name, text in known.items() if text}


async def about(text: str, caller: Caller, desk: Desk) -> tuple[Choice, ...]:
    """What a wish can be about that begins with an incident; nothing where the text names none."""
    found = await _incident(text, desk)
    return await complete.about(found, caller, desk) if found else ()


def more(name: str, args: Mapping[str, str], reply: Reply) -> Action | None:
    """The button that an answer deserves beside its own: the form with what was asked, or with what stands."""
    say = Phrases(reply.card.reader)
    if not reply.ok:
        return None
    if name in _STANDS and not args:
        return words.opening(words.change(say), name)
    given = {one: text for one, text in args.items() if one != _CONFIRM}
    return words.opening(words.more(say), name, given) if name in _OFFERED else None


async def _field(command: Command, param: Param, value: str, caller: Caller, desk: Desk, say: Phrases) -> Field:
    options: tuple[Choice, ...] = ()
    if param.kind is ParamKind.CHOICE:
        options = tuple(Choice(label=choices.option(one, say), value=one) for one in param.choices)
        value = value if value in param.choices else ""
    elif param.kind is ParamKind.NUMBER:
        value = value if value.isdecimal() and param.least <= int(value) <= param.most else ""
    label = words.label(param.name, say)
    shown = await _shown(command, param, value, caller, desk, say) if value else ""
    return Field(param=param, label=label, help=say(param.help), options=options, value=value, shown=shown)


async def _shown(command: Command, param: Param, value: str, caller: Caller, desk: Desk, say: Phrases) -> str:
    """What is filled in, as people read it."""
    if param.kind in (ParamKind.WISH, ParamKind.INCIDENT) and (found := await _incident(value, desk)):
        return choices.incident(found, desk.names, say, desk.clock.now())
    if param.kind in (ParamKind.SUBSCRIPTION, ParamKind.MUTE):
        offers = await complete.complete(command, param, value, caller, desk)
        return next((one.label for one in offers if one.value == value), value)
    if param.kind is ParamKind.CHOICE:
        return choices.option(value, say)
    return wish.label(value, desk)


async def _incident(text: str, desk: Desk) -> Incident | None:
    if not 0 < len(text) <= lookup.LONGEST_NAME:
        return None
    async with desk.store.read() as tx:
        return await tx.incidents.get(IncidentId(lookup.code(text)))
