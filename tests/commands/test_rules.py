"""The answer to `rules`."""

from bot.commands.desk import Desk
from bot.commands.perform import perform
from tests.commands.conftest import caller
from tests.commands.said import said


async def test_every_loaded_rule_is_listed(desk: Desk) -> None:
    text = said(await perform("rules", caller(), desk))

    assert desk.rules
    assert all(rule.id in text and rule.title in text for rule in desk.rules)


async def test_the_list_is_told_in_french(desk: Desk) -> None:
    english = said(await perform("rules", caller(), desk))

    assert said(await perform("rules", caller(language="fr"), desk)).splitlines()[0] != english.splitlines()[0]
