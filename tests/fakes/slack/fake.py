"""One Slack, and what its owner can do to it.

The owner's methods take and give what JSON can hold (besides Message), so that they can be called from another process.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tests.fakes.slack.answers import Screen, packed_message, screen
from tests.fakes.slack.conversations import PAGE_OUTSIDE_THE_MARKETPLACE
from tests.fakes.slack.faults import Planned, Spoilt
from tests.fakes.slack.methods import SCOPES
from tests.fakes.slack.pace import OUTSIDE_THE_MARKETPLACE, Limit
from tests.fakes.slack.parts import Parts
from tests.fakes.slack.rooms import By, Channel, Door, Group, Message, Person, Team

Json = dict[str, Any]


class Slack(Parts):
    """All of it; see Parts for what it is made with."""

    def team(self, name: str, *, scopes: Sequence[str] = SCOPES, installed: bool = True, domain: str = "") -> str:
        """A workspace, with the app in it unless it is not `installed`; gives its id."""
        made = Team(id=self.rooms.ids.next("T"), name=name, domain=domain or name.lower().replace(" ", "-"))
        self.rooms.teams[made.id] = made
        if installed:
            self.oauth.install(made.id, tuple(scopes))
        return made.id

    def token(self, team: str) -> str:
        """The token of the app in a workspace."""
        return self.rooms.installed(team).token

    def bot(self, team: str) -> tuple[str, str]:
        """The app's user there, and its bot id."""
        install = self.rooms.installed(team)
        return install.user, install.bot

    def credentials(self) -> dict[str, str]:
        """What the app's pages show: its ids, secrets and its app-level token."""
        return {
            "app_id": self.app_id, "app_token": self.app_token, "client_id": self.client_id,
            "client_secret": self.client_secret, "signing_secret": self.signing_secret,
        }  # fmt: skip

    def user(
        self, team: str, name: str, *, admin: bool = False, owner: bool = False, guest: bool = False,
        locale: str = "en-US", tz: str = "Etc/UTC",
    ) -> str:  # fmt: skip
        """Somebody in a workspace; gives their id."""
        made = Person(
            id=self.rooms.ids.next("U"), team=team, name=name, admin=admin, owner=owner, guest=guest, locale=locale,
            tz=tz,
        )  # fmt: skip
        self.rooms.people[made.id] = made
        self.rooms.teams[team].people.append(made.id)
        return made.id

    def group(self, team: str, handle: str, members: Sequence[str] = ()) -> str:
        """A user group; gives its id."""
        made = Group(id=self.rooms.ids.next("S"), team=team, handle=handle, members=list(members))
        self.rooms.groups[made.id] = made
        self.rooms.teams[team].groups.append(made.id)
        return made.id

    def channel(
        self, team: str, name: str, *, private: bool = False, joined: bool = True, creator: str = "",
        members: Sequence[str] = (),
    ) -> str:  # fmt: skip
        """A channel, with the bot in it unless it has not `joined`; gives its id."""
        made = Channel(
            id=self.rooms.ids.next("C"), team=team, name=name, private=private, creator=creator,
            made=int(self.rooms.epoch()), members=[*members],
        )  # fmt: skip
        if joined:
            made.members.append(self.rooms.installed(team).user)
        return self.rooms.add(made).id

    def channels(self, team: str, count: int) -> list[str]:
        """That many public channels with the bot in them; gives their ids."""
        return [self.channel(team, f"channel-{number}") for number in range(count)]

    def dm(self, user: str) -> str:
        """The channel in which the bot talks with somebody."""
        return self.rooms.conversation(user).id

    def share(self, channel: str, team: str) -> None:
        """Lets the people of another workspace into a channel."""
        self.rooms.channels[channel].shared_with.append(team)

    def set_door(self, channel: str, door: str) -> None:
        """Opens a channel, archives it, restricts who may write there, deletes it: open, archived, restricted, gone."""
        self.rooms.channels[channel].door = Door(door)

    def invite(self, channel: str, user: str = "") -> None:
        """Somebody lets the bot (or `user`) into a channel."""
        room = self.rooms.channels[channel]
        user = user or self.rooms.installed(room.team).user
        inviter = next(iter(room.members), "USLACKBOT")
        room.members.append(user)
        self._joined(room, user, inviter)

    def kick(self, channel: str, user: str = "") -> None:
        """Somebody throws the bot (or `user`) out of a channel."""
        room = self.rooms.channels[channel]
        bot = self.rooms.installed(room.team).user
        room.members.remove(user or bot)
        if not user:
            self._tell(room.team, {"type": "group_left" if room.private else "channel_left", "channel": channel})

    def write(self, user: str, channel: str, text: str, thread: str = "") -> str:
        """Somebody writes in a channel, not to the app; gives the message's ts."""
        return self.talk.write(user, channel, text, thread).ts

    def delete(self, channel: str, ts: str) -> None:
        """Deletes a message as a person does."""
        self.rooms.channels[channel].by_ts[ts].gone = By.PERSON

    def revoke(self, team: str) -> None:
        """The app's token in a workspace dies."""
        self.oauth.revoke(team, uninstall=False)

    def uninstall(self, team: str) -> None:
        """Somebody removes the app from a workspace."""
        self.oauth.revoke(team, uninstall=True)

    def allow(self, address: str, team: str, user: str) -> str:
        """Somebody agrees on the page at that address: where their browser is sent."""
        return self.oauth.allow(address, team, user)

    def drop_scopes(self, team: str, *scopes: str) -> None:
        """The app's token in a workspace has these no more."""
        install = self.rooms.installed(team)
        install.scopes = [one for one in install.scopes if one not in scopes]

    def script(self, faults: Sequence[str | None], on: str = "", channel: str = "", team: str = "") -> None:
        """The faults of the next requests (of a method or pattern, to a channel or workspace); None lets one pass."""
        self.faults.script(
            Planned(fault=Spoilt.read(one) if one else None, on=on, channel=channel, team=team) for one in faults
        )  # fmt: skip

    def spoil(self, chance: float, among: Sequence[str] = (), on: str = "") -> None:
        """Spoils that share of requests: with any passing fault, of every method, where none are named."""
        self.faults.by_chance(chance, [Spoilt.read(fault) for fault in among], on)

    def limit(self, name: str, requests: int | None, seconds: float = 60.0, burst: int = 0) -> None:
        """Sets the limit of a method, of each `channel` or of each `workspace`; None is no limit."""
        limit = None if requests is None else Limit(requests=requests, seconds=seconds, burst=burst)
        self.pace.set_limit(name, limit)

    def unlimited(self) -> None:
        """Takes every limit away."""
        self.pace.unlimited()

    def sell_outside_the_marketplace(self) -> None:
        """From now on the app is one that Slack lets read little: one page of fifteen messages in a minute."""
        for method in OUTSIDE_THE_MARKETPLACE:
            self.limit(method, 1)
        self.conversations.page_most = PAGE_OUTSIDE_THE_MARKETPLACE

    def forgive(self) -> list[str]:
        """The complaints so far, which are forgotten."""
        complaints, self.complaints = self.complaints, []
        return complaints

    def messages(self, channel: str) -> list[Message]:
        """Every message that ever was in a channel, in order of arrival."""
        return self.rooms.channels[channel].messages

    def standing(self, channel: str) -> list[Message]:
        """What people find in a channel, replies among it."""
        return self.rooms.channels[channel].standing()

    def replies(self, channel: str, ts: str) -> list[Message]:
        """What stands in the thread beneath a message."""
        return self.rooms.beneath(self.rooms.channels[channel], ts)

    def all(self) -> list[Message]:
        """Every message of all channels, in order of arrival, with those that only one person saw."""
        return self.rooms.messages

    def home(self, user: str) -> Screen | None:
        """Somebody's App Home as it stands; None where the app never published one."""
        found = self.views.homes.get(user)
        return None if found is None else screen(found)

    def modal(self, user: str) -> Screen | None:
        """The modal that somebody has open, the topmost."""
        stack = self.views.stack(user)
        return screen(stack[-1]) if stack else None

    def counted(self) -> Mapping[str, int]:
        """Requests by method."""
        return Counter(request.method for request in self.requests)

    def dump(self) -> Json:
        """What was said, by channel, and what was counted on the way."""
        rooms = self.rooms.channels.values()
        return {
            "channels": {room.id: [packed_message(one) for one in room.messages] for room in rooms if room.messages},
            "requests": dict(self.counted()), "limited": dict(self.pace.refused),
            "limited_at": list(self.pace.refused_at), "faults": dict(self.faults.hit),
            "complaints": list(self.complaints), "sockets": len(self.sockets.live()),
            "sockets_opened": len(self.sockets.opened), "sockets_refused": self.sockets.refused,
            "acks": list(self.courier.acks), "now": self.now(),
        }  # fmt: skip

    def log(self) -> list[Json]:
        """Every request, in order of arrival."""
        return [asdict(request) for request in self.requests]
