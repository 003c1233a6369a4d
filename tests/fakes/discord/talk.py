"""What a bot and people may do in channels: write, edit, delete, read back, open threads and forum posts.

Must not know HTTP; raises Refusal where Discord would refuse.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.fakes.discord import shapes
from tests.fakes.discord.bodies import NONCE_MOST, THREAD_NAME_MOST, Files, attached, checked, edited, pings
from tests.fakes.discord.refusals import (
    MISSING_PERMISSIONS,
    NOT_A_TEXT_CHANNEL,
    NOT_THE_AUTHOR,
    TAG_REQUIRED,
    THREAD_ARCHIVED,
    THREAD_EXISTS,
    Refusal,
    bad_form,
    missing,
    too_long,
)  # fmt: skip
from tests.fakes.discord.rooms import By, Channel, Edit, Kind, Message, Rooms

NONCE_S = 300.0  # how long an enforced nonce is known again ("the past few minutes")
PAGE, PAGE_MOST = 50, 100
CROSSPOSTED = 1 << 0

Json = dict[str, Any]
Tell = Callable[[str, str, Json], None]  # event, guild, content: to the gateway


class Talk:
    """`now` gives seconds of the platform's clock."""

    def __init__(self, rooms: Rooms, now: Callable[[], float], tell: Tell) -> None:
        self._rooms, self._now, self._tell = rooms, now, tell

    def create(self, channel: str, body: Json, files: Files) -> Message:
        """A message of the bot's; the first one again where its nonce is enforced and known."""
        room = self._entered(channel)
        nonce = str(body.get("nonce") or "")
        if len(nonce) > NONCE_MOST:
            raise too_long("nonce", NONCE_MOST)
        if body.get("enforce_nonce") and nonce:
            known = room.nonces.get(nonce)
            if known is not None and not known.gone and self._now() - known.at < NONCE_S:
                return known
        answers = self._referred(room, body.get("message_reference"))
        message = self.put(room, body, files, nonce=nonce, answers=answers)
        if nonce:
            room.nonces[nonce] = message
        return message

    def put(
        self,
        room: Channel,
        body: Json,
        files: Files,
        *,
        id: str = "",  # noqa: A002 - what it is called on Discord
        nonce: str = "",
        answers: str = "",
        interaction: str = "",
        author: str = "",
        ephemeral: bool = False,
    ) -> Message:
        """Makes a message without asking whether it may be there; an ephemeral one stands in no channel."""
        ids = [self._rooms.ids.next() for _ in files]
        kept = checked(attached(body, files, ids, room.id))
        self._rooms.arrived += 1
        message = Message(
            number=self._rooms.arrived, id=id or self._rooms.ids.next(), channel=room.id, nonce=nonce, body=kept,
            pings=pings(kept), at=self._now(), arrived=time.monotonic(), made=time.time(), answers=answers,
            interaction=interaction, author=author,
        )  # fmt: skip
        self._rooms.messages[message.id] = message
        if not ephemeral:
            room.messages.append(message)
        return message

    def edit(self, channel: str, message: str, body: Json, files: Files) -> Message:
        """Gives a message of the bot's another body."""
        room = self._rooms.writable(channel)
        found = self._rooms.message(channel, message)
        if room.archived:
            raise Refusal(*THREAD_ARCHIVED)
        if found.author:
            raise Refusal(*NOT_THE_AUTHOR)
        return self.change(found, body, files)

    def change(self, message: Message, body: Json, files: Files) -> Message:
        """Edits a message without asking whether it may be."""
        before = message.shown
        ids = [self._rooms.ids.next() for _ in files]
        given = attached(body, files, ids, message.channel, before.get("attachments", ()))
        after = edited(before, given)
        message.edits.append(Edit(body=after, at=self._now(), arrived=time.monotonic(), made=time.time()))
        return message

    def delete(self, channel: str, message: str, by: By = By.CLIENT) -> None:
        """Deletes a message; a client deletes its own, a person any. Raises Refusal where there is none."""
        found = self._rooms.message(channel, message)
        found.gone = by

    def write(self, person: str, channel: str, content: str) -> Message:
        """A person says something in a channel."""
        room = self._rooms.channels[channel]
        message = self.put(room, {"content": content}, {}, author=self._rooms.person(person).id)
        shape = shapes.message(message, self._rooms)
        self._tell("MESSAGE_CREATE", room.guild, {**shape, "guild_id": room.guild} if room.guild else shape)
        return message

    def crosspost(self, channel: str, message: str) -> Message:
        """Publishes a message of an announcement channel to those that follow it."""
        found = self._rooms.message(channel, message)
        if self._rooms.writable(channel).kind is not Kind.ANNOUNCEMENT:
            raise Refusal(400, 50024, "Cannot execute action on this channel type")
        found.shown["flags"] = found.flags | CROSSPOSTED
        return found

    def history(self, channel: str, query: Mapping[str, str]) -> list[Message]:
        """What stands in a channel, newest first, by limit, before, after and around."""
        room = self._rooms.channel(channel)
        limit = int(query.get("limit", PAGE))
        if not 1 <= limit <= PAGE_MOST:
            raise bad_form("limit", "NUMBER_TYPE_MAX", f"int value should be between 1 and {PAGE_MOST}.")
        standing = room.standing()
        if "after" in query:
            return [one for one in standing if int(one.id) > int(query["after"])][:limit][::-1]
        if "around" in query:
            older = [one for one in standing if int(one.id) <= int(query["around"])]
            newer = [one for one in standing if int(one.id) > int(query["around"])]
            return [*older[-(limit - limit // 2) :], *newer[: limit // 2]][::-1]
        if "before" in query:
            standing = [one for one in standing if int(one.id) < int(query["before"])]
        return standing[-limit:][::-1]

    def thread_beneath(self, channel: str, message: str, body: Json) -> Channel:
        """A thread that hangs beneath a message and has its id."""
        room = self._rooms.writable(channel)
        found = self._rooms.message(channel, message)
        if found.thread:
            raise Refusal(*THREAD_EXISTS)
        if room.kind not in (Kind.TEXT, Kind.ANNOUNCEMENT):
            raise Refusal(400, 50024, "Cannot execute action on this channel type")
        found.thread = found.id
        return self._opened(room, found.id, body)

    def thread(self, channel: str, body: Json, files: Files) -> tuple[Channel, Message | None]:
        """A thread of its own, in a forum with its first message. A forum's message knows no nonce."""
        room = self._rooms.writable(channel)
        if room.kind is not Kind.FORUM:
            return self._opened(room, self._rooms.ids.next(), body), None
        if not isinstance(body.get("message"), dict):
            raise missing("message")
        checked(attached(body["message"], files, [""] * len(files), ""))  # before the thread is there
        _check_tags(room, body.get("applied_tags") or ())
        thread = self._opened(room, self._rooms.ids.next(), body)
        return thread, self.put(thread, body["message"], files, id=thread.id)

    def set_thread(self, thread: str, body: Json) -> Channel:
        """Renames, archives or opens a thread or channel again."""
        room = self._rooms.writable(thread)
        room.name = _named(body) if "name" in body else room.name
        room.archived, room.locked = body.get("archived", room.archived), body.get("locked", room.locked)
        return room

    def _opened(self, room: Channel, thread: str, body: Json) -> Channel:
        kind = Kind.ANNOUNCEMENT_THREAD if room.kind is Kind.ANNOUNCEMENT else Kind.THREAD
        tags = tuple(str(tag) for tag in body.get("applied_tags") or ())
        made = Channel(id=thread, kind=kind, name=_named(body), guild=room.guild, parent=room.id, tags=tags)
        self._rooms.add(made)
        self._tell("THREAD_CREATE", room.guild, {**shapes.channel(made, self._rooms), "newly_created": True})
        return made

    def _entered(self, channel: str) -> Channel:
        room = self._rooms.writable(channel)
        if room.kind is Kind.FORUM:
            raise Refusal(*NOT_A_TEXT_CHANNEL)
        if room.locked:
            raise Refusal(*THREAD_ARCHIVED)
        room.archived = False  # whoever writes in an archived thread opens it
        return room

    def _referred(self, room: Channel, reference: Json | None) -> str:
        if not reference:
            return ""
        named = str(reference.get("message_id", ""))
        found = self._rooms.messages.get(named)
        if found is not None and not found.gone and found.channel == room.id:
            return named
        if reference.get("fail_if_not_exists", True):
            raise bad_form("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return ""


def _named(body: Json) -> str:
    name = str(body.get("name") or "")
    if not name:
        raise missing("name")
    if len(name) > THREAD_NAME_MOST:
        raise bad_form("name", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {THREAD_NAME_MOST} in length.")
    return name


def _check_tags(forum: Channel, given: Sequence[Any]) -> None:
    """What a post is filed under, in a forum that may demand it. How Discord refuses a tag that is none is a guess."""
    offered = {tag.id: tag for tag in forum.offered}
    if forum.demands_tag and not given:
        raise Refusal(*TAG_REQUIRED)
    for number, tag in enumerate(map(str, given)):
        if tag not in offered:
            raise bad_form(f"applied_tags.{number}", "FORUM_TAG_INVALID", "Unknown tag")
        if offered[tag].moderated:
            raise Refusal(*MISSING_PERMISSIONS)
