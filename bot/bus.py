"""The in-process bus: it wakes loops. Work waits in the store, so a lost ring costs a pause, never a message."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import timedelta


class LocalBus:
    """One asyncio event per topic. A ring while nobody listens is heard at the next wait."""

    def __init__(self) -> None:
        self._rung: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    def ring(self, topic: str) -> None:
        """Wakes whoever waits for the topic. Call it from the event loop's own thread only."""
        self._rung[topic].set()

    async def wait(self, topic: str, timeout: timedelta) -> bool:  # noqa: ASYNC109 - a time-out is an answer here
        """True when the topic rang, False when `timeout` passed first."""
        rung = self._rung[topic]
        try:
            async with asyncio.timeout(timeout.total_seconds()):
                await rung.wait()
        except TimeoutError:
            return False
        rung.clear()
        return True
