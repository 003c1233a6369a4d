"""An unmodified discord.py finds its Discord here: it logs in, syncs, answers, and people see what it says."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import discord
import pytest

from tests.fakes.discord.clerk import Clerk, Command, Deck, clerk, until
from tests.fakes.discord.fake import Discord
from tests.fakes.discord.impossible import Impossible
from tests.fakes.discord.rooms import READER
from tests.fakes.discord.stage import connected

MANAGE_GUILD = READER | 1 << 5
SPEED = 50


async def test_a_client_logs_in_and_finds_its_guilds_and_channels() -> None:
    fake = Discord()
    async with clerk(fake) as (client, channel):
        (guild,) = client.guilds
        assert (guild.name, str(guild.preferred_locale), [str(one.id) for one in guild.channels]) == (
            "Mali desk", "fr", [channel],
        )  # fmt: skip
        assert client.user is not None
        assert str(client.user.id) == fake.rooms.bot
        assert str(client.application_id) == fake.rooms.application != fake.rooms.bot
    (session,) = fake.gateway.sessions
    assert (session.intents, session.line) == (1, None)
    assert fake.complaints == []


async def test_a_synced_command_answers_in_the_readers_language_within_the_time() -> None:
    fake = Discord()
    async with clerk(fake) as (client, channel):
        shown = await fake.slash("amina", channel, "status", place="Kidal", locale="fr")
        (heard,) = client.commands.heard
        assert (heard.user.name, heard.guild_locale, heard.permissions.manage_guild) == (
            "amina",
            discord.Locale.french,
            False,
        )
    assert (shown.answer, shown.said.content, shown.ephemeral) == ("message", "Kidal fr", False)
    assert shown.in_time
    assert 0 < (shown.took or 0) < 3
    assert [message.content for message in fake.messages(channel)] == ["Kidal fr"]
    (sync,) = fake.commands.syncs
    assert sync.commands == ("status", "slow", "late", "twice", "subscribe")


async def test_what_is_typed_is_completed_and_leaves_nothing_in_the_channel() -> None:
    fake = Discord()
    async with clerk(fake) as (_, channel):
        shown = await fake.autocomplete("amina", channel, "status", place="Ki")
        assert shown.choices == (("Kidal", "kidal"), ("Gao", "gao"))
        assert fake.messages(channel) == []


async def test_a_deferred_answer_is_shown_with_what_follows_it() -> None:
    fake = Discord()
    async with clerk(fake) as (_, channel):
        shown = await fake.slash("amina", channel, "slow", place="Gao")
        assert (shown.answer, shown.messages[0].content, shown.messages[0].thinking) == (
            "deferred",
            "Gao at last",
            False,
        )
        shown = await fake.later(shown, messages=2)
    assert [(one.content, one.ephemeral) for one in shown.messages] == [
        ("Gao at last", True),
        ("and one thing more", False),
    ]
    assert not shown.ephemeral
    assert [one.content for one in fake.messages(channel)] == ["and one thing more"]


async def test_a_button_edits_its_message_at_once_or_later() -> None:
    fake = Discord()
    async with clerk(fake) as (_, channel):
        deck = (await fake.slash("amina", channel, "status", place="Kidal")).said
        assert list(deck.buttons) == ["Next page", "Slowly", "Tune", "Off"]
        at_once = await fake.press(deck, "Next page", user="amina")
        assert at_once.updated is not None
        assert (at_once.answer, at_once.updated.content, at_once.messages) == ("update", "page 2", ())
        later = await fake.press(deck, "slowly", user="moussa")
        assert later.updated is not None
        assert (later.answer, later.updated.content, later.updated.edits) == ("deferred_update", "page 3", 2)


async def test_a_menu_and_a_form_are_answered_to_the_person_alone() -> None:
    fake = Discord()
    async with clerk(fake) as (_, channel):
        deck = (await fake.slash("amina", channel, "status", place="Kidal")).said
        chosen = await fake.select(deck, "Place", ["Gao"])
        opened = await fake.press(deck, "Tune")
        assert opened.modal is not None
        assert (opened.answer, opened.modal["title"]) == ("modal", "Tune")
        tuned = await fake.submit_modal(opened, {"Words": "drones"})
    assert (chosen.said.content, chosen.ephemeral) == ("chosen: gao", True)
    assert (tuned.said.content, tuned.ephemeral) == ("tuned to drones", True)
    assert len(fake.messages(channel)) == 1


async def test_a_button_still_works_for_a_bot_that_was_started_again() -> None:
    fake = Discord(speed=SPEED)
    async with clerk(fake) as (_, channel):
        deck = (await fake.slash("amina", channel, "status", place="Kidal")).said
        await asyncio.sleep(fake.starts_every)
        async with connected(Clerk(fake)):
            assert (await fake.press(deck, "Next page")).in_time


async def test_an_answer_after_the_time_is_unknown_and_nobody_sees_it() -> None:
    fake = Discord(answer_within=0.03)
    async with clerk(fake) as (client, channel):
        client.commands.pause = 0.06
        shown = await fake.slash("amina", channel, "late", place="Gao")
        assert (shown.in_time, shown.answer, shown.messages) == (False, "", ())
        await until(lambda: bool(client.commands.errors))
        assert [error.code for error in client.commands.errors] == [10062]
        assert (await fake.later(shown, patience=0)).late == 1
    assert fake.messages(channel) == []


async def test_an_interaction_is_answered_once() -> None:
    fake = Discord()
    async with clerk(fake) as (client, channel):
        shown = await fake.slash("amina", channel, "twice", place="Gao")
        await until(lambda: bool(client.commands.errors))
    assert [error.code for error in client.commands.errors] == [40060]
    assert shown.said.content == "Gao"


async def test_a_token_is_dead_after_fifteen_minutes() -> None:
    fake = Discord()
    async with clerk(fake) as (client, channel):
        await fake.slash("amina", channel, "status", place="Gao")
        (heard,) = client.commands.heard
        fake.advance(899)
        await heard.followup.send("just in time")
        fake.advance(1)
        with pytest.raises(discord.HTTPException) as raised:
            await heard.followup.send("too late")
    assert (raised.value.status, raised.value.code) == (401, 50027)
    assert [one.content for one in fake.messages(channel)] == ["Gao en-US", "just in time"]


async def test_a_command_is_offered_only_to_those_who_may_and_only_where_it_belongs() -> None:
    fake = Discord()
    async with clerk(fake) as (_, channel):
        with pytest.raises(Impossible, match="not offered to this person"):
            await fake.slash("amina", channel, "subscribe")
        shown = await fake.slash("amina", channel, "subscribe", permissions=MANAGE_GUILD)
        assert shown.said.content == "subscribed"
        with pytest.raises(Impossible, match="not offered here"):
            await fake.slash("amina", fake.conversation("amina"), "subscribe")
        assert (await fake.slash("amina", fake.conversation("amina"), "status", place="Gao")).in_time


async def test_whoever_installed_the_bot_for_themselves_uses_it_where_it_is_not() -> None:
    fake = Discord()
    async with clerk(fake) as (client, _):
        guild = fake.guild("No desk")
        channel = fake.channel(guild, "talk")
        fake.kick(guild)
        for name, user in (("for-guilds", False), ("for-all", True)):
            command: Command = Command(name=name, description="x", callback=client.commands.subscribe)
            command.allowed_installs = discord.app_commands.AppInstallationType(guild=True, user=user)
            client.commands.tree.add_command(command)
        await client.commands.tree.sync()
        with pytest.raises(Impossible, match="for themselves"):
            await fake.slash("amina", channel, "for-guilds")
        shown = await fake.slash("amina", channel, "for-all")
    assert (shown.said.content, fake.complaints) == ("subscribed", [])


Act = Callable[[Discord, str], Any]
COMMANDS: dict[str, Act] = {
    "an unknown command": lambda fake, channel: fake.slash("amina", channel, "conquer"),
    "an unknown option": lambda fake, channel: fake.slash("amina", channel, "status", town="Gao"),
    "a missing option": lambda fake, channel: fake.slash("amina", channel, "status"),
    "an option of another type": lambda fake, channel: fake.slash("amina", channel, "status", place=3),
}
COMPONENTS: dict[str, Act] = {
    "an unknown button": lambda fake, deck: fake.press(deck, "Mute"),
    "a disabled button": lambda fake, deck: fake.press(deck, "Off"),
    "an unknown value": lambda fake, deck: fake.select(deck, "place", ["Kidal"]),
    "too many values": lambda fake, deck: fake.select(deck, "place", ["gao", "gao"]),
}


@pytest.mark.parametrize("what", [*COMMANDS, *COMPONENTS])
async def test_nobody_can_do_what_their_client_does_not_offer(what: str) -> None:
    fake = Discord()
    async with clerk(fake) as (_, channel):
        deck = (await fake.slash("amina", channel, "status", place="Kidal")).said
        with pytest.raises(Impossible):
            await (COMMANDS[what](fake, channel) if what in COMMANDS else COMPONENTS[what](fake, deck.id))


async def test_a_form_is_sent_only_when_it_is_filled_in_rightly() -> None:
    fake = Discord()
    async with clerk(fake) as (_, channel):
        deck = (await fake.slash("amina", channel, "status", place="Kidal")).said
        opened = await fake.press(deck, "Tune")
        for values in ({}, {"words": "x" * 21}, {"words": "x", "other": "y"}):
            with pytest.raises(Impossible):
                await fake.submit_modal(opened, values)
        with pytest.raises(Impossible):
            await fake.submit_modal(await fake.press(deck, "Next page"), {"words": "x"})


async def test_nobody_waits_longer_than_the_time_for_a_bot_that_is_not_there() -> None:
    fake = Discord(answer_within=0.02)
    async with clerk(fake) as (client, channel):
        await client.close()
        began = time.monotonic()
        shown = await fake.slash("amina", channel, "status", place="Kidal")
    assert not shown.in_time
    assert time.monotonic() - began < 1


async def test_a_message_with_a_view_comes_back_as_discord_numbers_it() -> None:
    fake = Discord()
    async with clerk(fake) as (client, channel):
        room = client.get_partial_messageable(int(channel))
        sent = await room.send("look", view=Deck(), embed=discord.Embed(title="Kidal").add_field(name="a", value="b"))
        again = await room.fetch_message(sent.id)
    assert [child.to_dict()["id"] for row in again.components for child in row.children] == [2, 3, 4, 5, 7]  # type: ignore[union-attr]
    assert (again.embeds[0].type, again.embeds[0].fields[0].inline) == ("rich", True)
