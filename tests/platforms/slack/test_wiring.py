"""Slack as a part of a running Tocsin: only with a token, in both modes, and never at the cost of the rest."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot import app as house
from bot import chats
from bot.demo.conductor import demo_settings
from bot.domain.clock import SystemClock
from bot.domain.errors import BadFile
from bot.domain.ids import OutletId
from bot.domain.taxonomy import Operation
from bot.log import Secret
from bot.pipeline.poll import topic
from bot.platforms.slack.access import Access
from bot.platforms.slack.adapter import Slack as Adapter
from bot.platforms.slack.manifest import EVENTS
from bot.platforms.terminal.adapter import Terminal
from bot.settings import Settings
from bot.slack_settings import LISTEN
from tests.acceptance.assembled import Assembled
from tests.fakes.publisher import page, publishing
from tests.fakes.slack.fake import Slack
from tests.fakes.slack.server import serving as slack
from tests.platforms.slack.housed import destination, free_port, until

FEED = b'<rss version="2.0"><channel><title>t</title></channel></rss>'


def settings(folder: Path, **more: object) -> Settings:
    return demo_settings(folder, "en").model_copy(update=more)


def given(folder: Path, there: Slack, team: str, mode: str) -> Settings:
    more: dict[str, object] = {"slack_bot_token": Secret(there.token(team))}
    if mode == "sockets":
        more["slack_app_token"] = Secret(there.app_token)
    else:
        more["slack_signing_secret"] = Secret(there.signing_secret)
        more["slack_listen"] = f"127.0.0.1:{free_port()}"
    return settings(folder, **more)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Points what settings give at a fake Slack."""
    usual = chats.slack_access

    def point(there: Slack) -> None:
        def access(chosen: Settings) -> Access:
            return replace(usual(chosen), base_url=there.api)

        monkeypatch.setattr(chats, "slack_access", access)

    return point


@asynccontextmanager
async def running(chosen: Settings, screen: Terminal, feed: str = "") -> AsyncIterator[house.App]:
    """A whole Tocsin, as `tocsin run` has it; it ends within five seconds."""
    urls = {OutletId("rfi"): feed} if feed else {}
    async with house.assemble(
        chosen,
        SystemClock(),
        {screen.name: screen},
        chats=partial(chats.chats, chosen),
        outlets=lambda outlets: house.with_feeds(outlets, urls),
        allow_hosts=["127.0.0.1"],
    ) as app:
        stop = asyncio.Event()
        whole = asyncio.create_task(house.run(app, stop))
        try:
            yield app
            assert not whole.done()
        finally:
            begun = time.monotonic()
            stop.set()
            await whole
            assert time.monotonic() - begun < 5.0


async def test_without_a_token_there_is_no_slack(tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    async with house.assemble(chosen, SystemClock(), {}, chats=partial(chats.chats, chosen)) as app:
        assert app.chats == {}


async def test_for_many_workspaces_a_server_database_needs_a_key(tmp_path: Path) -> None:
    chosen = settings(tmp_path, slack_client_id="1.1", slack_client_secret=Secret("0" * 16), slack_listen=LISTEN)
    chosen = chosen.model_copy(update={"database": type(chosen.database)("postgresql://localhost/tocsin")})
    with pytest.raises(BadFile, match="TOCSIN_SLACK_TOKEN_KEY"):
        chats._keys(chosen)


@pytest.mark.parametrize("mode", ["sockets", "http"])
async def test_a_running_tocsin_answers_and_alerts_and_outlives_slack(tmp_path: Path, here: Any, mode: str) -> None:
    out = StringIO()
    screen = Terminal(transcript=tmp_path / "transcript.log", out=out, colour=False, width=80, clock=SystemClock())
    async with AsyncExitStack() as opened, publishing() as publisher:
        there = await opened.enter_async_context(slack())
        here(there)
        publisher["/feed"] = page(FEED)
        team = there.team("Mali desk")
        ann = there.user(team, "ann", admin=True)
        channel = there.channel(team, "alerts", members=[ann])
        chosen = given(tmp_path, there, team, mode)
        async with running(chosen, screen, publisher.url("/feed")) as app:
            await house.seed_screen(app.desk, "en")
            if mode == "sockets":
                await there.until_connected(2)
            else:
                there.request_url = f"http://{chosen.slack_listen}{EVENTS}"
            assert isinstance(app.chats["slack"].platform, Adapter)
            while not (await there.command("/tocsin help", ann, channel)).in_time:
                pass
            await there.command("/tocsin subscribe Mali severity=low confirm=yes", ann, channel)
            world = Assembled(app=app, speed=1.0)
            await world.happen("first", "Kidal", Operation.AMBUSH)
            await world.plan()
            await until(lambda: any(message.key for message in there.standing(channel)), 10)
            await until(lambda: "Kidal" in out.getvalue(), 10)

            await opened.aclose()  # Slack is killed
            await world.happen("second", "Gao", Operation.AMBUSH)
            await world.plan()
            await until(lambda: "Gao" in out.getvalue(), 10)
            asked = len(publisher.asked)
            app.deliver._bus.ring(topic(app.pollers[0][0]))
            await until(lambda: len(publisher.asked) > asked, 10)
            await world.until(1)
            assert await world.waiting() == 1  # what Slack is to be told
            async with app.desk.store.read() as tx:
                assert (await tx.channels.get(destination(team, channel))).suspended == ""
