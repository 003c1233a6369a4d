"""What a chat remembers: idempotent or not, what is found, edited, answered and deleted, over the wire."""

from __future__ import annotations

import pytest

from bot.domain.delivery import PLAIN, Manner, Receipt
from bot.domain.errors import Gone, Lost
from bot.domain.ids import DeliveryId
from tests.fakes.chat.chat import Chat
from tests.fakes.chat.rooms import WINDOW_S, By, Refusal
from tests.fakes.chat.stage import CHANNEL, TENANT, card, keys, place, said, talking

A, B = DeliveryId("a"), DeliveryId("b")
FLAVOURS = pytest.mark.parametrize("idempotent", [True, False], ids=["idempotent", "plain"])


@FLAVOURS
async def test_messages_stand_in_the_order_in_which_they_came(idempotent: bool) -> None:
    chat = Chat("chat", idempotent=idempotent)
    async with talking(chat) as platform:
        for key in ("c", "a", "b"):
            await platform.post(DeliveryId(key), place(), card(), PLAIN)
    assert keys(chat) == ["c", "a", "b"]
    assert [message.number for message in said(chat).all()] == [1, 2, 3]


async def test_an_idempotent_chat_gives_the_first_message_back_when_a_key_comes_again() -> None:
    chat = Chat("chat", idempotent=True)
    async with talking(chat) as platform:
        first = await platform.post(A, place(), card("first"), PLAIN)
        assert await platform.post(A, place(), card("second"), PLAIN) == first
        assert await platform.reply(B, place(), first, card(), PLAIN) == await platform.reply(
            B, place(), first, card(), PLAIN
        )
    assert keys(chat) == ["a", "b"]
    assert "first" in said(chat).all()[0].text


async def test_an_idempotent_chat_forgets_a_key_after_some_minutes() -> None:
    chat = Chat("chat", idempotent=True, now=lambda: 0)
    async with talking(chat) as platform:
        await platform.post(A, place(), card(), PLAIN)
        chat.set_clock(WINDOW_S - 1)
        await platform.post(A, place(), card(), PLAIN)
        assert keys(chat) == ["a"]
        chat.set_clock(WINDOW_S)
        await platform.post(A, place(), card(), PLAIN)
    assert keys(chat) == ["a", "a"]


async def test_one_key_in_two_channels_is_two_messages() -> None:
    chat = Chat("chat", idempotent=True)
    chat.open(TENANT, ["other"])
    async with talking(chat) as platform:
        await platform.post(A, place(), card(), PLAIN)
        await platform.post(A, place("other"), card(), PLAIN)
    assert len(said(chat).all()) == 2


async def test_a_plain_chat_makes_a_second_message_and_finds_both_oldest_first() -> None:
    chat = Chat("chatlog", idempotent=False)
    async with talking(chat) as platform:
        first = await platform.post(A, place(), card(), PLAIN)
        await platform.post(B, place(), card(), PLAIN)
        second = await platform.post(A, place(), card(), PLAIN)
        assert first != second
        assert await platform.find(A, place()) == (first, second)


async def test_removing_takes_one_copy_and_doing_it_again_is_no_error() -> None:
    chat = Chat("chatlog", idempotent=False)
    async with talking(chat) as platform:
        first = await platform.post(A, place(), card(), PLAIN)
        second = await platform.post(A, place(), card(), PLAIN)
        await platform.remove(place(), second)
        await platform.remove(place(), second)
        assert await platform.find(A, place()) == (first,)
    assert [message.gone for message in said(chat).all()] == [By.NOBODY, By.CLIENT]


@FLAVOURS
async def test_a_key_that_never_came_is_not_found(idempotent: bool) -> None:
    async with talking(Chat("chat", idempotent=idempotent)) as platform:
        await platform.post(B, place(), card(), PLAIN)
        assert await platform.find(A, place()) == ()


