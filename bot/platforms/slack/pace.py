"""How fast Tocsin asks Slack, workspace by workspace, and when it had better come again later.

Slack counts by method and workspace, and messages by channel too; where it was asked too often it closes the whole
method for a while. It does not say how it counts, so a part of each limit is left unused. Who would have to wait long
is sent away with the time of a place that is kept for him: meanwhile he holds up nobody, neither here nor in the
outbox. Knows neither the library nor what is asked.
"""

from __future__ import annotations

import asyncio
import heapq
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from itertools import count

from bot.domain.errors import Later

# Requests a minute, https://docs.slack.dev/apis/web-api/rate-limits; Slack's libraries say which method has which.
TIER_2, TIER_3, TIER_4 = 20, 50, 100
# An assumption: Slack speaks of "several hundred" messages a minute in a workspace, and of "special" limits else.
HUNDREDS = 300
POST = "chat.postMessage"
PER_MINUTE: Mapping[str, int] = {
    POST: HUNDREDS,
    "auth.test": HUNDREDS,
    "chat.delete": TIER_3,
    "chat.getPermalink": HUNDREDS,
    "chat.postEphemeral": TIER_4,
    "chat.update": TIER_3,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.join": TIER_3,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.info": TIER_4,
    "usergroups.list": TIER_2,
    "usergroups.users.list": TIER_2,
    "users.conversations": TIER_2,
    "users.info": TIER_4,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}
STEADY = 0.8  # of a limit, when it is used without a pause: 240 messages a minute in a workspace
AT_ONCE = 0.1  # of a limit, after a pause; both together leave a tenth unused in any minute
CHANNEL_S = 1.05  # between two messages in a channel: Slack takes one a second, and networks are not exact
LONGEST_TURN_S = 1.5  # more than the pause between two messages in a channel
CHANNELS_KEPT, GATES_KEPT = 1_000, 10_000


class Gates:
    """The gate of each workspace, made when it is asked for first. All that a process sends goes through the same."""

    def __init__(self, make: Callable[[], Gate] | None = None, *, most: int = GATES_KEPT) -> None:
        self._make, self._most = make or Gate, most
        self._gates: OrderedDict[str, Gate] = OrderedDict()

    def of(self, team: str) -> Gate:
        """The gate of a workspace. Those that count nothing any more are forgotten when there are too many."""
        gate = self._gates.get(team)
        if gate is None:
            self._gates = self._gates if len(self._gates) < self._most else self._busy()
            gate = self._gates[team] = self._make()
        return gate

    def _busy(self) -> OrderedDict[str, Gate]:
        return OrderedDict((team, gate) for team, gate in self._gates.items() if not gate.is_idle)


class Gate:
    """Lets requests to one workspace through, each method for itself, critical ones first.

    `speed` is how many times as fast as Slack's own limits; `now` is in seconds; `sleep` waits so many of them.
    """

    def __init__(
        self,
        *,
        speed: float = 1.0,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._speed, self._now, self._sleep = speed, now, sleep
        self._lanes: dict[str, Lane] = {}
        self._channels: dict[str, float] = {}  # when each takes the next message

    @property
    def is_idle(self) -> bool:
        """Whether a new gate would do the same."""
        return not any(at > self._now() for at in self._channels.values()) and all(
            lane.is_idle for lane in self._lanes.values()
        )

    async def enter(self, method: str, channel: str = "", *, critical: bool = False) -> None:
        """Waits for a turn. Raises Later where that would take long, or the method is closed."""
        if method != POST:
            await self._lane(method).enter(critical=critical)
            return
        if (wait := self._channel_wait(channel)) > LONGEST_TURN_S:
            raise Later(timedelta(seconds=wait))
        await self._lane(method).enter(critical=critical)
        await self._follow(channel)

    def close(self, method: str, seconds: float) -> None:
        """Lets no request of a method through for a while: Slack has said so."""
        self._lane(method).pause(seconds)

    async def _follow(self, channel: str) -> None:
        """Takes the next place in a channel, and waits until it is there."""
        wait = self._channel_wait(channel)
        if len(self._channels) >= CHANNELS_KEPT:
            self._channels = {name: at for name, at in self._channels.items() if at > self._now()}
        self._channels[channel] = self._now() + wait + CHANNEL_S / self._speed
        if wait > 0:
            await self._sleep(wait)

    def _channel_wait(self, channel: str) -> float:
        return max(0.0, self._channels.get(channel, 0.0) - self._now())

    def _lane(self, method: str) -> Lane:
        lane = self._lanes.get(method)
        if lane is None:
            per_minute = PER_MINUTE.get(method, TIER_2)
            step = 60 / (per_minute * STEADY * self._speed)
            burst = max(1, int(per_minute * AT_ONCE))
            lane = self._lanes[method] = Lane(step, burst, now=self._now, sleep=self._sleep)
        return lane


class Lane:
    """One method of one workspace: a request every `step_s` seconds, and up to `burst` at once after a pause."""

    def __init__(
        self, step_s: float, burst: int, *, now: Callable[[], float], sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._step, self._ahead = step_s, (burst - 1) * step_s
        self._now, self._sleep = now, sleep
        self._free_at = -float("inf")
        self._kept_until = {True: self._free_at, False: self._free_at}  # places told to those who were sent away
        self._order = count()
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._porter: asyncio.Task[None] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nobody waits and nothing that was taken counts any more."""
        return not self._waiting and max(self._free_at, *self._kept_until.values()) + self._ahead <= self._now()

    async def enter(self, *, critical: bool) -> None:
        """Waits for a turn. Raises Later where that would take long; whoever comes then finds a place soon."""
        ahead = sum(1 for one in self._waiting if one[0] <= (not critical))
        if (wait := self._wait() + ahead * self._step) > LONGEST_TURN_S:
            raise Later(timedelta(seconds=self._kept(wait, critical=critical)))
        if not self._waiting and wait <= 0:
            self._take()
            return
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (not critical, next(self._order), turn))
        if self._porter is None or self._porter.done():
            self._porter = asyncio.create_task(self._let_in())
        await turn

    def pause(self, seconds: float) -> None:
        """Lets nothing through for so many seconds."""
        self._free_at = max(self._free_at, self._now() + seconds)

    def _kept(self, wait: float, *, critical: bool) -> float:
        """Seconds until a place that is free as far as is known. Critical ones need not stand behind others."""
        until = self._kept_until[True] if critical else max(self._kept_until.values())
        at = max(until, self._now() + wait)
        self._kept_until[critical] = at + self._step
        return at - self._now()

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
        return max(0.0, self._free_at - self._now())

    def _take(self) -> None:
        self._free_at = max(self._free_at, self._now() - self._ahead) + self._step
