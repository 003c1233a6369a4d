"""discord.py's clients as Tocsin uses them: the gateway, and nothing kept of what it tells.

Interactions are handed on as Discord sent them, of guilds only the ids. discord.py would make objects of them first and
keep every channel and role of every guild, some 25 KB for each, of which Tocsin needs nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Any, Literal

import discord
import yarl
from discord.backoff import ExponentialBackoff
from discord.state import AutoShardedConnectionState, ConnectionState

from bot.domain.errors import Unreachable

Json = dict[str, Any]

LONGEST_PAUSE_S = 60.0  # between two tries to connect; discord.py would come to wait for a quarter of an hour
MANY_GUILDS = 2_000  # of one connection; Discord allows 2,500
# https://discord.com/developers/docs/events/gateway#rate-limiting: one group of shards in 5 s, and clocks differ
IDENTIFY_S = 5.5
_HEARD = frozenset({"READY", "RESUMED", "GUILD_CREATE", "GUILD_DELETE", "INTERACTION_CREATE", "USER_UPDATE"})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """What is to happen when Discord tells something: an interaction as it came, the id of a guild.

    `present` is given the ids of all guilds of a shard when its session begins, its number and that of all shards.
    """

    interaction: Callable[[Json], Awaitable[None]]
    present: Callable[[Collection[str], int, int], Awaitable[None]]
    joined: Callable[[str], Awaitable[None]]
    removed: Callable[[str], Awaitable[None]]


class Backoff(ExponentialBackoff[Literal[False]]):
    """discord.py's pauses between tries to connect, but none of them long."""

    def delay(self) -> float:
        """Seconds until the next try."""
        return min(super().delay(), LONGEST_PAUSE_S)


class _Lean(ConnectionState[discord.Client]):
    """Hears only what Tocsin acts on, keeps nothing of a guild, and hands interactions on as they came."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.parsers = {event: parse for event, parse in self.parsers.items() if event in _HEARD}

    def parse_ready(self, data: Any) -> None:
        """A session begins."""
        shard, shards = data.get("shard") or (0, 1)
        self.dispatch("present", frozenset(str(guild["id"]) for guild in data["guilds"]), shard, shards)
        bare: Any = {**data, "guilds": []}
        super().parse_ready(bare)

    def parse_guild_create(self, data: Any) -> None:
        """A guild is there: at the start, after an outage, or because Tocsin was invited, which alone says nothing."""
        if data.get("unavailable") is None:
            self.dispatch("invited", str(data["id"]))

    def parse_guild_delete(self, data: Any) -> None:
        """A guild is away for an outage, or for ever."""
        if not data.get("unavailable"):
            self.dispatch("thrown_out", str(data["id"]))

    def parse_interaction_create(self, data: Any) -> None:
        """Somebody typed a command, pressed a button or is typing."""
        self.dispatch("told", data)


class _LeanSharded(_Lean, AutoShardedConnectionState[discord.Client]):
    pass


def _options() -> Any:
    return {
        "intents": discord.Intents(guilds=True),
        "max_messages": None,
        "chunk_guilds_at_startup": False,
        "member_cache_flags": discord.MemberCacheFlags.none(),
    }


class Client(discord.Client):
    """One connection to the gateway. `connector` is for tests."""

    def __init__(self, ears: Ears, **options: Any) -> None:
        tame()
        self._ears = ears
        self._hears = False
        self._at_once = 1  # sessions that may begin together
        self._turns: dict[int, float] = {}  # when the next one may
        super().__init__(**_options(), **options)

    def _get_state(self, **options: Any) -> Any:
        return _Lean(dispatch=self.dispatch, handlers=self._handlers, hooks=self._hooks, http=self.http, **options)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Tells an event on, unless the client is closed: discord.py would want a loop for it that it has given up."""
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

    async def connect(self, *, reconnect: bool = True) -> None:
        """Listens until it is closed. Raises Unreachable where there never was a connection."""
        try:
            await super().connect(reconnect=reconnect)
        except AttributeError as error:
            # After a first try that failed discord.py wants to resume the session of a connection that never was.
            if self.ws is not None:
                raise
            raise Unreachable("the gateway of Discord cannot be reached") from error

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Waits until Discord takes a new session. discord.py would wait five seconds each time but the first."""
        turn, now = (shard_id or 0) % self._at_once, self.loop.time()
        begins = max(now, self._turns.get(turn, 0.0))
        self._turns[turn] = begins + IDENTIFY_S
        await asyncio.sleep(begins - now)

    async def on_told(self, data: Json) -> None:
        """Hands an interaction on."""
        await self._ears.interaction(data)

    async def on_present(self, guilds: frozenset[str], shard: int, shards: int) -> None:
        """Hands on in which guilds Tocsin is."""
        await self._ears.present(guilds, shard, shards)

    async def on_invited(self, guild: str) -> None:
        """Hands on that Tocsin was invited somewhere."""
        await self._ears.joined(guild)

    async def on_thrown_out(self, guild: str) -> None:
        """Hands on that Tocsin was thrown out, or that a guild is no more."""
        await self._ears.removed(guild)

    async def on_connect(self) -> None:
        """Says that interactions are heard now: at the start, and after a session that could not be resumed."""
        self._up()

    async def on_resumed(self) -> None:
        """The same after a session that goes on."""
        self._up()

    async def on_disconnect(self) -> None:
        """Says once that nothing is heard; discord.py goes on trying."""
        if self._hears:
            log.warning("connection to Discord lost; it will be made again", extra={"action": "discord_down"})
        self._hears = False

    def _up(self) -> None:
        if not self._hears:
            log.info("connected to Discord", extra={"action": "discord_up"})
        self._hears = True


class ShardedClient(Client, discord.AutoShardedClient):
    """As many connections as Discord recommends, started in groups of as many as it allows at a time."""

    def _get_state(self, **options: Any) -> Any:
        return _LeanSharded(
            dispatch=self.dispatch, handlers=self._handlers, hooks=self._hooks, http=self.http, **options
        )

    async def launch_shards(self) -> None:
        """Starts all shards. discord.py would start one after the other, whatever Discord allows."""
        count, address, limits = await self.http.get_bot_gateway()
        self.shard_count = count
        self._connection.shard_count, self._connection.shard_ids = count, range(count)
        self._at_once = max(1, limits["max_concurrency"])
        for first in range(0, count, self._at_once):
            group = range(first, min(first + self._at_once, count))
            await asyncio.gather(*(self.launch_shard(yarl.URL(address), shard, initial=True) for shard in group))


class _Silent(logging.Filter):
    """Takes away discord.py's word on each try to connect: `on_disconnect` says once that the connection is lost."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.getMessage().startswith("Attempting a reconnect")


_SILENT = _Silent()


def tame() -> None:
    """Sets what discord.py lets nobody choose. Doing it twice changes nothing."""
    for module in (discord.client, discord.shard):
        # Both look this class up when they connect. Nothing else bounds the pause and still resumes the session after
        # it: a new session at each try would use up the thousand a day that a bot may start.
        setattr(module, ExponentialBackoff.__name__, Backoff)
        logging.getLogger(module.__name__).addFilter(_SILENT)
    # It would warn at each start that voice is not supported.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
