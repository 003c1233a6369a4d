"""The answer to `forget-me`, and what is no longer stored."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.command import Caller
from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.subscription import Destination
from tests.commands.conftest import CHANNEL, NOW, OTHER_CHANNEL, caller, event, opened
from tests.commands.said import said
from tests.commands.telling import told

DAY = timedelta(days=1)
ELSEWHERE = Destination(platform="terminal", tenant="elsewhere", channel="screen")


async def _live(desk: Desk, asked: Caller) -> None:
    """A person who subscribes, mutes, judges, tunes a rule and makes one."""
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    (one,) = await opened(desk, event(kidal, NOW - DAY))
    await told(desk, one, to=asked.destination)
    rules = ("tune sahel/convoy_attack killed 5 confirm=yes", "watch killed>=3 confirm=yes")
    for line in ("subscribe Kidal confirm=yes", "mute Gao", f"verdict {one.id} useful", *rules):
        assert (await perform(line, asked, desk)).ok, line


async def _traces(desk: Desk, user: str) -> list[object]:
    async with desk.store.read() as tx:
        return [
            *(one for one in await tx.subscriptions.all() if one.created_by == user),
            *(one for one in await tx.mutes.all(NOW) if one.by == user),
            *(one for one in await tx.tunings.all() if one.by == user),
            *(one for one in await tx.watches.all() if one.by == user),
            *(one for one in await tx.audit.all(100) if one.user == user),
            *(one for one in await tx.verdicts.between(NOW - DAY, NOW + DAY) if one.user == user),
        ]


async def test_first_it_is_said_what_is_stored_and_nothing_is_erased(desk: Desk) -> None:
    await _live(desk, caller())
    before = await _traces(desk, "u1")

    reply = await perform("forget-me", caller(may_change=False), desk)

    text = said(reply)
    assert reply.ok
    assert reply.private
    assert ["Subscriptions: 2" in text, "Mutes: 1" in text, "Verdicts: 1" in text] == [True] * 3
    assert "Rules set: 2" in text
    assert "Audit log: 4 entries" in text
    assert await _traces(desk, "u1") == before


async def test_after_a_second_word_nothing_bears_the_persons_id_and_the_wishes_stand(desk: Desk) -> None:
    await _live(desk, caller())

    reply = await perform("forget-me confirm=yes", caller(may_change=False), desk)

    assert reply.ok
    assert "Audit log: 4 entries" in said(reply)
    assert await _traces(desk, "u1") == []
    async with desk.store.read() as tx:
        assert len(await tx.subscriptions.of(CHANNEL)) == 2
        assert len(await tx.tunings.of(CHANNEL)) == len(await tx.watches.of(CHANNEL)) == 1
        assert len(await tx.mutes.of(CHANNEL, NOW)) == 1


async def test_the_erasure_stands_in_the_log_without_the_one_who_asked(desk: Desk) -> None:
    await _live(desk, caller())

    await perform("forget-me confirm=yes", caller(), desk)

    async with desk.store.read() as tx:
        newest, *_ = await tx.audit.of(CHANNEL, 10)
    assert (newest.user, newest.line, newest.at) == ("", "forget-me confirm=yes", NOW)


async def test_the_button_says_the_second_word(desk: Desk) -> None:
    await _live(desk, caller())

    (button,) = (await perform("forget-me", caller(), desk)).card.actions

    assert (button.command, button.args) == ("forget-me", (("confirm", "yes"),))


async def test_every_channel_of_the_server_is_cleared_but_no_other_server_and_no_other_person(desk: Desk) -> None:
    other = replace(caller(), user="u2")
    await _live(desk, caller(destination=OTHER_CHANNEL))
    await _live(desk, caller(destination=ELSEWHERE))
    await perform("mute Tessalit", other, desk)
    theirs = await _traces(desk, "u2")

    await perform("forget-me confirm=yes", caller(), desk)

    left = await _traces(desk, "u1")
    assert {one.destination for one in left} == {ELSEWHERE}
    assert await _traces(desk, "u2") == theirs


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Nothing is stored of you"), ("fr", "Rien n’est conservé de vous")]
)
async def test_who_left_no_trace_is_told_so(desk: Desk, language: str, words: str) -> None:
    for line in ("forget-me", "forget-me confirm=yes"):
        assert words in said(await perform(line, caller(language=language), desk))


async def test_another_word_than_yes_erases_nothing(desk: Desk) -> None:
    await _live(desk, caller())
    before = await _traces(desk, "u1")

    assert not (await perform("forget-me confirm=perhaps", caller(), desk)).ok
    assert await _traces(desk, "u1") == before
