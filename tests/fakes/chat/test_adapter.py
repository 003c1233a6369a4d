"""The client: one request for each call, everything classified, whatever the names and however many at once."""

from __future__ import annotations

import asyncio
import socket

import aiohttp
import pytest

from bot.domain.card import Action, Bold, Card, Link, Para, Time, TimeStyle
from bot.domain.clock import SteppedClock
from bot.domain.delivery import PLAIN, Receipt
from bot.domain.errors import Busy, Refused, Uncertain
from bot.domain.ids import DeliveryId
from bot.domain.incident import Severity
from bot.domain.reader import Reader
from bot.domain.subscription import Destination
from bot.platforms.terminal.render import render
from tests.fakes.chat.adapter import RETRY, WIDTH, ChatPlatform
from tests.fakes.chat.chat import Chat
from tests.fakes.chat.server import serving
from tests.fakes.chat.stage import CHANNEL, NOW, PATIENTLY, QUICKLY, TENANT, card, place, said, talking

A = DeliveryId("a")
RECEIPT = Receipt(ref="1")


async def test_a_server_that_is_not_there_is_busy() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        async with ChatPlatform("chat", address, clock=SteppedClock(NOW), timeout=PATIENTLY) as platform:
            with pytest.raises(Busy) as raised:
                await platform.post(A, place(), card(), PLAIN)
    assert raised.value.retry_after == RETRY


@pytest.mark.parametrize("fault", ["reset", "reset_after"])
async def test_nothing_is_sent_twice_behind_the_callers_back(fault: str) -> None:
    chat = Chat("chat", idempotent=True)
    async with talking(chat) as platform:
        await platform.post(A, place(), card(), PLAIN)  # the connection that is used again
        for kind, call in (
            ("find", lambda: platform.find(A, place())),
            ("edit", lambda: platform.edit(place(), RECEIPT, card())),
            ("remove", lambda: platform.remove(place(), RECEIPT)),
        ):
            chat.script([fault], on=kind)
            with pytest.raises(Uncertain):
                await call()
            assert said(chat).requests[kind] == 1


async def test_a_hanging_chat_is_given_up_after_the_time_out_and_does_not_stop_other_requests() -> None:
    chat = Chat("chat", idempotent=True)
    chat.open(TENANT, ["hanging"])
    async with talking(chat, patience=QUICKLY) as platform:
        chat.script(["hang"], channel="hanging")
        loop = asyncio.get_running_loop()
        began = loop.time()
        stuck = asyncio.create_task(platform.post(A, place("hanging"), card(), PLAIN))
        await platform.post(A, place(), card(), PLAIN)
        assert not stuck.done()
        with pytest.raises(Uncertain, match=r"0\.5 s"):
            await stuck
        assert QUICKLY.total_seconds() <= loop.time() - began < 3


async def test_a_hundred_and_fifty_requests_that_hang_do_not_keep_the_next_one_waiting() -> None:
    chat = Chat("chat", idempotent=True)
    chat.open(TENANT, ["hanging"])
    async with talking(chat) as platform:
        chat.script(["hang"] * 150, channel="hanging")
        posts = [asyncio.create_task(platform.post(A, place("hanging"), card(), PLAIN)) for _ in range(150)]
        await asyncio.sleep(0)
        await platform.post(A, place(), card(), PLAIN)
        assert not any(post.done() for post in posts)
        for post in posts:
            post.cancel()
        await asyncio.gather(*posts, return_exceptions=True)


@pytest.mark.parametrize("name", ["a/b", "é à", "50%", "..", "#x?y=1", "@ü/1"])
async def test_names_arrive_as_they_are(name: str) -> None:
    chat = Chat("chat", idempotent=False)
    where = Destination(platform="chat", tenant=name, channel=name)
    chat.open(name, [name])
    async with talking(chat) as platform:
        receipt = await platform.post(DeliveryId(name), where, card(), PLAIN)
        assert await platform.find(DeliveryId(name), where) == (receipt,)
    assert [message.key for message in said(chat).standing(name, name)] == [name]


async def test_a_card_is_told_as_the_terminal_tells_it_without_colour_and_its_outline_comes_along() -> None:
    chat = Chat("chat", idempotent=True)
    rich = Card(
        title="Ville prise : Kidal",
        severity=Severity.CRITICAL,
        reader=Reader(language="fr", zone="Africa/Bamako"),
        blocks=(Para((Bold("Kidal"), Link("rfi", "https://example.org/1"), Time(NOW, TimeStyle.AGE))),),
        actions=(Action(label="Utile", command="verdict", args=(("alert", "A1"),)),),
    )
    async with talking(chat) as platform:
        await platform.post(A, place(), rich, PLAIN)
    (message,) = said(chat).all()
    assert message.text == render(rich, width=WIDTH, colour=False, now=NOW)
    assert message.card == {
        "title": "Ville prise : Kidal",
        "severity": "critical",
        "language": "fr",
        "actions": [{"label": "Utile", "command": "verdict", "args": {"alert": "A1"}}],
    }


async def test_two_chats_on_one_server_know_nothing_of_each_other() -> None:
    chats = Chat("chat", idempotent=True), Chat("chatlog", idempotent=False)
    for chat in chats:
        chat.open(TENANT, [CHANNEL])
    chats[0].script(["away"])
    async with serving(*chats) as address:
        for chat in chats:
            async with ChatPlatform(chat.name, address, clock=SteppedClock(NOW), timeout=PATIENTLY) as platform:
                assert platform.name == chat.name
                if chat is chats[0]:
                    with pytest.raises(Busy):
                        await platform.post(A, place(), card(), PLAIN)
                else:
                    await platform.post(A, place(), card(), PLAIN)
    assert [len(said(chat).all()) for chat in chats] == [0, 1]


async def test_a_request_that_makes_no_sense_is_refused() -> None:
    async with talking(Chat("chat", idempotent=True)) as platform:
        with pytest.raises(Refused, match="HTTP 400"):
            await platform.post(DeliveryId(""), place(), card(), PLAIN)


@pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b'{"key": "a"}', b'{"key": "a", "text": 1, "card": {}}'])
async def test_the_server_refuses_bodies_that_it_does_not_understand(body: bytes) -> None:
    chat = Chat("chat", idempotent=True)
    chat.open(TENANT, [CHANNEL])
    async with serving(chat) as address, aiohttp.ClientSession() as session:
        url = f"{address}/chat/{TENANT}/channels/{CHANNEL}/messages"
        async with session.post(url, data=body) as answer:
            assert answer.status == 400
    assert said(chat).all() == []


async def test_a_reset_is_one_on_the_wire_and_not_an_orderly_end() -> None:
    chat = Chat("chat", idempotent=True)
    chat.script(["reset"])
    async with serving(chat) as address:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
        writer.write(b"GET /chat/t/channels/c/messages?key=a HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            await reader.read()
        writer.close()
