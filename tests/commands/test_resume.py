"""The answer to `resume`, and that a channel rests no more."""

from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.channel import Channel
from tests.commands.conftest import CHANNEL, NOW, OTHER_CHANNEL, caller
from tests.commands.said import said
from tests.commands.standing import channel, log, save

RESTING = Channel(destination=CHANNEL, cap=9, suspended="the channel was deleted", suspended_at=NOW)
AWAKE = Channel(destination=CHANNEL, cap=9)


async def test_a_channel_that_rested_is_told_again_and_keeps_its_settings(desk: Desk) -> None:
    await save(desk, RESTING)

    reply = await perform("resume", caller(), desk)

    assert reply.ok
    assert "rested since 2023-11-20 12:00: the channel was deleted." in said(reply)
    assert await channel(desk) == AWAKE
    assert [entry.line for entry in await log(desk)] == ["resume"]


async def test_a_channel_that_did_not_rest_is_told_so_and_nothing_is_logged(desk: Desk) -> None:
    reply = await perform("resume", caller(), desk)

    assert reply.card.title == "This channel does not rest"
    assert await log(desk) == []


async def test_only_the_callers_own_channel_is_woken(desk: Desk) -> None:
    await save(desk, RESTING)

    await perform("resume", caller(destination=OTHER_CHANNEL), desk)

    assert await channel(desk) == RESTING


async def test_who_may_not_change_the_channel_wakes_nothing(desk: Desk) -> None:
    await save(desk, RESTING)

    assert not (await perform("resume", caller(may_change=False), desk)).ok
    assert await channel(desk) == RESTING
    assert await log(desk) == []
