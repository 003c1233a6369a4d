"""What Discord's clock asks for: a word within three seconds, an answer within a quarter of an hour."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from bot.platforms.discord.interactions import DEFERRED, DEFERRED_UPDATE, MESSAGE
from tests.platforms.discord.simulated import World, held_back, text

MINUTE = 60.0  # of simcord's clock: nobody waits for it


async def test_an_answer_that_is_quick_is_given_at_once(world: World) -> None:
    result = await world.slash("reader", "status", place="Kidal")
    assert (result.deferred, [body["type"] for body in world.callbacks()]) == (False, [MESSAGE])


async def test_an_answer_that_takes_its_time_is_promised_privately_and_given_later(world: World) -> None:
    async with held_back(world) as held:
        result = await world.slash("reader", "status", place="Kidal")
        assert result.deferred
        assert [body["type"] for body in world.callbacks()] == [DEFERRED]
        await world.env.advance_time(14 * MINUTE)
        held.let_go()
        await world.env.settle()
        assert result.ephemeral
        assert "Kidal region (Mali)" in text(result.response)


async def test_a_slow_answer_to_a_button_in_an_answer_takes_its_place_later(world: World) -> None:
    shown = await world.slash("manager", "subscribe", what="Kidal")
    async with held_back(world) as held:
        await world["manager"].click(shown.response, label="Subscribe")
        assert world.callbacks()[-1] == {"type": DEFERRED_UPDATE}
        held.let_go()
        await world.env.settle()
    assert "Subscribed" in text(shown.response)
    assert shown.response is not None
    assert shown.response.ephemeral


async def test_an_answer_after_a_quarter_of_an_hour_is_lost_and_nothing_else(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with held_back(world) as held:
        await world.slash("reader", "status", place="Kidal")
        await world.env.advance_time(16 * MINUTE)
        held.let_go()
        await world.env.settle()
        assert "an answer did not reach Discord" in caplog.messages
    assert "Kidal" in text((await world.slash("reader", "status", place="Kidal")).response)


async def test_typing_is_answered_with_nothing_where_the_choices_take_too_long(world: World) -> None:
    async with held_back(world):
        assert await world["reader"].autocomplete(world.channel, "status", "place", "Kid") == []


@pytest.mark.parametrize("status", [500, 503])
async def test_a_first_answer_that_does_not_get_through_is_given_once_more(world: World, status: int) -> None:
    world.env.inject_error("POST", "/interactions/*", status=status)
    result = await world.slash("reader", "status", place="Kidal")
    assert "Kidal region (Mali)" in text(result.response)


async def test_an_answer_that_never_gets_through_ends_nothing(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.env.inject_error("POST", "/interactions/*", status=503, times=2)
    assert not (await world.slash("reader", "status", place="Kidal")).acknowledged
    assert "an answer did not reach Discord" in caplog.messages
    assert (await world.slash("reader", "status", place="Kidal")).acknowledged


class Broken:
    """A gazetteer with a fault."""

    def __getattr__(self, name: str) -> object:
        raise ArithmeticError


async def test_a_broken_command_is_answered_with_the_id_of_its_fault(world: World) -> None:
    await world.restart(replace(world.life.desk, places=Broken()))  # type: ignore[arg-type]
    result = await world.slash("reader", "status", place="Kidal")
    assert "Something went wrong" in text(result.response)
