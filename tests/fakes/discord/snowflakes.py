"""Discord's names for things: numbers that carry the time of their making, written as strings."""

from __future__ import annotations

import time

EPOCH_MS = 1_420_070_400_000  # the first second of 2015
# A multiple of 5040, so that the n-th guild is on shard n % count for every count up to ten.
FIRST_GUILD_MS = 5040 * 10_000_000


class Snowflakes:
    """Makes names, each larger than all before."""

    def __init__(self) -> None:
        self._last = 0
        self._guilds = 0

    def next(self) -> str:
        """The name of something that is made now."""
        made_ms = int(time.time() * 1000) - EPOCH_MS
        self._last = max(made_ms << 22, self._last + 1)
        return str(self._last)

    def guild(self) -> str:
        """The name of the next guild; guilds are spread evenly over the shards."""
        self._guilds += 1
        return str(FIRST_GUILD_MS + self._guilds - 1 << 22)


def shard_of(guild: str, count: int) -> int:
    """The shard that hears of a guild; what belongs to none (an empty name) goes to the first."""
    return (int(guild) >> 22) % count if guild else 0


def iso(seconds: float) -> str:
    """An instant of the machine's clock, as Discord writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds % 1 * 1e6):06d}+00:00"
