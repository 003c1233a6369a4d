"""Answers to what people do in Slack: commands, buttons, forms, shortcuts, the App Home, and words to Tocsin itself.

Every request is acknowledged at once, whatever comes of it; the answer follows by one of the ways that the request
opens. What a command does and says is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from bot.cards import arrival, astray
from bot.cards import form as words
from bot.commands import catalogue, form, parse, perform
from bot.commands.command import Access, Caller, Reply
from bot.commands.desk import Desk
from bot.commands.parse import BadCommand
from bot.commands.scope import ALL, SCOPE
from bot.platforms.slack import forms, shortcuts, typed
from bot.platforms.slack.asked import Asked, Json, read
from bot.platforms.slack.buttons import Pressed
from bot.platforms.slack.filling import Ack, Filling
from bot.platforms.slack.front import Front
from bot.platforms.slack.lately import Lately
from bot.platforms.slack.wire import Wire

QUICK_S = 1.5  # of the three seconds that Slack waits where the answer is part of the acknowledgement
AGAIN_S = 3600.0  # how long an event may be told once more: https://docs.slack.dev/apis/events-api/#retries

_GO_ON = frozenset({"page", "confirm"})  # arguments of buttons that go on with the answer in which they stand
_WRITTEN = frozenset({None, "file_share", "thread_broadcast"})  # subtypes of messages that a person has just written
_FORMS = {shortcuts.STATUS.callback_id: "status", shortcuts.SUBSCRIBE.callback_id: "subscribe"}
_TITLE, _HELP = "Tocsin", "help"


class Interactions:
    """`operators` are Slack's ids of the people who run this Tocsin, `command` is what people type in Slack."""

    def __init__(
        self,
        *,
        wire: Wire,
        desk: Desk,
        operators: frozenset[str],
        command: str = typed.ROOT,
        quick_s: float = QUICK_S,
    ) -> None:
        self._desk, self._root = desk, command
        self._front = Front(wire=wire, desk=desk, operators=operators, root=command)
        self._filling = Filling(self._front, quick_s=quick_s)
        self._heard: Lately[bool] = Lately(AGAIN_S)

    async def typed(self, body: Json, ack: Ack) -> None:
        """A command was typed: alone, it opens its form where it needs more; with nothing at all it is the help."""
        await ack()
        asked = read(body)
        await self._show(asked, await self._front.answer(asked, partial(self._of_line, asked)))

    async def pressed(self, body: Json, ack: Ack) -> None:
        """A button was pressed, or an option chosen, in a message, a form or the App Home."""
        await ack()
        asked = read(body)
        pressed = await perform.guarded(partial(self._front.meant, asked.value), asked.destination, self._desk)
        if isinstance(pressed, Reply):
            await self._show(asked, pressed)
        elif pressed is not None and pressed.command == words.OPEN:
            name, channel, given = words.meant(pressed.args)
            # In the App Home a form is about the channel that its button names, or asks for one.
            asked = replace(asked, channel=channel or ("" if asked.is_home else asked.channel))
            await self._show(asked, await self._front.answer(asked, partial(self._filling.open, asked, name, given)))
        else:
            reply = await self._front.answer(asked, partial(self._of_button, asked, pressed))
            goes_on = pressed is not None and not _GO_ON.isdisjoint(pressed.args)
            await self._show(asked, reply, in_place=asked.is_below_private and goes_on)

    async def offered(self, body: Json, ack: Ack) -> None:
        """Somebody types in a field of a form."""
        await self._filling.offer(body, ack)

    async def submitted(self, body: Json, ack: Ack) -> None:
        """A form was sent off."""
        await self._filling.submit(body, ack)

    async def shortcut(self, body: Json, ack: Ack) -> None:
        """A shortcut was chosen beside what people write."""
        await ack()
        asked, name = read(body), _FORMS.get(str(body.get("callback_id")), "")
        await self._show(asked, await self._front.answer(asked, partial(self._filling.open, asked, name, {})))

    async def about(self, body: Json, ack: Ack) -> None:
        """A shortcut was chosen in the menu of a message."""
        await ack()
        asked, chosen = read(body), str(body.get("callback_id"))
        await self._show(asked, await self._front.answer(asked, partial(self._of_message, asked, chosen)))

    async def unknown(self, body: Json, ack: Ack) -> None:
        """Something was pressed or chosen that no Tocsin of today has made."""
        await ack()
        asked = read(body)
        await self._show(asked, await self._front.answer(asked, self._stale))

    async def home(self, body: Json) -> None:
        """Somebody has opened the App Home."""
        if _event(body).get("tab") == "home":
            asked = read(body)
            await self._front.homes.publish(asked.team, asked.user, asked.channel)

    async def written(self, body: Json) -> None:
        """Somebody has written to Tocsin: mentioned it in a channel, or in the conversation with it alone."""
        event = _event(body)
        is_alone = event.get("channel_type") == "im"
        if not (is_alone or event.get("type") == "app_mention") or not self._is_news(body, event):
            return
        asked = read(body)
        for own in _own(body):
            asked = replace(asked, text=typed.addressed(asked.text, own))
        reply = await self._front.answer(asked, partial(self._of_words, asked))
        thread = asked.thread or ("" if is_alone else str(event["ts"]))
        is_open = is_alone or _is_for_all(self._line(asked))
        await self._front.replies.write(asked, reply, thread=thread, is_open=is_open)

    def _is_news(self, body: Json, event: Json) -> bool:
        """Whether a person has just written it: never an app, least of all this one, and never a second time."""
        is_by_person = bool(event.get("user")) and not event.get("bot_id") and event["user"] not in _own(body)
        if not is_by_person or event.get("subtype") not in _WRITTEN:
            return False
        ident = f"{event.get('channel')}/{event.get('ts')}"
        if self._heard.get(ident):
            return False
        return self._heard.put(ident, True)

    def _line(self, asked: Asked) -> str:
        return typed.line(asked.text, self._root) or _HELP

    async def _of_line(self, asked: Asked, caller: Caller) -> Reply | None:
        wanted = form.wanted(self._line(asked))
        if wanted is not None and asked.trigger:
            opened = await self._filling.open(asked, wanted.name, {}, caller)
            # Who may not change what stands may read it.
            if opened is None or wanted.access is not Access.ALL:
                return opened
        return await self._of_words(asked, caller)

    async def _of_words(self, asked: Asked, caller: Caller) -> Reply:
        return await self._front.of_line(self._line(asked), asked, caller)

    async def _of_button(self, asked: Asked, pressed: Pressed | None, caller: Caller) -> Reply:
        command = catalogue.find(pressed.command) if pressed else None
        if pressed is None or command is None:
            return await self._stale(caller)
        return await self._front.of_command(command, pressed.args, asked, caller)

    async def _of_message(self, asked: Asked, chosen: str, caller: Caller) -> Reply | None:
        """What was asked about a message: why it came, or that it be muted."""
        reader = await self._front.reader(caller)
        about = await self._front.messages.about(asked)
        if about.gathered:
            return Reply(card=astray.several(about.gathered, reader=reader), ok=False)
        if not about.incident:
            return Reply(card=astray.foreign(reader=reader), ok=False)
        if chosen == shortcuts.MUTE.callback_id:
            return await self._filling.open(asked, "mute", {"what": about.incident}, caller)
        return await self._front.of_command(catalogue.BY_NAME["why"], {"id": about.incident}, asked, caller)

    async def _stale(self, caller: Caller) -> Reply:
        return Reply(card=arrival.stale(reader=await self._front.reader(caller)), ok=False)

    async def _show(self, asked: Asked, reply: Reply | None, *, in_place: bool = False) -> None:
        """Shows an answer where it was asked for; the App Home has no place for one but a form above it."""
        if reply is None:
            return
        if asked.is_form:
            await self._filling.show(asked, reply, view_id=str(asked.view.get("id")))
        elif not (asked.is_home and await self._front.modals.open(asked, self._above_home(asked, reply))):
            await self._front.replies.tell(asked, reply, in_place=in_place)

    def _above_home(self, asked: Asked, reply: Reply) -> dict[str, object]:
        return forms.shown(reply.card, _TITLE, asked.memo, root=self._root)


def _event(body: Json) -> Json:
    event = body.get("event")
    return event if isinstance(event, Mapping) else {}


def _own(body: Json) -> set[str]:
    """The ids under which Tocsin is in the conversation of an event."""
    return {str(one.get("user_id") or "") for one in body.get("authorizations") or ()}


def _is_for_all(line: str) -> bool:
    """Whether everybody in a channel may read the answer: not what operators alone may see."""
    try:
        command, args = parse.parse(line)
    except BadCommand:
        return True
    return command.access is not Access.OPERATOR and args.get(SCOPE.name) != ALL
