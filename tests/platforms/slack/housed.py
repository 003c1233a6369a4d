"""A Tocsin connected to the fake Slack, over sockets or over signed HTTP, in one workspace or in many."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from cryptography.fernet import Fernet
from sqlalchemy import text

from bot.commands.desk import Desk
from bot.domain.channel import Channel
from bot.domain.subscription import Destination
from bot.log import Secret
from bot.pipeline.supervise import supervise
from bot.platforms.slack.access import Access
from bot.platforms.slack.chat import SlackChat
from bot.platforms.slack.installs import Installations
from bot.platforms.slack.manifest import EVENTS, INSTALL
from bot.platforms.slack.pace import Gate, Gates
from bot.platforms.slack.seal import Seal
from bot.store.connect import SqlStore
from bot.store.installations import Connections
from tests.fakes.slack.fake import Slack

FAST = 1000.0  # where no test is about limits
BEAT_S = 0.4
KEY = Fernet.generate_key().decode()


@dataclass
class Place:
    there: Slack
    chat: SlackChat
    desk: Desk
    team: str
    channel: str
    ann: str  # an admin of the workspace
    url: str = ""  # where Tocsin listens
    browser: dict[str, str] = field(default_factory=dict)  # its cookies

    @property
    def to(self) -> Destination:
        return destination(self.team, self.channel)

    async def asks(self, line: str = "status Kidal", **more: Any) -> Any:
        return await self.there.command(f"/tocsin {line}", self.ann, self.channel, **more)

    async def kept(self, to: Destination | None = None) -> Channel:
        async with self.desk.store.read() as tx:
            return await tx.channels.get(to or self.to)

    async def visit(self, address: str, **headers: str) -> tuple[int, str, str]:
        """Opens a page as a browser does: its status, its text, and where it leads on."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.browser.items())
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            given = {"Cookie": cookie, **headers}
            async with session.get(address, headers=given, allow_redirects=False) as page:
                self.browser |= {name: morsel.value for name, morsel in page.cookies.items()}
                return page.status, await page.text(), page.headers.get("Location", "")

    async def install(self, team: str, user: str) -> tuple[int, str]:
        """Goes the whole way from the link to the last page."""
        _, _, consent = await self.visit(f"{self.url}{INSTALL}")
        status, page, _ = await self.visit(self.there.allow(consent, team, user))
        return status, page


def destination(team: str, channel: str) -> Destination:
    return Destination(platform="slack", tenant=team, channel=channel)


async def until(reached: Callable[[], bool], seconds: float = 5.0) -> None:
    """Waits for what comes from the other side of a socket."""
    async with asyncio.timeout(seconds):
        while not reached():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def until_so(reached: Callable[[], Awaitable[bool]], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not await reached():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def hurried() -> Gates:
    return Gates(lambda: Gate(speed=FAST))


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def access(there: Slack, mode: str, **more: Any) -> Access:
    """What gets in by `mode`: "sockets", "http" or "both"."""
    given: dict[str, Any] = {"base_url": there.api, "listen": ("127.0.0.1", free_port())}
    if mode != "http":
        given["app_token"] = Secret(there.app_token)
    if mode != "sockets":
        given["signing_secret"] = Secret(there.signing_secret)
    return Access(**{**given, **more})


def installations(desk: Desk, there: Slack) -> Installations:
    assert isinstance(desk.store, SqlStore)
    return Installations(there.client_id, Connections(desk.store), Seal([KEY]))


async def rows(desk: Desk) -> int:
    """How many workspaces are kept."""
    assert isinstance(desk.store, SqlStore)
    async with desk.store.read() as tx:
        return int(await tx.connection.scalar(text("SELECT count(*) FROM slack_bots")))


def made(desk: Desk, given: Access, kept: Installations | None = None) -> SlackChat:
    return SlackChat(access=given, desk=desk, operators=frozenset(), installations=kept, gates=hurried(), beat_s=BEAT_S)


@asynccontextmanager
async def serving(chat: SlackChat) -> AsyncIterator[SlackChat]:
    loop = asyncio.create_task(supervise("slack", chat.run))
    try:
        yield chat
    finally:
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)


@asynccontextmanager
async def running(desk: Desk, there: Slack, mode: str = "sockets") -> AsyncIterator[Place]:
    """One workspace by a fixed token."""
    team = there.team("Mali desk")
    given = access(there, mode, bot_token=Secret(there.token(team)))
    async with serving(made(desk, given)) as chat:
        await _listening(there, chat, mode)
        yield _place(there, chat, desk, team)


@asynccontextmanager
async def open_to_all(desk: Desk, there: Slack, mode: str = "http") -> AsyncIterator[Place]:
    """Any workspace by installation; none has installed it yet."""
    team = there.team("Mali desk", installed=False)
    given = access(there, mode)
    host, port = given.listen
    more = {"client_id": there.client_id, "client_secret": Secret(there.client_secret), "url": f"http://{host}:{port}"}
    given = access(there, mode, listen=given.listen, **more)
    async with serving(made(desk, given, installations(desk, there))) as chat:
        await until(lambda: chat.server is not None and chat.server.port > 0)
        await _listening(there, chat, mode)
        place = _place(there, chat, desk, team, joined=False)
        place.url = given.url
        yield place


async def _listening(there: Slack, chat: SlackChat, mode: str) -> None:
    if mode != "http":
        await there.until_connected(2)
        return
    await until(lambda: chat.server is not None and chat.server.port > 0)
    assert chat.server is not None
    there.request_url = f"http://127.0.0.1:{chat.server.port}{EVENTS}"


def _place(there: Slack, chat: SlackChat, desk: Desk, team: str, *, joined: bool = True) -> Place:
    ann = there.user(team, "ann", admin=True)
    return Place(there, chat, desk, team, there.channel(team, "alerts", joined=joined, members=[ann]), ann)
