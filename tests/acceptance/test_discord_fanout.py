"""One alert for a thousand channels on Discord: none is lost, none doubled, none refused, and critical news overtakes.

Everything is real but Discord, which lives in another process: discord.py unmodified, the sending loop, the machine's
clock. Discord's clock runs twice as fast as that, and the gate lets through twice as many requests a second, so that
what would take 22 seconds takes eleven. Here counts and order are judged. How long it takes depends on the machine and
is printed only. Requests are counted over four seconds in the place of one: a process that has to wait for a busy
processor takes all at once what came meanwhile. benchmarks/discord.py measures in real time, over one second.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.domain.taxonomy import Operation
from bot.pipeline.deliver import WINDOW
from bot.platforms.discord.pace import PER_SECOND
from tests.acceptance.discord_world import DiscordWorld, discord_world, told
from tests.fakes.discord.rooms import By, Message

pytestmark = pytest.mark.slow

SPEED, WINDOW_S = 2.0, 4.0
CHANNELS, GRAVE = 1000, 20
FAULTS = ("reset", "reset_after", "away", "broken", "broken_after")
SHARE = 0.05  # of requests is spoilt
JUDGE = "--judge=tests.platforms.discord.stage:judged"


async def queue_up(world: DiscordWorld) -> None:
    """An alert for all; some channels, from the first to the last, also wish to hear of Gao."""
    channels = world.channels(CHANNELS)
    await world.subscribe(channels, "Kidal")
    await world.subscribe(channels[:: CHANNELS // GRAVE], "Gao")
    await world.happen("convoy", "Kidal", Operation.CONVOY_ATTACK)
    await world.plan()


async def judge(world: DiscordWorld, messages: Sequence[Message], expected: int) -> None:
    """Each delivery is one message that nobody had to delete, and Discord has nothing to say against any."""
    booked = await world.booked()
    assert len(booked) == expected
    assert Counter(message.nonce for message in messages) == Counter(booked.keys())
    assert {message.gone for message in messages} == {By.NOBODY}
    assert told(world.server)["complaints"] == []


async def test_an_alert_reaches_a_thousand_channels_once_and_a_critical_one_overtakes_it(tmp_path: Path) -> None:
    async with discord_world(tmp_path, speed=SPEED, window_s=WINDOW_S, options=[JUDGE]) as world:
        await queue_up(world)
        await world.until(waiting=CHANNELS // 2)
        stored = time.monotonic()
        worst = await world.happen("worst", "Gao", Operation.TOWN_CAPTURED)
        await world.plan()
        planned = time.monotonic()
        await world.until(waiting=0)
        messages = await world.messages()
        await judge(world, messages, CHANNELS + GRAVE)
        assert told(world.server)["limited"] == {}

        booked = await world.booked()
        grave = [message for message in messages if booked[message.nonce] == worst]
        assert len(grave) == GRAVE
        # What is under way already goes on, and a channel's own alert comes before its critical one; nothing else waits
        # in front of that. The first is there before most of those that are under way: they wait for their turn.
        others = [message for message in messages if booked[message.nonce] != worst]
        passed = [sum(planned < one.arrived < each.arrived for one in others) for each in grave]
        assert passed[0] <= WINDOW // 2
        assert passed[-1] <= 2 * WINDOW
        share = (messages[-1].arrived - messages[0].arrived) * SPEED * PER_SECOND / len(messages)
        late = (grave[-1].arrived - stored) * SPEED
        print(f"{share:.2f} of the time that 45/s allow; critical news {late:.1f} s after, behind {passed[-1]} others")


async def test_an_alert_reaches_a_thousand_channels_once_through_faults(tmp_path: Path) -> None:
    async with discord_world(tmp_path, speed=SPEED, window_s=WINDOW_S, options=[JUDGE, "--seed=5"]) as world:
        world.server.spoil(SHARE, FAULTS)
        await queue_up(world)
        await world.until(waiting=0)
        world.server.spoil(0)
        await judge(world, await world.messages(), CHANNELS)
        faults = told(world.server)["faults"]
        assert set(faults) == set(FAULTS)
        print(f"spoilt: {faults}")
