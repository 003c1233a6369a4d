"""Who finds which command on Discord, and who may use what he finds."""

from __future__ import annotations

import pytest

from bot.commands import catalogue
from bot.commands.command import Access
from bot.commands.desk import Desk
from bot.platforms.discord import catalogue as discord_catalogue
from tests.platforms.discord.simulated import World, text

OFFERED = {access: {one.name for one in catalogue.COMMANDS if one.access is access} for access in Access}


def offer_to_everybody(world: World, name: str) -> None:
    """As a server's owner can, in its settings."""
    command = world.env.backend.find_command(name, None, type=1)
    assert command is not None
    world.guild.set_command_permissions(int(command["id"]), {world.guild.default_role: True})


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("reader", {Access.ALL}),
        ("editor", {Access.ALL}),
        ("moderator", {Access.ALL}),
        ("manager", {Access.ALL, Access.CHANNEL}),
        ("operator", {Access.ALL, Access.CHANNEL, Access.OPERATOR}),
    ],
)
def test_only_what_somebody_may_use_is_offered(world: World, who: str, kinds: set[Access]) -> None:
    assert set(world[who].available_commands(world.channel)) == set().union(*(OFFERED[kind] for kind in kinds))


def test_alone_with_tocsin_everything_is_offered_that_only_reads(world: World) -> None:
    assert set(world["manager"].user.available_commands()) == OFFERED[Access.ALL]


async def test_who_is_shown_a_command_by_the_server_but_has_no_right_is_refused(world: World, desk: Desk) -> None:
    # A server's owner may offer a command to whom he likes; Tocsin still asks for the right to change the channel.
    offer_to_everybody(world, "subscribe")
    refused = await world.slash("reader", "subscribe", what="Kidal", confirm="yes")
    assert "You may not do this here" in text(refused.response)
    assert refused.ephemeral
    async with desk.store.read() as tx:
        assert await tx.subscriptions.of(world.here) == []


@pytest.mark.parametrize("who", ["editor", "moderator"])
async def test_a_listed_role_or_the_right_over_channels_is_enough(world: World, desk: Desk, who: str) -> None:
    await world.slash("manager", "settings", editors=f"<@&{world.desk_role.id}>")
    offer_to_everybody(world, "subscribe")
    await world.slash(who, "subscribe", what="Kidal", confirm="yes")
    async with desk.store.read() as tx:
        (one,) = await tx.subscriptions.of(world.here)
    assert one.created_by == str(world[who].id)


async def test_an_administrator_who_runs_no_tocsin_may_not_look_at_all_channels(world: World, desk: Desk) -> None:
    world.operators.clear()
    await world.restart(desk)
    assert "Only operators" in text((await world.slash("operator", "outbox")).response)


async def test_changing_settings_needs_the_right_and_reading_them_does_not(world: World) -> None:
    assert "Something" not in text((await world.slash("reader", "settings")).response)
    refused = await world.slash("reader", "settings", language="fr")
    assert "You may not do this here" in text(refused.response)


async def test_commands_are_told_to_discord_only_when_they_changed(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = str(world.life.client.application_id)
    assert await discord_catalogue.sync(world.life.wire, desk.store, application) is False
    monkeypatch.setattr(catalogue, "COMMANDS", catalogue.COMMANDS[1:])
    assert await discord_catalogue.sync(world.life.wire, desk.store, application) is True
    assert await discord_catalogue.sync(world.life.wire, desk.store, application) is False
    assert "status" not in world["reader"].available_commands(world.channel)
    assert sum(one.method == "PUT" for one in world.env.http_requests) == 2
