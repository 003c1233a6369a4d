"""Who watches what is shown to nobody outside the channel."""

from dataclasses import replace

import pytest

from bot.commands import catalogue
from bot.commands.command import Command
from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.taxonomy import Operation
from tests.commands.conftest import NOW, OTHER_CHANNEL, caller, event, opened
from tests.commands.said import said
from tests.commands.standing import place, wishes

LINES = ["subscribe near:Tessalit/66km", "subscribe near:Tessalit/66km confirm=yes", "unsubscribe near:Tessalit/66km"]


async def _answers(desk: Desk, line: str) -> tuple[str, str]:
    """What a stranger in another channel reads, without and with the right to change that channel."""
    reader = await perform(line, caller(destination=OTHER_CHANNEL, may_change=False), desk)
    manager = await perform(line, caller(destination=OTHER_CHANNEL), desk)
    return said(reader), said(manager)


async def _watch(desk: Desk) -> str:
    line = "subscribe near:Tessalit/66km delay=77m confirm=yes"
    reply = await perform(line, replace(caller(), user="somebody else"), desk)
    assert reply.card.title == "Subscribed"
    (one,) = await wishes(desk)
    return one.id


@pytest.mark.parametrize("command", catalogue.COMMANDS, ids=lambda command: command.name)
async def test_no_command_answers_otherwise_because_another_channel_watches(desk: Desk, command: Command) -> None:
    await opened(desk, event(place(desk, "Tessalit"), NOW, operation=Operation.CONVOY_ATTACK))
    # What a command changes in its own channel is no news of another one: it is asked once before.
    await _answers(desk, command.example)
    before = await _answers(desk, command.example)

    id_ = await _watch(desk)

    after = await _answers(desk, command.example)
    assert after == before
    assert id_ not in "".join(after)


@pytest.mark.parametrize("line", LINES)
async def test_the_very_same_wish_elsewhere_is_no_known_wish_here(desk: Desk, line: str) -> None:
    before = await _answers(desk, line)
    await perform("unsubscribe all", caller(destination=OTHER_CHANNEL), desk)

    await _watch(desk)

    after = await _answers(desk, line)
    assert [text.splitlines()[0] for text in after] == [text.splitlines()[0] for text in before]


async def test_another_channels_wish_cannot_be_told_from_one_that_does_not_exist(desk: Desk) -> None:
    id_ = await _watch(desk)

    real = await _answers(desk, f"unsubscribe {id_}")
    made_up = await _answers(desk, "unsubscribe ZZZZZZZZ")

    assert [text.replace(id_, "ZZZZZZZZ") for text in real] == list(made_up)
    assert len(await wishes(desk)) == 1


async def test_the_same_wish_has_another_id_in_every_channel(desk: Desk) -> None:
    id_ = await _watch(desk)
    await perform("subscribe near:Tessalit/66km confirm=yes", caller(destination=OTHER_CHANNEL), desk)

    (there,) = await wishes(desk, OTHER_CHANNEL)
    assert there.id != id_