async def test_a_lagging_chat_finds_a_message_only_after_so_many_requests() -> None:
    async with talking(Chat("chatlog", idempotent=False, lag=2)) as platform:
        sent = await platform.post(A, place(), card(), PLAIN)
        assert [await platform.find(A, place()) for _ in range(4)] == [(), (), (sent,), (sent,)]


async def test_an_edit_changes_the_text_that_is_shown_and_keeps_the_former_ones() -> None:
    chat = Chat("chat", idempotent=True)
    async with talking(chat) as platform:
        receipt = await platform.post(A, place(), card("first"), PLAIN)
        await platform.edit(place(), receipt, card("second"))
        await platform.edit(place(), receipt, card("third"))
    (message,) = said(chat).all()
    assert ("first" in message.text, len(message.edits), "third" in message.shown) == (True, 2, True)
    assert message.card["title"] == "third"


@pytest.mark.parametrize("threads", [True, False], ids=["in its thread", "in the channel"])
async def test_a_reply_stands_beneath_its_message_or_after_it(threads: bool) -> None:
    chat = Chat("chat", idempotent=True)
    async with talking(chat) as platform:
        receipt = await platform.post(A, place(), card(), PLAIN)
        await platform.reply(B, place(), receipt, card(), Manner(threads=threads))
        assert len(await platform.find(B, place())) == 1
    assert said(chat).all()[1].parent == receipt.ref
    assert len(said(chat).replies(TENANT, CHANNEL, receipt.ref)) == threads


async def test_what_a_person_deleted_can_be_neither_edited_nor_answered_nor_found() -> None:
    chat = Chat("chat", idempotent=True)
    async with talking(chat) as platform:
        receipt = await platform.post(A, place(), card(), PLAIN)
        chat.delete(TENANT, CHANNEL, receipt.ref)
        with pytest.raises(Gone):
            await platform.edit(place(), receipt, card())
        with pytest.raises(Gone):
            await platform.reply(B, place(), receipt, card(), PLAIN)
        assert await platform.find(A, place()) == ()
        assert (await platform.post(A, place(), card(), PLAIN)) != receipt
    assert [message.gone for message in said(chat).all()] == [By.PERSON, By.NOBODY]


def test_a_person_cannot_delete_what_is_not_there() -> None:
    chat = Chat("chat", idempotent=True)
    chat.open(TENANT, [CHANNEL])
    with pytest.raises(Refusal):
        chat.delete(TENANT, CHANNEL, "1")


@pytest.mark.parametrize("shut", ["forbid", "close", "never opened"])
async def test_a_channel_that_cannot_be_written_to_is_lost_until_it_is_opened_again(shut: str) -> None:
    chat = Chat("chat", idempotent=True)
    async with talking(chat) as platform:
        if shut == "never opened":
            where = place("elsewhere")
        else:
            where = place()
            getattr(chat, shut)(TENANT, CHANNEL)
        for attempt in (
            platform.post(A, where, card(), PLAIN),
            platform.edit(where, Receipt(ref="1"), card()),
            platform.find(A, where),
            platform.remove(where, Receipt(ref="1")),
        ):
            with pytest.raises(Lost):
                await attempt
        chat.open(TENANT, [where.channel])
        await platform.post(A, where, card(), PLAIN)
    assert len(said(chat).all()) == 1


async def test_a_person_can_be_written_to_without_a_channel_being_made_before() -> None:
    chat = Chat("chat", idempotent=True)
    async with talking(chat) as platform:
        await platform.post(A, place("@u1"), card(), PLAIN)
    assert [message.key for message in said(chat).standing(TENANT, "@u1")] == ["a"]


async def test_the_manner_of_a_message_reaches_the_chat() -> None:
    chat = Chat("chat", idempotent=True)
    async with talking(chat) as platform:
        await platform.post(A, place(), card(), Manner(mention="role-7", silent=True))
        await platform.post(B, place(), card(), PLAIN)
    assert [(message.mention, message.silent) for message in said(chat).all()] == [("role-7", True), ("", False)]
