"""Discord as a part of a running Tocsin: only with a token, and never at the cost of the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from bot import app as house
from bot.chats import Chat, chats
from bot.commands.desk import Desk
from bot.demo.conductor import demo_settings
from bot.domain.clock import SystemClock
from bot.log import Secret
from bot.platforms.discord.adapter import Discord
from bot.settings import Settings
from tests.fakes.discord import stage
from tests.platforms.discord.running import until
from tests.platforms.discord.stage import far

TOKEN = "bot-token.of.a-test"


def settings(folder: Path, **more: object) -> Settings:
    return demo_settings(folder, "en").model_copy(update={"sources_off": ["gdelt", "rss"], **more})


async def test_without_a_token_there_is_no_discord(tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    async with house.assemble(chosen, SystemClock(), {}, chats=partial(chats, chosen)) as app:
        assert app.chats == {}


async def test_with_a_token_tocsin_goes_to_discord_and_leaves_it_within_its_time(tmp_path: Path) -> None:
    chosen = settings(tmp_path, discord_token=Secret(TOKEN), discord_operators=["123456789012345678"])
    async with (
        stage.here(far(token=TOKEN, identify_window=0.0)) as there,
        house.assemble(chosen, SystemClock(), {}, chats=partial(chats, chosen)) as app,
    ):
        assert isinstance(app.chats["discord"].platform, Discord)
        stop = asyncio.Event()
        running = asyncio.create_task(house.run(app, stop))
        await until(lambda: len(there.gateway.live()) == 1)
        stop.set()
        async with asyncio.timeout(5):
            await running
        await until(lambda: there.gateway.live() == [])


class Broken:
    """A platform whose connection has a fault of its own."""

    platform = None

    def __init__(self) -> None:
        self.tries = 0

    async def run(self) -> None:
        self.tries += 1
        raise ArithmeticError("a fault")


async def test_a_fault_of_a_connection_stops_no_other_loop(tmp_path: Path) -> None:
    broken = Broken()

    def chats(_: Desk) -> Mapping[str, Chat]:
        return {"broken": broken}  # type: ignore[dict-item]

    async with house.assemble(settings(tmp_path), SystemClock(), {}, chats=chats) as app:
        stop = asyncio.Event()
        running = asyncio.create_task(house.run(app, stop))
        await until(lambda: broken.tries > 0)
        await asyncio.sleep(0)
        assert not running.done()
        stop.set()
        async with asyncio.timeout(5):
            await running
