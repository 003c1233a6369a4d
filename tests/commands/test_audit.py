"""The answer to `audit`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import parse
from bot.commands.desk import Desk
from bot.commands.perform import answer, perform
from bot.domain.audit import FORGOTTEN, Entry
from bot.domain.channel import Channel
from bot.domain.subscription import Destination
from tests.commands.conftest import CHANNEL, NOW, OTHER_CHANNEL, caller
from tests.commands.said import said


async def _log(desk: Desk, number: int, *, at: Destination = CHANNEL, user: str = "u1") -> None:
    async with desk.store.write() as tx:
        for minute in range(number):
            line = f"unmute N{minute:03}"
            entry = Entry(at=NOW - timedelta(minutes=number - minute), destination=at, user=user, line=line)
            await tx.audit.add(entry)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if "unmute N" in line]


async def test_the_newest_twenty_stand_first_with_when_who_and_what(desk: Desk) -> None:
    await _log(desk, 21)

    reply = await perform("audit", caller(), desk)

    lines = _lines(said(reply))
    assert reply.ok
    assert reply.private
    assert lines[0] == "2023-11-20 11:59 · u1 · unmute N020"
    assert len(lines) == 20


async def test_older_entries_are_a_page_and_a_button_away(desk: Desk) -> None:
    await _log(desk, 45)
    (older,) = (await perform("audit", caller(), desk)).card.actions

    second = await answer(older.command, dict(older.args), caller(), desk)
    third = await perform("audit page=3", caller(), desk)

    assert _lines(said(second))[0].endswith("unmute N024")
    assert [len(_lines(said(reply))) for reply in (second, third)] == [20, 5]
    assert third.card.actions == ()
    assert parse.line(older.command, dict(older.args)) == "audit page=2"


async def test_a_page_that_is_just_full_is_the_last_one(desk: Desk) -> None:
    await _log(desk, 20)

    assert (await perform("audit", caller(), desk)).card.actions == ()


async def test_what_changed_is_in_it_without_being_written_by_hand(desk: Desk) -> None:
    await perform('mute Kidal for=3d reason="joint exercise"', caller(), desk)

    assert 'mute Kidal for=3d reason="joint exercise"' in said(await perform("audit", caller(), desk))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "somebody who asked to be forgotten"), ("fr", "quelqu’un qui a demandé l’oubli")],
)
async def test_who_asked_to_be_forgotten_is_not_named(desk: Desk, language: str, words: str) -> None:
    await _log(desk, 1, user=FORGOTTEN)

    assert words in said(await perform("audit", caller(language=language), desk))


async def test_a_channel_sees_its_own_log_and_an_operator_all(desk: Desk) -> None:
    await _log(desk, 1, at=OTHER_CHANNEL)

    assert _lines(said(await perform("audit", caller(is_operator=True), desk))) == []
    (line,) = _lines(said(await perform("audit scope=all", caller(is_operator=True), desk)))
    assert line.endswith(OTHER_CHANNEL.key)


async def test_the_log_of_all_channels_is_for_operators(desk: Desk) -> None:
    await _log(desk, 1, at=OTHER_CHANNEL)

    reply = await perform("audit scope=all", caller(), desk)

    assert not reply.ok
    assert _lines(said(reply)) == []


async def test_the_log_is_for_those_who_may_change_the_channel(desk: Desk) -> None:
    await _log(desk, 1)
    async with desk.store.write() as tx:
        await tx.channels.save(Channel(destination=CHANNEL, editors=frozenset({"desk"})))
    asked = caller(may_change=False)

    assert not (await perform("audit", asked, desk)).ok
    assert len(_lines(said(await perform("audit", replace(asked, roles=frozenset({"desk"})), desk)))) == 1


async def test_an_empty_log_and_a_page_beyond_its_end_say_so(desk: Desk) -> None:
    assert "Nothing was changed yet." in said(await perform("audit", caller(), desk))
    assert "The log is not that long." in said(await perform("audit page=2", caller(), desk))
