"""What Slack remembers: workspaces, channels, people, user groups, and every message in order of arrival.

Values only, and how one is found; what may be done with them stands elsewhere. Must not know HTTP, nor faults.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.fakes.slack.ids import Ids, Stamps
from tests.fakes.slack.reading import readable
from tests.fakes.slack.refusals import Refusal

Json = dict[str, Any]


class Door(StrEnum):
    OPEN = "open"
    ARCHIVED = "archived"
    RESTRICTED = "restricted"  # the workspace lets only some people write there
    GONE = "gone"  # deleted


class By(StrEnum):
    """Who deleted a message."""

    NOBODY = ""
    PERSON = "person"
    CLIENT = "client"


@dataclass(slots=True, kw_only=True)
class Person:
    id: str
    team: str
    name: str
    admin: bool = False
    owner: bool = False
    guest: bool = False
    locale: str = "en-US"
    tz: str = "Etc/UTC"
    is_bot: bool = False
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class Group:
    """A user group, which is called as `<!subteam^S…>`."""

    id: str
    team: str
    handle: str
    members: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a message became: the whole body after the edit, and when, on the same three clocks as a message."""

    body: Json
    at: float
    arrived: float
    made: float


@dataclass(slots=True, kw_only=True)
class Message:
    """One message, whether it still stands or not."""

    number: int  # its place in the order of arrival over all of Slack, from 1
    channel: str
    ts: str
    body: Json  # text, blocks, metadata, unfurl_links, …: as it was sent first
    pings: tuple[str, ...]  # whom it called, as `<!here>`, `<!subteam^S…>`, `<@U…>`
    at: float  # seconds on the platform's clock
    arrived: float  # seconds on the machine's monotonic clock
    made: float  # seconds since 1970
    thread: str = ""  # the ts of the message above
    broadcast: bool = False  # a reply that stands in the channel too
    author: str = ""  # a person's id; empty: the bot
    to: str = ""  # the one person who sees it
    subtype: str = ""
    files: list[Json] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    gone: By = By.NOBODY

    @property
    def id(self) -> str:
        return f"{self.channel}/{self.ts}"

    @property
    def shown(self) -> Json:
        """The body as people see it now."""
        return self.edits[-1].body if self.edits else self.body

    @property
    def key(self) -> str:
        """The delivery's key in the metadata, as it was sent first; empty where there is none."""
        payload = (self.body.get("metadata") or {}).get("event_payload") or {}
        return str(payload.get("key") or "")

    @property
    def text(self) -> str:
        """All there is to read, a line for each piece."""
        return readable(self.shown)


@dataclass(slots=True, kw_only=True)
class Channel:
    """A public or private channel, or the conversation of the bot with one person (`recipient`)."""

    id: str
    team: str
    name: str
    private: bool = False
    recipient: str = ""
    creator: str = ""
    made: int = 0  # seconds since 1970
    door: Door = Door.OPEN
    members: list[str] = field(default_factory=list)
    shared_with: list[str] = field(default_factory=list)  # other workspaces
    messages: list[Message] = field(default_factory=list)
    # Without those that only one person sees.
    by_ts: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, list[Message]] = field(default_factory=dict)  # by the ts of the message above

    def standing(self) -> list[Message]:
        return [message for message in self.messages if not message.gone]


@dataclass(slots=True, kw_only=True)
class Install:
    """The app in one workspace; `dead` is the error that its token gets, empty while it lives."""

    team: str
    token: str
    user: str
    bot: str
    app: str
    scopes: list[str]
    installer: str = ""
    dead: str = ""


@dataclass(slots=True, kw_only=True)
class Team:
    id: str
    name: str
    domain: str
    people: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    install: Install | None = None  # the last one, alive or not


class Rooms:
    """Everything by its id. `epoch` gives seconds since 1970."""

    def __init__(self, epoch: Callable[[], float]) -> None:
        self.ids, self.stamps, self.epoch = Ids(), Stamps(epoch), epoch
        self.app = self.ids.next("A")
        self.teams: dict[str, Team] = {}
        self.channels: dict[str, Channel] = {}
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Group] = {}
        self.installs: dict[str, Install] = {}  # by token
        self.messages: list[Message] = []
        self.by_id: dict[str, Message] = {}
        self._conversations: dict[str, str] = {}

    def add(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        self.teams[channel.team].channels.append(channel.id)
        return channel

    def conversation(self, user: str) -> Channel:
        """The channel in which the bot talks with one person."""
        if user not in self._conversations:
            person = self.people[user]
            made = Channel(
                id=self.ids.next("D"), team=person.team, name="", recipient=user, made=int(self.epoch()),
                members=[user, self.installed(person.team).user],
            )  # fmt: skip
            self._conversations[user] = self.add(made).id
        return self.channels[self._conversations[user]]

    def installed(self, team: str) -> Install:
        """The app in that workspace, alive or not. Raises LookupError where it never was."""
        found = self.teams[team].install
        if found is None:
            raise LookupError(f"the app was never installed in {team}")
        return found

    def channel(self, install: Install, channel: str) -> Channel:
        """The channel as the app sees it. Raises Refusal where it is gone, elsewhere, or closed to the app."""
        found = self.channels.get(channel)
        if found is None or found.door is Door.GONE or install.team not in (found.team, *found.shared_with):
            raise Refusal("channel_not_found")
        if found.private and install.user not in found.members:
            raise Refusal("channel_not_found")
        return found

    def entered(self, install: Install, channel: str) -> Channel:
        """The same, where the bot is a member. Raises Refusal."""
        found = self.channel(install, channel)
        if install.user not in found.members:
            raise Refusal("not_in_channel")
        return found

    def message(self, channel: Channel, ts: str) -> Message:
        """A message that stands in that channel. Raises Refusal."""
        found = channel.by_ts.get(ts)
        if found is None or found.gone:
            raise Refusal("message_not_found")
        return found

    def beneath(self, channel: Channel, ts: str) -> list[Message]:
        """The replies that stand in a thread, oldest first."""
        return [one for one in channel.threads.get(ts, ()) if not one.gone]

    def put(self, message: Message) -> None:
        """Keeps a new message; one that only one person sees stands in no channel."""
        self.messages.append(message)
        self.by_id[message.id] = message
        if not message.to:
            room = self.channels[message.channel]
            room.messages.append(message)
            room.by_ts[message.ts] = message
            if message.thread:
                room.threads.setdefault(message.thread, []).append(message)
