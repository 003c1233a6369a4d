"""A whole Tocsin over the two chats: what tests of delivery are built on, told over real HTTP to another process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.delivery import DeliveryState
from bot.domain.subscription import Destination
from bot.domain.taxonomy import Operation
from tests.acceptance.chat_world import CHAT, CHATLOG, ChatWorld, chat_world

FAULTS = ("reset", "reset_after", "hang_after", "garbled_after", "away", "limited", "broken", "broken_after")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[ChatWorld]:
    async with chat_world(tmp_path) as made:
        yield made


async def on_both(world: ChatWorld, *channels: str) -> list[Destination]:
    return [*await world.subscribe(channels, on=CHAT), *await world.subscribe(channels, on=CHATLOG)]


async def test_what_happens_is_told_once_in_every_channel_the_critical_first(world: ChatWorld) -> None:
    to = await on_both(world, "a", "b")
    await world.happen(world.event("one"), world.event("two", Operation.TOWN_CAPTURED, "Gao"))
    assert await world.waiting() == 0
    for destination in to:
        titles = [message.card["title"] for message in world.told(destination)]
        assert [name in title for name, title in zip(("Gao", "Kidal"), titles, strict=True)] == [True, True]


async def test_a_second_report_edits_the_message_and_is_told_beneath_it(world: ChatWorld) -> None:
    to = await on_both(world, "a")
    (incident,) = await world.happen(world.event("one", killed=3))
    await world.drain()
    await world.follow(incident, world.event("one more", outlet="reuters", killed=3))
    await world.drain()
    for destination in to:
        first, *beneath = world.told(destination)
        assert first.edits
        assert [message.parent for message in beneath] == [first.ref]


async def test_an_event_that_is_no_report_of_the_same_is_not_joined(world: ChatWorld) -> None:
    (incident,) = await world.happen(world.event("one"))
    with pytest.raises(ValueError, match="not taken for another report"):
        await world.follow(incident, world.event("two", Operation.DRONE_STRIKE, "Bamako"))
    assert await world.app.evaluate.step() == 1  # the first one's change and no other


async def test_a_spoilt_post_is_tried_again_and_told_once(world: ChatWorld) -> None:
    to = await on_both(world, *FAULTS)
    for chat in world.server.chats.values():
        for fault in FAULTS:
            chat.script([fault], on="post", channel=fault)
    await world.happen(world.event("one"))
    assert await world.waiting() == len(to)
    await world.until_told()
    assert {destination.key: len(world.told(destination)) for destination in to} == {one.key: 1 for one in to}
    assert all(world.seen(chat).faults == dict.fromkeys(FAULTS, 1) for chat in (CHAT, CHATLOG))


async def test_a_channel_that_is_gone_parks_what_was_meant_for_it_while_time_passes(world: ChatWorld) -> None:
    (destination,) = await world.subscribe(["a"])
    world.server.chats[CHAT].close(destination.tenant, "a")
    await world.happen(world.event("one"))
    before = world.clock.now()
    await world.let_pass(timedelta(hours=3))
    assert world.clock.now() - before == timedelta(hours=3)
    assert world.told(destination) == []
    assert [one.destination for one in await world.parked()] == [destination]


async def test_a_storm_can_be_made_of_the_places_around_a_town(world: ChatWorld) -> None:
    (destination,) = await world.subscribe(["a"])
    await world.set_up([destination], cap=200)
    spots = world.places()[:50]
    await world.happen(*(world.event(f"n{number}", where=spot) for number, spot in enumerate(spots)))
    await world.until_told()
    assert (await world.tally())[DeliveryState.SENT] == 50
    assert len({message.key for message in world.told(destination)}) == len(world.told(destination)) == 50
