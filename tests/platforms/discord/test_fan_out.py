"""One alert to many channels: at the pace that Discord allows, none lost, none doubled, what is critical first."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path

from bot.domain.delivery import PLAIN, Receipt
from bot.domain.ids import DeliveryId
from bot.domain.incident import Severity
from bot.platforms.discord.pace import PER_SECOND, Gate
from tests.cards.deck import CARDS
from tests.platforms.discord.posting import Desk, at

ALERT = CARDS["alert"]("en")
SPEED, CHANNELS, AT_ONCE = 2.0, 180, 64
PASSED = 10


async def test_many_channels_are_told_at_the_pace_that_discord_allows_and_critical_ones_first(tmp_path: Path) -> None:
    """One alert to many channels; in its middle a critical one comes to twenty of them."""
    gate = Gate(per_second=PER_SECOND * SPEED)
    async with at(tmp_path, gate=gate, speed=SPEED) as desk:
        channels = desk.there.channels(desk.guild, CHANNELS)
        waiting = list(reversed(channels))

        async def sender() -> None:
            while waiting:
                await post(desk, waiting.pop(), "all", Severity.HIGH)

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(sender())
            await asyncio.sleep(CHANNELS / (PER_SECOND * SPEED) / 2)
            urgent = time.monotonic()
            for channel in channels[:20]:
                group.create_task(post(desk, channel, "urgent", Severity.CRITICAL))
        standing = {channel: desk.there.standing(channel) for channel in channels}
        told = [[one.nonce for one in standing[channel]] for channel in channels]
        assert told == [["all", "urgent"]] * 20 + [["all"]] * (CHANNELS - 20)
        grave = [one.arrived for messages in standing.values() for one in messages if one.nonce == "urgent"]
        mild = [one.arrived for messages in standing.values() for one in messages if one.nonce == "all"]
        # Only what had passed the gate already may come in between.
        assert sum(urgent < arrived < max(grave) for arrived in mild) <= PASSED
        assert sum(arrived > max(grave) for arrived in mild) > 0


async def post(desk: Desk, channel: str, key: str, severity: Severity) -> Receipt:
    card = replace(ALERT, severity=severity)
    return await desk.here.post(DeliveryId(key), replace(desk.to, channel=channel), card, PLAIN)
