"""How many requests Slack takes, as a model, and what it answers to one too many.

https://docs.slack.dev/apis/web-api/rate-limits gives a tier for each method (per workspace and app, in a minute), and
for chat.postMessage one message a second in a channel, short bursts allowed, and "several hundred" a minute in a
workspace. Which method has which tier is what Slack's own libraries say, and a test compares it with their list. That
document gives no window's shape. Assumed here: a minute is any sixty seconds, several hundred are three hundred, and a
burst is four messages, paid back at one a second.

Seconds here are the platform's: `speed` of them pass in one second of the wire, and Retry-After speaks of the wire.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

CHANNEL, WORKSPACE = "channel", "workspace"  # the two limits of chat.postMessage
POST = "chat.postMessage"
MINUTE_S = 60.0
PER_TIER = {1: 1, 2: 20, 3: 50, 4: 100}
HUNDREDS = 300
TIERS: Mapping[str, int] = {
    "api.test": 4, "apps.uninstall": 1, "auth.revoke": 3, "bots.info": 3, "chat.delete": 3, "chat.postEphemeral": 4,
    "chat.update": 3, "conversations.history": 3, "conversations.info": 3, "conversations.join": 3,
    "conversations.leave": 3, "conversations.list": 2, "conversations.members": 4, "conversations.open": 3,
    "conversations.replies": 3, "files.completeUploadExternal": 4, "files.delete": 3, "files.getUploadURLExternal": 4,
    "files.info": 4, "oauth.v2.access": 4, "team.info": 3, "usergroups.list": 2, "usergroups.users.list": 2,
    "users.conversations": 2, "users.info": 4, "users.list": 2, "views.open": 4, "views.publish": 4, "views.push": 4,
    "views.update": 4,
}  # fmt: skip
# Not for sale in the Marketplace but distributed: https://docs.slack.dev/changelog/2025/05/29/tos-updates
OUTSIDE_THE_MARKETPLACE = ("conversations.history", "conversations.replies")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `requests` in `seconds`; with a `burst`, so many at once, and the rest at that rate."""

    requests: int
    seconds: float
    burst: int = 0


PER_CHANNEL = Limit(requests=1, seconds=1, burst=4)
# Tier 1 is for what is seldom used, small bursts allowed: here, an address for each of the ten sockets of an app.
CONNECTIONS = Limit(requests=1, seconds=MINUTE_S, burst=10)
PER_WORKSPACE = Limit(requests=HUNDREDS, seconds=MINUTE_S)


class Sliding:
    """The strictest reading of a limit: so many in any stretch of that length, wherever it begins."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._taken: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds until the next request is let through; 0 is at once."""
        while self._taken and self._taken[0] + self._limit.seconds <= now:
            self._taken.popleft()
        if len(self._taken) < self._limit.requests:
            return 0
        return self._taken[0] + self._limit.seconds - now if self._taken else self._limit.seconds

    def take(self, now: float) -> None:
        self._taken.append(now)


class Burst:
    """So many at once, each paid back at the limit's rate."""

    def __init__(self, limit: Limit) -> None:
        self._each = limit.seconds / limit.requests
        self._ahead = self._each * (limit.burst - 1)
        self._paid_at = -math.inf  # when everything taken so far is paid back

    def wait(self, now: float) -> float:
        return max(self._paid_at - self._ahead - now, 0)

    def take(self, now: float) -> None:
        self._paid_at = max(self._paid_at, now) + self._each


class Limited(Exception):
    """A 429: `retry_after` in whole seconds of the wire, None where the header is missing."""

    def __init__(self, retry_after: int | None) -> None:
        self.retry_after = retry_after
        super().__init__(str(retry_after))


class Pace:
    """Counts every request against the limits. `now` gives the platform's seconds."""

    def __init__(self, now: Callable[[], float], *, speed: float = 1.0) -> None:
        self._now, self._speed = now, speed
        minute = {method: Limit(requests=PER_TIER[tier], seconds=MINUTE_S) for method, tier in TIERS.items()}
        hundreds = dict.fromkeys(("auth.test", "chat.getPermalink"), Limit(requests=HUNDREDS, seconds=MINUTE_S))
        self._limits: dict[str, Limit] = {
            **minute, **hundreds, CHANNEL: PER_CHANNEL, WORKSPACE: PER_WORKSPACE, "apps.connections.open": CONNECTIONS,
        }  # fmt: skip
        self._counts: dict[tuple[str, str], Sliding | Burst] = {}
        self.refused: Counter[str] = Counter()  # 429s by method, or by channel and workspace
        self.refused_at: list[float] = []  # on the platform's clock
        self._told: dict[tuple[str, str], float] = {}  # until when a method of a workspace was told to wait
        self._closed: dict[tuple[str, str], float] = {}  # the same, where the method is shut that long
        self.impatient = 0  # requests that came before the time that their method was told to wait for

    def set_limit(self, name: str, limit: Limit | None) -> None:
        """Sets the limit of a method in each workspace, of each channel or of each workspace; None is none."""
        self._limits.pop(name, None)
        if limit is not None:
            self._limits[name] = limit
        self._counts = {key: count for key, count in self._counts.items() if key[0] != name}

    def unlimited(self) -> None:
        """Takes every limit away."""
        self._limits, self._counts = {}, {}

    def admit(self, method: str, team: str, channel: str) -> None:
        """Takes a request and counts it, or raises Limited and counts nothing."""
        now = self._now()
        if now < self._told.get((method, team), -math.inf):
            self.impatient += 1
        if (closed := self._closed.get((method, team), -math.inf) - now) > 0:
            raise self._refusal(method, method, team, closed)
        names = [(method, team)]
        if method == POST:
            names = [(CHANNEL, channel), (WORKSPACE, team)]
        counts = [(name[0], count) for name in names if (count := self._count(*name)) is not None]
        for name, count in counts:
            if wait := count.wait(now):
                raise self._refusal(name, method, team, wait)
        for _, count in counts:
            count.take(now)

    def limited(self, method: str, team: str, retry_after: int | None) -> Limited:
        """A 429 that no limit called for, after which the method is shut in that workspace for the time it names."""
        if retry_after is None:
            self._note(method)
            return Limited(None)
        self._closed[method, team] = self._now() + retry_after * self._speed
        return self._refusal(method, method, team, retry_after * self._speed)

    def _refusal(self, name: str, method: str, team: str, wait: float) -> Limited:
        self._note(name)
        # Rounded up, so that whoever waits as told is not refused again.
        seconds = max(math.ceil(wait / self._speed - 1e-6), 1)
        self._told[method, team] = self._now() + min(wait, seconds * self._speed)
        return Limited(seconds)

    def _note(self, name: str) -> None:
        self.refused[name] += 1
        self.refused_at.append(self._now())

    def _count(self, name: str, of: str) -> Sliding | Burst | None:
        limit = self._limits.get(name)
        if limit is None:
            return None
        if (name, of) not in self._counts:
            self._counts[name, of] = Burst(limit) if limit.burst else Sliding(limit)
        return self._counts[name, of]
