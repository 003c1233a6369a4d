"""How fast Tocsin asks Discord, and when it had better stop asking. Knows neither the library nor what is asked.

discord.py waits where a channel's own limit is used up, but it runs into the limit of all requests together, and tells
nobody how many of them were refused: a bot with 10,000 refusals in ten minutes is shut out altogether. One Tocsin runs
on a database, with all its shards in one process, so one gate is enough.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count

from bot.domain.errors import Busy
from bot.platforms.discord.limits import INVALID

PER_SECOND = 45.0  # of the 50 that Discord allows: clocks and networks are not exact
LONGEST_TURN_S = 5.0  # who would wait longer, because Discord asked for a pause, is sent away to come again
BURST = 2  # requests that may follow at once after a pause; 45 and 2 leave room below 50 for a network that stalls
INVALID_WINDOW_S = 600.0
MOST_INVALID = INVALID.value // 100
_REFUSALS = frozenset({401, 403, 429})

log = logging.getLogger(__name__)


class Gate:
    """Lets requests through one by one, critical ones first. `now` is in seconds; `sleep` waits so many of them."""

    def __init__(
        self,
        *,
        per_second: float = PER_SECOND,
        most_invalid: int = MOST_INVALID,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._step, self._most_invalid = 1 / per_second, most_invalid
        self._now, self._sleep = now, sleep
        self._free_at = 0.0
        self._order = count()
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._porter: asyncio.Task[None] | None = None
        self._invalid: deque[float] = deque()
        self._is_shut = False

    async def enter(self, *, critical: bool) -> None:
        """Waits for a turn. Raises Busy in a long pause, and as long as too many requests were refused lately."""
        self._check()
        if (wait := self._wait()) > LONGEST_TURN_S:
            raise Busy(timedelta(seconds=wait))
        if not self._waiting and self._wait() <= 0:
            self._take()
            return
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (not critical, next(self._order), turn))
        if self._porter is None or self._porter.done():
            self._porter = asyncio.create_task(self._let_in())
        await turn
        self._check()

    def pause(self, seconds: float) -> None:
        """Lets nothing through for a while: Discord has said that all requests together were too many."""
        self._free_at = max(self._free_at, self._now() + seconds)

    def count(self, status: int, *, shared: bool = False) -> None:
        """Counts an answer. `shared`: others have used up the limit, which Discord does not hold against a bot."""
        if status in _REFUSALS and not (status == 429 and shared):
            self._invalid.append(self._now())

    def _check(self) -> None:
        now = self._now()
        while self._invalid and self._invalid[0] <= now - INVALID_WINDOW_S:
            self._invalid.popleft()
        is_shut = len(self._invalid) >= self._most_invalid
        if is_shut is not self._is_shut:
            self._is_shut = is_shut
            extra = {"action": "discord_shut" if is_shut else "discord_open", "refused": len(self._invalid)}
            if is_shut:
                log.error("Discord refused too many requests; nothing is sent for some minutes", extra=extra)
            else:
                log.info("messages are sent to Discord again", extra=extra)
        if is_shut:
            last = self._invalid[-self._most_invalid]
            raise Busy(timedelta(seconds=last + INVALID_WINDOW_S - now))

    async def _let_in(self) -> None:
        while self._waiting:
            if (wait := self._wait()) > 0:
                await self._sleep(wait)
                continue
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():  # else whoever waited has gone
                self._take()
                turn.set_result(None)

    def _wait(self) -> float:
        return self._free_at - self._now()

    def _take(self) -> None:
        self._free_at = max(self._free_at, self._now() - (BURST - 1) * self._step) + self._step
