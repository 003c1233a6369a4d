"""Discord as a platform, beyond the contract of all: kinds of channels, threads, rights, crashes, many channels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.card import Action, Card, Para, Text
from bot.domain.delivery import PLAIN, Manner
from bot.domain.errors import Gone, Lost, Uncertain
from bot.domain.ids import DeliveryId, digest
from bot.domain.subscription import direct
from bot.platforms.discord import buttons
from bot.platforms.discord.adapter import Memory
from tests.cards.deck import CARDS
from tests.fakes.discord.faults import Fault
from tests.fakes.discord.rooms import Door, Kind
from tests.platforms.discord.posting import at
from tests.platforms.discord.stage import platform

KEY, LATER = DeliveryId(digest("a")), DeliveryId(digest("b"))
ALERT, NEWS = CARDS["alert"]("en"), CARDS["news_promoted"]("en")
SEND, THREAD = "POST /channels/{channel_id}/messages", "POST /channels/{channel_id}/messages/{message_id}/threads"


async def test_news_stands_in_one_thread_that_is_opened_once(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        head = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        for number in range(3):
            await desk.here.reply(DeliveryId(digest(f"{number}")), desk.to, head, NEWS, PLAIN)
        (message,) = desk.standing()
        assert len(desk.there.replies(message.id)) == 3
        assert desk.there.rooms.channels[message.thread].name == f"{NEWS.symbol} {NEWS.title}"
        assert desk.asked(THREAD) == 1


async def test_a_thread_is_found_again_after_a_restart(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        head = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        await desk.here.reply(LATER, desk.to, head, NEWS, PLAIN)
        async with platform(desk.store) as after:
            reply = await after.reply(DeliveryId("c"), desk.to, head, NEWS, PLAIN)
            assert await after.find(DeliveryId("c"), desk.to, head) == (reply,)
        assert len(desk.threads()) == 1


async def test_a_thread_that_was_opened_when_the_connection_broke_is_used_at_the_next_try(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        head = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        desk.there.script([Fault.RESET_AFTER], on=THREAD)
        with pytest.raises(Uncertain):
            await desk.here.reply(LATER, desk.to, head, NEWS, PLAIN)
        assert await desk.here.find(LATER, desk.to, head) == ()
        await desk.here.reply(LATER, desk.to, head, NEWS, PLAIN)
        assert len(desk.threads()) == 1


@pytest.mark.parametrize("spoilt", ["locked", "deleted", "not allowed"])
async def test_news_that_cannot_stand_in_a_thread_answers_the_message_in_the_channel(
    tmp_path: Path, spoilt: str
) -> None:
    async with at(tmp_path) as desk:
        head = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        if spoilt == "not allowed":
            desk.there.script([Fault.FORBIDDEN], on=THREAD)
        else:
            await desk.here.reply(DeliveryId("c"), desk.to, head, NEWS, PLAIN)
            (thread,) = desk.threads()
            if spoilt == "locked":
                desk.there.archive(thread, locked=True)
            else:
                desk.there.set_door(thread, Door.GONE)
        receipt = await desk.here.reply(LATER, desk.to, head, NEWS, PLAIN)
        message, answer = desk.standing()
        assert answer.answers == message.id
        assert await desk.here.find(LATER, desk.to, head) == (receipt,)


async def test_a_channel_that_lets_nobody_open_threads_is_asked_once(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        desk.there.script([Fault.FORBIDDEN] * 3, on=THREAD)
        for number in range(3):
            head = await desk.here.post(DeliveryId(f"h{number}"), desk.to, ALERT, PLAIN)
            await desk.here.reply(DeliveryId(f"r{number}"), desk.to, head, NEWS, PLAIN)
        assert desk.asked(THREAD) == 1
        assert len(desk.standing()) == 6


async def test_without_threads_news_answers_the_message(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        head = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        await desk.here.reply(LATER, desk.to, head, NEWS, Manner(threads=False))
        message, answer = desk.standing()
        assert (answer.answers, desk.asked(THREAD)) == (message.id, 0)


async def test_a_forum_gets_a_post_for_each_incident_and_is_tried_as_a_channel_once(tmp_path: Path) -> None:
    async with at(tmp_path, Kind.FORUM) as desk:
        receipts = [await desk.here.post(DeliveryId(f"k{n}"), desk.to, ALERT, PLAIN) for n in range(3)]
        await desk.here.reply(LATER, desk.to, receipts[0], NEWS, PLAIN)
        names = [desk.there.rooms.channels[thread].name for thread in desk.threads()]
        assert names == [f"{ALERT.symbol} {ALERT.title}"] * 3
        assert desk.asked(SEND) == 2  # the first try, and the news
        async with platform(desk.store) as after:
            assert await after.find(DeliveryId("k1"), desk.to) == (receipts[1],)


async def test_an_archived_post_is_opened_for_an_edit(tmp_path: Path) -> None:
    async with at(tmp_path, Kind.FORUM) as desk:
        receipt = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        (thread,) = desk.threads()
        desk.there.archive(thread)
        await desk.here.edit(desk.to, receipt, replace(ALERT, title="Told otherwise"))
        assert "Told otherwise" in desk.there.standing(thread)[0].content


async def test_an_announcement_channel_is_written_to_like_any_other(tmp_path: Path) -> None:
    async with at(tmp_path, Kind.ANNOUNCEMENT) as desk:
        head = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        await desk.here.reply(LATER, desk.to, head, NEWS, PLAIN)
        (message,) = desk.standing()
        assert len(desk.there.replies(message.id)) == 1


async def test_a_person_is_written_to_alone_and_has_no_threads(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        to = direct(desk.to, desk.there.person("ann"))
        head = await desk.here.post(KEY, to, ALERT, PLAIN)
        await desk.here.reply(LATER, to, head, NEWS, PLAIN)
        assert len(desk.there.standing(desk.there.conversation("ann"))) == 2
        assert (desk.asked("POST /users/@me/channels"), desk.asked(THREAD)) == (1, 0)
        assert await desk.here.find(KEY, to) == (head,)


async def test_a_person_who_takes_no_messages_is_lost(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        desk.there.set_door(desk.there.conversation("ann"), Door.FORBIDDEN)
        with pytest.raises(Lost):
            await desk.here.post(KEY, direct(desk.to, desk.there.person("ann")), ALERT, PLAIN)


async def test_a_second_try_within_minutes_is_the_first_message(tmp_path: Path) -> None:
    async with at(tmp_path, speed=10.0) as desk:
        desk.there.script([Fault.RESET_AFTER], on=SEND)
        with pytest.raises(Uncertain):
            await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        receipt = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        assert await desk.here.find(KEY, desk.to) == (receipt,)
        assert len(desk.standing()) == 1


async def test_a_message_is_found_long_after_its_nonce_is_forgotten_and_much_was_said_since(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        desk.there.script([Fault.RESET_AFTER], on=SEND)
        with pytest.raises(Uncertain):
            await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        desk.there.advance(3600)
        for number in range(250):
            desk.there.write("ann", desk.channel, f"{number} @everyone {KEY}")
        async with platform(desk.store) as after:
            (found,) = await after.find(KEY, desk.to)
            await after.edit(desk.to, found, NEWS)
        assert NEWS.title in desk.standing()[0].content


async def test_nothing_of_others_is_taken_for_ours(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        receipt = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        desk.standing()[0].author = desk.there.person("somebody who copies us")
        assert await desk.here.find(KEY, desk.to) == ()
        assert receipt.ref.endswith(KEY)


async def test_an_edit_leaves_the_key_in_the_message_whatever_its_buttons(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        receipt = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        for card in (replace(ALERT, actions=()), NEWS, CARDS["error"]("fr")):
            await desk.here.edit(desk.to, receipt, card)
            assert buttons.key_of(desk.standing()[0].shown["components"]) == KEY


async def test_what_a_button_has_no_room_for_is_kept_before_the_message_is_sent(tmp_path: Path) -> None:
    long = Action(label="Mute", command="mute", args=(("what", "near:Kidal/50km type:ambush " * 9),))
    async with at(tmp_path) as desk:
        desk.there.script([Fault.RESET_AFTER], on=SEND)
        with pytest.raises(Uncertain):
            await desk.here.post(KEY, desk.to, Card(title="x", blocks=(Para((Text("y"),)),), actions=(long,)), PLAIN)
        pressed = buttons.read(desk.standing()[0].shown["components"][0]["components"][0]["custom_id"])
        assert pressed is not None
        async with desk.store.read() as tx:
            line = await tx.prepared.line(pressed.token)
        assert line == buttons.line(long)


async def test_a_silent_message_makes_no_sound(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        await desk.here.post(KEY, desk.to, ALERT, Manner(silent=True))
        await desk.here.post(LATER, desk.to, ALERT, PLAIN)
        assert [one.is_silent for one in desk.standing()] == [True, False]


@pytest.mark.parametrize("door", [Door.FORBIDDEN, Door.HIDDEN, Door.GONE])
async def test_a_channel_that_is_closed_to_us_is_lost_for_posts_edits_and_news(tmp_path: Path, door: Door) -> None:
    async with at(tmp_path) as desk:
        receipt = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        desk.there.set_door(desk.channel, door)
        with pytest.raises(Lost):
            await desk.here.post(LATER, desk.to, ALERT, PLAIN)
        with pytest.raises(Lost):
            await desk.here.edit(desk.to, receipt, ALERT)
        with pytest.raises(Lost):
            await desk.here.reply(LATER, desk.to, receipt, NEWS, PLAIN)


async def test_a_message_that_somebody_deleted_is_gone(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        receipt = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        desk.there.delete(desk.standing()[0].id)
        with pytest.raises(Gone):
            await desk.here.edit(desk.to, receipt, ALERT)
        for manner in (PLAIN, Manner(threads=False)):
            with pytest.raises(Gone):
                await desk.here.reply(LATER, desk.to, receipt, NEWS, manner)
        await desk.here.remove(desk.to, receipt)


def test_memory_forgets_the_oldest() -> None:
    memory = Memory(most=2)
    for name in "abc":
        memory.put(name, name.upper())
    assert [memory.get(name) for name in "abc"] == [None, "B", "C"]
    memory.drop("c")
    memory.drop("never known")
    assert memory.get("c") is None
