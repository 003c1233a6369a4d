"""What a chat platform remembers: channels by tenant, and their messages in order of arrival.

Two flavours. An idempotent one gives the first message back when a key comes again within minutes, as Discord does with
an enforced nonce. The other makes a second message, as Slack does, and finds messages by their key. Must not know HTTP,
nor faults.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

DIRECT = "@"  # before a person's id: a channel that is made when the first message comes
WINDOW_S = 300.0  # how long an idempotent chat knows a key again


class Refusal(Exception):
    """What the platform answers instead of doing what it was asked; `wait` is in seconds."""

    def __init__(self, status: int, code: str, wait: float | None = None) -> None:
        self.status, self.code, self.wait = status, code, wait
        super().__init__(code)


FORBIDDEN = (403, "forbidden")
UNKNOWN_CHANNEL = (404, "unknown_channel")
UNKNOWN_MESSAGE = (404, "unknown_message")
BAD_REQUEST = (400, "bad_request")


class Door(StrEnum):
    OPEN = "open"
    FORBIDDEN = "forbidden"  # Tocsin may not write there
    GONE = "gone"  # the channel was deleted


class By(StrEnum):
    """Who deleted a message."""

    NOBODY = ""
    PERSON = "person"
    CLIENT = "client"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a client wants to be said."""

    key: str
    text: str
    card: dict[str, Any]
    mention: str = ""
    silent: bool = False
    thread: bool = True


@dataclass(slots=True, kw_only=True)
class Message:
    """One message, whether it still stands or not. `ref` is unique in its channel alone."""

    number: int  # its place in the order of arrival over the whole chat, from 1
    ref: str
    key: str
    text: str
    card: dict[str, Any]
    mention: str
    silent: bool
    parent: str  # ref of the message that it answers; empty: none
    threaded: bool  # stands beneath its parent, not in the channel
    at: float  # seconds on the chat's clock
    edits: list[str] = field(default_factory=list)  # the texts it was given later, in order
    gone: By = By.NOBODY

    @property
    def shown(self) -> str:
        """The text that people read now."""
        return self.edits[-1] if self.edits else self.text


@dataclass(slots=True)
class Room:
    """One channel."""

    door: Door = Door.OPEN
    messages: list[Message] = field(default_factory=list)

    def standing(self) -> list[Message]:
        return [message for message in self.messages if not message.gone]

    def get(self, ref: str) -> Message:
        """The message of that name. Raises Refusal where it does not stand (any more)."""
        for message in self.messages:
            if message.ref == ref and not message.gone:
                return message
        raise Refusal(*UNKNOWN_MESSAGE)


Rooms = dict[str, dict[str, Room]]  # by tenant and channel


class Memory:
    """Every channel of one chat. `lag` is how many requests must come in before a new message can be found by its key.

    `now` gives seconds; only differences matter.
    """

    def __init__(self, now: Callable[[], float], *, idempotent: bool, lag: int = 0) -> None:
        self._now, self._idempotent, self._lag = now, idempotent, lag
        self._rooms: Rooms = {}
        self._arrived = 0
        self._asked = 0
        self._asked_before: dict[int, int] = {}

    def room(self, tenant: str, channel: str) -> Room:
        """The channel as somebody sees it who may do everything. Raises Refusal where there is none."""
        rooms = self._rooms.setdefault(tenant, {})
        if channel.startswith(DIRECT):
            rooms.setdefault(channel, Room())
        if channel not in rooms or rooms[channel].door is Door.GONE:
            raise Refusal(*UNKNOWN_CHANNEL)
        return rooms[channel]

    def set_door(self, tenant: str, channel: str, door: Door) -> None:
        self._rooms.setdefault(tenant, {}).setdefault(channel, Room()).door = door

    def hear(self) -> None:
        """One more request came in, whatever becomes of it."""
        self._asked += 1

    def post(self, tenant: str, channel: str, words: Words) -> Message:
        return self._say(self._entered(tenant, channel), words, parent="", threaded=False)

    def reply(self, tenant: str, channel: str, ref: str, words: Words) -> Message:
        room = self._entered(tenant, channel)
        return self._say(room, words, parent=room.get(ref).ref, threaded=words.thread)

    def edit(self, tenant: str, channel: str, ref: str, words: Words) -> Message:
        message = self._entered(tenant, channel).get(ref)
        message.edits.append(words.text)
        message.card = words.card
        return message

    def find(self, tenant: str, channel: str, key: str) -> list[Message]:
        """The messages that stand and carry the key, oldest first."""
        standing = self._entered(tenant, channel).standing()
        return [message for message in standing if message.key == key and self._is_findable(message)]

    def remove(self, tenant: str, channel: str, ref: str, by: By = By.CLIENT) -> None:
        room = self.room(tenant, channel) if by is By.PERSON else self._entered(tenant, channel)
        room.get(ref).gone = by

    def dump(self) -> dict[str, dict[str, list[dict[str, Any]]]]:
        """Every message of every channel that was ever there, in order of arrival, as JSON can hold it."""
        return {
            tenant: {channel: [asdict(message) for message in room.messages] for channel, room in rooms.items()}
            for tenant, rooms in self._rooms.items()
        }

    def _entered(self, tenant: str, channel: str) -> Room:
        room = self.room(tenant, channel)
        if room.door is Door.FORBIDDEN:
            raise Refusal(*FORBIDDEN)
        return room

    def _say(self, room: Room, words: Words, *, parent: str, threaded: bool) -> Message:
        now = self._now()
        if self._idempotent:
            for message in room.standing():
                if message.key == words.key and now - message.at < WINDOW_S:
                    return message
        self._arrived += 1
        self._asked_before[self._arrived] = self._asked
        message = Message(
            number=self._arrived, ref=str(len(room.messages) + 1), key=words.key, text=words.text, card=words.card,
            mention=words.mention, silent=words.silent, parent=parent, threaded=threaded, at=now,
        )  # fmt: skip
        room.messages.append(message)
        return message

    def _is_findable(self, message: Message) -> bool:
        return self._asked - self._asked_before[message.number] > self._lag
