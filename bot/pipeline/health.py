"""Says when a source goes dark and when it is back: one line per source and turn, however many feeds it has."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta

from bot.domain.health import SourceHealth, SourceState
from bot.domain.ids import SourceId
from bot.ports.platform import Bus
from bot.ports.store import Store

HEALTH = "health"
IDLE = timedelta(minutes=1)
SETTLE_S = 1.5  # feeds of one source fail together: wait for all of them, then say it once

log = logging.getLogger(__name__)


class Announce:
    """Watches stored health and logs its turns."""

    def __init__(self, *, store: Store, bus: Bus, settle_s: float = SETTLE_S) -> None:
        self._store, self._bus, self._settle_s = store, bus, settle_s
        self._said: dict[SourceId, str] = {}

    async def run(self) -> None:
        """Looks whenever a poll has ended and things have settled."""
        while True:
            if await self._bus.wait(HEALTH, IDLE):
                await asyncio.sleep(self._settle_s)
            async with self._store.read() as tx:
                self.look(await tx.feeds.health())

    def look(self, health: Sequence[SourceHealth]) -> None:
        """Logs every source whose summary changed since the last look."""
        feeds: defaultdict[SourceId, list[SourceHealth]] = defaultdict(list)
        for feed in health:
            feeds[feed.source].append(feed)
        for source, own in sorted(feeds.items()):
            failing = [feed for feed in own if feed.state in (SourceState.DARK, SourceState.REFUSED)]
            self._say(source, len(own), failing)

    def _say(self, source: SourceId, total: int, failing: Sequence[SourceHealth]) -> None:
        summary = "dark" if len(failing) == total else "partly" if failing else "ok"
        before = self._said.get(source, "ok")
        if summary == before:
            return
        self._said[source] = summary
        extra = {"source": source, "feeds": total, "failing": len(failing)}
        if summary == "ok":
            log.info("source is back", extra={"action": "source_up", **extra})
            return
        reasons = Counter(feed.detail for feed in failing).most_common()
        reason = reasons[0][0] + (f" (and {len(reasons) - 1} other reasons)" if len(reasons) > 1 else "")
        message = "source is dark" if summary == "dark" else "some feeds of a source are dark"
        log.warning(message, extra={"action": "source_down", **extra, "reason": reason})
