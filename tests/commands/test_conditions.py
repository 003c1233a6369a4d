"""Wishes in the short form: how a wrong one is answered, and that a right one is kept as it was meant."""

import pytest

from bot.commands import wish
from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.engine import text as short_form
from bot.engine.terms import Problem
from tests.commands.conftest import caller
from tests.commands.said import said
from tests.commands.standing import only_wish


@pytest.mark.parametrize(
    ("what", "mended", "language"),
    [
        ("near:Kidal type:ied or type:ambush", "near:Kidal (type:ied or type:ambush)", "en"),
        ("near:Kidal killed<3", "near:Kidal not killed>=3", "fr"),
        ("tier:oficial", "tier:official", "en"),
        ("type:ied sauf actor:JNMI", "type:ied sauf actor:JNIM", "fr"),
        ("lang:fra", "lang:fr", "fr"),
    ],
)
async def test_conditions_that_mean_nothing_are_told_with_what_may_be_meant(
    desk: Desk, what: str, mended: str, language: str
) -> None:
    reply = await perform(f"subscribe {what}", caller(language=language), desk)
    assert not reply.ok
    assert f"subscribe {mended}" in said(reply).splitlines()
    assert (await perform(f"subscribe {mended}", caller(language=language), desk)).ok


async def test_what_the_language_can_say_is_stored_and_read_again(desk: Desk) -> None:
    what = (
        'type:convoy_attack (actor:JNIM/agent or words:"fuel convoy",citerne*) not (tier:partisan or lean:pro_junta) '
        'area:"16.0,-1.0 20.0,-1.0 20.0,3.0" lang:fr captured>=1 displaced>=0'
    )
    reply = await perform(f"subscribe {what} severity=high confirm=yes", caller(), desk)
    assert reply.ok
    one = await only_wish(desk)
    assert one.matcher == short_form.parsed(what, desk.vocabulary)
    assert short_form.parsed(short_form.written(one.matcher, desk.vocabulary), desk.vocabulary) == one.matcher


def test_every_mistake_of_the_language_has_its_sentence() -> None:
    assert set(wish._FAULTS) == set(Problem)
