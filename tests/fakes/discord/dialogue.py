"""Interactions from Discord's side: what the bot answered to each, in time or not, and what it said after that.

Holds the rules of the callback and of the webhook that an interaction is for fifteen minutes. Must not know HTTP, nor
how an interaction came about.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from tests.fakes.discord import shapes
from tests.fakes.discord.bodies import EPHEMERAL, V2, Files, attached, edited, pings
from tests.fakes.discord.refusals import (
    ALREADY_ACKNOWLEDGED,
    INVALID_WEBHOOK_TOKEN,
    UNKNOWN_INTERACTION,
    UNKNOWN_MESSAGE,
    UNKNOWN_WEBHOOK,
    Refusal,
    bad_form,
    missing,
    too_long,
)  # fmt: skip
from tests.fakes.discord.rooms import By, Message, Rooms
from tests.fakes.discord.talk import Talk

TOKEN_S = 900.0
CHOICES_MOST, CHOICE_MOST, MODAL_TITLE_MOST = 25, 100, 45

Json = dict[str, Any]


class Asked(IntEnum):
    """What a person did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Answer(IntEnum):
    """The types of a callback."""

    MESSAGE = 4
    DEFERRED = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass(slots=True, kw_only=True)
class Interaction:
    """One of them, from the person's act to the last follow-up."""

    id: str
    token: str
    asked: Asked
    channel: str
    frame: Json  # as the gateway sent it
    at: float  # on the platform's clock
    sent: float  # on the machine's clock
    source: Message | None = None  # the message whose component was used
    edits_before: int = 0  # how often that one had been edited
    took: float | None = None  # seconds of the wire until the callback
    answer: Answer | None = None
    callback: Json = field(default_factory=dict)
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    late: int = 0  # callbacks that came too late
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def is_waiting(self) -> bool:
        """Whether people still see that the bot is thinking."""
        return self.original is not None and bool(self.original.flags & shapes.LOADING)


class Dialogue:
    """All interactions. `within` is how many seconds of the wire an answer may take."""

    def __init__(self, rooms: Rooms, talk: Talk, now: Callable[[], float], *, within: float) -> None:
        self._rooms, self._talk, self._now, self.within = rooms, talk, now, within
        self.all: dict[str, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}

    def add(self, interaction: Interaction) -> Interaction:
        self.all[interaction.id] = self._by_token[interaction.token] = interaction
        return interaction

    def metadata(self, interaction: Interaction) -> Json:
        """What a response's message says about the interaction."""
        frame = interaction.frame
        person = (frame.get("member") or frame)["user"]
        owners = frame["authorizing_integration_owners"]
        about: Json = {"id": interaction.id, "type": interaction.asked, "user": person}
        if interaction.source is not None:
            about["interacted_message_id"] = interaction.source.id
        return {**about, "authorizing_integration_owners": owners}

    def show(self, message: Message) -> Json:
        """A response as the bot reads it back."""
        about = self.all.get(message.interaction)
        return shapes.message(message, self._rooms, self.metadata(about) if about else None)

    async def callback(self, interaction: str, token: str, body: Json, files: Files) -> Json:
        """The first answer; gives what `with_response` asks for. Raises Refusal."""
        found = self.all.get(interaction)
        if found is None or found.token != token:
            raise Refusal(*UNKNOWN_INTERACTION)
        took = time.monotonic() - found.sent
        if found.answer is not None:
            raise Refusal(*ALREADY_ACKNOWLEDGED)
        if took > self.within:
            found.late += 1
            raise Refusal(*UNKNOWN_INTERACTION)
        answer = _fitting(found, body)
        self._apply(found, answer, body.get("data") or {}, files)
        found.took, found.answer, found.callback = took, answer, body
        await self._ring(found)
        return self._response(found)

    async def follow_up(self, application: str, token: str, body: Json, files: Files) -> Message:
        """Another message; the first one after a deferral takes the place of the thinking."""
        found = self._known(application, token)
        if found.is_waiting:
            message = self._settle(found, body, files)
        else:
            message = self._said(found, body, files)
            found.followups.append(message)
        await self._ring(found)
        return message

    def get(self, application: str, token: str, message: str) -> Message:
        """A response by its id, or `@original`. Raises Refusal."""
        found = self._known(application, token)
        original = found.original if found.original is not None else self._updated(found)
        named = [one for one in (original, *found.followups) if one is not None and not one.gone]
        for one in named:
            if message == one.id or (message == "@original" and one is original):
                return one
        raise Refusal(*UNKNOWN_MESSAGE)

    async def edit(self, application: str, token: str, message: str, body: Json, files: Files) -> Message:
        """Edits a response."""
        found, said = self._known(application, token), self.get(application, token, message)
        if said is found.original and found.is_waiting:
            self._settle(found, body, files)
        else:
            self._talk.change(said, body, files)
        await self._ring(found)
        return said

    async def delete(self, application: str, token: str, message: str) -> None:
        """Deletes a response."""
        self.get(application, token, message).gone = By.CLIENT
        await self._ring(self._known(application, token))

    def _known(self, application: str, token: str) -> Interaction:
        found = self._by_token.get(token)
        if found is None or application != self._rooms.application or found.answer is None:
            raise Refusal(*UNKNOWN_WEBHOOK)
        if self._now() - found.at >= TOKEN_S:
            raise Refusal(*INVALID_WEBHOOK_TOKEN)
        return found

    def _apply(self, found: Interaction, answer: Answer, content: Json, files: Files) -> None:
        match answer:
            case Answer.MESSAGE:
                found.original = self._said(found, content, files)
            case Answer.DEFERRED:
                found.original = self._thinking(found, int(content.get("flags") or 0) & EPHEMERAL)
            case Answer.UPDATE:
                assert found.source is not None
                self._talk.change(found.source, content, files)
            case Answer.CHOICES:
                _check_choices(content)
            case Answer.MODAL:
                _check_modal(content)

    def _said(self, found: Interaction, content: Json, files: Files) -> Message:
        ephemeral = bool(int(content.get("flags") or 0) & EPHEMERAL)
        room = self._rooms.channels[found.channel]
        answers = found.source.id if found.source is not None else ""
        return self._talk.put(room, content, files, ephemeral=ephemeral, interaction=found.id, answers=answers)

    def _thinking(self, found: Interaction, ephemeral: int) -> Message:
        message = self._said(found, {"content": "…", "flags": ephemeral}, {})
        message.body = {"flags": ephemeral | shapes.LOADING}
        return message

    def _settle(self, found: Interaction, body: Json, files: Files) -> Message:
        """What was thought about is said now; whether it is ephemeral was decided by the deferral."""
        message = found.original
        assert message is not None
        ids = [self._rooms.ids.next() for _ in files]
        given = attached(body, files, ids, message.channel)
        message.body = edited({"flags": message.flags & EPHEMERAL}, {**given, "flags": body.get("flags", 0) & V2})
        message.pings = pings({**given, **message.body})
        return message

    def _updated(self, found: Interaction) -> Message | None:
        """For those that answered by an update, the original response is the message they came from."""
        return found.source if found.answer in (Answer.UPDATE, Answer.DEFERRED_UPDATE) else None

    def _response(self, found: Interaction) -> Json:
        message = found.original if found.original is not None else self._updated(found)
        about: Json = {"id": found.id, "type": found.asked}
        if message is None:
            return {"interaction": about}
        about |= {
            "response_message_id": message.id, "response_message_loading": found.is_waiting,
            "response_message_ephemeral": message.is_ephemeral,
        }  # fmt: skip
        return {"interaction": about, "resource": {"type": found.answer, "message": self.show(message)}}

    async def _ring(self, found: Interaction) -> None:
        async with found.changed:
            found.changed.notify_all()


