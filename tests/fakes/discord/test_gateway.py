"""What the gateway does to an unmodified discord.py: drops, resumes, lost sessions, shards, limits on starting."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import aiohttp
import discord
import pytest

from tests.fakes.discord.clerk import Clerk, Clerks, clerk, until
from tests.fakes.discord.fake import TOKEN, Discord
from tests.fakes.discord.server import serving
from tests.fakes.discord.stage import connected, here

SPEED = 50


async def works(fake: Discord, channel: str) -> bool:
    return (await fake.slash("amina", channel, "status", place="Kidal")).in_time


async def test_a_dropped_client_resumes_and_hears_what_it_missed() -> None:
    fake = Discord()
    async with clerk(fake) as (client, channel):
        dropping = asyncio.create_task(fake.gateway.drop(4000))
        await asyncio.sleep(0)  # it has hung up, and the client does not know yet
        missed = fake.guild("Niger desk")
        await dropping
        await until(lambda: client.get_guild(int(missed)) is not None)
        assert await works(fake, channel)
    (session,) = fake.gateway.sessions
    assert (session.resumes, session.replayed) == (1, 1)
    assert fake.gateway.closed == {4000: 1}


async def test_a_session_that_timed_out_is_followed_by_a_new_one() -> None:
    fake = Discord(speed=SPEED)
    async with clerk(fake) as (_, channel):
        await fake.gateway.drop(4009)
        await until(lambda: len(fake.gateway.live()) == 1)
        assert await works(fake, channel)
    assert [(one.alive, one.resumes) for one in fake.gateway.sessions] == [(False, 0), (True, 0)]
    assert [one.too_soon for one in fake.gateway.starts.identified] == [False, False]


async def test_an_invalidated_session_is_followed_by_a_new_one() -> None:
    fake = Discord(speed=SPEED)
    async with clerk(fake) as (_, channel):
        fake.gateway.invalidate()
        await until(lambda: len(fake.gateway.sessions) == 2)
        assert await works(fake, channel)


WAYS: dict[str, Callable[[Discord], None]] = {
    "asked to reconnect": lambda fake: fake.gateway.reconnect(),
    "cut off without a word": lambda fake: fake.gateway.cut(),
}


@pytest.mark.parametrize("way", WAYS)
async def test_a_client_resumes_after_it_was(way: str) -> None:
    fake = Discord()
    async with clerk(fake) as (_, channel):
        WAYS[way](fake)
        await until(lambda: fake.gateway.sessions[0].resumes == 1)
        assert await works(fake, channel)
    assert len(fake.gateway.sessions) == 1


async def test_heartbeats_are_acknowledged_until_they_are_not_and_the_client_comes_back() -> None:
    fake = Discord()
    fake.gateway.heartbeat_ms = 20
    async with clerk(fake, heartbeat_timeout=0.4) as (client, channel):
        await until(lambda: fake.gateway.sessions[0].heartbeats >= 3)
        assert client.latency < 5
        fake.gateway.acks = False
        await until(lambda: fake.gateway.sessions[0].resumes >= 1)
        fake.gateway.acks = True
        assert await works(fake, channel)


@pytest.mark.parametrize(
    ("client", "token", "error"),
    [
        ({}, "another", discord.LoginFailure),
        ({"intents": discord.Intents(guilds=True, members=True)}, TOKEN, discord.PrivilegedIntentsRequired),
        ({"shard_id": 3, "shard_count": 2}, TOKEN, discord.ConnectionClosed),
    ],
    ids=["a wrong token", "intents that were not granted", "a shard that cannot be"],
)
async def test_a_client_is_turned_away_with(client: dict[str, Any], token: str, error: type[Exception]) -> None:
    fake = Discord()
    async with here(fake):
        with pytest.raises(error):
            async with connected(Clerk(fake, **client), token):
                raise AssertionError("it got in")
    assert fake.gateway.sessions == []


async def test_intents_that_were_granted_let_a_client_in_and_decide_what_it_hears() -> None:
    fake = Discord()
    fake.gateway.privileged = 1 << 15
    intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
    heard: list[str] = []
    async with clerk(fake, intents=intents) as (client, channel):

        @client.event
        async def on_message(message: discord.Message) -> None:
            heard.append(message.content)

        fake.write("amina", channel, "what is that noise?")
        fake.write("amina", fake.conversation("amina"), "and in private?")
        await until(lambda: bool(heard))
        assert heard == ["what is that noise?"]


async def test_joining_leaving_and_outages_of_guilds_are_heard() -> None:
    fake, heard = Discord(), list[str]()
    async with clerk(fake) as (client, _):

        @client.event
        async def on_guild_join(guild: discord.Guild) -> None:
            heard.append(f"in {guild.name}")

        @client.event
        async def on_guild_remove(guild: discord.Guild) -> None:
            heard.append(f"out of {guild.name}")

        @client.event
        async def on_guild_unavailable(guild: discord.Guild) -> None:
            heard.append(f"no {guild.name}")

        guild = fake.guild("Niger desk")
        fake.set_away(guild, True)
        fake.set_away(guild, False)
        fake.kick(guild)
        await until(lambda: len(heard) == 3)
        assert heard == ["in Niger desk", "no Niger desk", "out of Niger desk"]


async def test_two_shards_start_one_after_the_other_and_each_hears_of_its_guilds() -> None:
    fake = Discord(speed=SPEED)
    fake.rest.shards = 2
    channels = [fake.channel(fake.guild(name), "alerts") for name in ("even", "odd")]
    async with here(fake), connected(Clerks(fake)) as client:
        await client.commands.tree.sync()
        assert [guild.shard_id for guild in client.guilds] == [0, 1]
        assert [await works(fake, channel) for channel in channels] == [True, True]
        await fake.gateway.drop(4000, shard=1)
        await until(lambda: fake.gateway.sessions[1].resumes == 1)
        assert await works(fake, channels[1])
    first, second = fake.gateway.starts.identified
    assert ((first.shard, first.count), (second.shard, second.count)) == ((0, 2), (1, 2))
    assert second.at - first.at >= 4.9
    assert fake.counted()["GET /gateway/bot"] == 1


async def frames(ws: aiohttp.ClientWebSocketResponse, op: int) -> dict[str, Any]:
    """The next frame of that kind."""
    async with asyncio.timeout(5):
        while True:
            frame: dict[str, Any] = json.loads((await ws.receive()).data)
            if frame["op"] == op:
                return frame


def identify(shard: int, count: int, **more: object) -> dict[str, Any]:
    return {"op": 2, "d": {"token": TOKEN, "intents": 1, "shard": [shard, count], "properties": {}, **more}}


@pytest.mark.parametrize(("concurrency", "soon"), [(1, [False, True]), (2, [False, False])])
async def test_a_session_that_starts_too_soon_is_invalid_and_counted(concurrency: int, soon: list[bool]) -> None:
    fake = Discord(now=lambda: 0, max_concurrency=concurrency)
    async with serving(fake) as address, aiohttp.ClientSession() as http:
        for shard, too_soon in enumerate(soon):
            async with http.ws_connect(address) as ws:
                await ws.send_json(identify(shard, 2))
                assert await frames(ws, 9 if too_soon else 0)
    assert [one.too_soon for one in fake.gateway.starts.identified] == soon
    assert fake.gateway.starts.limit()["remaining"] == 998


async def closed_with(fake: Discord, *sent: object) -> int | None:
    async with serving(fake) as address, aiohttp.ClientSession() as http, http.ws_connect(address) as ws:
        for one in sent:
            await ws.send_str(one if isinstance(one, str) else json.dumps(one))
        async with asyncio.timeout(5):
            async for _ in ws:
                pass
        return ws.close_code


MISDEEDS: dict[str, tuple[int, list[object]]] = {
    "an unknown opcode": (4001, [identify(0, 1), {"op": 77, "d": None}]),
    "no JSON": (4002, ["{"]),
    "a command before the session": (4003, [{"op": 3, "d": {}}]),
    "a wrong token": (4004, [identify(0, 1, token="x")]),
    "a second identify": (4005, [identify(0, 1), identify(0, 1)]),
    "too many frames": (4008, [{"op": 1, "d": None}] * 121),
    "an impossible shard": (4010, [identify(2, 2)]),
    "unknown intents": (4013, [identify(0, 1, intents=1 << 30)]),
    "intents that were not granted": (4014, [identify(0, 1, intents=2)]),
}


@pytest.mark.parametrize("misdeed", MISDEEDS)
async def test_the_gateway_hangs_up_for(misdeed: str) -> None:
    code, sent = MISDEEDS[misdeed]
    assert await closed_with(Discord(), *sent) == code


async def test_a_resume_beyond_what_was_sent_is_refused() -> None:
    fake = Discord()
    async with serving(fake) as address, aiohttp.ClientSession() as http:
        async with http.ws_connect(address) as ws:
            await ws.send_json(identify(0, 1))
            session = (await frames(ws, 0))["d"]["session_id"]
            await ws.close(code=4000)
        async with http.ws_connect(address) as ws:
            await ws.send_json({"op": 6, "d": {"token": TOKEN, "session_id": session, "seq": 99}})
            await ws.receive()
            assert (await ws.receive()).data == 4007


async def test_more_guilds_than_a_shard_can_hold_ask_for_sharding() -> None:
    fake = Discord()
    for number in range(2501):
        fake.guild(f"guild {number}")
    assert await closed_with(fake, identify(0, 1)) == 4011
