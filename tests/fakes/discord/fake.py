"""One Discord without its wire: its memory, its faults, its pace, its gateway, and what its owner can do to it.

The owner's methods take and give what JSON can hold (besides Shown), so that they can be called from another process.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.fakes.discord import shapes
from tests.fakes.discord.answers import packed_message
from tests.fakes.discord.dialogue import Dialogue
from tests.fakes.discord.faults import PASSING, Fault, Faults, Planned
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.orders import Commands
from tests.fakes.discord.pace import Limit, Pace
from tests.fakes.discord.people import People
from tests.fakes.discord.rest import Rest
from tests.fakes.discord.rooms import By, Channel, Door, Guild, Kind, Message, Rooms, Tag
from tests.fakes.discord.sessions import IDENTIFY_S, Starts
from tests.fakes.discord.talk import Talk

Json = dict[str, Any]
Judge = Callable[[str, str, Any], Iterable[str]]  # method, path template, body: complaints

TOKEN = "the-token-of-the-bot"
ANSWER_WITHIN_S = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it was answered; status 0 is no answer at all, an empty template a path that Discord has not."""

    method: str
    template: str
    path: str
    status: int
    at: float  # on the platform's clock
    arrived: float  # on the machine's monotonic clock
    fault: str = ""

    @property
    def route(self) -> str:
        return f"{self.method} {self.template}"


