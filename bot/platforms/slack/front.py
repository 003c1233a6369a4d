"""What every kind of request needs: who asks, an answer in any case, and the ways back. Must not know the kinds."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from bot.cards import astray
from bot.cards.phrases import Phrases
from bot.commands import form, parse, perform
from bot.commands.command import Caller, Command, ParamKind, Reply
from bot.commands.desk import Desk
from bot.commands.parse import BadCommand
from bot.domain.reader import Reader
from bot.platforms.slack import buttons
from bot.platforms.slack.asked import Asked
from bot.platforms.slack.buttons import Pressed
from bot.platforms.slack.home import Homes
from bot.platforms.slack.messages import Messages
from bot.platforms.slack.modals import Modals
from bot.platforms.slack.people import People
from bot.platforms.slack.replies import Replies
from bot.platforms.slack.wire import Wire

R = TypeVar("R", Reply, Reply | None)


INVITATION = "/invite @Tocsin"
BROADCASTS = ("here", "channel")  # Slack's own words for everybody in a channel
_SUBSCRIBE, _EDITORS = "subscribe", "editors"
_HANDLE = re.compile(r"@([^\s,@]+)")


class Front:
    """`operators` are Slack's ids of the people who run this Tocsin, `root` the command that people type."""

    def __init__(self, *, wire: Wire, desk: Desk, operators: frozenset[str], root: str) -> None:
        self.wire, self.desk, self.root = wire, desk, root
        self.people = People(wire, operators)
        self.replies = Replies(wire, desk, root)
        self.modals = Modals(wire)
        self.messages = Messages(wire, desk.store)
        self.homes = Homes(wire, desk, self.people, root)

    async def answer(self, asked: Asked, make: Callable[[Caller], Awaitable[R]]) -> R | Reply:
        """What `make` answers to whoever asks, ready to be shown; the answer of a fault where anything fails."""

        async def made() -> R:
            reply = await make(await self.caller(asked))
            if reply is not None:
                await self.replies.keep(reply.card)
            return reply

        return await perform.guarded(made, asked.destination, self.desk)

    async def caller(self, asked: Asked) -> Caller:
        """Who asks, in the channel that is meant."""
        async with self.desk.store.read() as tx:
            channel = await tx.channels.get(asked.destination)
        return await self.people.caller(asked.team, asked.user, channel)

    async def of_line(self, line: str, asked: Asked, caller: Caller) -> Reply:
        """The answer to a typed line."""
        try:
            command, args = parse.parse(line)
        except BadCommand:
            return await perform.perform(line, caller, self.desk)
        return await self.of_command(command, args, asked, caller)

    async def of_command(self, command: Command, args: Mapping[str, str], asked: Asked, caller: Caller) -> Reply:
        """The answer to a command, with what Slack's people have to know beside it."""
        args = await self._with_groups(asked.team, command, args)
        reply = await perform.answer(command.name, args, caller, self.desk)
        if not reply.ok:
            return self.honest(reply, asked)
        card, more = reply.card, form.more(command.name, args, reply)
        if command.name == _SUBSCRIBE and await self.people.is_shut_out(asked.team, asked.channel):
            card = replace(card, blocks=(*card.blocks, astray.uninvited(INVITATION, Phrases(card.reader))))
        if more is not None and not asked.view:
            card = replace(card, actions=(*card.actions, more))
        return replace(reply, card=card)

    def honest(self, reply: Reply, asked: Asked) -> Reply:
        """An answer that says no: where Slack has not said who asks, that is told as the reason."""
        if reply.wrong or self.people.knows(asked.team, asked.user):
            return reply
        card = reply.card
        return replace(reply, card=replace(card, blocks=(*card.blocks, astray.unknown(Phrases(card.reader)))))

    async def reader(self, caller: Caller) -> Reader:
        """For whom cards are written that no command makes."""
        async with self.desk.store.read() as tx:
            channel = await tx.channels.get(caller.destination)
        own = channel.reader(self.desk.default_language)
        return replace(own, language=caller.language or own.language)

    async def _with_groups(self, team: str, command: Command, args: Mapping[str, str]) -> dict[str, str]:
        """The arguments, with the id of a user group where its handle was typed."""
        roles = [param.name for param in command.params if param.kind is ParamKind.ROLE or param.name == _EDITORS]
        typed = {name: args[name] for name in roles if "@" in args.get(name, "")}
        if not typed:
            return dict(args)
        known = {one.handle.casefold(): one.id for one in await self.people.groups(team)}
        known |= {one: one for one in BROADCASTS}

        def named(said: re.Match[str]) -> str:
            return known.get(said[1].casefold(), said[0])

        return {**args, **{name: _HANDLE.sub(named, text) for name, text in typed.items()}}

    async def meant(self, value: str) -> Pressed | None:
        """The command behind a button; None where it is too old, or was never one of ours."""
        pressed = buttons.decode(value)
        if pressed is None or not pressed.token:
            return pressed
        async with self.desk.store.read() as tx:
            line = await tx.prepared.line(pressed.token)
        return buttons.decode(line) if line is not None else None
