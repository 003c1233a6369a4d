"""Time that passes only when nobody has anything else to do: many may sleep at once, and none of them really does."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Coroutine
from itertools import count
from typing import Any, TypeVar

T = TypeVar("T")

ROUNDS = 20  # of the event loop, in which all that can happen at one moment has happened


class Clock:
    """Seconds as a gate counts them."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self._order = count()
        self._sleeping: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleeping, (self.now_s + seconds, next(self._order), woken))
        await woken

    async def run(self, acts: Coroutine[Any, Any, T]) -> T:
        """Lets time pass until it is done."""
        task = asyncio.ensure_future(acts)
        while not task.done():
            for _ in range(ROUNDS):
                await asyncio.sleep(0)
            if not task.done() and self._sleeping:
                self.now_s, _, woken = heapq.heappop(self._sleeping)
                if not woken.done():
                    woken.set_result(None)
        return task.result()
