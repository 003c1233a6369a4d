"""A small bot on an unmodified discord.py, for the tests of this fake: it answers in each way that Discord knows.

`Client.before_identify_hook` is discord.py's own hook for how long to wait before an IDENTIFY; it waits five seconds
unless it is told otherwise.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import discord
from discord import app_commands

from tests.fakes.discord.fake import Discord
from tests.fakes.discord.stage import connected, here

GUILDS = discord.Intents(guilds=True)
QUIET: dict[str, Any] = {
    "intents": GUILDS, "max_messages": None, "chunk_guilds_at_startup": False, "guild_ready_timeout": 0.02,
    "member_cache_flags": discord.MemberCacheFlags.none(),
}  # fmt: skip


Command = app_commands.Command[Any, ..., Any]


class Asking(discord.ui.Modal, title="Tune"):
    """One field."""

    words: discord.ui.TextInput[Asking] = discord.ui.TextInput(label="Words", custom_id="words", max_length=20)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"tuned to {self.words.value}", ephemeral=True)


class Deck(discord.ui.View):
    """A button of each sort and a menu, which work after a restart too."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Next page", custom_id="next")
    async def next(self, interaction: discord.Interaction, button: discord.ui.Button[Deck]) -> None:
        await interaction.response.edit_message(content="page 2")

    @discord.ui.button(label="Slowly", custom_id="slowly")
    async def slowly(self, interaction: discord.Interaction, button: discord.ui.Button[Deck]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="page 3")

    @discord.ui.button(label="Tune", custom_id="tune")
    async def tune(self, interaction: discord.Interaction, button: discord.ui.Button[Deck]) -> None:
        await interaction.response.send_modal(Asking())

    @discord.ui.button(label="Off", custom_id="off", disabled=True)
    async def off(self, interaction: discord.Interaction, button: discord.ui.Button[Deck]) -> None:
        raise AssertionError("nobody can press this")

    @discord.ui.select(placeholder="Place", custom_id="place", options=[discord.SelectOption(label="Gao", value="gao")])
    async def place(self, interaction: discord.Interaction, menu: discord.ui.Select[Deck]) -> None:
        await interaction.response.send_message(f"chosen: {menu.values[0]}", ephemeral=True)


class Commands:
    """The bot's commands, for either class of client. What goes wrong in an answer is kept in `errors`."""

    def __init__(self, client: discord.Client, pause: float = 0) -> None:
        self.tree = app_commands.CommandTree(client)
        self.errors: list[discord.HTTPException] = []
        self.heard: list[discord.Interaction] = []
        self.pause = pause
        for name in ("status", "slow", "late", "twice"):
            command: Command = app_commands.Command(
                name=name, description=f"{name} of a place", callback=getattr(self, name)
            )
            command.autocomplete("place")(self.complete)
            self.tree.add_command(command)
        guarded: Command = app_commands.Command(
            name="subscribe", description="Asks for alerts", callback=self.subscribe
        )
        guarded.default_permissions = discord.Permissions(manage_guild=True)
        guarded.guild_only = True
        self.tree.add_command(guarded)

    async def status(self, interaction: discord.Interaction, place: str) -> None:
        self.heard.append(interaction)
        await interaction.response.send_message(f"{place} {interaction.locale}", view=Deck())

    async def slow(self, interaction: discord.Interaction, place: str) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.edit_original_response(content=f"{place} at last")
        await interaction.followup.send("and one thing more")

    async def late(self, interaction: discord.Interaction, place: str) -> None:
        await asyncio.sleep(self.pause)
        await self._try(interaction, "too late")

    async def twice(self, interaction: discord.Interaction, place: str) -> None:
        await interaction.response.send_message(place)
        interaction.response._response_type = None  # discord.py would not even ask
        await self._try(interaction, "again")

    async def subscribe(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("subscribed", ephemeral=True)

    async def complete(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{typed}dal", value="kidal"), app_commands.Choice(name="Gao", value="gao")]

    async def _try(self, interaction: discord.Interaction, words: str) -> None:
        try:
            await interaction.response.send_message(words)
        except discord.HTTPException as error:
            self.errors.append(error)


class Clerk(discord.Client):
    """One shard, or the whole bot where there are few guilds."""

    def __init__(self, fake: Discord, **options: Any) -> None:
        super().__init__(**{**QUIET, **options})
        self.commands, self._pause = Commands(self), fake.starts_every

    async def setup_hook(self) -> None:
        self.add_view(Deck())

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        if not initial:
            await asyncio.sleep(self._pause)


class Clerks(discord.AutoShardedClient):
    """Several shards in one client."""

    def __init__(self, fake: Discord, **options: Any) -> None:
        super().__init__(**{**QUIET, **options})
        self.commands, self._pause = Commands(self), fake.starts_every

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        if not initial:
            await asyncio.sleep(self._pause)


@asynccontextmanager
async def clerk(fake: Discord, **options: Any) -> AsyncIterator[tuple[Clerk, str]]:
    """A connected bot with its commands synced, and a channel."""
    channel = fake.channel(fake.guild("Mali desk", locale="fr"), "alerts")
    async with here(fake), connected(Clerk(fake, **options)) as client:
        await client.commands.tree.sync()
        yield client, channel


async def until(reached: Callable[[], bool]) -> None:
    """Waits for what must come about within five seconds."""
    async with asyncio.timeout(5):
        while not reached():  # noqa: ASYNC110 - what is waited for happens inside discord.py
            await asyncio.sleep(0.002)
