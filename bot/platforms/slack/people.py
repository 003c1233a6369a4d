"""Who asks on Slack: in which language, and what that person may do. Slack knows no rights to single commands.

Those who run the workspace and who made a channel may always change what it is told. So may every other full member,
unless the channel's settings list who else may: then only those, by their own ids or those of their user groups. Guests
never may, nor may people of other workspaces in a channel that is shared with them. Where Slack does not say who
somebody is, nobody may.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.commands.command import Caller
from bot.domain.channel import Channel
from bot.domain.errors import BotError, Uncertain
from bot.platforms.slack.asked import language
from bot.platforms.slack.call import word
from bot.platforms.slack.lately import Lately
from bot.platforms.slack.wire import Wire

Json = Mapping[str, Any]

KNOWN_S = 600.0  # how long a person, a group and who made a channel are taken as known
SEEN_S = 30.0  # the same of whether Tocsin is in a channel, which somebody may be about to change
PATIENCE_S = 2.0  # for one question, while somebody waits for an answer
PAGE, PAGES = 999, 5  # of a person's channels: https://docs.slack.dev/reference/methods/users.conversations

_ALONE = ("is_bot", "is_restricted", "is_ultra_restricted", "is_stranger", "deleted")
_KINDS = "public_channel,private_channel"
_CHANNELS = ("C", "G")  # first letters of the ids of channels, public and private
_RUNS = ("is_admin", "is_owner", "is_primary_owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`is_member`: with all rights in this workspace, neither a guest nor a stranger; `runs_it`: administers it."""

    language: str = ""
    zone: str = ""
    is_member: bool = False
    runs_it: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A channel, or the conversation of Tocsin with one `person`. `is_in`: Tocsin is in it."""

    id: str
    name: str
    creator: str
    is_private: bool
    is_in: bool
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A user group, by which several people are called."""

    id: str
    handle: str
    people: frozenset[str]


class People:
    """`operators` are Slack's ids of the people who run this Tocsin."""

    def __init__(self, wire: Wire, operators: frozenset[str], *, now: Callable[[], float] = time.monotonic) -> None:
        self._wire, self._operators = wire, operators
        self._people: Lately[Person] = Lately(KNOWN_S, now=now)
        self._groups: Lately[tuple[Group, ...]] = Lately(KNOWN_S, now=now)
        self._rooms: Lately[Room] = Lately(SEEN_S, now=now)

    async def caller(self, team: str, user: str, channel: Channel) -> Caller:
        """The person as somebody who asks in a channel; its own language comes before the person's."""
        person = await self.who(team, user)
        roles = frozenset({user}) | await self._groups_of(team, user, channel) if person.is_member else frozenset()
        return Caller(
            destination=channel.destination,
            user=user,
            language="" if channel.language else person.language,
            may_change=person.is_member and await self._may_change(team, user, person, channel),
            is_operator=user in self._operators,
            roles=roles,
        )

    async def who(self, team: str, user: str) -> Person:
        """The person; somebody without a language and without rights where Slack does not say."""
        known = self._people.get(f"{team}/{user}")
        if known is not None:
            return known
        try:
            told = (await self._ask(team, "users.info", {"user": user, "include_locale": True}))["user"]
        except BotError:
            return Person()
        return self._people.put(f"{team}/{user}", _person(team, told))

    def knows(self, team: str, user: str) -> bool:
        """Whether Slack has said lately who a person is."""
        return self._people.get(f"{team}/{user}") is not None

    async def groups(self, team: str) -> tuple[Group, ...]:
        """The workspace's user groups by their handles; none where Slack does not say."""
        known = self._groups.get(team)
        if known is not None:
            return known
        try:
            told = await self._ask(team, "usergroups.list", {"include_users": True})
        except BotError:
            return ()
        made = (
            Group(id=str(one["id"]), handle=str(one.get("handle") or ""), people=frozenset(one.get("users") or ()))
            for one in told.get("usergroups") or ()
        )
        return self._groups.put(team, tuple(sorted(made, key=lambda one: one.handle)))

    async def room(self, team: str, channel: str) -> Room | None:
        """The channel; None where Tocsin may not look at it, or Slack does not say."""
        known = self._rooms.get(f"{team}/{channel}")
        if known is not None:
            return known
        try:
            told: Json = (await self._ask(team, "conversations.info", {"channel": channel}))["channel"]
        except BotError as error:
            if word(error) != "channel_not_found":
                return None
            # A private channel that Tocsin is not in does not exist for it.
            told = {"id": channel, "is_private": True}
        return self._rooms.put(f"{team}/{channel}", _room(told))

    async def rooms(self, team: str, user: str) -> tuple[Room, ...]:
        """The channels that the person is in, of those that Tocsin may know of. Raises what the wire raises."""
        found: list[Room] = []
        cursor = ""
        for _ in range(PAGES):
            asked = {"user": user, "types": _KINDS, "exclude_archived": True, "limit": PAGE, "cursor": cursor}
            told = await self._ask(team, "users.conversations", asked)
            found += [_room(one) for one in told.get("channels") or ()]
            cursor = str((told.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return tuple(found)

    async def may_see(self, team: str, user: str, channel: str) -> bool:
        """Whether a channel that a person named is public, one that the person is in, or the person's own."""
        room = await self.room(team, channel)
        if room is not None and (not room.is_private or room.person == user):
            return True
        try:
            return any(one.id == channel for one in await self.rooms(team, user))
        except BotError:
            return False

    async def is_shut_out(self, team: str, channel: str) -> bool:
        """Whether Tocsin surely cannot write to a channel before somebody invites it."""
        room = await self.room(team, channel) if channel.startswith(_CHANNELS) else None
        return room is not None and room.is_private and not room.is_in

    async def _ask(self, team: str, method: str, given: Json) -> Json:
        """What Slack says, if it says so while somebody waits. Raises what the wire raises."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._wire.call(team, method, given)
        except TimeoutError as error:
            raise Uncertain("no answer in time") from error

    async def _may_change(self, team: str, user: str, person: Person, channel: Channel) -> bool:
        if person.runs_it or not channel.editors:
            return True
        room = await self.room(team, channel.destination.channel)
        return room is not None and room.creator == user

    async def _groups_of(self, team: str, user: str, channel: Channel) -> frozenset[str]:
        """The person's groups, looked for only where groups decide anything."""
        if not channel.editors:
            return frozenset()
        return frozenset(one.id for one in await self.groups(team) if user in one.people)


def _person(team: str, told: Json) -> Person:
    # In an organisation of several workspaces a person is at home in one of them and a member of several.
    homes = {told.get("team_id"), *((told.get("enterprise_user") or {}).get("teams") or ())}
    is_member = team in homes and not any(told.get(name) for name in _ALONE)
    return Person(
        language=language(str(told.get("locale") or "")),
        zone=str(told.get("tz") or ""),
        is_member=is_member,
        runs_it=is_member and any(told.get(name) for name in _RUNS),
    )


def _room(told: Json) -> Room:
    return Room(
        id=str(told["id"]),
        name=str(told.get("name") or ""),
        creator=str(told.get("creator") or ""),
        is_private=bool(told.get("is_private") or told.get("is_im") or told.get("is_mpim") or told.get("is_group")),
        is_in=bool(told.get("is_member") or told.get("is_im")),
        person=str(told.get("user") or ""),
    )
