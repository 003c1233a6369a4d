"""Being invited to a server, and thrown out of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands.desk import Desk
from bot.domain.channel import Channel
from bot.domain.delivery import DeliveryState
from bot.platforms.discord.adapter import NO_GUILD
from bot.platforms.discord.guilds import REMOVED
from tests.commands.conftest import NOW
from tests.platforms.discord.simulated import World, labels, simulated, text


@pytest.mark.parametrize(("locale", "title"), [("en-US", "Tocsin is here"), ("fr", "Tocsin est là")])
async def test_a_server_is_greeted_once_in_its_language_with_the_three_first_commands(
    world: World, locale: str, title: str
) -> None:
    guild = world.env.create_guild("Niger desk", preferred_locale=locale)
    hall = guild.create_text_channel("hall")
    guild._guild.system_channel_id = hall.id
    await world.ears().joined(str(guild.id))
    await world.ears().joined(str(guild.id))
    (greeting,) = hall.history()
    for command in ("/status place:Kidal", "/subscribe what:Kidal", "/help"):
        assert command in text(greeting)
    assert title in greeting.content
    assert len(labels(greeting)) == 2


async def test_a_server_without_a_place_for_greetings_is_not_greeted(world: World) -> None:
    guild = world.env.create_guild("Silent")
    hall = guild.create_text_channel("hall")
    await world.ears().joined(str(guild.id))
    assert hall.history() == []


async def test_a_server_that_lets_nobody_write_is_not_greeted_and_nothing_breaks(world: World) -> None:
    guild = world.env.create_guild("Closed")
    hall = guild.create_text_channel("hall")
    guild._guild.system_channel_id = hall.id
    world.env.inject_error("POST", f"/channels/{hall.id}/messages", status=403, code=50013)
    await world.ears().joined(str(guild.id))
    assert hall.history() == []


async def test_the_channels_of_a_lost_server_rest_and_their_wishes_are_kept(world: World, desk: Desk) -> None:
    other = world.guild.create_text_channel("other")
    await world.slash("manager", "subscribe", what="Kidal", confirm="yes")
    await world["manager"].slash(other, "settings", language="fr")
    await world.ears().removed(str(world.guild.id))
    async with desk.store.read() as tx:
        channels = await tx.channels.all()
        assert [(one.suspended, one.suspended_at) for one in channels] == [(REMOVED, NOW)] * 2
        assert len(await tx.subscriptions.of(world.here)) == 1
        assert (await tx.outbox.tally())[DeliveryState.PENDING] == 1  # a letter to who subscribed


async def test_other_servers_go_on_as_they_were(world: World, desk: Desk) -> None:
    await world.slash("manager", "subscribe", what="Kidal", confirm="yes")
    await world.ears().removed("1")
    async with desk.store.read() as tx:
        assert (await tx.channels.get(world.here)).suspended == ""


async def test_discord_tells_when_tocsin_is_thrown_out(desk: Desk) -> None:
    async with simulated(desk) as world:
        await world.slash("manager", "subscribe", what="Kidal", confirm="yes")
        world.env.backend.emit("GUILD_DELETE", {"id": str(world.guild.id), "unavailable": True})
        await world.env.settle()
        async with desk.store.read() as tx:
            assert (await tx.channels.get(world.here)).suspended == ""  # an outage of Discord's is no farewell
        world.env.backend.emit("GUILD_DELETE", {"id": str(world.guild.id)})
        await world.env.settle()
        async with desk.store.read() as tx:
            assert (await tx.channels.get(world.here)).suspended == REMOVED


async def test_a_server_that_invites_tocsin_again_is_told_again(world: World, desk: Desk) -> None:
    await world.slash("manager", "subscribe", what="Kidal", confirm="yes")
    await world.ears().removed(str(world.guild.id))
    await world.ears().joined(str(world.guild.id))
    async with desk.store.read() as tx:
        assert (await tx.channels.get(world.here)).suspended == ""
        assert await tx.departures.all() == []


@pytest.mark.parametrize(
    ("status", "code", "is_told"),
    [(403, 50001, True), (404, 10004, True), (200, 0, False), (500, 0, False)],
    ids=["no access", "no such server", "still there", "no word"],
)
async def test_a_server_that_went_while_tocsin_was_away_is_missed_if_discord_says_so(
    world: World, desk: Desk, status: int, code: int, is_told: bool
) -> None:
    await world.slash("manager", "subscribe", what="Kidal", confirm="yes")
    if status != 200:
        world.env.inject_error("GET", f"/guilds/{world.guild.id}", status=status, code=code)
    await world.ears().present({"1"}, 0, 1)
    async with desk.store.read() as tx:
        assert bool((await tx.channels.get(world.here)).suspended) is is_told
        assert [one.tenant for one in await tx.departures.all()] == [str(world.guild.id)] * is_told


async def test_a_server_of_another_shard_is_not_missed(world: World, desk: Desk) -> None:
    await world.slash("manager", "subscribe", what="Kidal", confirm="yes")
    own = (world.guild.id >> 22) % 2
    world.env.inject_error("GET", f"/guilds/{world.guild.id}", status=403, code=50001)
    for shard, departures in ((1 - own, 0), (own, 1)):
        await world.ears().present(set(), shard, 2)
        async with desk.store.read() as tx:
            assert len(await tx.departures.all()) == departures


async def test_a_server_that_came_back_while_tocsin_was_away_is_found_at_the_start(world: World, desk: Desk) -> None:
    await world.slash("manager", "subscribe", what="Kidal", confirm="yes")
    await world.ears().removed(str(world.guild.id))
    await world.ears().present({str(world.guild.id)}, 0, 1)
    async with desk.store.read() as tx:
        assert (await tx.channels.get(world.here)).suspended == ""
        assert await tx.departures.all() == []


async def test_conversations_with_people_belong_to_no_server_that_could_be_missed(world: World, desk: Desk) -> None:
    async with desk.store.write() as tx:
        await tx.channels.save(Channel(destination=replace(world.here, tenant=NO_GUILD)))
    await world.ears().present({str(world.guild.id)}, 0, 1)
    async with desk.store.read() as tx:
        assert await tx.departures.all() == []