class Discord:
    """`now` gives the platform's seconds; without it they are the machine's, `speed` to one of the wire.

    Windows, nonces and the fifteen minutes of a token are measured on the platform's clock; `answer_within`, the three
    seconds for an answer, in seconds of the wire.
    """

    def __init__(
        self,
        *,
        now: Callable[[], float] | None = None,
        speed: float = 1.0,
        seed: int = 0,
        token: str = TOKEN,
        judge: Judge | None = None,
        max_concurrency: int = 1,
        identify_window: float = IDENTIFY_S,
        answer_within: float = ANSWER_WITHIN_S,
    ) -> None:
        self._base = now or (lambda: time.monotonic() * speed)
        self._ahead, self._speed = 0.0, speed
        self.token, self.judge = token, judge
        self.rooms = Rooms()
        self.faults = Faults(seed)
        self.pace = Pace(self.now, speed=speed)
        starts = Starts(self.now, max_concurrency=max_concurrency, window=identify_window)
        self.gateway = Gateway(self.rooms, self.now, starts, token=token)
        self.commands = Commands(self.rooms.ids, self.rooms.application)
        self.talk = Talk(self.rooms, self.now, self.gateway.tell)
        self.dialogue = Dialogue(self.rooms, self.talk, self.now, within=answer_within)
        self.people = People(self.rooms, self.commands, self.dialogue, self.now, self.gateway.tell)
        self.rest = Rest(self.rooms, self.talk, self.commands, self.dialogue, self.gateway, self.now)
        self.requests: list[Request] = []
        self.complaints: list[str] = []  # of the judge, and what this fake itself found wrong with a request
        self.slash, self.autocomplete, self.press = self.people.slash, self.people.autocomplete, self.people.press
        self.select, self.submit_modal, self.later = self.people.select, self.people.submit_modal, self.people.later

    @property
    def starts_every(self) -> float:
        """How many seconds of the wire a client leaves between two IDENTIFYs, where discord.py would leave five."""
        return IDENTIFY_S / self._speed * 1.1

    def now(self) -> float:
        """Seconds of the platform's clock."""
        return self._base() + self._ahead

    def advance(self, seconds: float) -> None:
        """Puts the platform's clock forward."""
        self._ahead += seconds

    def guild(self, name: str, locale: str = "en-US") -> str:
        """A guild that the bot is in, from now on; gives its id."""
        made = Guild(id=self.rooms.ids.guild(), name=name, locale=locale, owner=self.rooms.owner)
        self.rooms.guilds[made.id] = made
        self._join(made)
        return made.id

    def channel(self, guild: str, name: str, kind: int = Kind.TEXT) -> str:
        """A channel of a guild; gives its id."""
        made = self.rooms.add(Channel(id=self.rooms.ids.next(), kind=Kind(kind), name=name, guild=guild))
        if self.gateway.sessions:
            self.gateway.tell("CHANNEL_CREATE", guild, shapes.channel(made, self.rooms))
        return made.id

    def demand_tags(self, forum: str, names: Sequence[str], moderated: Sequence[str] = ()) -> list[str]:
        """Lets a forum take posts with a tag only, and have these; gives their ids."""
        room = self.rooms.channels[forum]
        room.offered = tuple(Tag(id=self.rooms.ids.next(), name=name, moderated=name in moderated) for name in names)
        room.demands_tag = True
        return [tag.id for tag in room.offered]

    def channels(self, guild: str, count: int) -> list[str]:
        """That many text channels of a guild; gives their ids."""
        return [self.channel(guild, f"channel-{number}") for number in range(count)]

    def role(self, guild: str, name: str) -> str:
        """A role of a guild; gives its id."""
        made = self.rooms.ids.next()
        self.rooms.guilds[guild].roles[made] = name
        return made

    def person(self, name: str) -> str:
        """The id of somebody."""
        return self.rooms.person(name).id

    def conversation(self, name: str) -> str:
        """The id of the channel in which the bot talks with somebody."""
        return self.rooms.conversation(self.person(name)).id

    def write(self, user: str, channel: str, content: str) -> str:
        """Somebody writes in a channel; gives the message's id."""
        return self.talk.write(user, channel, content).id

    def set_door(self, channel: str, door: str) -> None:
        """Opens a channel, or keeps the bot from writing, hides it, deletes it: open, forbidden, hidden, gone."""
        room = self.rooms.channels[channel]
        room.door = Door(door)
        if room.door in (Door.HIDDEN, Door.GONE) and self.gateway.sessions:
            event = "THREAD_DELETE" if room.kind.is_thread else "CHANNEL_DELETE"
            self.gateway.tell(event, room.guild, shapes.channel(room, self.rooms))

    def delete(self, message: str) -> None:
        """Deletes a message as a person does."""
        found = self.rooms.messages[message]
        self.talk.delete(found.channel, message, By.PERSON)

    def archive(self, thread: str, *, locked: bool = False) -> None:
        """Archives a thread; a locked one is not opened again by whoever writes in it."""
        self.rooms.channels[thread].archived, self.rooms.channels[thread].locked = True, locked

    def kick(self, guild: str) -> None:
        """Throws the bot out of a guild."""
        self.rooms.guilds[guild].is_member = False
        self.gateway.tell("GUILD_DELETE", guild, {"id": guild})

    def invite(self, guild: str) -> None:
        """Lets the bot into a guild again."""
        self.rooms.guilds[guild].is_member = True
        self._join(self.rooms.guilds[guild])

    def set_away(self, guild: str, away: bool) -> None:
        """An outage takes a guild away from the bot, or gives it back."""
        self.rooms.guilds[guild].is_away = away
        whole = shapes.whole_guild(self.rooms.guilds[guild], self.rooms)
        self.gateway.tell(
            *(("GUILD_DELETE", guild, {"id": guild, "unavailable": True}) if away else ("GUILD_CREATE", guild, whole))
        )

    def script(self, faults: Sequence[str | None], on: str = "", channel: str = "") -> None:
        """The faults of the next requests (of one route or pattern, to one channel); None lets one pass."""
        self.faults.script(Planned(fault=Fault(one) if one else None, on=on, channel=channel) for one in faults)

    def spoil(self, chance: float, among: Sequence[str] = (), on: str = "") -> None:
        """Spoils that share of requests: with any passing fault, on every route, where none are named."""
        self.faults.by_chance(chance, [Fault(fault) for fault in among] or PASSING, on)

    def limit(self, whole: Sequence[float] | None = (50, 1), *, sliding: bool = False) -> None:
        """Sets the global limit as requests and seconds; None is no limit. `sliding` takes it most strictly."""
        self.pace.set_global(_limit(whole), sliding=sliding)

    def limit_route(self, route: str, limit: Sequence[float] | None) -> None:
        """Sets the limit of a route in each channel; None is no limit."""
        self.pace.set_limit(route, _limit(limit))

    def messages(self, channel: str) -> list[Message]:
        """Every message that ever was in a channel, in order of arrival."""
        return self.rooms.channels[channel].messages

    def standing(self, channel: str) -> list[Message]:
        """What people find in a channel."""
        return self.rooms.channels[channel].standing()

    def replies(self, message: str) -> list[Message]:
        """What stands in the thread beneath a message."""
        thread = self.rooms.messages[message].thread
        return self.standing(thread) if thread else []

    def all(self) -> list[Message]:
        """Every message of all channels, in order of arrival."""
        return sorted(self.rooms.messages.values(), key=lambda one: one.number)

    def counted(self) -> Mapping[str, int]:
        """Requests by route."""
        return Counter(request.route for request in self.requests)

    def dump(self) -> Json:
        """What was said, by channel, and what was counted on the way."""
        rooms = self.rooms.channels.values()
        return {
            "channels": {room.id: [packed_message(one) for one in room.messages] for room in rooms if room.messages},
            "requests": dict(self.counted()), "limited": dict(self.pace.refused), "invalid": self.pace.invalid,
            "faults": dict(self.faults.hit), "complaints": list(self.complaints),
            "syncs": [asdict(sync) for sync in self.commands.syncs],
            "sessions": [
                {"shard": one.shard, "count": one.count, "intents": one.intents, "connected": one.line is not None,
                 "resumes": one.resumes, "heartbeats": one.heartbeats} for one in self.gateway.sessions
            ],
            "too_soon": sum(one.too_soon for one in self.gateway.starts.identified),
        }  # fmt: skip

    def log(self) -> list[Json]:
        """Every request, in order of arrival."""
        return [asdict(request) for request in self.requests]

    def _join(self, guild: Guild) -> None:
        # A guild that was not there before says nothing of being available; clients tell a join by that.
        whole = shapes.whole_guild(guild, self.rooms)
        del whole["unavailable"]
        self.gateway.tell("GUILD_CREATE", guild.id, whole)


def _limit(limit: Sequence[float] | None) -> Limit | None:
    return None if limit is None else Limit(requests=int(limit[0]), seconds=limit[1])
