"""What stands in the store for a channel: its wishes, its settings, its log."""

from __future__ import annotations

from bot.commands.desk import Desk
from bot.domain.audit import Entry
from bot.domain.channel import Channel
from bot.domain.place import Place
from bot.domain.subscription import Destination, Subscription
from tests.commands.conftest import CHANNEL


async def wishes(desk: Desk, of: Destination = CHANNEL) -> list[Subscription]:
    async with desk.store.read() as tx:
        return await tx.subscriptions.of(of)


async def only_wish(desk: Desk) -> Subscription:
    (one,) = await wishes(desk)
    return one


async def channel(desk: Desk, of: Destination = CHANNEL) -> Channel:
    async with desk.store.read() as tx:
        return await tx.channels.get(of)


async def save(desk: Desk, one: Channel) -> None:
    async with desk.store.write() as tx:
        await tx.channels.save(one)


async def log(desk: Desk, of: Destination = CHANNEL) -> list[Entry]:
    """What was changed, the oldest first."""
    async with desk.store.read() as tx:
        return (await tx.audit.of(of, 100))[::-1]


def place(desk: Desk, name: str) -> Place:
    found = desk.places.find(name)
    assert found is not None
    return found
