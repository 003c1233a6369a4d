"""A whole Tocsin on a Discord in another process: unmodified discord.py, the real gate, loop and clock.

For tests and benchmarks of many channels. Discord's clock runs `speed` times as fast as the machine's, and the gate
lets through as many times more: a fan-out of minutes takes seconds, at the same share of Discord's limit. The window
over which Discord counts does not shrink with that, for the hiccups of a machine do not either.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import app as house
from bot.commands.desk import Desk
from bot.dedupe import assign
from bot.demo.conductor import demo_settings
from bot.domain.clock import SystemClock
from bot.domain.delivery import News
from bot.domain.ids import IncidentId, SubscriptionId, short_code
from bot.domain.incident import Severity, Standing
from bot.domain.matcher import Within
from bot.domain.subscription import Destination, Subscription
from bot.domain.taxonomy import Operation
from bot.log import Secret
from bot.platforms.discord.chat import DiscordChat
from bot.platforms.discord.pace import PER_SECOND, Gate
from tests.fakes import world
from tests.fakes.discord import stage
from tests.fakes.discord.fake import TOKEN
from tests.fakes.discord.far import FarDiscord, far_discord
from tests.fakes.discord.pace import GLOBAL
from tests.fakes.discord.rooms import Message

A_GUILD = 50  # channels of one
READY_S = 30.0
LOOK_S = 0.1  # between two looks at the outbox
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordWorld:
    """An assembled Tocsin that is connected to Discord, and Discord's owner's hand."""

    app: house.App
    server: FarDiscord
    speed: float

    def channels(self, count: int) -> list[Destination]:
        """So many text channels, fifty to a guild. Before anything is sent: the owner's calls stop everything else."""
        made = list[Destination]()
        while len(made) < count:
            guild = self.server.guild(f"guild {len(made)}")
            rooms = self.server.channels(guild, min(A_GUILD, count - len(made)))
            made += [Destination(platform="discord", tenant=guild, channel=room) for room in rooms]
        return made

    async def subscribe(self, to: Sequence[Destination], region: str) -> None:
        """Each wants whatever happens in one region of Mali."""
        async with self.app.desk.store.write() as tx:
            await tx.subscriptions.add_many([self._wish(one, region) for one in to])

    async def happen(self, key: str, where: str, operation: Operation) -> IncidentId:
        """Stores one incident of the last hours; the rules and the routing have not heard of it."""
        desk, reader, now = self.app.desk, self.app.extractor, self.app.desk.clock.now()
        place = desk.places.find(where)
        assert place is not None
        made = world.event(key, place, now.date().isoformat(), operation)
        made = replace(made, start=now - timedelta(hours=6), end=now, published_at=now, seen_at=now)
        joined = assign.join([made], (), reader.actors, reader.outlets, now)
        async with desk.store.write() as tx:
            await tx.incidents.save(list(joined.incidents), [(made, joined.assignments[made.id])])
            await tx.changes.append(list(joined.changes))
        (incident,) = joined.incidents
        return incident.id

    async def plan(self) -> None:
        """Walks what has happened through the rules and the routing, as the ringing bus would at once."""
        while await self.app.evaluate.step() or await self.app.dispatch.step():
            pass

    async def until(self, waiting: int) -> None:
        """Returns when no more than so many deliveries wait to be sent."""
        while await self.waiting() > waiting:  # noqa: ASYNC110 - nothing rings when a delivery is booked
            await asyncio.sleep(LOOK_S)

    async def waiting(self) -> int:
        async with self.app.desk.store.read() as tx:
            return await tx.outbox.waiting()

    async def booked(self) -> Mapping[str, IncidentId]:
        """By id, what every delivery that is booked as sent has told of."""
        async with self.app.desk.store.read() as tx:
            told = await tx.outbox.told_between(BEGINNING, self.app.desk.clock.now() + timedelta(seconds=1))
        return {one.id: one.about.change.incident.id for one in told if isinstance(one.about, News)}

    async def messages(self) -> list[Message]:
        """Every message that the server ever had, in order of arrival; its nonce is the id of its delivery."""
        return list(await asyncio.to_thread(self.server.all))

    def _wish(self, to: Destination, region: str) -> Subscription:
        return Subscription(
            id=SubscriptionId(short_code(to.key, region)), destination=to, label=region,
            matcher=Within(label=region, country="ML", admin1=region), min_severity=Severity.LOW,
            min_standing=Standing.REPORTED, language="", created_by="", created_at=self.app.desk.clock.now(),
        )  # fmt: skip


@asynccontextmanager
async def discord_world(
    folder: Path, *, speed: float = 1.0, window_s: float = GLOBAL.seconds, options: Sequence[str] = ()
) -> AsyncIterator[DiscordWorld]:
    """The server in a process of its own, and a Tocsin here that is connected to it and sends what is due.

    Discord counts all requests together over `window_s` of the machine's seconds.
    """

    def chats(desk: Desk) -> dict[str, house.Chat]:
        gate = Gate(per_second=PER_SECOND * speed)
        chat = DiscordChat(token=Secret(TOKEN), desk=desk, operators=frozenset(), gate=gate)
        return {chat.platform.name: chat}

    settings = demo_settings(folder, "en")
    async with AsyncExitStack() as opened:
        server = opened.enter_context(far_discord(folder, f"--speed={speed:g}", "--identify-window=0", *options))
        opened.enter_context(stage.pointed(server.address))
        app = await opened.enter_async_context(house.assemble(settings, SystemClock(), {}, chats=chats))
        running = [asyncio.create_task(app.chats["discord"].run()), asyncio.create_task(app.deliver.run())]
        try:
            await connected(server)
            server.limit((GLOBAL.requests * speed * window_s, speed * window_s))
            yield DiscordWorld(app=app, server=server, speed=speed)
            assert not any(task.done() for task in running)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)


async def connected(server: FarDiscord, sessions: int = 1) -> None:
    """Waits until the gateway serves so many sessions. Raises TimeoutError."""
    until = time.monotonic() + READY_S
    while sum(one["connected"] for one in told(server)["sessions"]) < sessions:
        if time.monotonic() > until:
            raise TimeoutError("Tocsin did not come to Discord")
        await asyncio.sleep(LOOK_S)


def told(server: FarDiscord) -> dict[str, Any]:
    """What the server has counted."""
    dump: dict[str, Any] = server.dump()
    return dump
