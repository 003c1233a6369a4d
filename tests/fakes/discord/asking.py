"""Bare requests to a fake Discord, for tests of what it answers to any client."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.fakes.discord.fake import TOKEN, Discord
from tests.fakes.discord.pace import BUCKETS
from tests.fakes.discord.rooms import Kind
from tests.fakes.discord.server import serving


def stage(kind: Kind = Kind.TEXT, **options: Any) -> tuple[Discord, str, str]:
    """A Discord without limits, its channel, and the path of the channel's messages."""
    fake = Discord(**options)
    fake.limit(None)
    for route in BUCKETS:
        fake.limit_route(route, None)
    channel = fake.channel(fake.guild("Mali desk"), "alerts", kind)
    return fake, channel, f"/channels/{channel}/messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer; `body` is None where there is none, and text where it is not JSON."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> int:
        return int(self.body["code"])


class Asking:
    """A session with one Discord."""

    def __init__(self, http: aiohttp.ClientSession, base: str, token: str) -> None:
        self._http, self._base, self._headers = http, base, {"Authorization": f"Bot {token}"}

    async def __call__(self, route: str, body: Any = None, **more: Any) -> Answered:
        """Asks `POST /channels/1/messages`."""
        method, _, path = route.partition(" ")
        if body is not None:
            more["json"] = body
        async with self._http.request(method, f"{self._base}{path}", headers=self._headers, **more) as response:
            text = await response.text()
            is_json = response.headers.get("Content-Type") == "application/json"
            body = json.loads(text) if is_json else text or None
            return Answered(status=response.status, body=body, headers=response.headers)


@asynccontextmanager
async def asking(fake: Discord, token: str = TOKEN) -> AsyncIterator[Asking]:
    """The fake served from this process, and somebody who asks it."""
    async with serving(fake) as address, aiohttp.ClientSession() as http:
        yield Asking(http, f"{address}/api/v10", token)