FITTING = {
    Asked.COMMAND: {Answer.MESSAGE, Answer.DEFERRED, Answer.MODAL},
    Asked.COMPONENT: {Answer.MESSAGE, Answer.DEFERRED, Answer.DEFERRED_UPDATE, Answer.UPDATE, Answer.MODAL},
    Asked.AUTOCOMPLETE: {Answer.CHOICES},
    Asked.MODAL: {Answer.MESSAGE, Answer.DEFERRED, Answer.DEFERRED_UPDATE, Answer.UPDATE},
}


def _fitting(found: Interaction, body: Json) -> Answer:
    """The type of the answer, where it fits what was asked."""
    fitting = FITTING[found.asked]
    if found.source is None:
        fitting = fitting - {Answer.UPDATE, Answer.DEFERRED_UPDATE}
    if body.get("type") not in fitting:
        raise bad_form("type", "APPLICATION_INTERACTION_CALLBACK_TYPE_INVALID", f"Value must be one of {fitting}.")
    return Answer(body["type"])


def _check_choices(content: Json) -> None:
    choices = content.get("choices")
    if not isinstance(choices, list):
        raise missing("data.choices")
    if len(choices) > CHOICES_MOST:
        raise too_long("data.choices", CHOICES_MOST)
    for number, choice in enumerate(choices):
        if not 1 <= len(str(choice.get("name", ""))) <= CHOICE_MOST:
            raise bad_form(
                f"data.choices.{number}.name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length."
            )
        if isinstance(choice["value"], str) and len(choice["value"]) > CHOICE_MOST:
            raise too_long(f"data.choices.{number}.value", CHOICE_MOST)


def _check_modal(content: Json) -> None:
    for field_name, most in (("title", MODAL_TITLE_MOST), ("custom_id", 100)):
        if not content.get(field_name):
            raise missing(f"data.{field_name}")
        if len(content[field_name]) > most:
            raise too_long(f"data.{field_name}", most)
    if not content.get("components"):
        raise missing("data.components")
