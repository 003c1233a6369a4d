"""What every platform must do, each on its stage."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.card import Bold, Bullets, Card, Code, Facts, Link, Para, Table, Text
from bot.domain.delivery import PLAIN, Manner, Receipt
from bot.domain.errors import Gone
from bot.domain.ids import DeliveryId
from bot.ports.platform import Platform
from tests.cards.deck import CARDS
from tests.cards.decks import EVERY
from tests.platforms.stages import STAGES, Stage

A, B = DeliveryId("a"), DeliveryId("b")
CALLING = "@everyone <!channel> <@&4711> @4711 <!subteam^S04711DESK> <@U04711ANN>"
NASTY = f"\x1b[2J\x07{CALLING} [x](https://evil.example) \u202e\r\nfake line\x00" + "ж" * 5000
HOSTILE = Card(
    title=NASTY,
    blocks=(
        Para((Text(NASTY), Bold(NASTY), Code(NASTY), Link(NASTY, NASTY))),
        Facts(((NASTY, (Text(NASTY),)),)),
        Bullets(((Text(NASTY),),)),
        Table((NASTY, NASTY), (((Text(NASTY),), (Text(NASTY),)),)),
    ),
)


@pytest.fixture(params=sorted(STAGES))
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    async with STAGES[request.param](tmp_path) as made:
        yield made


def alert() -> Card:
    return CARDS["alert"]("en")


def news() -> Card:
    return CARDS["news_promoted"]("en")


async def test_a_posted_card_is_shown_and_found(stage: Stage) -> None:
    async with stage.start() as platform:
        receipt = await platform.post(A, stage.channel, alert(), PLAIN)
        assert "Town captured by FAMa: Kidal" in stage.shown()
        assert await platform.find(A, stage.channel) == (receipt,)


async def test_its_name_is_the_platform_of_its_destinations(stage: Stage) -> None:
    async with stage.start() as platform:
        assert platform.name == stage.channel.platform


async def test_a_delivery_that_never_went_out_is_not_found(stage: Stage) -> None:
    async with stage.start() as platform:
        assert await platform.find(A, stage.channel) == ()
        await platform.post(B, stage.channel, alert(), PLAIN)
        assert await platform.find(A, stage.channel) == ()


async def test_posts_and_replies_are_found_after_a_restart(stage: Stage) -> None:
    async with stage.start() as before:
        posted = await before.post(A, stage.channel, alert(), PLAIN)
        replied = await before.reply(B, stage.channel, posted, news(), PLAIN)
    async with stage.start() as after:
        assert await after.find(A, stage.channel) == (posted,)
        assert await after.find(B, stage.channel, posted) == (replied,)
    assert posted != replied


@pytest.mark.parametrize("threads", [True, False], ids=["in its thread", "in the channel"])
async def test_a_reply_tells_the_news_after_the_message(stage: Stage, threads: bool) -> None:
    async with stage.start() as platform:
        receipt = await platform.post(A, stage.channel, alert(), PLAIN)
        await platform.reply(B, stage.channel, receipt, news(), Manner(threads=threads))
    assert stage.shown().index("Town captured by FAMa") < stage.shown().index("Now corroborated")


async def test_an_edit_makes_no_second_message_however_often_it_is_done(stage: Stage) -> None:
    changed = replace(alert(), title="Told otherwise")
    async with stage.start() as platform:
        receipt = await platform.post(A, stage.channel, alert(), PLAIN)
        first = stage.shown()
        await platform.edit(stage.channel, receipt, changed)
        once = stage.shown()
        await platform.edit(stage.channel, receipt, changed)
        assert stage.shown() == once
        assert await platform.find(A, stage.channel) == (receipt,)
    assert once.count("Told otherwise") == (1 if stage.edits else 0)
    assert (once == first) is not stage.edits


async def test_an_edited_message_can_be_replied_to_and_edited_after_a_restart(stage: Stage) -> None:
    async with stage.start() as before:
        receipt = await before.post(A, stage.channel, alert(), PLAIN)
        await before.edit(stage.channel, receipt, news())
    async with stage.start() as after:
        await after.reply(B, stage.channel, receipt, CARDS["news_correction"]("en"), PLAIN)
        await after.edit(stage.channel, receipt, alert())
        assert await after.find(A, stage.channel) == (receipt,)
    assert "Correction: " in stage.shown()


async def test_a_removed_message_is_not_found_and_removing_it_again_is_no_error(stage: Stage) -> None:
    async with stage.start() as platform:
        receipt = await platform.post(A, stage.channel, alert(), PLAIN)
        other = await platform.post(B, stage.channel, alert(), PLAIN)
        before = stage.shown()
        await platform.remove(stage.channel, receipt)
        await platform.remove(stage.channel, receipt)
        assert await platform.find(A, stage.channel) == ()
        assert await platform.find(B, stage.channel) == (other,)
    assert len(stage.shown()) <= len(before)
    async with stage.start() as after:
        assert await after.find(A, stage.channel) == ()


async def test_a_message_that_was_deleted_is_gone_for_edits_and_replies(stage: Stage) -> None:
    async with stage.start() as platform:
        receipt = await platform.post(A, stage.channel, alert(), PLAIN)
        await platform.remove(stage.channel, receipt)
        assert await raises_gone(platform, stage, receipt) == [stage.knows_gone] * 2


async def raises_gone(platform: Platform, stage: Stage, receipt: Receipt) -> list[bool]:
    raised = []
    for call in (
        lambda: platform.edit(stage.channel, receipt, alert()),
        lambda: platform.reply(B, stage.channel, receipt, news(), PLAIN),
    ):
        try:
            await call()
        except Gone:
            raised.append(True)
        else:
            raised.append(False)
    return raised


async def test_a_removed_message_can_be_posted_anew(stage: Stage) -> None:
    async with stage.start() as platform:
        await platform.remove(stage.channel, await platform.post(A, stage.channel, alert(), PLAIN))
        again = await platform.post(A, stage.channel, alert(), PLAIN)
        assert await platform.find(A, stage.channel) == (again,)


async def test_of_a_message_sent_twice_the_first_can_be_kept(stage: Stage) -> None:
    async with stage.start() as platform:
        for _ in range(2):
            await platform.post(A, stage.channel, alert(), PLAIN)
        first, *copies = await platform.find(A, stage.channel)
        for copy in copies:
            await platform.remove(stage.channel, copy)
        assert await platform.find(A, stage.channel) == (first,)


async def test_only_the_manner_calls_somebody(stage: Stage) -> None:
    async with stage.start() as platform:
        receipt = await platform.post(A, stage.channel, alert(), PLAIN)
        await platform.edit(stage.channel, receipt, news())
        assert stage.called() == []
        calling = Manner(mention=stage.group)
        await platform.post(B, stage.channel, alert(), calling)
        await platform.reply(DeliveryId("c"), stage.channel, receipt, news(), replace(calling, threads=False))
    assert stage.called() == [stage.group] * 2


async def test_text_from_outside_calls_nobody_and_acts_on_nothing(stage: Stage) -> None:
    async with stage.start() as platform:
        receipt = await platform.post(A, stage.channel, HOSTILE, PLAIN)
        await platform.edit(stage.channel, receipt, HOSTILE)
        await platform.reply(B, stage.channel, receipt, HOSTILE, Manner(silent=True))
    assert stage.called() == []
    assert not {"\x1b", "\x07", "\x00", "\r", "\u202e"} & set(stage.shown())
    assert "\nfake line" not in stage.shown()


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_every_card_can_be_posted_edited_and_replied(stage: Stage, language: str) -> None:
    async with stage.start() as platform:
        for name, made in EVERY.items():
            receipt = await platform.post(DeliveryId(name), stage.channel, made(language), Manner(mention=stage.group))
            await platform.edit(stage.channel, receipt, made(language))
            await platform.reply(DeliveryId(f"{name} again"), stage.channel, receipt, made(language), PLAIN)
            assert await platform.find(DeliveryId(name), stage.channel) == (receipt,)
    assert stage.called() == [stage.group] * len(EVERY)
