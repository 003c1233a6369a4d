"""Keeps a loop alive: one of the two places that may catch everything.

A loop that fails is started again after a pause that doubles up to a minute. One log line tells that it went down and
one that it is back; tries in between are silent. Cancellation always passes through.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.log import bind

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
WELL_AFTER_S = 5.0  # a loop that has run this long since its restart counts as back

log = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[None]]


async def supervise(name: str, loop: Callable[[], Awaitable[None]], sleep: Sleep = asyncio.sleep) -> None:
    """Runs `loop` until it returns; restarts it after any error, for as long as it takes."""
    pause = FIRST_PAUSE_S
    down = False
    with bind(loop=name):
        while True:
            back = asyncio.create_task(_tell_when_well(sleep)) if down else None
            try:
                await loop()
                return
            except Exception:
                if back is None or back.done():
                    pause = FIRST_PAUSE_S
                    log.exception("loop failed; it will be started again", extra={"action": "loop_down"})
                down = True
            finally:
                if back is not None:
                    back.cancel()
            await sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)


async def _tell_when_well(sleep: Sleep) -> None:
    await sleep(WELL_AFTER_S)
    log.info("loop is back", extra={"action": "loop_up"})
