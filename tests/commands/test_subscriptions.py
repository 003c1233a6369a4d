"""The answer to `subscriptions`."""

from bot.commands.desk import Desk
from bot.commands.perform import perform
from tests.commands.conftest import OTHER_CHANNEL, caller
from tests.commands.said import said


async def test_the_wishes_of_this_channel_are_listed_and_no_others(desk: Desk) -> None:
    await perform("subscribe Kidal", caller(), desk)
    await perform("subscribe Gao", caller(destination=OTHER_CHANNEL), desk)

    text = said(await perform("subscriptions", caller(may_change=False), desk))

    assert "Kidal" in text
    assert "Gao" not in text


async def test_a_channel_without_wishes_is_told_how_to_state_one(desk: Desk) -> None:
    assert "subscribe" in said(await perform("subscriptions", caller(), desk))
    assert "hears" not in said(await perform("subscriptions", caller(language="fr"), desk))
