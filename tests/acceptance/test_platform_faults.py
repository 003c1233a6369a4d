"""Whatever a platform does, each delivery is told once or given up with a reason, and the critical ones go first."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.delivery import DeliveryState, Receipt
from bot.domain.incident import Severity
from bot.domain.subscription import DIRECT, Destination
from bot.domain.taxonomy import Operation
from bot.pipeline.deliver import WINDOW
from bot.ports.platform import Platform
from tests.acceptance.chat_world import CHAT, CHATLOG, NOW, TENANT, ChatWorld, chat_world
from tests.fakes.chat.faults import PASSING, Fault
from tests.fakes.chat.pace import CHANNEL
from tests.fakes.chat.rooms import Message

CHATS = (CHAT, CHATLOG)
CHANNELS, OPENED, FOLLOWED = 40, 40, 23  # 5,040 deliveries over both chats
SHARE = 0.1  # of requests is spoilt
FAULTS = (*PASSING, *4 * [fault for fault in PASSING if fault not in (Fault.HANG, Fault.HANG_AFTER)])  # those take time
PATIENCE = timedelta(seconds=0.5)
LAG = 200  # requests until the plain chat finds a message: many a doubtful try is repeated before that
TICK, LOOK_AGAIN = timedelta(seconds=1), timedelta(minutes=6)
MAKERS = ("u1", "u2")
# By channel: how many posts pass before those that meet an end, or one that is not taken.
ENDS = {
    "c3": (0, Fault.FORBIDDEN),
    "c11": (9, Fault.UNKNOWN_CHANNEL),
    "c12": (15, Fault.FORBIDDEN),
    "c30": (30, Fault.UNKNOWN_CHANNEL),
}
REFUSALS = {"c5": 4, "c21": 12, "c22": 20}


async def subscribe(world: ChatWorld, channels: int) -> list[Destination]:
    """Channels of both chats that want everything and have room for it."""
    names = [f"c{number}" for number in range(channels)]
    to = [one for on in CHATS for one in await world.subscribe(names, on=on, created_by=MAKERS[0])]
    await world.set_up(to, cap=200)
    return to


# However many of these there are, no rule makes more of them than high.
LESSER = Operation.DRONE_STRIKE


async def queue_up(world: ChatWorld, opened: int, followed: int = 0) -> None:
    """Lets all be told of so many incidents, and of what was learnt later of some; nothing of it is sent yet."""
    spots = world.places()
    incidents = await world.happen(*(world.event(f"n{n}", LESSER, where=spots[n * 7], killed=n) for n in range(opened)))
    for n, incident in enumerate(incidents[:followed]):
        await world.follow(incident, world.event(f"m{n}", LESSER, where=spots[n * 7], outlet="reuters", killed=n))
    await plan(world)


async def plan(world: ChatWorld) -> None:
    while await world.app.evaluate.step() or await world.app.dispatch.step():
        pass


def spoil(world: ChatWorld) -> None:
    for chat in world.server.chats.values():
        chat.spoil(SHARE, FAULTS)
        for channel, (passing, end) in ENDS.items():
            # More than one: whoever has run out of patience has not read the first.
            chat.script([*[None] * passing, *[end] * 3], on="post", channel=channel)
        for channel, passing in REFUSALS.items():
            chat.script([*[None] * passing, Fault.REFUSED], on="post", channel=channel)


async def work_off(world: ChatWorld) -> None:
    """Sends batch by batch while time goes by, until nothing waits; then looks for copies as long as there may be."""
    while True:
        await world.app.dispatch.step()
        await world.app.deliver.step()
        async with world.app.desk.store.read() as tx:
            due = await tx.outbox.next_due()
        if due is None:
            break
        world.set_clock(max(world.clock.now() + TICK, due))
    world.set_clock(world.clock.now() + LOOK_AGAIN)
    while await world.app.deliver.look_for_copies():
        pass


async def booked(world: ChatWorld) -> dict[str, set[str]]:
    """By destination key, the ids of the news that is booked as told."""
    told: defaultdict[str, set[str]] = defaultdict(set)
    async with world.app.desk.store.read() as tx:
        for one in await tx.outbox.told_between(NOW, world.clock.now()):
            told[one.destination.key].add(one.id)
    return told


@pytest.mark.slow
async def test_five_thousand_deliveries_are_told_once_or_given_up_with_a_reason_through_every_fault(
    tmp_path: Path,
) -> None:
    async with chat_world(tmp_path, seed=3, lag=LAG, patience=PATIENCE) as world:
        to = await subscribe(world, CHANNELS)
        for on in CHATS:
            await world.subscribe(ENDS, on=on, label="graver", min_severity=Severity.HIGH, created_by=MAKERS[1])
        await queue_up(world, OPENED, FOLLOWED)
        assert await world.queued() == len(to) * (OPENED + FOLLOWED) >= 5000
        spoil(world)
        await work_off(world)

        tally, parked, told = await world.tally(), await world.parked(), await booked(world)
        seen = {on: world.seen(on) for on in CHATS}
        letters = len(CHATS) * len(ENDS) * len(MAKERS)
        assert tally[DeliveryState.SENT] + tally[DeliveryState.PARKED] == sum(tally.values()) == len(to) * 63 + letters
        for one in to:
            given_up = [row for row in parked if row.destination == one]
            assert all(row.reason for row in given_up)
            assert (len(given_up) > 1) if one.channel in ENDS else (len(given_up) <= (one.channel in REFUSALS))
            stand = Counter(message.key for message in seen[one.platform].standing(TENANT, one.channel))
            assert {key: stand[key] for key in told[one.key]} == dict.fromkeys(told[one.key], 1)
            assert set(stand) - told[one.key] <= {row.id for row in given_up}
        for on in CHATS:
            assert {*PASSING, Fault.REFUSED, *(end for _, end in ENDS.values())} == set(seen[on].faults)
            for maker in MAKERS:
                read = [message.text for message in seen[on].standing(TENANT, f"{DIRECT}{maker}")]
                assert len(read) == len(ENDS)
                assert all(sum(f"{on}:{TENANT}:{channel}`" in text for text in read) == 1 for channel in ENDS)
        # A copy was there to be found, else nothing is shown.
        assert seen[CHATLOG].requests["remove"] > 0


LIMITS: dict[str, dict[str, Any]] = {
    "each channel": {"channel": (CHANNEL.requests, CHANNEL.seconds)},
    "the whole chat": {"whole": (20, 1)},
}


@pytest.mark.parametrize("limit", LIMITS.values(), ids=LIMITS)
async def test_critical_news_is_the_next_message_of_each_channel_of_a_chat_that_lets_little_through(
    tmp_path: Path, limit: dict[str, Any]
) -> None:
    async with chat_world(tmp_path, patience=timedelta(seconds=5)) as world:
        to = await subscribe(world, 15)
        world.set_clock(NOW)
        for chat in world.server.chats.values():
            chat.limit(**limit)
        await queue_up(world, 20)
        await let_through(world, seconds=3)
        before = {room: len(messages) for room, messages in rooms(world)}
        assert len(before) == len(to)
        assert all(0 < number < 20 for number in before.values())
        await world.happen(world.event("worst", Operation.TOWN_CAPTURED, "Gao"))
        await plan(world)
        await let_through(world, seconds=30)
        assert {room: place_of_the_worst(messages) for room, messages in rooms(world)} == before


async def let_through(world: ChatWorld, seconds: int) -> None:
    for _ in range(seconds):
        while await world.app.deliver.step():
            pass
        world.set_clock(world.clock.now() + TICK)


def rooms(world: ChatWorld) -> Iterator[tuple[str, tuple[Message, ...]]]:
    """The channels of both chats, with their messages in order of arrival."""
    for on in CHATS:
        yield from ((f"{on} {channel}", messages) for (_, channel), messages in world.seen(on).channels.items())


def place_of_the_worst(messages: Sequence[Message]) -> int:
    """How many messages had come before the critical one."""
    return [message.card["severity"] for message in messages].index("critical")


class Gate:
    """Lets no post through to the platforms behind it until it is opened."""

    def __init__(self, crowd: int, everybody: int) -> None:
        self._crowd, self._everybody = crowd, everybody
        self._come = self._gone = 0
        self.is_crowded, self.opened, self.is_over = asyncio.Event(), asyncio.Event(), asyncio.Event()

    def before(self, platform: Platform) -> Any:
        return Guarded(self, platform)

    async def wait(self) -> None:
        self._come += 1
        if self._come == self._crowd:
            self.is_crowded.set()
        await self.opened.wait()

    def leave(self) -> None:
        self._gone += 1
        if self._gone == self._everybody:
            self.is_over.set()


class Guarded:
    """One platform behind a gate."""

    def __init__(self, gate: Gate, platform: Platform) -> None:
        self._gate, self._platform = gate, platform

    def __getattr__(self, name: str) -> Any:
        return getattr(self._platform, name)

    async def post(self, *what: Any) -> Receipt:
        await self._gate.wait()
        receipt = await self._platform.post(*what)
        self._gate.leave()
        return receipt


async def test_critical_news_overtakes_all_but_what_is_under_way_when_it_comes(tmp_path: Path) -> None:
    channels, lesser = 50, 4
    gate = Gate(crowd=WINDOW, everybody=2 * channels * (lesser + 1))
    async with chat_world(tmp_path, patience=timedelta(seconds=5), around=gate.before) as world:
        to = await subscribe(world, channels)
        await queue_up(world, lesser)
        running = asyncio.create_task(world.app.deliver.run())
        await gate.is_crowded.wait()
        await world.happen(world.event("worst", Operation.TOWN_CAPTURED, "Gao"))
        await plan(world)
        gate.opened.set()
        await gate.is_over.wait()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        assert Counter(place_of_the_worst(messages) for _, messages in rooms(world)) == {0: len(to) - WINDOW, 1: WINDOW}
