"""`tocsin discord setup` and `tocsin slack setup`, step by step. Must not know how a card or a line is shown."""

from __future__ import annotations

from collections.abc import Callable

from bot import chats
from bot.cards import arrival, lines, workspace
from bot.domain.card import Card
from bot.domain.clock import SystemClock
from bot.domain.reader import Reader
from bot.settings import Settings
from bot.store import connect

Show = Callable[[Card | str], None]


async def discord(settings: Settings, channel: str, show: Show) -> None:
    """Checks the token, tells Discord the commands, and writes to a channel where one is named."""
    from bot.platforms.discord import setup  # late: half a second that Slack's set-up should not wait for

    token, clock, language = settings.discord_token, SystemClock(), settings.language
    async with connect.open_store(settings.database.reveal()) as store:
        found = await setup.setup(token, store)
        show(arrival.ready(found, reader=Reader(language=language)))
        show(found.invite)
        if channel:
            await setup.prove(token, store, clock, channel, language)
            show(f"\n{lines.proven(channel=channel, language=language)}")


async def slack(settings: Settings, channel: str, show: Show) -> bool:
    """Checks the tokens, or says how to come by one, and writes to a channel; gives whether nothing is missing."""
    from bot.platforms.slack import setup

    access, language = chats.slack_access(settings), settings.language
    reader = Reader(language=language)
    if access.bot_token is None and not access.client_id:
        show(workspace.begin(reader=reader))
        show(setup.address(access))
        return True
    async with connect.open_store(settings.database.reveal()) as store:
        installations = chats.slack_installations(settings, store)
        found = await setup.setup(access, installations)
        show(workspace.ready(found, reader=reader))
        show(setup.address(access))
        if channel:
            await setup.prove(access, installations, store, SystemClock(), channel, language)
            show(f"\n{lines.proven(channel=channel, language=language)}")
    return found.is_well


def slack_manifest(settings: Settings) -> str:
    """The manifest of the app in Slack that fits these settings."""
    from bot.platforms.slack import manifest, setup

    return manifest.text(setup.app(chats.slack_access(settings)))
