"""The answer to `unsubscribe`, and what is no longer stored."""

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.subscription import Subscription
from tests.commands.conftest import OTHER_CHANNEL, caller
from tests.commands.said import said
from tests.commands.standing import log
from tests.commands.standing import wishes as standing


@pytest.fixture
async def wishes(desk: Desk) -> list[Subscription]:
    for what in ("Kidal", "Gao"):
        await perform(f"subscribe {what} confirm=yes", caller(), desk)
    return await standing(desk)


@pytest.mark.parametrize("write", [lambda one: one.id, lambda one: one.id.lower(), lambda one: one.label.lower()])
async def test_one_wish_is_ended_by_its_id_or_by_what_was_typed(
    desk: Desk, wishes: list[Subscription], write: object
) -> None:
    ended, kept = wishes

    reply = await perform(f"unsubscribe {write(ended)}", caller(), desk)

    assert reply.ok
    assert ended.label in said(reply)
    assert await standing(desk) == [kept]


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_all_wishes_of_this_channel_are_ended_and_named(
    desk: Desk, wishes: list[Subscription], language: str
) -> None:
    await perform("subscribe Kidal confirm=yes", caller(destination=OTHER_CHANNEL), desk)

    reply = await perform("unsubscribe all", caller(language=language), desk)

    assert all(one.id in said(reply) for one in wishes)
    assert await standing(desk) == []
    async with desk.store.read() as tx:
        assert len(await tx.subscriptions.of(OTHER_CHANNEL)) == 1


async def test_ending_wishes_stands_in_the_log_and_a_refusal_does_not(desk: Desk, wishes: list[Subscription]) -> None:
    await perform(f"unsubscribe {wishes[0].id}", caller(), desk)
    await perform(f"unsubscribe {wishes[1].id}", caller(may_change=False), desk)
    await perform("unsubscribe ZZZZZZZZ", caller(), desk)
    await perform("unsubscribe all", caller(), desk)
    await perform("unsubscribe all", caller(), desk)  # there is nothing left

    lines = [entry.line for entry in await log(desk)]
    assert lines[len(wishes) :] == [f"unsubscribe {wishes[0].id}", "unsubscribe all"]


async def test_an_unknown_id_is_answered_with_the_wishes_there_are(desk: Desk, wishes: list[Subscription]) -> None:
    reply = await perform("unsubscribe ZZZZZZZZ", caller(), desk)

    assert not reply.ok
    assert f"unsubscribe {wishes[0].id}" in said(reply).splitlines()
    assert await standing(desk) == wishes


async def test_another_channels_wish_cannot_be_ended(desk: Desk, wishes: list[Subscription]) -> None:
    reply = await perform(f"unsubscribe {wishes[0].id}", caller(destination=OTHER_CHANNEL), desk)

    assert not reply.ok
    assert wishes[0].label not in said(reply)
    assert await standing(desk) == wishes


async def test_an_ended_wish_is_named_in_words_however_it_was_made(desk: Desk) -> None:
    await perform("subscribe ml/kidal/kidal:town confirm=yes", caller(), desk)

    text = said(await perform("unsubscribe all", caller(language="fr"), desk))

    assert "à moins de 50\u00a0km de Kidal" in text
    assert ":town" not in text
