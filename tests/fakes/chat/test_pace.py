"""The limits of a chat, and that waiting as long as it asks is enough, and needed."""

from __future__ import annotations

import pytest

from bot.domain.delivery import PLAIN
from bot.domain.errors import Busy
from bot.domain.ids import DeliveryId
from tests.fakes.chat.chat import Chat
from tests.fakes.chat.pace import CHANNEL, Limit, Pace
from tests.fakes.chat.stage import TENANT, card, place, said, talking

HERE, THERE = ("tenant", "here"), ("tenant", "there")


class Watch:
    """Seconds that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_channel_takes_five_writes_in_five_seconds_and_says_when_the_next_is_free() -> None:
    watch = Watch()
    pace = Pace(watch, channel=CHANNEL)
    for watch.now in (0.0, 1.0, 1.5, 2.0, 3.0):
        assert pace.wait(HERE, writes=True) == 0
    watch.now = 4.0
    assert pace.wait(HERE, writes=True) == 1.0
    assert pace.wait(THERE, writes=True) == 0
    assert pace.wait(HERE, writes=False) == 0
    watch.now = 4.999
    assert pace.wait(HERE, writes=True) > 0
    watch.now = 5.0
    assert pace.wait(HERE, writes=True) == 0
    assert pace.wait(HERE, writes=True) == 1.0


def test_the_whole_chat_has_a_limit_of_its_own_and_a_refused_request_takes_nothing_from_either() -> None:
    watch = Watch()
    pace = Pace(watch, channel=Limit(requests=1, seconds=10), whole=Limit(requests=2, seconds=1))
    assert pace.wait(HERE, writes=True) == 0
    assert pace.wait(HERE, writes=True) == 10
    assert pace.wait(THERE, writes=False) == 0
    assert pace.wait(THERE, writes=True) == 1
    watch.now = 1
    assert pace.wait(THERE, writes=True) == 0


async def test_a_client_that_waits_as_told_is_taken_and_one_that_comes_sooner_is_not() -> None:
    watch = Watch()
    chat = Chat("chat", idempotent=True, now=watch)
    chat.limit(channel=(2, 5))
    async with talking(chat) as platform:
        for key in ("a", "b"):
            await platform.post(DeliveryId(key), place(), card(), PLAIN)
        watch.now = 1.2345
        with pytest.raises(Busy) as raised:
            await platform.post(DeliveryId("c"), place(), card(), PLAIN)
        wait = raised.value.retry_after.total_seconds()
        watch.now += wait - 0.01
        with pytest.raises(Busy):
            await platform.post(DeliveryId("c"), place(), card(), PLAIN)
        watch.now += 0.01
        await platform.post(DeliveryId("c"), place(), card(), PLAIN)
    assert [message.key for message in said(chat).standing(TENANT, "alerts")] == ["a", "b", "c"]


async def test_limits_can_be_taken_away_again() -> None:
    chat = Chat("chat", idempotent=True, now=lambda: 0)
    chat.limit(whole=(1, 60))
    async with talking(chat) as platform:
        await platform.find(DeliveryId("a"), place())
        with pytest.raises(Busy):
            await platform.find(DeliveryId("a"), place())
        chat.limit()
        await platform.find(DeliveryId("a"), place())
