"""The answer to `subscriptions`."""

from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.channel import Channel
from tests.commands.conftest import CHANNEL, NOW, OTHER_CHANNEL, caller
from tests.commands.said import said
from tests.commands.standing import log, save


async def test_the_wishes_of_this_channel_are_listed_and_no_others(desk: Desk) -> None:
    await perform("subscribe Tessalit confirm=yes", caller(), desk)
    await perform("subscribe Gao confirm=yes", caller(destination=OTHER_CHANNEL), desk)

    text = said(await perform("subscriptions", caller(may_change=False), desk))

    assert "Tessalit" in text
    assert "Gao" not in text


async def test_a_plain_wish_is_told_in_few_words_and_others_with_what_differs(desk: Desk) -> None:
    await save(desk, Channel(destination=CHANNEL, language="en", zone="Africa/Niamey"))
    await perform("subscribe Tessalit confirm=yes", caller(), desk)
    options = "language=fr mention=oncall mention_from=high threads=off precision=10km delay=90m empty=tell"
    desk.clock.set(NOW + timedelta(minutes=1))
    await perform(f"subscribe Gao digest=weekly@wed@07:30 {options} confirm=yes", caller(), desk)

    plain, other = said(await perform("subscriptions", caller(), desk)).splitlines()[1:3]

    assert plain.endswith("within 50 km of Tessalit · medium severity and up, reported or better")
    assert "in a digest every Wednesday at 07:30; next: 2023-11-22 06:30" in other
    for words in (
        "in French",
        "mention: oncall, from high severity on",
        "no threads",
        "places to within 10 km",
        "1 hour 30 minutes late",
        "empty digests too",
    ):
        assert words in other


@pytest.mark.parametrize("line", ["", "subscribe Kidal confirm=yes"])
async def test_a_channel_that_rests_is_told_why_and_how_to_resume(desk: Desk, line: str) -> None:
    if line:
        await perform(line, caller(), desk)
    await save(desk, Channel(destination=CHANNEL, suspended="the channel was deleted", suspended_at=NOW))

    text = said(await perform("subscriptions", caller(), desk))

    assert "rests since 2023-11-20 12:00" in text
    assert "the channel was deleted. resume ends that." in text


async def test_a_channel_without_wishes_is_told_how_to_state_one(desk: Desk) -> None:
    assert "subscribe near:Kidal/50km" in said(await perform("subscriptions", caller(), desk))
    assert "hears" not in said(await perform("subscriptions", caller(language="fr"), desk))


async def test_looking_is_no_change(desk: Desk) -> None:
    await perform("subscriptions", caller(), desk)

    assert await log(desk) == []
