"""Socket Mode: addresses that work once, websockets, envelopes, acks, and every way in which Slack hangs up.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

Json = dict[str, Any]

SOCKETS_MOST = 10
ANSWERED = ("view_submission", "block_suggestion")  # the interactions whose ack says something
CLOSE_AFTER_S = 10.0  # between a warning and the end
LIVES_S = 3600
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(slots=True, kw_only=True)
class Envelope:
    """One request on its way; `took` is in seconds of the wire until its first ack."""

    id: str
    kind: str  # slash_commands, interactive, events_api
    payload: Json
    sent: float
    socket: int
    took: float | None = None
    ack: Json | None = None  # the ack's payload
    acks: int = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Socket:
    """One connection; what is sent goes out in order."""

    def __init__(self, number: int, request: web.BaseRequest, ws: web.WebSocketResponse) -> None:
        self.number, self.request, self.ws = number, request, ws
        self.began = time.monotonic()
        self.hung = False
        self.leaving = ""  # the reason that was given for the end to come
        self.pings = 0

    async def send(self, frame: Json) -> None:
        if not self.hung:
            with suppress(ConnectionError):
                await self.ws.send_str(json.dumps(frame))

    def cut(self) -> None:
        """Tears the connection down without a word."""
        if self.request.transport is not None:
            line = self.request.transport.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            self.request.transport.abort()


class Sockets:
    """All sockets of the app. `address` is set by whoever serves it, as `ws://host:port`."""

    def __init__(self, app: str, seed: int = 0) -> None:
        self._app = app
        self._chance = random.Random(seed)
        self._numbers = 0
        self._tickets: dict[str, bool] = {}  # whether each was used
        self._closing: set[asyncio.Task[None]] = set()
        self.address = ""
        self.shut = False  # True gives no addresses
        self.refuse = 0  # so many of the next handshakes fail
        self.greet = True  # False leaves a new socket without its hello
        self.opened: list[Socket] = []  # all there ever were
        self.refused = 0  # handshakes that failed, spent addresses among them
        self.envelopes: dict[str, Envelope] = {}
        self.strays: list[Json] = []  # what clients sent that is no ack

    def ticket(self) -> Json:
        """apps.connections.open: an address that works once."""
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = False
        return {"url": f"{self.address}/link/?ticket={ticket}&app_id={self._app}"}

    def live(self) -> list[Socket]:
        """The sockets that take envelopes."""
        return [one for one in self.opened if not one.ws.closed and not one.leaving and one.request.transport]

    async def talk(self, request: web.BaseRequest) -> web.StreamResponse:
        """One connection, from the handshake to its end."""
        if (status := self._refusal(request.query.get("ticket", ""))) is not None:
            self.refused += 1
            return web.Response(status=status)
        ws = web.WebSocketResponse(autoping=False, autoclose=False, compress=False)
        await ws.prepare(request)
        self._numbers += 1
        one = Socket(self._numbers, request, ws)
        self.opened.append(one)
        if len(self.live()) > SOCKETS_MOST:
            await self._leave(one, "too_many_websockets", 0.0)
        elif self.greet:
            await one.send(self._hello())
        await self._listen(one)
        return ws

    async def send(self, kind: str, payload: Json, *, attempt: int = 0) -> Envelope | None:
        """Puts a request into any one of the sockets; None where there is none."""
        live = self.live()
        if not live:
            return None
        one = self._chance.choice(live)
        envelope = Envelope(
            id=_uuid(), kind=kind, payload=payload, sent=time.monotonic(), socket=one.number,
        )  # fmt: skip
        self.envelopes[envelope.id] = envelope
        frame: Json = {"envelope_id": envelope.id, "type": kind, "payload": payload}
        frame["accepts_response_payload"] = kind == "slash_commands" or payload.get("type") in ANSWERED
        if kind == "events_api":
            frame |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        await one.send(frame)
        return envelope

    async def disconnect(self, reason: str, which: int | None = None, close_after: float = CLOSE_AFTER_S) -> None:
        """Says that the sockets (or one of them) will be closed, and closes them so many seconds later."""
        for one in self._named(which):
            await self._leave(one, reason, close_after)

    def drop(self, which: int | None = None) -> None:
        """Tears sockets down without a word."""
        for one in self._named(which):
            one.cut()

    def hang(self, which: int | None = None) -> None:
        """From now on they say nothing, hear nothing, and answer no ping."""
        for one in self._named(which):
            one.hung = True

    async def close(self, which: int | None = None, code: int = 1000) -> None:
        """Closes sockets as websockets are closed."""
        for one in self._named(which):
            with suppress(ConnectionError):
                await one.ws.close(code=code)

    def end(self) -> None:
        """Everything ends with the server."""
        for task in self._closing:
            task.cancel()
        for one in self.opened:
            one.cut()

    def _refusal(self, ticket: str) -> int | None:
        """The status of a handshake that fails, whether Slack knows the ticket or not; a ticket is spent by it."""
        if ticket not in self._tickets:
            return 404
        used, self._tickets[ticket] = self._tickets[ticket], True
        if used:
            return 408
        if self.refuse:
            self.refuse -= 1
            return 500
        return None

    def _named(self, which: int | None) -> list[Socket]:
        live = self.live()
        return live if which is None else [live[which]]

    async def _leave(self, one: Socket, reason: str, close_after: float) -> None:
        one.leaving = reason
        host = "applink-7fc4fdbb64-4x5xq"
        await one.send({"type": "disconnect", "reason": reason, "debug_info": {"host": host}})

        async def close() -> None:
            await asyncio.sleep(close_after)
            with suppress(ConnectionError):
                await one.ws.close(code=1000)

        task = asyncio.create_task(close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _listen(self, one: Socket) -> None:
        while not one.ws.closed:
            message = await one.ws.receive()
            if one.hung and message.type in (WSMsgType.TEXT, WSMsgType.PING, WSMsgType.CLOSE):
                if message.type is WSMsgType.CLOSE:
                    await asyncio.sleep(3600)  # a hung peer says no farewell; cancelled when the client goes
                continue
            if message.type is WSMsgType.PING:
                one.pings += 1
                with suppress(ConnectionError):
                    await one.ws.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._heard(message.data)
            elif message.type is WSMsgType.CLOSE:
                with suppress(ConnectionError):
                    await one.ws.close()
            elif message.type in (WSMsgType.CLOSED, WSMsgType.CLOSING, WSMsgType.ERROR):
                return

    def _heard(self, text: str) -> None:
        try:
            said = json.loads(text)
        except ValueError:
            said = {"unreadable": text}
        envelope = self.envelopes.get(str(said.get("envelope_id"))) if isinstance(said, dict) else None
        if envelope is None:
            self.strays.append(said)
            return
        envelope.acks += 1
        if envelope.took is None:
            envelope.took, envelope.ack = time.monotonic() - envelope.sent, said.get("payload")
            envelope.done.set()

    def _hello(self) -> Json:
        about = {"host": "applink-7fc4fdbb64-4x5xq", "build_number": 1, "approximate_connection_time": LIVES_S}
        connections = len(self.live())
        info = {"app_id": self._app}
        return {"type": "hello", "num_connections": connections, "debug_info": about, "connection_info": info}


def _uuid() -> str:
    digits = secrets.token_hex(16)
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
