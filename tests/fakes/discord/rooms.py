"""What Discord remembers: guilds, channels, threads, people, and every message in order of arrival.

Values only, and how one is found; what may be done with them stands in talk.py. Must not know HTTP, nor faults.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from tests.fakes.discord.refusals import (
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    NO_DIRECT_MESSAGES,
    UNKNOWN_CHANNEL,
    UNKNOWN_GUILD,
    UNKNOWN_MESSAGE,
    Refusal,
)  # fmt: skip
from tests.fakes.discord.snowflakes import Snowflakes

ADMINISTRATOR = 1 << 3
READER = 1 << 10 | 1 << 11 | 1 << 16 | 1 << 31  # view, send, read the history, use commands
# What the invite link of a bot like ours asks for: a reader's, embeds, files, and threads of all kinds.
BOT = READER | 1 << 14 | 1 << 15 | 1 << 18 | 1 << 35 | 1 << 36 | 1 << 38


class Kind(IntEnum):
    """The types of channels that are here."""

    TEXT = 0
    DIRECT = 1
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    THREAD = 11
    FORUM = 15

    @property
    def is_thread(self) -> bool:
        return self in (Kind.THREAD, Kind.ANNOUNCEMENT_THREAD)


class Door(StrEnum):
    OPEN = "open"
    FORBIDDEN = "forbidden"  # the bot sees it, and may not write there
    HIDDEN = "hidden"  # the bot may not even look
    GONE = "gone"  # deleted


class By(StrEnum):
    """Who deleted a message."""

    NOBODY = ""
    PERSON = "person"
    CLIENT = "client"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a message became: the whole body after the edit, and when, on the same three clocks as a message."""

    body: dict[str, Any]
    at: float
    arrived: float
    made: float


@dataclass(slots=True, kw_only=True)
class Message:
    """One message, whether it still stands or not."""

    number: int  # its place in the order of arrival over all of Discord, from 1
    id: str
    channel: str
    nonce: str
    body: dict[str, Any]  # content, embeds, components, flags, …: as it was sent first
    pings: tuple[str, ...]  # whom it called, as `@everyone`, `<@&role>`, `<@person>`
    at: float  # seconds on the platform's clock
    arrived: float  # seconds on the machine's monotonic clock
    made: float  # seconds since 1970
    answers: str = ""  # the message that it refers to
    interaction: str = ""  # the interaction that it is a response to
    author: str = ""  # a person's id; empty: the bot
    thread: str = ""  # the thread that hangs beneath it
    edits: list[Edit] = field(default_factory=list)
    gone: By = By.NOBODY

    @property
    def shown(self) -> dict[str, Any]:
        """The body as people see it now."""
        return self.edits[-1].body if self.edits else self.body

    @property
    def content(self) -> str:
        return str(self.shown.get("content") or "")

    @property
    def flags(self) -> int:
        return int(self.shown.get("flags") or 0)

    @property
    def is_ephemeral(self) -> bool:
        return bool(self.flags & 64)

    @property
    def is_silent(self) -> bool:
        return bool(int(self.body.get("flags") or 0) & 1 << 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What a forum's posts can be filed under; `moderated`: only by those who manage its threads."""

    id: str
    name: str
    moderated: bool = False


@dataclass(slots=True, kw_only=True)
class Channel:
    """A channel, a thread or a conversation with one person."""

    id: str
    kind: Kind
    name: str
    guild: str = ""
    parent: str = ""  # of a thread
    recipient: str = ""  # of a conversation: the person
    position: int = 0
    door: Door = Door.OPEN
    archived: bool = False
    locked: bool = False
    tags: tuple[str, ...] = ()  # of a forum's post: ids
    offered: tuple[Tag, ...] = ()  # by a forum
    demands_tag: bool = False
    messages: list[Message] = field(default_factory=list)
    nonces: dict[str, Message] = field(default_factory=dict)

    def standing(self) -> list[Message]:
        return [message for message in self.messages if not message.gone]


@dataclass(slots=True, kw_only=True)
class Guild:
    id: str
    name: str
    locale: str
    owner: str
    is_member: bool = True  # the bot is
    is_away: bool = False  # an outage of Discord's
    permissions: int = BOT  # the bot's
    roles: dict[str, str] = field(default_factory=dict)  # names by id, without @everyone
    channels: list[str] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)


class Rooms:
    """Everything by its id."""

    def __init__(self) -> None:
        self.ids = Snowflakes()
        self.application, self.bot, self.owner = self.ids.next(), self.ids.next(), self.ids.next()
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, Message] = {}  # ephemeral ones too
        self.people: dict[str, Person] = {}
        self._names: dict[str, Person] = {}
        self._conversations: dict[str, str] = {}
        self.arrived = 0

    def person(self, name: str) -> Person:
        """The person of that name or id; somebody new where nobody has it."""
        if name in self.people:
            return self.people[name]
        if name not in self._names:
            person = Person(id=name if name.isdecimal() else self.ids.next(), name=name)
            self._names[name] = self.people[person.id] = person
        return self._names[name]

    def guild(self, guild: str) -> Guild:
        """Raises Refusal where there is none or the bot is not in it."""
        if guild not in self.guilds:
            raise Refusal(*UNKNOWN_GUILD)
        if not self.guilds[guild].is_member:
            raise Refusal(*MISSING_ACCESS)
        return self.guilds[guild]

    def add(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        if channel.guild:
            guild = self.guilds[channel.guild]
            among = guild.threads if channel.kind.is_thread else guild.channels
            channel.position = len(among)
            among.append(channel.id)
        return channel

    def conversation(self, person: str) -> Channel:
        """The channel in which the bot talks with one person."""
        if person not in self._conversations:
            made = Channel(id=self.ids.next(), kind=Kind.DIRECT, name="", recipient=self.person(person).id)
            self._conversations[person] = self.add(made).id
        return self.channels[self._conversations[person]]

    def channel(self, channel: str) -> Channel:
        """The channel as the bot sees it. Raises Refusal where it is gone or hidden."""
        found = self.channels.get(channel)
        doors = [found.door, self._door_above(found)] if found else [Door.GONE]
        if found is None or Door.GONE in doors:
            raise Refusal(*UNKNOWN_CHANNEL)
        if Door.HIDDEN in doors or (found.guild and not self.guilds[found.guild].is_member):
            raise Refusal(*MISSING_ACCESS)
        return found

    def writable(self, channel: str) -> Channel:
        """The same, where the bot may write. Raises Refusal."""
        found = self.channel(channel)
        if Door.FORBIDDEN in (found.door, self._door_above(found)):
            raise Refusal(*(NO_DIRECT_MESSAGES if found.kind is Kind.DIRECT else MISSING_PERMISSIONS))
        return found

    def message(self, channel: str, message: str) -> Message:
        """A message that stands in that channel. Raises Refusal."""
        self.channel(channel)
        found = self.messages.get(message)
        if found is None or found.gone or found.channel != channel or found.is_ephemeral:
            raise Refusal(*UNKNOWN_MESSAGE)
        return found

    def of_guild(self, guild: str, ids: Iterable[str]) -> list[Channel]:
        """Those channels of a guild that the bot can see."""
        seen = (self.channels[channel] for channel in ids)
        return [channel for channel in seen if channel.door in (Door.OPEN, Door.FORBIDDEN)]

    def _door_above(self, channel: Channel) -> Door:
        return self.channels[channel.parent].door if channel.parent else Door.OPEN
