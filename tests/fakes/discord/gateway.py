"""Discord's gateway: HELLO, IDENTIFY, RESUME, heartbeats, events, and every way in which it hangs up.

Text frames only; a client that asks for compression gets none, as Discord allows.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.discord import shapes
from tests.fakes.discord.rooms import Rooms
from tests.fakes.discord.sessions import GUILDS, KNOWN_INTENTS, PRIVILEGED, Session, Starts
from tests.fakes.discord.snowflakes import shard_of

Json = dict[str, Any]

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 8, 9, 10, 11
UNKNOWN_OP, DECODE, NOT_AUTHENTICATED, BAD_TOKEN, ALREADY_AUTHENTICATED = 4001, 4002, 4003, 4004, 4005
INVALID_SEQ, TOO_FAST, TIMED_OUT, BAD_SHARD, SHARDING_REQUIRED, BAD_INTENTS, NOT_ALLOWED = (
    4007, 4008, 4009, 4010, 4011, 4013, 4014,
)  # fmt: skip
SENDS_MOST, SENDS_S = 120, 60.0
GUILDS_A_SHARD = 2500
ENDS_SESSION = frozenset({1000, 1001, BAD_TOKEN, INVALID_SEQ, TIMED_OUT, BAD_SHARD, SHARDING_REQUIRED, 4013, 4014})


class Socket:
    """One connection; what is sent goes out in order, by a task of its own."""

    def __init__(self, request: web.BaseRequest, ws: web.WebSocketResponse) -> None:
        self.request, self.ws = request, ws
        self.session: Session | None = None
        self.began = time.monotonic()
        self.heard: list[float] = []
        self._out: asyncio.Queue[str] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def send(self, frame: str) -> None:
        self._out.put_nowait(frame)

    async def close(self, code: int) -> None:
        """Hangs up with a code, after what was sent before."""
        if self.session is not None:
            self.session.line = None
            self.session.alive &= code not in ENDS_SESSION
        await self._drained()
        with suppress(ConnectionError):
            await self.ws.close(code=code)

    def cut(self) -> None:
        """Tears the connection down without a word."""
        if self.request.transport is not None:
            self.request.transport.abort()

    def end(self) -> None:
        self._writer.cancel()
        session, self.session = self.session, None
        if session is not None and session.line == self.send:
            session.line = None
            session.alive &= self.ws.close_code not in (1000, 1001)

    async def _drained(self) -> None:
        sent = asyncio.create_task(self._out.join())
        await asyncio.wait({sent, self._writer}, return_when=asyncio.FIRST_COMPLETED)
        sent.cancel()

    async def _write(self) -> None:
        with suppress(ConnectionError):
            while True:
                await self.ws.send_str(await self._out.get())
                self._out.task_done()


class Gateway:
    """All sockets and sessions. `address` is set by whoever serves it, as `ws://host:port`."""

    def __init__(self, rooms: Rooms, now: Callable[[], float], starts: Starts, *, token: str) -> None:
        self._rooms, self._now, self._token = rooms, now, token
        self.starts = starts
        self.address = ""
        self.heartbeat_ms = 41_250
        self.acks = True  # False leaves heartbeats without an answer
        self.shut = False  # True refuses connections with 503
        self.privileged = 0  # the privileged intents that the bot was granted
        self.sockets: list[Socket] = []
        self.sessions: list[Session] = []
        self.queries: list[dict[str, str]] = []  # of each connection
        self.closed: Counter[int] = Counter()  # by the code that we hung up with

    async def talk(self, request: web.BaseRequest) -> web.StreamResponse:
        """One connection from beginning to end."""
        if self.shut:
            return web.Response(status=503)
        ws = web.WebSocketResponse(compress=False, max_msg_size=0)
        await ws.prepare(request)
        socket = Socket(request, ws)
        self.sockets.append(socket)
        self.queries.append(dict(request.query))
        try:
            socket.send(_frame(HELLO, {"heartbeat_interval": self.heartbeat_ms, "_trace": []}))
            async for frame in ws:
                if frame.type is WSMsgType.TEXT:
                    await self._hear(socket, frame.data)
        finally:
            self.sockets.remove(socket)
            socket.end()
        return ws

    def tell(self, event: str, guild: str, content: Json) -> None:
        """Sends an event to the shard of a guild, or to the first one where it belongs to none."""
        for session in self.sessions:
            hears = session.alive and session.shard == shard_of(guild, session.count)
            if hears and session.wants(event, direct=not guild):
                session.dispatch(event, content)

    def live(self) -> list[Session]:
        """Sessions that are connected now."""
        return [session for session in self.sessions if session.line is not None]

    async def drop(self, code: int = 4000, shard: int | None = None) -> None:
        """Hangs up on all, or on one shard; a session survives unless the code says that it does not."""
        for socket in self._of(shard):
            await self._close(socket, code)

    def cut(self, shard: int | None = None) -> None:
        """Tears connections down without a closing word."""
        for socket in self._of(shard):
            socket.cut()

    def reconnect(self, shard: int | None = None) -> None:
        """Asks clients to connect anew and resume."""
        for socket in self._of(shard):
            socket.send(_frame(RECONNECT, None))

    def invalidate(self, shard: int | None = None) -> None:
        """Ends sessions, with a word to those that are connected."""
        for session in self.sessions:
            if shard in (None, session.shard):
                session.alive = False
        for socket in self._of(shard):
            socket.send(_frame(INVALID, False))

    def _of(self, shard: int | None) -> list[Socket]:
        return [one for one in self.sockets if shard is None or (one.session and one.session.shard == shard)]

    async def _close(self, socket: Socket, code: int) -> None:
        self.closed[code] += 1
        await socket.close(code)

    async def _hear(self, socket: Socket, text: str) -> None:
        socket.heard = [at for at in socket.heard if self._now() - at < SENDS_S] + [self._now()]
        if len(socket.heard) > SENDS_MOST:
            return await self._close(socket, TOO_FAST)
        try:
            frame = json.loads(text)
            op, content = frame["op"], frame.get("d")
        except (ValueError, TypeError, KeyError):
            return await self._close(socket, DECODE)
        if op == HEARTBEAT:
            return self._beat(socket, int(content or 0))
        if op in (IDENTIFY, RESUME):
            if socket.session is not None:
                return await self._close(socket, ALREADY_AUTHENTICATED)
            if content.get("token") != self._token:
                return await self._close(socket, BAD_TOKEN)
            return await (self._identify if op == IDENTIFY else self._resume)(socket, content)
        if socket.session is None:
            return await self._close(socket, NOT_AUTHENTICATED)
        if op not in (3, 4, MEMBERS):  # presences and voices change nothing here
            return await self._close(socket, UNKNOWN_OP)
        return None

    def _beat(self, socket: Socket, seq: int) -> None:
        if socket.session is not None:
            socket.session.beat(seq)
        if self.acks:
            socket.send(_frame(ACK, None))

    async def _identify(self, socket: Socket, content: Json) -> None:
        shard, count = content.get("shard") or (0, 1)
        intents = int(content.get("intents", 0))
        if not 0 <= shard < count:
            return await self._close(socket, BAD_SHARD)
        if intents & ~KNOWN_INTENTS:
            return await self._close(socket, BAD_INTENTS)
        if intents & PRIVILEGED & ~self.privileged:
            return await self._close(socket, NOT_ALLOWED)
        guilds = [one for one in self._rooms.guilds.values() if one.is_member and shard_of(one.id, count) == shard]
        if len(guilds) > GUILDS_A_SHARD:
            return await self._close(socket, SHARDING_REQUIRED)
        if not self.starts.allows(shard, count, intents):
            return socket.send(_frame(INVALID, False))
        session = Session(id=secrets.token_hex(16), shard=shard, count=count, intents=intents, began=self._now())
        self.sessions.append(session)
        socket.session, session.line = session, socket.send
        session.dispatch("READY", self._ready(session, [guild.id for guild in guilds]))
        for guild in guilds if intents & GUILDS else ():
            if not guild.is_away:
                session.dispatch("GUILD_CREATE", shapes.whole_guild(guild, self._rooms))
        return None

    async def _resume(self, socket: Socket, content: Json) -> None:
        session = next((one for one in self.sessions if one.id == content.get("session_id") and one.alive), None)
        if session is None:
            return socket.send(_frame(INVALID, False))
        if int(content.get("seq") or 0) > session.seq:
            return await self._close(socket, INVALID_SEQ)
        socket.session, session.line = session, socket.send
        session.resumes += 1
        session.replay(int(content.get("seq") or 0))
        session.dispatch("RESUMED", {"_trace": []})
        return None

    def _ready(self, session: Session, guilds: list[str]) -> Json:
        return {
            "v": 10, "user": {**shapes.bot(self._rooms), "verified": True, "mfa_enabled": True, "email": None},
            "guilds": [{"id": guild, "unavailable": True} for guild in guilds], "session_id": session.id,
            "resume_gateway_url": self.address, "shard": [session.shard, session.count], "session_type": "normal",
            "application": {"id": self._rooms.application, "flags": 0}, "private_channels": [], "relationships": [],
            "_trace": [],
        }  # fmt: skip


def _frame(op: int, content: object) -> str:
    return json.dumps({"op": op, "d": content, "s": None, "t": None})
