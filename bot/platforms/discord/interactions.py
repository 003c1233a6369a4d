"""Answers to commands, buttons and typing on Discord: within three seconds a word, and in any case a kind one.

What a command does and says is decided elsewhere; here it is only decided when and how Discord hears of it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from bot.cards import arrival, astray
from bot.cards import form as words
from bot.cards.phrases import Phrases
from bot.commands import catalogue, complete, form, parse, perform
from bot.commands.command import ParamKind, Reply
from bot.commands.complete import Choice
from bot.commands.desk import Desk
from bot.domain.card import Action
from bot.domain.errors import BotError, Busy, Refused, Uncertain
from bot.domain.reader import Reader
from bot.platforms.discord import buttons, forms, render
from bot.platforms.discord.asked import EPHEMERAL, Asked, Kind, read
from bot.platforms.discord.buttons import Pressed
from bot.platforms.discord.call import Declined
from bot.platforms.discord.limits import CHOICE_NAME
from bot.platforms.discord.spans import size
from bot.platforms.discord.wire import Json, Wire
from bot.platforms.fit import beginning

QUICK_S = 1.0  # who is answered sooner never sees that Tocsin is thinking
FORM_S = 2.0  # of the three in which Discord takes a form
ROLES_S = 60.0  # how long a guild's roles are taken as known while somebody types

# https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, FORM = 4, 5, 6, 7, 8, 9
ALREADY_ANSWERED = 40060
_GO_ON = frozenset({"page", "confirm"})  # arguments of buttons that go on with the answer in which they stand

log = logging.getLogger(__name__)


class Interactions:
    """`operators` are Discord's ids of the people who run this Tocsin."""

    def __init__(self, *, wire: Wire, desk: Desk, operators: frozenset[str], quick_s: float = QUICK_S) -> None:
        self._wire, self._desk, self._operators, self._quick_s = wire, desk, operators, quick_s
        self._roles: dict[str, tuple[float, list[Choice]]] = {}

    async def hear(self, told: Json) -> None:
        """Answers one interaction, as it came from the gateway."""
        asked = read(told, self._operators)
        match asked.kind:
            case Kind.AUTOCOMPLETE:
                await self._complete(asked)
            case Kind.COMMAND:
                await self._answer(asked, self._performed(asked.name, await self._with_roles(asked), asked))
            case Kind.COMPONENT:
                await self._press(asked)
            case Kind.MODAL:
                answer = perform.guarded(partial(self._submitted, asked), asked.caller.destination, self._desk)
                await self._answer(asked, answer, in_place=asked.is_below_private)
            case _:
                await self._answer(asked, self._stale(asked))

    async def _press(self, asked: Asked) -> None:
        pressed = await self._meant(asked.pressed)
        if pressed is None:
            await self._answer(asked, self._stale(asked))
            return
        if pressed.command == words.OPEN:
            name, _, given = words.meant(pressed.args)
            await self._open(asked, name, given)
        elif _lacks(pressed):
            await self._open(asked, pressed.command, pressed.args)
        else:
            answer = self._performed(pressed.command, pressed.args, asked)
            await self._answer(asked, answer, in_place=asked.is_below_private and not _GO_ON.isdisjoint(pressed.args))

    async def _performed(self, name: str, args: Mapping[str, str], asked: Asked) -> Reply:
        """The answer to a command, with the way to its form where it has one."""
        reply = await perform.answer(name, args, asked.caller, self._desk)
        more = form.more(name, args, reply)
        return _with(reply, more) if more else reply

    async def _open(self, asked: Asked, name: str, given: Mapping[str, str]) -> None:
        """Shows the form of a command; Discord takes one only as the first answer, so there is no deferring."""
        try:
            async with asyncio.timeout(FORM_S):
                made = await perform.guarded(
                    partial(form.opened, name, given, asked.caller, self._desk), asked.caller.destination, self._desk
                )
        except TimeoutError:
            made = Reply(card=astray.late(parse.line(name, given), reader=self._reader(asked)), ok=False)
        if isinstance(made, Reply):
            await self._respond(asked, {"type": MESSAGE, "data": await self._body(made, asked)})
            return
        await self._keep(forms.kept(made), asked)
        await self._respond(asked, {"type": FORM, "data": forms.modal(made)})

    async def _submitted(self, asked: Asked) -> Reply:
        """The answer to a form; where something is wrong with it, with the way back to what was filled in."""
        pressed = await self._meant(asked.pressed)
        name, _, began = words.meant(pressed.args) if pressed and pressed.command == words.OPEN else ("", "", {})
        command = catalogue.find(name)
        if command is None:
            return await self._stale(asked)
        args = form.sent(command, {**began, **forms.typed(asked.filled)}, began)
        reply = await self._performed(name, args, asked)
        return reply if reply.ok else _with(reply, words.opening(words.more(Phrases(reply.card.reader)), name, args))

    async def _meant(self, text: str) -> Pressed | None:
        """The command behind a button; None where it is too old, or was never one of ours."""
        pressed = buttons.read(text)
        if pressed is None or not pressed.token:
            return pressed
        async with self._desk.store.read() as tx:
            line = await tx.prepared.line(pressed.token)
        return buttons.read(line) if line is not None else None

    async def _stale(self, asked: Asked) -> Reply:
        return Reply(card=arrival.stale(reader=self._reader(asked)), ok=False)

    async def _answer(self, asked: Asked, answer: Coroutine[Any, Any, Reply], *, in_place: bool = False) -> None:
        """Says the answer at once, or that it is coming and then the answer."""
        making = asyncio.create_task(answer)
        try:
            await asyncio.wait({making}, timeout=self._quick_s)
            if making.done():
                body = await self._body(making.result(), asked)
                await self._respond(asked, {"type": UPDATE if in_place else MESSAGE, "data": body})
                return
            # Whether it is private has to be said now; all that we say to a person is, unless it says otherwise.
            later: Json = {"type": DEFERRED_UPDATE} if in_place else {"type": DEFERRED, "data": {"flags": EPHEMERAL}}
            await self._respond(asked, later)
            body = await self._body(await making, asked)
        finally:
            making.cancel()
        try:
            flags = body["flags"] & ~EPHEMERAL
            await self._wire.respond_late(asked.application, asked.token, {**body, "flags": flags})
        except BotError as error:
            _tell_lost(error)

    async def _body(self, reply: Reply, asked: Asked) -> Json:
        await self._keep(render.kept(reply.card), asked)
        return render.answer(reply.card, private=reply.private)

    async def _keep(self, lines: Mapping[str, str], asked: Asked) -> None:
        if lines:
            async with self._desk.store.write() as tx:
                for line in lines.values():
                    await tx.prepared.keep(line, self._desk.clock.now(), asked.caller.destination)

    async def _respond(self, asked: Asked, body: Json) -> None:
        """The first answer, tried twice: who gets none is told by Discord that the application did not respond."""
        for is_last in (False, True):
            try:
                await self._wire.respond(asked.id, asked.token, body)
            except (Busy, Uncertain) as error:
                if is_last:
                    _tell_lost(error)
            except Refused as error:
                if not (is_last and isinstance(error, Declined) and error.code == ALREADY_ANSWERED):
                    _tell_lost(error)
                return
            else:
                return

    async def _complete(self, asked: Asked) -> None:
        """Says what an option could be; nothing where that takes too long or nothing fits."""
        try:
            async with asyncio.timeout(self._quick_s):
                found = await self._offers(asked)
        except TimeoutError:
            found = ()
        shown = [
            {"name": _clipped(one.label), "value": one.value} for one in found if size(one.value) <= CHOICE_NAME.value
        ]
        await self._respond(asked, {"type": CHOICES, "data": {"choices": shown}})

    async def _offers(self, asked: Asked) -> tuple[Choice, ...]:
        command = catalogue.find(asked.name)
        param = next((one for one in command.params if one.name == asked.focused), None) if command else None
        if command is None or param is None:
            return ()
        typed = asked.args.get(asked.focused, "")
        if param.kind is not ParamKind.ROLE:
            return await complete.complete(command, param, typed, asked.caller, self._desk)
        said = typed.casefold().lstrip("@")
        found = [complete.nobody(self._reader(asked)), *await self._roles_of(asked.guild)]
        return tuple(one for one in found if said in one.label.casefold())[: complete.MOST]

    async def _with_roles(self, asked: Asked) -> dict[str, str]:
        """The arguments, with the id of a role where its name was typed."""
        args = dict(asked.args)
        command = catalogue.find(asked.name)
        for param in command.params if command else ():
            typed = args.get(param.name, "")
            if param.kind is ParamKind.ROLE and typed and not typed.isdecimal():
                known = {one.label.casefold(): one.value for one in await self._roles_of(asked.guild)}
                args[param.name] = known.get(typed.casefold().lstrip("@"), typed)
        return args

    async def _roles_of(self, guild: str) -> list[Choice]:
        """The guild's roles by name, without the one that everybody has; none where Discord does not say."""
        now = time.monotonic()
        known = self._roles.get(guild)
        if known is not None and now - known[0] < ROLES_S:
            return known[1]
        told: list[Json] = []
        if guild:
            with suppress(BotError):
                told = await self._wire.roles(guild)
        made = sorted(
            (Choice(label=str(one["name"]), value=str(one["id"])) for one in told if str(one["id"]) != guild),
            key=lambda one: one.label.casefold(),
        )
        self._roles = {one: kept for one, kept in self._roles.items() if now - kept[0] < ROLES_S} | {guild: (now, made)}
        return made

    def _reader(self, asked: Asked) -> Reader:
        return replace(Reader(), language=asked.caller.language or self._desk.default_language)


def _with(reply: Reply, more: Action) -> Reply:
    return replace(reply, card=replace(reply.card, actions=(*reply.card.actions, more)))


def _lacks(pressed: Pressed) -> bool:
    """Whether a button names a command without all that it needs."""
    command = catalogue.find(pressed.command)
    return command is not None and any(one.required and one.name not in pressed.args for one in command.params)


def _clipped(label: str) -> str:
    return beginning(label, str, size, CHOICE_NAME.value)


def _tell_lost(error: BotError) -> None:
    """Whoever asked sees that from Discord; here it is kept for those who run Tocsin."""
    log.warning("an answer did not reach Discord", extra={"action": "answer_lost", "reason": str(error)})
