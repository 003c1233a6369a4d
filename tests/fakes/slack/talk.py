"""chat.*: what the app and people may do with messages. Must not know HTTP; raises Refusal where Slack would refuse."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes.slack import shapes
from tests.fakes.slack.ask import Ask
from tests.fakes.slack.bodies import checked
from tests.fakes.slack.reading import calls
from tests.fakes.slack.refusals import Refusal
from tests.fakes.slack.rooms import By, Channel, Door, Edit, Install, Message, Rooms

Json = dict[str, Any]
Heard = Callable[[Message], None]


class Talk:
    """`now` gives seconds of the platform's clock; `heard` gets what the app writes and changes by the Web API."""

    def __init__(self, rooms: Rooms, now: Callable[[], float], heard: Heard) -> None:
        self._rooms, self._now, self._heard = rooms, now, heard

    async def post(self, ask: Ask) -> Json:
        """chat.postMessage."""
        room = self._addressed(ask.app, ask.text("channel"))
        self.writable(room, ask.app)
        thread = self._thread(room, ask.optional("thread_ts"))
        broadcast = bool(thread) and ask.says("reply_broadcast")
        message = self.put(room, ask.arguments, thread=thread, broadcast=broadcast)
        self._heard(message)
        shape = shapes.message(message, self._rooms, metadata=True)
        return {"channel": room.id, "ts": message.ts, "message": shape}

    async def whisper(self, ask: Ask) -> Json:
        """chat.postEphemeral."""
        room, user = self._rooms.channel(ask.app, ask.text("channel")), ask.text("user")
        self.writable(room, ask.app)
        if user not in self._rooms.people or (room.private and user not in room.members):
            raise Refusal("user_not_in_channel")
        message = self.put(room, ask.arguments, thread=ask.optional("thread_ts"), to=user)
        self._heard(message)
        return {"message_ts": message.ts}

    async def update(self, ask: Ask) -> Json:
        """chat.update."""
        room = self._rooms.channel(ask.app, ask.text("channel"))
        message = self._rooms.message(room, ask.text("ts"))
        if message.author:
            raise Refusal("cant_update_message")
        if room.door is Door.ARCHIVED:
            raise Refusal("is_archived")
        self.change(message, ask.arguments, keeping=True)
        self._heard(message)
        if ask.says("reply_broadcast") and message.thread:
            message.broadcast = True
        return {
            "channel": room.id, "ts": message.ts, "text": message.shown.get("text") or "",
            "message": shapes.message(message, self._rooms, metadata=True),
        }  # fmt: skip

    async def delete(self, ask: Ask) -> Json:
        """chat.delete."""
        room = self._rooms.channel(ask.app, ask.text("channel"))
        message = self._rooms.message(room, ask.text("ts"))
        if message.author:
            raise Refusal("cant_delete_message")
        message.gone = By.CLIENT
        return {"channel": room.id, "ts": message.ts}

    async def permalink(self, ask: Ask) -> Json:
        """chat.getPermalink."""
        room = self._rooms.channel(ask.app, ask.text("channel"))
        message = self._rooms.message(room, ask.text("message_ts"))
        domain = self._rooms.teams[room.team].domain
        link = f"https://{domain}.slack.com/archives/{room.id}/p{message.ts.replace('.', '')}"
        query = f"?thread_ts={message.thread}&cid={room.id}" if message.thread else ""
        return {"channel": room.id, "permalink": link + query}

    def writable(self, room: Channel, install: Install) -> None:
        """Raises Refusal where the app may not write."""
        if room.door is Door.ARCHIVED:
            raise Refusal("is_archived")
        if install.user not in room.members and (room.private or "chat:write.public" not in install.scopes):
            raise Refusal("not_in_channel")
        if room.door is Door.RESTRICTED:
            raise Refusal("restricted_action")

    def put(
        self,
        room: Channel,
        given: Mapping[str, Any],
        *,
        thread: str = "",
        broadcast: bool = False,
        author: str = "",
        to: str = "",
        files: list[Json] | None = None,
        subtype: str = "",
    ) -> Message:
        """Makes a message without asking whether it may be there; one with `to` stands in no channel."""
        body = checked(given) if not files else {"text": str(given.get("text") or "")}
        message = Message(
            number=len(self._rooms.messages) + 1, channel=room.id, ts=self._rooms.stamps.next(), body=body,
            pings=calls(body), at=self._now(), arrived=time.monotonic(), made=self._rooms.epoch(), thread=thread,
            broadcast=broadcast, author=author, to=to, files=files or [], subtype=subtype,
        )  # fmt: skip
        self._rooms.put(message)
        return message

    def change(self, message: Message, given: Mapping[str, Any], *, keeping: bool = False) -> None:
        """Gives a message another body. `keeping`: metadata and blocks stay where none are given."""
        kept = {name: message.shown.get(name) for name in ("metadata", "blocks") if keeping and given.get(name) is None}
        after = checked({**given, **kept})
        message.edits.append(
            Edit(body=after, at=self._now(), arrived=time.monotonic(), made=self._rooms.epoch())
        )  # fmt: skip

    def write(self, user: str, channel: str, text: str, thread: str = "") -> Message:
        """A person says something in a channel."""
        room = self._rooms.channels[channel]
        if user not in room.members:
            room.members.append(user)
        return self.put(room, {"text": text}, thread=thread, author=user)

    def _addressed(self, install: Install, channel: str) -> Channel:
        """A channel, or the conversation with a person whose id is given in its place."""
        if channel[:1] in ("U", "W"):
            person = self._rooms.people.get(channel)
            if person is None or person.team != install.team:
                raise Refusal("channel_not_found")
            return self._rooms.conversation(channel)
        return self._rooms.channel(install, channel)

    def _thread(self, room: Channel, ts: str) -> str:
        """The ts of the message above. A reply's own ts stands for its thread's."""
        if not ts:
            return ""
        found = room.by_ts.get(ts)
        if found is None:
            raise Refusal("thread_not_found")
        if found.gone and not self._rooms.beneath(room, ts):
            raise Refusal("thread_not_found")
        return found.thread or found.ts
