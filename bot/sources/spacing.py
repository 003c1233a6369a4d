"""Courtesy to publishers: how many downloads of one host run at once, and how far apart they start.

Must not know URLs, feeds or HTTP.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Spacing:
    """Turns, host by host. One event loop only; hosts are as many as feeds, so none is ever forgotten."""

    def __init__(self, *, at_once: int, apart_s: float) -> None:
        self._at_once = at_once
        self._apart_s = apart_s
        self._slots: dict[str, asyncio.Semaphore] = {}
        self._next_start: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, host: str, *, hurried: bool = False) -> AsyncIterator[None]:
        """Holds one of the host's slots, from the moment at which it may be asked again; `hurried` skips the wait."""
        async with self._slots.setdefault(host, asyncio.Semaphore(self._at_once)):
            if not hurried:
                await self._wait(host)
            yield

    async def _wait(self, host: str) -> None:
        now = asyncio.get_running_loop().time()
        start = max(now, self._next_start.get(host, now))
        self._next_start[host] = start + self._apart_s
        if start > now:
            await asyncio.sleep(start - now)
