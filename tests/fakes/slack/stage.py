"""Points unmodified slack_sdk and slack_bolt at a fake Slack: a client, an app on sockets, an app behind signed HTTP.

Importing this module imports both libraries; nothing else in this package knows them.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack.fake import Slack
from tests.fakes.slack.server import serving

EVENTS_PATH = "/slack/events"
QUIET = logging.getLogger("tests.fakes.slack.stage")  # the libraries log what they cannot help
QUIET.addHandler(logging.NullHandler())
QUIET.propagate = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A Slack that is served, with one workspace, one channel and one person in it, and a client of the app's."""

    slack: Slack
    team: str
    channel: str
    ann: str
    client: AsyncWebClient
    http: aiohttp.ClientSession = field(repr=False)

    def other(self, token: str) -> AsyncWebClient:
        """A client with another token."""
        return client(self.slack, token, self.http)


def client(slack: Slack, token: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """slack_sdk's client, which tries nothing twice."""
    return AsyncWebClient(token, base_url=slack.api, session=session, retry_handlers=[], logger=QUIET)


@asynccontextmanager
async def desk(slack: Slack | None = None) -> AsyncIterator[Desk]:
    """A Slack to ask."""
    async with serving(slack) as served, aiohttp.ClientSession() as http:
        team = served.team("Mali desk")
        yield Desk(
            slack=served, team=team, channel=served.channel(team, "alerts"), ann=served.user(team, "ann", admin=True),
            client=client(served, served.token(team), http), http=http,
        )  # fmt: skip


@asynccontextmanager
async def on_sockets(slack: Slack, app: AsyncApp, count: int = 1, ping_s: float = 10) -> AsyncIterator[None]:
    """The app with so many sockets of slack_sdk's own."""
    line = AsyncWebClient(base_url=slack.api, logger=QUIET)
    handlers = [
        AsyncSocketModeHandler(app, slack.app_token, web_client=line, logger=QUIET, ping_interval=ping_s)
        for _ in range(count)
    ]
    try:
        for handler in handlers:
            await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.until_connected(count)
        yield
    finally:
        for handler in handlers:
            await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def behind_http(slack: Slack, app: AsyncApp) -> AsyncIterator[str]:
    """The app behind its own web server, to which Slack brings everything from now on; gives its address."""
    runner = web.AppRunner(app.web_app(path=EVENTS_PATH))
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        slack.request_url = f"http://{host}:{port}{EVENTS_PATH}"
        yield slack.request_url
    finally:
        slack.request_url = ""
        await runner.cleanup()
