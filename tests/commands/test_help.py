"""The answer to `help`."""

import pytest

from bot.cards.phrases import Phrases
from bot.commands import catalogue
from bot.commands.desk import Desk
from bot.commands.perform import perform
from tests.commands.conftest import caller
from tests.commands.said import said


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_help_lists_every_command_with_a_short_usage(desk: Desk, language: str) -> None:
    text = said(await perform("help", caller(language=language), desk))

    say = Phrases(language)
    assert all(command.brief in text and say(command.help) in text for command in catalogue.COMMANDS)


async def test_help_on_one_command_explains_each_argument(desk: Desk) -> None:
    text = said(await perform("help subscribe", caller(), desk))

    subscribe = catalogue.find("subscribe")
    assert subscribe is not None
    assert subscribe.brief in text
    assert all(param.help in text and param.usage in text for param in subscribe.params)
    assert "status" not in text.replace("subscribe", "")


async def test_help_on_an_unknown_command_names_the_known_ones(desk: Desk) -> None:
    reply = await perform("help statsu", caller(), desk)

    assert not reply.ok
    assert "status" in said(reply)


async def test_a_line_that_lacks_something_is_answered_briefly_with_the_help_that_tells_the_rest(desk: Desk) -> None:
    text = said(await perform("subscribe", caller(), desk))

    assert "Type: subscribe WHAT […]" in text
    assert {"subscribe Kidal", "help subscribe"} <= set(text.splitlines())
