"""Forms from their opening to what comes of them, and what Slack shows in their menus while somebody types.

What a form asked for is shown in the form: a preview wants a decision on what was just filled in, with the way back to
it at hand, and it can be shown wherever the form was opened, also from the App Home or in a channel that Tocsin is not
in. What is wrong stands at its field.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from bot.cards import arrival, astray, choices
from bot.cards import form as words
from bot.cards.phrases import Phrases
from bot.commands import catalogue, complete, form, parse, refusal
from bot.commands.command import Access, Caller, Command, Param, ParamKind, Reply
from bot.commands.complete import Choice
from bot.domain.ids import digest
from bot.platforms.slack import forms
from bot.platforms.slack.asked import Asked, Json, read
from bot.platforms.slack.front import BROADCASTS, Front
from bot.platforms.slack.memo import Memo

Ack = Callable[..., Awaitable[Any]]

_FREE = frozenset({ParamKind.WISH, ParamKind.INCIDENT})  # no list holds all that can be meant


class Filling:
    """`quick_s` is how long Slack is let wait for an answer; it would wait for three seconds."""

    def __init__(self, front: Front, *, quick_s: float) -> None:
        self._front, self._quick_s = front, quick_s

    async def open(self, asked: Asked, name: str, given: Mapping[str, str], caller: Caller) -> Reply | None:
        """Opens the form of a command with what is given filled in; an answer where that may not or cannot be."""
        made = await form.opened(name, given, caller, self._front.desk)
        if isinstance(made, Reply):
            return self._front.honest(made, asked)
        command = catalogue.BY_NAME[name]
        if asked.is_home and not await self._sees(asked):
            return refusal.not_allowed(command, made.reader)
        remembered = Memo(
            language=made.reader.language,
            channel=asked.channel,
            command=name,
            began=made.began,
            response_url=asked.response_url,
            home=asked.memo.home,
        )
        picks = not asked.channel and command.access is Access.CHANNEL
        if await self._front.modals.open(asked, forms.view(made, remembered, picks_channel=picks)):
            return None
        line = parse.line(name, given) if given else command.usage
        return Reply(card=astray.late(line, reader=made.reader), ok=False)

    async def offer(self, body: Json, ack: Ack) -> None:
        """Says what could stand in the field that somebody types in; nothing where that takes too long."""
        try:
            async with asyncio.timeout(self._quick_s):
                found = await self._offers(read(body))
        except TimeoutError:
            found = []
        await ack(options=forms.options(found))

    async def submit(self, body: Json, ack: Ack) -> None:
        """Does what was filled in, and acknowledges it with what is wrong or with what came of it."""
        told = read(body)
        typed = forms.typed(told.view)
        chosen = typed.pop(forms.CHANNEL, "")
        channel = chosen or told.channel
        asked = replace(told, channel=channel, memo=replace(told.memo, channel=channel, began={}))
        make = partial(self._filled, asked, typed, told.memo.began, is_chosen=bool(chosen))
        doing = asyncio.create_task(self._front.answer(asked, make))
        try:
            await asyncio.wait({doing}, timeout=self._quick_s)
            if doing.done():
                await self._acknowledge(asked, doing.result(), ack)
                return
            named = digest("form", str(told.view.get("id")), str(told.view.get("hash")))
            view = forms.waiting(forms.title(told.view), asked.memo, external_id=named)
            await ack(response_action="push", view=view)
            await self.show(asked, await doing, external_id=named)
        finally:
            doing.cancel()
            await asyncio.wait({doing})

    async def _acknowledge(self, asked: Asked, reply: Reply, ack: Ack) -> None:
        wrong = forms.errors(reply.wrong, asked.view)
        if wrong:
            await ack(response_action="errors", errors=wrong)
            return
        await ack(response_action="push", view=self._shown(asked, reply))
        await self._changed(asked, reply)

    async def show(self, asked: Asked, reply: Reply, *, view_id: str = "", external_id: str = "") -> None:
        """Shows an answer in the form in which it was asked for; elsewhere if somebody has closed that."""
        view = self._shown(asked, reply)
        if not await self._front.modals.change(asked.team, view, view_id=view_id, external_id=external_id):
            await self._front.replies.tell(asked, reply)
        await self._changed(asked, reply)

    def _shown(self, asked: Asked, reply: Reply) -> dict[str, Any]:
        return forms.shown(reply.card, forms.title(asked.view), asked.memo, root=self._front.root)

    async def _changed(self, asked: Asked, reply: Reply) -> None:
        """What was changed from the App Home is to be seen there."""
        if reply.ok and asked.memo.home:
            await self._front.homes.publish(asked.team, asked.user, asked.memo.home)

    async def _filled(
        self, asked: Asked, typed: Mapping[str, str], began: Mapping[str, str], caller: Caller, *, is_chosen: bool
    ) -> Reply:
        reader = await self._front.reader(caller)
        command = catalogue.find(asked.memo.command)
        if command is None:
            return Reply(card=arrival.stale(reader=reader), ok=False)
        if (is_chosen or asked.memo.home) and not await self._sees(asked):
            refused = refusal.not_allowed(command, reader)
            return replace(refused, wrong={forms.CHANNEL: words.not_there(Phrases(reader))})
        return await self._front.of_command(command, form.sent(command, typed, began), asked, caller)

    async def _sees(self, asked: Asked) -> bool:
        """Whether somebody may know of the channel that is meant, where that is not the one they are in."""
        channel = asked.channel
        return not channel or await self._front.people.may_see(asked.team, asked.user, channel)

    async def _offers(self, asked: Asked) -> list[Choice]:
        picks, command = forms.PICKS.fullmatch(asked.action), catalogue.find(asked.memo.command)
        param = next((one for one in command.params if picks and one.name == picks[1]), None) if command else None
        if command is None or param is None:
            return []
        caller = await self._front.caller(asked)
        if param.kind is ParamKind.ROLE:
            return await self._roles(asked, caller)
        return await self._things(asked, command, param, caller)

    async def _things(self, asked: Asked, command: Command, param: Param, caller: Caller) -> list[Choice]:
        """What fits what is typed, and that itself; before anything is typed, what an alert was about first."""
        typed, desk = asked.value.strip(), self._front.desk
        found = list(await complete.complete(command, param, typed, caller, desk))
        if param.kind not in _FREE:
            return found
        if not typed:
            near = await form.about(asked.memo.began.get(param.name, ""), caller, desk)
            return [*near, *(one for one in found if one.value not in {other.value for other in near})]
        say = Phrases(await self._front.reader(caller))
        if all(one.value != typed for one in found):
            found.append(Choice(label=choices.typed(typed, say), value=typed))
        return found

    async def _roles(self, asked: Asked, caller: Caller) -> list[Choice]:
        """Whom a message can call: nobody, everybody, or one of the workspace's groups."""
        groups = await self._front.people.groups(asked.team)
        named = {one: one for one in BROADCASTS} | {one.id: one.handle for one in groups}
        every = [complete.nobody(await self._front.reader(caller))]
        every += [Choice(label=f"@{handle}", value=id_) for id_, handle in named.items()]
        said = asked.value.strip().casefold().lstrip("@")
        return [one for one in every if said in one.label.casefold()]
