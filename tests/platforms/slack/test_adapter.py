"""Slack as a platform, beyond the contract of all: threads and the channel, rights, people, doubts, kept commands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.card import Action, Card
from bot.domain.delivery import PLAIN, Manner
from bot.domain.errors import Busy, Gone, Lost, Uncertain
from bot.domain.ids import DeliveryId, digest
from bot.domain.incident import Severity
from bot.domain.subscription import direct
from bot.platforms.slack import render
from bot.platforms.slack.pace import POST
from tests.cards.deck import CARDS
from tests.platforms.slack.posting import at
from tests.platforms.slack.stage import platform

KEY, LATER = DeliveryId(digest("a")), DeliveryId(digest("b"))
ALERT, NEWS = CARDS["alert"]("en"), CARDS["news_promoted"]("en")
GRAVE = replace(NEWS, severity=Severity.CRITICAL)
LOUD = Manner(mention="S04711DESK")
OPEN, HISTORY, REPLIES, UPDATE = "conversations.open", "conversations.history", "conversations.replies", "chat.update"


async def test_a_receipt_names_channel_message_and_key(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        receipt = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        (message,) = desk.standing()
        assert receipt.ref == f"{desk.channel}/{message.ts}/{KEY}"
        assert message.key == KEY
        assert (message.body["text"], message.body["blocks"]) != ("", [])


async def test_news_stands_in_the_thread_of_its_message(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        head = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        for number in range(3):
            await desk.here.reply(DeliveryId(f"k{number}"), desk.to, head, NEWS, PLAIN)
        message, *_ = desk.standing()
        beneath = desk.there.replies(desk.channel, message.ts)
        assert [one.key for one in beneath] == ["k0", "k1", "k2"]
        assert desk.asked(POST) == 4


@pytest.mark.parametrize(
    ("card", "manner", "is_shown"),
    [
        (NEWS, PLAIN, False),
        (NEWS, LOUD, True),
        (GRAVE, PLAIN, True),
        (GRAVE, replace(LOUD, silent=True), False),
        (NEWS, Manner(silent=True), False),
    ],
    ids=["usual", "calls somebody", "critical", "critical but quiet", "quiet"],
)
async def test_only_news_that_everybody_should_see_is_shown_in_the_channel_too(
    tmp_path: Path, card: Card, manner: Manner, is_shown: bool
) -> None:
    async with at(tmp_path) as desk:
        head = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        receipt = await desk.here.reply(LATER, desk.to, head, card, manner)
        (reply,) = desk.there.replies(desk.channel, desk.standing()[0].ts)
        assert reply.broadcast is is_shown
        assert await desk.here.find(LATER, desk.to, head) == (receipt,)


async def test_without_threads_news_stands_in_the_channel_and_leads_to_its_message(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        head = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        await desk.here.reply(LATER, desk.to, head, NEWS, Manner(threads=False))
        message, news = desk.standing()
        assert not news.thread
        assert f"p{message.ts.replace('.', '')}" in str(news.body["blocks"])
        assert "The message that this belongs to" in news.text


@pytest.mark.parametrize("fault", ["limited", "reset", "error:access_denied"])
async def test_where_slack_does_not_tell_the_way_news_goes_without(tmp_path: Path, fault: str) -> None:
    async with at(tmp_path) as desk:
        head = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        desk.there.script([fault], on="chat.getPermalink")
        await desk.here.reply(LATER, desk.to, head, NEWS, Manner(threads=False))
        assert "The message that this belongs to" not in desk.standing()[1].text


@pytest.mark.parametrize("threads", [True, False])
async def test_news_of_a_message_that_a_person_deleted_says_so(tmp_path: Path, threads: bool) -> None:
    async with at(tmp_path) as desk:
        head = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        desk.there.delete(desk.channel, desk.standing()[0].ts)
        with pytest.raises(Gone):
            await desk.here.reply(LATER, desk.to, head, NEWS, Manner(threads=threads))
        assert desk.standing() == []


async def test_an_edit_keeps_the_key_and_calls_nobody(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        receipt = await desk.here.post(KEY, desk.to, ALERT, LOUD)
        await desk.here.edit(desk.to, receipt, replace(ALERT, title="Told otherwise"))
        (message,) = desk.standing()
        assert message.shown["metadata"]["event_payload"] == {"key": KEY}
        assert "subteam" not in str(message.shown)
        assert message.shown["text"].startswith(f"{render.title(replace(ALERT, title='Told otherwise'), 100)}")


async def test_a_person_is_written_to_alone_and_asked_for_once(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        ann = desk.there.user(desk.team, "ann")
        to = direct(desk.to, ann)
        head = await desk.here.post(KEY, to, ALERT, PLAIN)
        await desk.here.post(LATER, to, ALERT, PLAIN)
        await desk.here.reply(DeliveryId("c"), to, head, NEWS, PLAIN)
        assert len(desk.standing(desk.there.dm(ann))) == 3
        assert desk.asked(OPEN) == 1
        async with platform(desk.there, desk.store) as after:
            assert await after.find(KEY, to) == (head,)


async def test_people_of_two_workspaces_are_not_taken_for_one_another(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        ann = desk.there.user(desk.team, "ann")
        await desk.here.post(KEY, direct(desk.to, ann), ALERT, PLAIN)
        elsewhere = replace(direct(desk.to, ann), tenant=desk.there.team("other"))
        with pytest.raises(Lost):
            await desk.here.post(LATER, elsewhere, ALERT, PLAIN)


@pytest.mark.parametrize("error", ["user_disabled", "cannot_dm_bot", "user_not_found"])
async def test_a_person_who_cannot_be_written_to_is_lost(tmp_path: Path, error: str) -> None:
    async with at(tmp_path) as desk:
        ann = desk.there.user(desk.team, "ann")
        desk.there.script([f"error:{error}"], on=OPEN)
        with pytest.raises(Lost, match=error):
            await desk.here.post(KEY, direct(desk.to, ann), ALERT, PLAIN)


@pytest.mark.parametrize("door", ["archived", "restricted", "gone"])
async def test_a_closed_channel_is_lost_with_a_reason(tmp_path: Path, door: str) -> None:
    async with at(tmp_path) as desk:
        desk.there.set_door(desk.channel, door)
        with pytest.raises(Lost) as lost:
            await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        assert ": " in lost.value.reason


async def test_a_private_channel_that_tocsin_was_thrown_out_of_is_lost(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        room = desk.there.channel(desk.team, "secret", private=True)
        head = await desk.here.post(KEY, desk.at(room), ALERT, PLAIN)
        desk.there.kick(room)
        with pytest.raises(Lost, match="invited"):
            await desk.here.post(LATER, desk.at(room), ALERT, PLAIN)
        with pytest.raises(Lost):
            await desk.here.find(LATER, desk.at(room), head)


@pytest.mark.parametrize("fault", ["reset_after", "hang_after", "broken_after", "torn_after", "garbled_after"])
async def test_a_message_that_went_out_before_the_answer_was_lost_is_found(tmp_path: Path, fault: str) -> None:
    async with at(tmp_path, patience_s=0.3) as desk:
        desk.there.script([fault], on=POST)
        with pytest.raises(Uncertain):
            await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        (found,) = await desk.here.find(KEY, desk.to)
        assert found.ref == f"{desk.channel}/{desk.standing()[0].ts}/{KEY}"
        desk.there.script([fault], on=POST)
        with pytest.raises(Uncertain):
            await desk.here.reply(LATER, desk.to, found, NEWS, PLAIN)
        assert len(await desk.here.find(LATER, desk.to, found)) == 1


async def test_copies_come_oldest_first_from_thread_and_channel(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        head = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        first = await desk.here.reply(LATER, desk.to, head, NEWS, Manner(threads=False))
        second = await desk.here.reply(LATER, desk.to, head, NEWS, PLAIN)
        third = await desk.here.reply(LATER, desk.to, head, NEWS, LOUD)
        assert await desk.here.find(LATER, desk.to, head) == (first, second, third)
        await desk.here.remove(desk.to, second)
        assert await desk.here.find(LATER, desk.to, head) == (first, third)


async def test_a_command_too_long_for_its_button_is_kept(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        action = Action(label="Subscribe", command="subscribe", args=(("place", "ж" * 600),))
        card = Card(title="Preview", actions=(action,))
        receipt = await desk.here.post(KEY, desk.to, card, PLAIN)
        await desk.here.reply(LATER, desk.to, receipt, replace(card, actions=(replace(action, label="Again"),)), PLAIN)
        async with desk.store.read() as tx:
            kept = [await tx.prepared.line(token) for token in render.kept(card)]
        assert len(kept) == 1
        assert kept[0]


async def test_a_workspace_whose_token_died_is_lost_for_every_act(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        receipt = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        desk.there.revoke(desk.team)
        for act in (
            lambda: desk.here.post(LATER, desk.to, ALERT, PLAIN),
            lambda: desk.here.edit(desk.to, receipt, ALERT),
            lambda: desk.here.find(KEY, desk.to),
            lambda: desk.here.remove(desk.to, receipt),
        ):
            with pytest.raises(Lost, match="removed from the workspace"):
                await act()


async def test_where_slack_is_busy_nothing_is_called_absent(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        head = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        for method in (HISTORY, REPLIES):
            desk.there.script(["away"], on=method)
            with pytest.raises(Busy):
                await desk.here.find(LATER, desk.to, head)
