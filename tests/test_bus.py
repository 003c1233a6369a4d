"""The in-process bus wakes loops and forgets nothing."""

import asyncio
from datetime import timedelta

from bot.bus import LocalBus

SOON = timedelta(seconds=5)
AT_ONCE = timedelta(milliseconds=1)


async def test_a_ring_wakes_the_one_who_waits():
    bus = LocalBus()
    waiting = asyncio.create_task(bus.wait("payload", SOON))
    await asyncio.sleep(0)
    bus.ring("payload")
    assert await waiting is True


async def test_a_ring_while_nobody_listens_is_heard_at_the_next_wait_and_only_once():
    bus = LocalBus()
    bus.ring("payload")
    bus.ring("payload")
    assert await bus.wait("payload", SOON) is True
    assert await bus.wait("payload", AT_ONCE) is False


async def test_topics_do_not_wake_each_other():
    bus = LocalBus()
    bus.ring("alert")
    assert await bus.wait("payload", AT_ONCE) is False
