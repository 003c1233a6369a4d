"""A whole Tocsin on a Slack in another process, installed in many workspaces: unmodified slack_sdk, real gates.

For tests and benchmarks of many channels. Slack's clock runs `speed` times as fast as the machine's, and so do the
gates: a fan-out of minutes takes seconds, at the same share of Slack's limits.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Installation

from bot import app as house
from bot.chats import Chat
from bot.commands.desk import Desk
from bot.demo.conductor import demo_settings
from bot.domain.clock import SystemClock
from bot.domain.subscription import Destination
from bot.log import Secret
from bot.platforms.slack.access import Access
from bot.platforms.slack.adapter import NAME
from bot.platforms.slack.chat import SlackChat
from bot.platforms.slack.installs import Installations
from bot.platforms.slack.pace import Gate, Gates
from bot.platforms.slack.seal import Seal
from bot.store.connect import SqlStore
from bot.store.installations import Connections
from tests.acceptance.assembled import LOOK_S, Assembled
from tests.fakes.slack.far import FarSlack, far_slack
from tests.fakes.slack.rooms import Message

A_WORKSPACE = 50  # channels of one
SOCKETS = 2
READY_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackWorld(Assembled):
    """An assembled Tocsin that listens to Slack, and Slack's owner's hand."""

    server: FarSlack
    installations: Installations

    async def channels(self, count: int, *, each: int = A_WORKSPACE) -> list[Destination]:
        """So many channels, `each` in a workspace that has installed Tocsin. To be made before anything is sent."""
        made = list[Destination]()
        while len(made) < count:
            team = self.server.team(f"workspace {len(made)}")
            await self.installations.async_save(self._installed(team))
            rooms = self.server.channels(team, min(each, count - len(made)))
            made += [Destination(platform=NAME, tenant=team, channel=room) for room in rooms]
        return made

    async def messages(self) -> list[Message]:
        """Every message that the server ever had, in order of arrival; its key is the id of its delivery."""
        return list(await asyncio.to_thread(self.server.all))

    def _installed(self, team: str) -> Installation:
        user, bot = self.server.bot(team)
        return Installation(
            app_id=self.server.app_id, team_id=team, bot_token=self.server.token(team), bot_id=bot, bot_user_id=user,
            user_id="", installed_at=time.time(),
        )  # fmt: skip


@asynccontextmanager
async def slack_world(folder: Path, *, speed: float = 1.0, options: Sequence[str] = ()) -> AsyncIterator[SlackWorld]:
    """The server in a process of its own, and a Tocsin here that is connected to it and sends what is due."""
    async with AsyncExitStack() as opened:
        server = opened.enter_context(far_slack(folder, f"--speed={speed:g}", *options))
        kept: list[Installations] = []

        def chats(desk: Desk) -> dict[str, Chat]:
            assert isinstance(desk.store, SqlStore)
            seal = Seal([Fernet.generate_key().decode()])
            kept.append(Installations(server.client_id, Connections(desk.store), seal))
            chat = SlackChat(
                access=Access(app_token=Secret(server.app_token), base_url=server.api),
                desk=desk,
                operators=frozenset(),
                installations=kept[0],
                gates=Gates(lambda: Gate(speed=speed)),
            )
            return {chat.platform.name: chat}

        settings = demo_settings(folder, "en")
        app = await opened.enter_async_context(house.assemble(settings, SystemClock(), {}, chats=chats))
        running = [asyncio.create_task(app.chats[NAME].run()), asyncio.create_task(app.deliver.run())]
        try:
            await connected(server)
            yield SlackWorld(app=app, speed=speed, server=server, installations=kept[0])
            assert not any(task.done() for task in running)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)


async def connected(server: FarSlack) -> None:
    """Waits until Tocsin listens. Raises TimeoutError."""
    until = time.monotonic() + READY_S
    while told(server)["sockets"] < SOCKETS:
        if time.monotonic() > until:
            raise TimeoutError("Tocsin did not come to Slack")
        await asyncio.sleep(LOOK_S)


def told(server: FarSlack) -> dict[str, Any]:
    """What the server has counted."""
    dump: dict[str, Any] = server.dump()
    return dump
