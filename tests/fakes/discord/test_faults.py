"""Each fault as any client sees it, whether the message is there all the same, and faults by seeded chance."""

from __future__ import annotations

import asyncio
from collections import Counter

import aiohttp
import discord
import pytest

from tests.fakes.chat import faults as chat
from tests.fakes.discord.asking import asking
from tests.fakes.discord.clerk import clerk, until
from tests.fakes.discord.fake import Discord
from tests.fakes.discord.faults import FINAL, PASSING, Fault, Faults, Planned

SEND = "POST /channels/{channel_id}/messages"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
STATUS = {
    Fault.LIMITED: 429, Fault.LIMITED_GLOBAL: 429, Fault.LIMITED_SHARED: 429, Fault.CLOUDFLARE: 429, Fault.BROKEN: 500,
    Fault.BROKEN_AFTER: 500, Fault.BAD_GATEWAY: 502, Fault.BAD_GATEWAY_AFTER: 502, Fault.AWAY: 503,
    Fault.FORBIDDEN: 403, Fault.NO_ACCESS: 403, Fault.UNKNOWN_CHANNEL: 404, Fault.UNKNOWN_MESSAGE: 404,
    Fault.REFUSED: 400,
}  # fmt: skip
GARBLED = (Fault.GARBLED, Fault.GARBLED_AFTER)


@pytest.mark.parametrize("fault", Fault)
async def test_a_spoilt_message_is_there_only_where_the_fault_comes_after(fault: Fault) -> None:
    fake = Discord()
    channel = fake.channel(fake.guild("Mali desk"), "alerts")
    fake.script([fault])
    patience = aiohttp.ClientTimeout(total=0.05 if "hang" in fault else 5)
    async with asking(fake) as ask:
        sending = ask(f"POST /channels/{channel}/messages", {"content": "x"}, timeout=patience)
        if fault in STATUS:
            assert (await sending).status == STATUS[fault]
        else:
            with pytest.raises(ValueError if fault in GARBLED else (aiohttp.ClientError, TimeoutError)):
                await sending
        assert len(fake.messages(channel)) == fault.is_processed
        assert (await ask(f"POST /channels/{channel}/messages", {"content": "x"})).status == 200
    assert fake.faults.hit == {fault: 1}
    assert [one.fault for one in fake.requests] == [fault, ""]


@pytest.mark.parametrize(("fault", "error"), [("away", discord.DiscordServerError), ("reset", aiohttp.ClientOSError)])
async def test_the_library_does_not_try_again_after(fault: str, error: type[Exception]) -> None:
    fake = Discord()
    async with clerk(fake) as (client, channel):
        fake.script([fault])
        with pytest.raises(error):
            await client.get_partial_messageable(int(channel)).send("x")
    assert fake.messages(channel) == []


async def test_the_library_tries_again_after_a_500_and_its_nonce_keeps_the_message_single() -> None:
    fake = Discord()
    async with clerk(fake) as (client, channel):
        fake.script(["broken_after"])
        await client.get_partial_messageable(int(channel)).send("x")
    assert len(fake.messages(channel)) == 1
    assert fake.counted()[SEND] == 2


async def test_a_script_waits_for_the_requests_it_is_meant_for() -> None:
    faults = Faults()
    faults.script([Planned(fault=Fault.AWAY, on=EDIT), Planned(fault=Fault.RESET, channel="other")])
    faults.script([Planned(fault=Fault.BROKEN, on="* /channels/*"), Planned(fault=None), Planned(fault=Fault.HANG)])
    given = [
        faults.next("GET /gateway/bot", "", ""),  # let pass
        faults.next(SEND, "here", "a"),
        faults.next(EDIT, "here", "a"),
        faults.next(SEND, "other", "a"),
        faults.next(SEND, "here", "a"),
        faults.next(SEND, "here", "a"),  # nothing is left
    ]
    assert given == [None, Fault.BROKEN, Fault.AWAY, Fault.RESET, Fault.HANG, None]


def drawn(seed: int, subjects: range, *, on: str = "") -> list[Fault | None]:
    faults = Faults(seed)
    faults.by_chance(0.1, on=on)
    return [faults.next(SEND, "here", str(subject)) for subject in subjects]


def test_chance_spoils_about_the_share_that_was_asked_for_with_every_passing_fault() -> None:
    counted = Counter(drawn(7, range(3000)))
    assert 240 < 3000 - counted[None] < 360
    assert set(counted) == {None, *PASSING}
    assert not set(PASSING) & set(FINAL)


def test_chance_depends_on_the_seed_and_the_request_and_not_on_the_order_of_requests() -> None:
    subjects = range(500)
    assert drawn(7, subjects) == drawn(7, subjects) == drawn(7, subjects[::-1])[::-1]
    assert drawn(7, subjects) != drawn(8, subjects)


def test_chance_spoils_only_the_routes_that_were_named_and_unknown_messages_only_where_one_is_named() -> None:
    assert set(drawn(7, range(200), on="PATCH *")) == {None}
    faults = Faults()
    faults.by_chance(1, [Fault.UNKNOWN_MESSAGE])
    assert [faults.next(route, "here", "a") for route in (SEND, EDIT)] == [None, Fault.UNKNOWN_MESSAGE]


def test_faults_that_other_chats_have_too_are_called_the_same() -> None:
    assert {fault.value for fault in chat.Fault} - {fault.value for fault in Fault} == {"limited_bare"}


async def test_a_hanging_request_ends_with_the_server() -> None:
    fake = Discord()
    channel = fake.channel(fake.guild("Mali desk"), "alerts")
    fake.script(["hang"])
    async with asking(fake) as ask:
        hanging = asyncio.create_task(ask(f"POST /channels/{channel}/messages", {"content": "x"}))
        await until(lambda: bool(fake.faults.hit))
    with pytest.raises(aiohttp.ClientError):
        await hanging
    assert [one.status for one in fake.requests] == [0]
