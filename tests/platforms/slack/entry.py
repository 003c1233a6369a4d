"""A Tocsin connected to the fake Slack over Socket Mode, with people of every kind in one workspace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.commands.desk import Desk
from bot.domain.channel import Channel
from bot.domain.mute import Mute
from bot.domain.subscription import Destination, Subscription
from bot.log import Secret
from bot.platforms.slack.chat import SlackChat
from tests.fakes.slack.answers import Said, Screen, Shown
from tests.fakes.slack.fake import Slack
from tests.platforms.slack.housed import access, hurried


@dataclass
class Entry:
    """`ann` is a member who made the channel, `bob` another, `boss` administers the workspace, `guest` is a guest.

    `op` runs Tocsin, and is a guest in Slack; `fra` speaks French.
    """

    there: Slack
    desk: Desk
    team: str
    channel: str
    people: dict[str, str]
    chat: SlackChat = field(init=False)
    loop: asyncio.Task[None] = field(init=False)

    def __getitem__(self, name: str) -> str:
        return self.people[name]

    @property
    def to(self) -> Destination:
        return Destination(platform="slack", tenant=self.team, channel=self.channel)

    async def types(self, line: str = "", *, who: str = "ann", at: str = "", shows: int = 1) -> Shown:
        return await self.there.command(f"/tocsin {line}", self[who], at or self.channel, shows=shows)

    async def presses(self, on: Any, label: str, *, who: str = "ann", shows: int = 1) -> Shown:
        return await self.there.press(on, label, user=self[who], shows=shows)

    async def opens(self, line: str, *, who: str = "ann") -> Screen:
        shown = await self.types(line, who=who)
        assert shown.view is not None, shown.text
        return shown.view

    async def start(self) -> None:
        """Another Tocsin on the same store, listening like the one before."""
        given = access(self.there, "sockets", bot_token=Secret(self.there.token(self.team)))
        self.chat = SlackChat(access=given, desk=self.desk, operators=frozenset({self["op"]}), gates=hurried())
        self.loop = asyncio.create_task(self.chat.run())
        await self.there.until_connected()

    async def stop(self) -> None:
        self.loop.cancel()
        await asyncio.gather(self.loop, return_exceptions=True)

    async def subscriptions(self, channel: str = "") -> list[Subscription]:
        async with self.desk.store.read() as tx:
            return await tx.subscriptions.of(self._place(channel))

    async def mutes(self, channel: str = "") -> list[Mute]:
        async with self.desk.store.read() as tx:
            return await tx.mutes.of(self._place(channel), self.desk.clock.now())

    async def settings(self) -> Channel:
        async with self.desk.store.read() as tx:
            return await tx.channels.get(self.to)

    async def save(self, channel: Channel) -> None:
        async with self.desk.store.write() as tx:
            await tx.channels.save(channel)

    def _place(self, channel: str) -> Destination:
        return Destination(platform="slack", tenant=self.team, channel=channel or self.channel)


@asynccontextmanager
async def entered(desk: Desk, there: Slack) -> AsyncIterator[Entry]:
    """The workspace with Tocsin in it; its limits are those of other tests."""
    there.unlimited()
    team = there.team("Mali desk")
    people = {
        "ann": there.user(team, "ann"),
        "bob": there.user(team, "bob"),
        "fra": there.user(team, "fra", locale="fr-FR", tz="Africa/Bamako"),
        "boss": there.user(team, "boss", admin=True, owner=True),
        "guest": there.user(team, "guest", guest=True),
        "op": there.user(team, "op", guest=True),
    }
    channel = there.channel(team, "alerts", creator=people["ann"], members=list(people.values()))
    made = Entry(there=there, desk=desk, team=team, channel=channel, people=people)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


def label_of(on: Said | Screen, value: str) -> str:
    """The words on the button of that value."""
    return next(label for label, button in on.buttons.items() if button["value"] == value)
