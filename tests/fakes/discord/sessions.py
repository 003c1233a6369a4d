"""Who is connected to the gateway: sessions with what they may still have missed, and the limits on starting them.

Must not know websockets: a session writes into a line (a callable) as long as there is one.
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Line = Callable[[str], None]

GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15  # members, presences, message content
KNOWN_INTENTS = (1 << 17) - 1 | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25
# Five seconds, less what a network may take from the distance between two of them.
IDENTIFY_S, STARTS_A_DAY, DAY_S = 4.9, 1000, 86_400.0
REPLAYABLE = 10_000  # events that a session can have missed


@dataclass(slots=True, kw_only=True)
class Session:
    """One session, which outlives the sockets it uses one after the other."""

    id: str
    shard: int
    count: int
    intents: int
    began: float  # on the platform's clock
    line: Line | None = None
    alive: bool = True  # can be resumed
    seq: int = 0
    heartbeats: int = 0
    resumes: int = 0
    replayed: int = 0  # events that were missed and sent again
    missed: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=REPLAYABLE))

    def dispatch(self, event: str, content: Json) -> None:
        """Sends an event, and keeps it for a resume."""
        self.seq += 1
        frame = json.dumps({"op": 0, "t": event, "s": self.seq, "d": content})
        self.missed.append((self.seq, frame))
        if self.line is not None:
            self.line(frame)

    def beat(self, seq: int) -> None:
        """A heartbeat, which says what has arrived and need not be kept."""
        self.heartbeats += 1
        while self.missed and self.missed[0][0] <= seq:
            self.missed.popleft()

    def replay(self, seq: int) -> None:
        """Sends everything after `seq` again."""
        for number, frame in list(self.missed):
            if number > seq and self.line is not None:
                self.line(frame)
                self.replayed += 1

    def wants(self, event: str, *, direct: bool) -> bool:
        """Whether the session's intents let it hear of an event."""
        if event.startswith(("GUILD_", "CHANNEL_", "THREAD_")):
            return bool(self.intents & GUILDS)
        if event.startswith("MESSAGE_"):
            return bool(self.intents & (DIRECT_MESSAGES if direct else GUILD_MESSAGES))
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """One IDENTIFY; `too_soon` where its group of shards had one less than five seconds before."""

    shard: int
    count: int
    intents: int
    at: float
    arrived: float
    too_soon: bool


class Starts:
    """Limits on IDENTIFY: one in five seconds for each shard_id % max_concurrency, and so many a day."""

    def __init__(self, now: Callable[[], float], *, max_concurrency: int, window: float = IDENTIFY_S) -> None:
        self._now, self._window = now, window
        self.max_concurrency = max_concurrency
        self.total = STARTS_A_DAY
        self.identified: list[Identified] = []

    def allows(self, shard: int, count: int, intents: int) -> bool:
        """Whether a session may start now; counts the attempt either way."""
        now, group = self._now(), shard % self.max_concurrency
        before = [one.at for one in self.identified if one.shard % self.max_concurrency == group and not one.too_soon]
        too_soon = bool(before) and now - before[-1] < self._window
        self.identified.append(
            Identified(shard=shard, count=count, intents=intents, at=now, arrived=time.monotonic(), too_soon=too_soon)
        )
        return not too_soon and self.remaining() >= 0

    def remaining(self) -> int:
        return self.total - sum(self._now() - one.at < DAY_S for one in self.identified)

    def limit(self) -> Json:
        """The session_start_limit of GET /gateway/bot."""
        return {
            "total": self.total, "remaining": max(self.remaining(), 0), "reset_after": int(DAY_S * 1000),
            "max_concurrency": self.max_concurrency,
        }  # fmt: skip
