"""Discord as a loop of Tocsin, on the wire: login, commands, answers, and every way in which a connection is lost."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest

from bot.commands.desk import Desk
from bot.domain.delivery import PLAIN
from bot.domain.errors import Busy, Unreachable
from bot.domain.ids import DeliveryId
from bot.domain.subscription import Destination
from bot.platforms.discord import chat, client
from bot.platforms.discord.chat import DiscordChat
from bot.platforms.discord.client import Backoff, ShardedClient
from tests.cards.deck import CARDS
from tests.fakes.discord import stage
from tests.platforms.discord.running import Place, made, running, until
from tests.platforms.discord.stage import far

COMMANDS = "PUT /applications/{application_id}/commands"

pytestmark = pytest.mark.usefixtures("no_pauses")


async def test_tocsin_logs_in_tells_its_commands_and_answers_over_the_wire(place: Place) -> None:
    shown = await place.asks()
    assert "Kidal region (Mali)" in shown.said.text
    assert shown.ephemeral
    (session,) = place.there.gateway.sessions
    assert session.intents == 1
    assert len(place.there.commands.syncs) == 1


async def test_a_second_start_does_not_tell_the_same_commands_again(desk: Desk) -> None:
    async with stage.here(far(identify_window=0.0)) as there:
        for _ in range(2):
            async with running(desk, there):
                pass
        assert there.counted()[COMMANDS] == 1


async def test_alerts_go_out_while_people_ask(place: Place) -> None:
    receipt = await place.chat.platform.post(DeliveryId("k"), place.to, CARDS["alert"]("en"), PLAIN)
    assert await place.chat.platform.find(DeliveryId("k"), place.to) == (receipt,)


async def test_nothing_is_kept_of_guilds(place: Place) -> None:
    place.there.role(place.guild, "desk")
    place.there.channels(place.guild, 20)
    place.there.guild("Niger desk")
    await place.asks()
    assert place.chat._client is not None
    assert not place.chat._client.guilds
    assert not list(place.chat._client.get_all_channels())


@pytest.mark.parametrize(
    ("break_off", "is_resumed"),
    [
        (lambda gateway: gateway.drop(4000), True),
        (lambda gateway: gateway.drop(4009), False),
        (lambda gateway: gateway.drop(1000), False),
        (lambda gateway: gateway.cut(), True),
        (lambda gateway: gateway.reconnect(), True),
    ],
    ids=["4000", "4009", "1000", "torn down", "asked to reconnect"],
)
async def test_a_connection_that_breaks_off_is_made_again(
    place: Place, break_off: Callable[[Any], Any], is_resumed: bool
) -> None:
    gateway = place.there.gateway
    done = break_off(gateway)
    if asyncio.iscoroutine(done):
        await done
    await until(lambda: len(gateway.live()) == 1 and (gateway.sessions[0].resumes > 0 or len(gateway.sessions) > 1))
    assert "Kidal region (Mali)" in (await place.asks()).said.text
    assert len(gateway.sessions) == (1 if is_resumed else 2)


async def test_while_the_gateway_is_away_alerts_still_go_out_and_the_session_is_resumed(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    gateway = place.there.gateway
    gateway.shut = True
    gateway.cut()
    await until(lambda: gateway.live() == [])
    await place.chat.platform.post(DeliveryId("k"), place.to, CARDS["alert"]("en"), PLAIN)
    await asyncio.sleep(0.1)  # some tries that fail
    gateway.shut = False
    await until(lambda: len(gateway.live()) == 1)
    assert gateway.sessions[0].resumes == 1
    await until(lambda: "connected to Discord" in caplog.messages)
    said = [record.message for record in caplog.records if record.levelno >= logging.WARNING]
    assert said == ["connection to Discord lost; it will be made again"]


async def test_a_wrong_token_is_told_once_and_nothing_is_tried_any_more(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async with stage.here(far()) as there:
        await made(desk, "wrong.token.here").run()
        assert len(there.requests) == 1
    assert [one.message for one in caplog.records if one.levelno >= logging.ERROR] == [
        "Discord does not take the token"
    ]
    assert "wrong.token.here" not in caplog.text


async def test_where_discord_is_not_there_that_is_said_once_and_alerts_are_put_off(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(chat, "FIRST_PAUSE_S", 0.01)
    to = Destination(platform="discord", tenant="1", channel="2")
    with stage.pointed("http://127.0.0.1:1"):
        async with serving(made(desk)) as begun:
            await until(lambda: bool(caplog.messages))
            with pytest.raises(Busy):
                await begun.platform.post(DeliveryId("k"), to, CARDS["alert"]("en"), PLAIN)
            await asyncio.sleep(0.1)  # further tries
    assert caplog.messages == ["Discord cannot be reached; it will be tried again"]
    assert "Traceback" not in caplog.text


async def test_when_discord_comes_back_tocsin_does_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "FIRST_PAUSE_S", 0.01)
    async with stage.here(far(identify_window=0.0)) as there:
        there.gateway.shut = True
        there.script(["broken", "away"], on="GET *")
        async with serving(made(desk)):
            await until(lambda: there.counted()["GET /users/@me"] > 3)
            there.gateway.shut = False
            await until(lambda: len(there.gateway.live()) == 1)


async def test_a_gateway_that_was_never_there_ends_the_try_with_a_reason(desk: Desk) -> None:
    async with stage.here(far()) as there:
        there.gateway.shut = True
        with pytest.raises(Unreachable, match="gateway"):
            await made(desk)._serve()


async def test_commands_that_discord_does_not_take_keep_nobody_from_listening(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async with stage.here(far(identify_window=0.0)) as there:
        there.script(["refused"], on=COMMANDS)
        async with serving(made(desk)):
            await until(lambda: len(there.gateway.live()) == 1)
    assert "commands not told to Discord" in caplog.messages


async def test_who_is_invited_and_thrown_out_is_known(place: Place, desk: Desk) -> None:
    await place.asks("subscribe", what="Kidal", confirm="yes")
    place.there.kick(place.guild)
    await until_suspended(desk, place.to, is_suspended=True)
    other = place.there.guild("Niger desk")
    await until(lambda: any(other in one.path for one in place.there.requests))  # where would a greeting go?
    place.there.invite(place.guild)
    await until_suspended(desk, place.to, is_suspended=False)


async def test_who_has_gone_and_come_back_meanwhile_is_known_when_tocsin_starts_again(desk: Desk) -> None:
    async with stage.here(far(identify_window=0.0)) as there:
        async with running(desk, there) as place:
            await place.asks("subscribe", what="Kidal", confirm="yes")
            to = place.to
        there.rooms.guilds[to.tenant].is_member = False
        async with serving(made(desk)):
            await until_suspended(desk, to, is_suspended=True)
        there.rooms.guilds[to.tenant].is_member = True
        async with serving(made(desk)):
            await until_suspended(desk, to, is_suspended=False)


async def until_suspended(desk: Desk, to: Destination, *, is_suspended: bool) -> None:
    async with asyncio.timeout(5):
        while True:
            async with desk.store.read() as tx:
                if bool((await tx.channels.get(to)).suspended) is is_suspended:
                    return
            await asyncio.sleep(0.01)


async def test_an_outage_of_a_guild_is_no_farewell(place: Place, desk: Desk) -> None:
    await place.asks("subscribe", what="Kidal", confirm="yes")
    place.there.set_away(place.guild, True)
    place.there.set_away(place.guild, False)
    await place.asks()
    async with desk.store.read() as tx:
        assert (await tx.channels.get(place.to)).suspended == ""


async def test_many_guilds_are_served_by_as_many_connections_as_discord_recommends(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "MANY_GUILDS", 4)
    monkeypatch.setattr(client, "IDENTIFY_S", 0.4)
    there = far(speed=1.0, max_concurrency=2, identify_window=0.25)
    there.rest.shards = 5
    async with stage.here(there), serving(made(desk)) as begun:
        guilds = [there.guild(f"guild {number}") for number in range(5)]
        channels = [there.channel(guild, "alerts") for guild in guilds]
        await until(lambda: len(there.gateway.live()) == 5)
        assert isinstance(begun._client, ShardedClient)
        for channel in channels:
            assert "Kidal" in (await there.slash("ann", channel, "status", place="Kidal")).said.text
        started = there.gateway.starts.identified
        assert sorted(one.shard for one in started) == [0, 1, 2, 3, 4]
        assert not any(one.too_soon for one in started)
        assert started[1].arrived - started[0].arrived < 0.2  # the first two may begin together
        await there.gateway.drop(4000, shard=3)
        await until(lambda: sum(one.resumes for one in there.gateway.sessions) == 1)


@asynccontextmanager
async def serving(begun: DiscordChat) -> AsyncIterator[DiscordChat]:
    loop = asyncio.create_task(begun.run())
    try:
        yield begun
    finally:
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)


def test_pauses_between_tries_are_at_most_a_minute() -> None:
    client.tame()
    assert discord.client.ExponentialBackoff is discord.shard.ExponentialBackoff is Backoff  # type: ignore[attr-defined]


def test_the_longest_pause_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    backoff = Backoff()
    assert max(backoff.delay() for _ in range(200)) <= client.LONGEST_PAUSE_S


def test_without_a_token_nobody_imports_discords_library() -> None:
    code = "import sys, bot.app, bot.cli, bot.platforms.terminal.adapter; sys.exit('discord' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
