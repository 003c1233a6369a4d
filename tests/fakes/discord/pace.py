"""How many requests Discord takes, what it says about that in its headers, and how many invalid ones it has counted.

Discord's documentation gives the global limit and the headers. The five messages in five seconds of one channel, and
that a window begins with the first request in it, are what people observed; whoever reads the headers need not know.
Seconds here are the platform's: `speed` of them pass in one second of the wire, and headers speak of the wire.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

INVALID_WINDOW_S, INVALID_MOST = 600.0, 10_000
BAN_S = 3600  # how long Cloudflare keeps a bot out that sent too many invalid requests
MESSAGES = "/channels/{channel_id}/messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `requests` in `seconds`."""

    requests: int
    seconds: float


GLOBAL = Limit(requests=50, seconds=1)
BUCKETS: Mapping[str, Limit] = {
    f"POST {MESSAGES}": Limit(requests=5, seconds=5),
    f"PATCH {MESSAGES}/{{message_id}}": Limit(requests=5, seconds=5),
    f"DELETE {MESSAGES}/{{message_id}}": Limit(requests=5, seconds=1),
}


class Window:
    """A stretch of time that begins with the first request in it and lets so many through."""

    def __init__(self, limit: Limit) -> None:
        self._limit, self._ends, self._taken = limit, -math.inf, 0

    def wait(self, now: float) -> float:
        """Seconds until the next request is let through; 0 is at once."""
        if now >= self._ends:
            return 0 if self._limit.requests else self._limit.seconds
        if self._taken < self._limit.requests:
            return 0
        return self._ends - now

    def take(self, now: float) -> None:
        if now >= self._ends:
            self._ends, self._taken = now + self._limit.seconds, 0
        self._taken += 1

    def left(self) -> int:
        return self._limit.requests - self._taken

    def resets_in(self, now: float) -> float:
        return max(self._ends - now, 0)


class Sliding:
    """The strictest reading of a limit: so many in any stretch of that length, wherever it begins."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._taken: deque[float] = deque()

    def wait(self, now: float) -> float:
        while self._taken and self._taken[0] + self._limit.seconds <= now:
            self._taken.popleft()
        return self._taken[0] + self._limit.seconds - now if len(self._taken) >= self._limit.requests else 0

    def take(self, now: float) -> None:
        self._taken.append(now)


class Limited(Exception):
    """A 429: `wait` in seconds of the wire, `scope` one of user, global, shared; without Via where it is Cloudflare."""

    def __init__(self, scope: str, wait: float, *, via: bool, bucket: Mapping[str, str] | None = None) -> None:
        self.scope, self.wait, self.via, self.bucket = scope, wait, via, bucket or {}
        super().__init__(f"{scope} {wait}")


class Pace:
    """Counts every request against the limits. `now` gives the platform's seconds."""

    def __init__(self, now: Callable[[], float], *, speed: float = 1.0) -> None:
        self._now, self._speed = now, speed
        self._buckets: dict[tuple[str, str], Window] = {}
        self._invalid: deque[float] = deque()
        self._limits: dict[str, Limit] = dict(BUCKETS)
        self.via = True  # False makes every 429 look like one of Cloudflare
        self.ban_at = INVALID_MOST
        self.refused: Counter[str] = Counter()  # 429s by scope
        self.invalid = 0  # 401, 403 and 429 that count, ever
        self.set_global(GLOBAL)

    def set_global(self, limit: Limit | None, *, sliding: bool = False) -> None:
        """Sets the limit of all requests together; None is none."""
        self._whole = None if limit is None else Sliding(limit) if sliding else Window(limit)

    def set_limit(self, route: str, limit: Limit | None) -> None:
        """Sets the limit of a route in each channel; None is none."""
        self._limits.pop(route, None)
        if limit is not None:
            self._limits[route] = limit
        self._buckets = {key: window for key, window in self._buckets.items() if key[0] != route}

    def admit(self, route: str, channel: str, *, exempt: bool) -> None:
        """Takes a request and counts it, or raises Limited and counts nothing. Interactions are exempt."""
        if self.is_banned():
            raise Limited("user", BAN_S, via=False)
        now = self._now()
        bucket = self._bucket(route, channel)
        if not exempt and self._whole is not None and (wait := self._whole.wait(now)):
            raise self._limited("global", wait, {})
        if bucket is not None and (wait := bucket.wait(now)):
            raise self._limited("user", wait, self.headers(route, channel))
        if not exempt and self._whole is not None:
            self._whole.take(now)
        if bucket is not None:
            bucket.take(now)

    def headers(self, route: str, channel: str) -> dict[str, str]:
        """What Discord says about the request's bucket, as it stands now; nothing where there is none."""
        bucket = self._bucket(route, channel)
        if bucket is None:
            return {}
        # Rounded up, so that whoever waits as told is not refused again.
        after = math.ceil(bucket.resets_in(self._now()) / self._speed * 1000) / 1000
        return {
            "X-RateLimit-Limit": str(self._limits[route].requests),
            "X-RateLimit-Remaining": str(bucket.left()),
            "X-RateLimit-Reset": f"{time.time() + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(route.encode()).hexdigest()[:32],
        }

    def limited(self, scope: str, seconds: float, *, via: bool = True) -> Limited:
        """A 429 that no limit called for."""
        self.refused[scope if via else "cloudflare"] += 1
        return Limited(scope, seconds / self._speed, via=via)

    def count(self, status: int, scope: str = "") -> None:
        """Counts an answer where it is one of those that get a bot banned."""
        if status in (401, 403, 429) and scope != "shared":
            self.invalid += 1
            self._invalid.append(self._now())

    def recent_invalid(self) -> int:
        """How many invalid requests there were in the last ten minutes."""
        while self._invalid and self._invalid[0] + INVALID_WINDOW_S <= self._now():
            self._invalid.popleft()
        return len(self._invalid)

    def is_banned(self) -> bool:
        return self.recent_invalid() >= self.ban_at

    def _limited(self, scope: str, wait: float, bucket: Mapping[str, str]) -> Limited:
        self.refused[scope] += 1
        return Limited(scope, math.ceil(wait / self._speed * 1000) / 1000, via=self.via, bucket=bucket)

    def _bucket(self, route: str, channel: str) -> Window | None:
        limit = self._limits.get(route)
        if limit is None:
            return None
        if (route, channel) not in self._buckets:
            self._buckets[route, channel] = Window(limit)
        return self._buckets[route, channel]
