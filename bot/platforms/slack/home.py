"""The App Home: the page that each person has of Tocsin in Slack, made anew whenever it is opened or something changes.

Only the channels that the person is in stand there, and the conversation that the person has with Tocsin alone. Must
not know what the page says.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards import home as home_card
from bot.cards.home import Corner, Home
from bot.commands import feeds, times
from bot.commands.desk import Desk
from bot.commands.mutes import kept_back
from bot.commands.spelling import Misspelt
from bot.domain.channel import Channel
from bot.domain.errors import BotError
from bot.domain.mute import Mute
from bot.domain.reader import Reader
from bot.domain.subscription import DIRECT, Destination, Subscription
from bot.platforms.slack import memo, render
from bot.platforms.slack.adapter import NAME
from bot.platforms.slack.memo import Memo
from bot.platforms.slack.people import People, Person, Room
from bot.platforms.slack.wire import Wire
from bot.ports.store import Tx

HOME = "tocsin_home"  # its callback_id
MOST = 14  # channels: each takes up to six of a hundred blocks
LOOKED_AT = 300  # channels of one person

log = logging.getLogger(__name__)


class Homes:
    """`root` is the command that people type in Slack."""

    def __init__(self, wire: Wire, desk: Desk, people: People, root: str) -> None:
        self._wire, self._desk, self._people, self._root = wire, desk, people, root

    async def publish(self, team: str, user: str, alone: str) -> None:
        """Shows a person the page as it is now. `alone` is the id of the conversation with Tocsin."""
        person = await self._people.who(team, user)
        reader = Reader(language=person.language or self._desk.default_language, zone=_zone(person))
        made = await self._home(team, user, alone)
        cards = home_card.cards(made, reader=reader, now=self._desk.clock.now())
        remembered = Memo(channel=alone, home=alone)
        view = {
            **render.home(cards, root=self._root),
            "callback_id": HOME,
            "private_metadata": memo.written(remembered),
        }
        try:
            await self._wire.call(team, "views.publish", {"user_id": user, "view": view})
        except BotError as error:
            log.info("an App Home was not shown", extra={"action": "no_home", "reason": str(error)})

    async def _home(self, team: str, user: str, alone: str) -> Home:
        rooms, is_whole = await self._rooms(team, user)
        names = {one.id: f"#{one.name}" for one in rooms} | {f"{DIRECT}{user}": "", alone: ""}
        wanted = [Destination(platform=NAME, tenant=team, channel=one) for one in names]
        async with self._desk.store.read() as tx:
            found = [one for one in await _wishing(tx, wanted, self._desk) if not one.is_empty or one.id == alone]
            found.sort(key=lambda one: (names[one.id].casefold(), one.id))
            corners = [await one.corner(tx, names[one.id]) for one in found[:MOST]]
            health = feeds.seen(await tx.feeds.health(), self._desk)
        return Home(corners=tuple(corners), health=health, left_out=max(0, len(found) - MOST), is_whole=is_whole)

    async def _rooms(self, team: str, user: str) -> tuple[tuple[Room, ...], bool]:
        try:
            return (await self._people.rooms(team, user))[:LOOKED_AT], True
        except BotError:
            return (), False


@dataclass(frozen=True, slots=True)
class _Wishing:
    """A channel with what it wants."""

    channel: Channel
    subscriptions: tuple[Subscription, ...]
    mutes: tuple[Mute, ...]

    @property
    def id(self) -> str:
        return self.channel.destination.channel

    @property
    def is_empty(self) -> bool:
        return not (self.subscriptions or self.mutes or self.channel.suspended)

    async def corner(self, tx: Tx, name: str) -> Corner:
        kept = tuple(await kept_back(tx, self.mutes))
        return Corner(name=name, channel=self.channel, subscriptions=self.subscriptions, mutes=kept)


async def _wishing(tx: Tx, wanted: Sequence[Destination], desk: Desk) -> list[_Wishing]:
    channels = await tx.channels.of(wanted)
    in_force = await tx.mutes.of_many(wanted, desk.clock.now())
    return [
        _Wishing(
            channel=channels[one.key],
            subscriptions=tuple(await tx.subscriptions.of(one)),
            mutes=tuple(mute for mute in in_force if mute.destination == one),
        )
        for one in wanted
    ]


def _zone(person: Person) -> str:
    try:
        return times.zone(person.zone)
    except Misspelt:
        return Reader().zone
