"""Slack's adapter with the fake Slack as its far side, which judges every body that goes out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.clock import Clock, SteppedClock
from bot.domain.subscription import DIRECT, Destination
from bot.log import Secret
from bot.platforms.slack.adapter import NAME, Slack
from bot.platforms.slack.pace import Gate, Gates
from bot.platforms.slack.tenants import Tenants, Workspace
from bot.platforms.slack.wire import Wire
from bot.ports.platform import Platform
from bot.ports.store import Store
from bot.store.connect import open_store
from tests.cards.samples import NOW
from tests.fakes.slack import fake
from tests.fakes.slack.server import serving

FAST = 1000.0  # seconds of Slack's clock in one of the wire, where no test is about limits


def hurried() -> Gates:
    """Gates for a Slack whose clock runs fast."""
    return Gates(lambda: Gate(speed=FAST))


class Installed:
    """Where the fake has Tocsin, as its owner knows it; `lost` are the workspaces that were told lost."""

    def __init__(self, there: fake.Slack) -> None:
        self._there = there
        self.lost: list[str] = []
        self.tenants = Tenants(self._look, self._rest)

    async def _look(self, team: str) -> Workspace | None:
        if team not in self._there.rooms.teams or self._there.rooms.teams[team].install is None:
            return None
        user, bot = self._there.bot(team)
        token = Secret(self._there.token(team))
        return Workspace(team=team, name=team, token=token, user=user, bot=bot, scopes=frozenset(), since=0.0)

    async def _rest(self, team: str) -> None:
        self.lost.append(team)


@asynccontextmanager
async def wired(
    there: fake.Slack, *, gates: Gates | None = None, api: str = "", patience_s: float = 5.0, **more: Any
) -> AsyncIterator[tuple[Wire, Installed]]:
    """A wire to a Slack, or to another address, and where Tocsin is installed."""
    installed = Installed(there)
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(base_url=api or there.api, session=session, retry_handlers=[], **more)
        yield Wire(client, installed.tenants, gates or hurried(), patience_s=patience_s), installed


@asynccontextmanager
async def platform(
    there: fake.Slack, store: Store, *, gates: Gates | None = None, clock: Clock | None = None, patience_s: float = 5.0
) -> AsyncIterator[Slack]:
    """The adapter."""
    async with wired(there, gates=gates, patience_s=patience_s) as (wire, _):
        yield Slack(wire=wire, store=store, clock=clock or SteppedClock(NOW))


class SlackStage:
    """A stage of the platforms' contract: a channel, or a person."""

    edits, knows_gone = True, True
    group = "S04711DESK"

    def __init__(self, there: fake.Slack, store: Store, *, is_person: bool = False) -> None:
        self._there, self._store = there, store
        team = there.team("Mali desk")
        person = there.user(team, "ann")
        self._channel = there.dm(person) if is_person else there.channel(team, "alerts")
        self.channel = Destination(
            platform=NAME, tenant=team, channel=f"{DIRECT}{person}" if is_person else self._channel
        )

    @asynccontextmanager
    async def start(self) -> AsyncIterator[Platform]:
        async with platform(self._there, self._store) as started:
            yield started

    def shown(self) -> str:
        heads = [one for one in self._there.standing(self._channel) if not one.thread]
        beneath = {head.ts: self._there.replies(self._channel, head.ts) for head in heads}
        return "\n".join(one.text for head in heads for one in (head, *beneath[head.ts]))

    def called(self) -> list[str]:
        pings = [ping for message in self._there.all() for ping in message.pings]
        assert all(ping.startswith("<!subteam^") for ping in pings), pings
        return [ping.removeprefix("<!subteam^").removesuffix(">") for ping in pings]


@asynccontextmanager
async def on_slack(folder: Path, *, is_person: bool = False) -> AsyncIterator[SlackStage]:
    """The stage, with nothing for Slack to complain about at the end."""
    there = fake.Slack(speed=FAST)
    async with open_store(f"sqlite:///{folder}/tocsin.db") as store, serving(there):
        yield SlackStage(there, store, is_person=is_person)
        assert there.pace.refused == {}


@asynccontextmanager
async def on_slack_person(folder: Path) -> AsyncIterator[SlackStage]:
    """The same with a person in the place of the channel."""
    async with on_slack(folder, is_person=True) as made:
        yield made
