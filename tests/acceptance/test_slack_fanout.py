"""One alert for a thousand channels in twenty workspaces on Slack: none is lost, none doubled, none refused.

Everything is real but Slack, which lives in another process: slack_sdk unmodified, the installation store, the sending
loop, the machine's clock. Here counts and order are judged. How long it takes depends on the machine and is printed
only; benchmarks/slack.py measures it. Slack's clock runs as fast as the machine's where limits are looked at, and
faster where most of the time would be spent in waiting for them.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.domain.taxonomy import Operation
from bot.platforms.slack.pace import CHANNEL_S, HUNDREDS, LONGEST_TURN_S, POST, STEADY
from tests.acceptance.slack_world import SlackWorld, slack_world, told
from tests.fakes.slack.rooms import By, Message

pytestmark = pytest.mark.slow

FAST = 10.0
CHANNELS, GRAVE = 1000, 20  # a critical alert for a channel of each workspace
FAULTS = ("reset", "reset_after", "hang_after", "away", "limited", "broken", "broken_after", "torn_after")
SHARE = 0.05  # of messages is spoilt


async def queue_up(world: SlackWorld) -> dict[str, str]:
    """An alert for all; a channel of every workspace also wishes to hear of Gao. Gives the channels' workspaces."""
    channels = await world.channels(CHANNELS)
    await world.subscribe(channels, "Kidal")
    await world.subscribe(channels[:: CHANNELS // GRAVE], "Gao")
    await world.happen("convoy", "Kidal", Operation.CONVOY_ATTACK)
    await world.plan()
    return {one.channel: one.tenant for one in channels}


async def judge(world: SlackWorld, messages: Sequence[Message], expected: int) -> None:
    """Each delivery is one message that nobody had to delete, and Slack has nothing to say against any."""
    booked = await world.booked()
    assert len(booked) == expected
    assert Counter(message.key for message in messages) == Counter(booked.keys())
    assert {message.gone for message in messages} == {By.NOBODY}
    assert told(world.server)["complaints"] == []


async def test_an_alert_reaches_a_thousand_channels_once_and_a_critical_one_overtakes_it(tmp_path: Path) -> None:
    async with slack_world(tmp_path) as world:
        team = await queue_up(world)
        await world.until(waiting=CHANNELS // 5)  # what goes at once is gone everywhere
        stored = time.monotonic()
        worst = await world.happen("worst", "Gao", Operation.TOWN_CAPTURED)
        await world.plan()
        planned = time.monotonic()
        await world.until(waiting=0)
        messages = await world.messages()
        await judge(world, messages, CHANNELS + GRAVE)
        assert told(world.server)["limited"] == {}

        booked = await world.booked()
        grave = [message for message in messages if booked[message.key] == worst]
        assert len(grave) == GRAVE
        assert len({message.channel for message in grave}) == GRAVE
        # In its workspace only what is under way already goes before it, and its own channel may have been told of the
        # other news this second.
        others = [message for message in messages if booked[message.key] != worst]
        passed = [
            sum(planned < one.arrived < each.arrived and team[one.channel] == team[each.channel] for one in others)
            for each in grave
        ]
        assert max(passed) <= (LONGEST_TURN_S + CHANNEL_S) * HUNDREDS * STEADY / 60 + 1
        took, late = messages[-1].arrived - messages[0].arrived, grave[-1].arrived - stored
        print(
            f"all after {took:.1f} s; critical news {late:.1f} s after, behind at most {max(passed)} of its workspace"
        )


async def test_an_alert_reaches_a_thousand_channels_once_through_faults(tmp_path: Path) -> None:
    async with slack_world(tmp_path, speed=FAST, options=["--seed=1"]) as world:
        world.server.spoil(SHARE, FAULTS, on=POST)
        await queue_up(world)
        await world.until(waiting=0)
        world.server.spoil(0)
        await judge(world, await world.messages(), CHANNELS)
        dump = told(world.server)
        assert set(dump["faults"]) == set(FAULTS)
        assert set(dump["limited"]) == {POST}  # by the faults alone
        print(f"spoilt: {dump['faults']}; asked: {dump['requests']}")
