"""Being invited to a server, and thrown out of it."""

from __future__ import annotations

import pytest

from bot.commands.desk import Desk
from bot.domain.delivery import DeliveryState
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
