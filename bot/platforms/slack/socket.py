"""Socket Mode: two websockets to Slack that Tocsin opens by itself, each with an address of its own.

slack_sdk's client tries an address again that Slack has spent, waits for ever on its own lock, and takes up to four
silent pings to notice a dead socket. Here a socket lives once: whatever ends it, the next has a fresh address. Must not
know what is asked or answered.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BotError, Busy, Unreachable
from bot.log import Secret, one_line
from bot.platforms.slack.ask import Denied, ask

Json = Mapping[str, Any]

SOCKETS = 2  # of up to ten, https://docs.slack.dev/apis/events-api/using-socket-mode: one goes on while one is renewed
BEAT_S = 2.5  # without a word from Slack it is pinged, and given up after half of that: 4 s for a socket that hangs
OPEN_S = 4.0  # for an address, and again for the handshake with its greeting
LEAVE_S = 8.0  # Slack warns some ten seconds before it closes a socket: what it began is answered until then
CLOSE_S = 0.3  # for a farewell; a whole stop of Tocsin takes less than five seconds
WELL_S = 10.0  # a socket that has lived so long ends a row of failures
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 60.0
LONG_AWAY_S = 30.0  # where Slack does not want another socket for now
LARGEST = 4 * 1024 * 1024  # bytes of one message from Slack

_LEAVE = frozenset({"warning", "refresh_requested"})

log = logging.getLogger(__name__)


class BadAppToken(BotError):
    """Slack does not take the app-level token."""

    def __init__(self, said: str) -> None:
        super().__init__(
            f"Slack does not take TOCSIN_SLACK_APP_TOKEN ({said}): make one with the scope connections:write on the"
            " Basic Information page of your app."
        )


class Sockets:
    """`answer` gives what is to be sent back to one request, or None; it is never late and never fails."""

    def __init__(
        self,
        *,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        token: Secret,
        answer: Callable[[Json], Awaitable[Json | None]],
        beat_s: float = BEAT_S,
    ) -> None:
        self._client, self._session, self._token, self._answer = client, session, token, answer
        self._beat_s = beat_s
        self._open: set[aiohttp.ClientWebSocketResponse] = set()
        self._alive: set[aiohttp.ClientWebSocketResponse] = set()  # of those, the ones that Slack has greeted
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._failures, self._not_before = 0, 0.0
        self._hears: bool | None = None  # None: it never did, and nobody was told

    async def run(self) -> None:
        """Keeps the sockets up until it is cancelled. Raises BadAppToken."""
        keepers = [asyncio.create_task(self._keep()) for _ in range(SOCKETS)]
        try:
            done, _ = await asyncio.wait(keepers, return_when=asyncio.FIRST_EXCEPTION)
            for keeper in done:
                keeper.result()
        finally:
            self._hears = None  # whoever stops is not told that the sockets end
            for task in (*keepers, *self._tasks):
                task.cancel()
            await asyncio.gather(*keepers, *self._tasks, return_exceptions=True)
            # A task that is cancelled before it has begun closes nothing.
            await asyncio.gather(*(self._close(one) for one in self._open))

    async def _keep(self) -> None:
        """One socket after the other. A socket that is to be left goes on until its successor is there."""
        while True:
            socket = await self._next()
            leave: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            begun = time.monotonic()
            self._begin(self._listen(socket, leave))
            reason = await leave
            if time.monotonic() - begun > WELL_S:
                self._failures = 0
            else:
                self._failed(None)
            if reason and reason not in _LEAVE:
                await asyncio.sleep(LONG_AWAY_S)

    async def _next(self) -> aiohttp.ClientWebSocketResponse:
        """The next socket, however long that takes. Only one is opened at a time: addresses are rare."""
        async with self._turn:
            while True:
                await asyncio.sleep(self._not_before - time.monotonic())
                try:
                    socket = await self._opened()
                except (Unreachable, Busy) as error:
                    self._failed(error)
                    self._tell_away(str(error))
                else:
                    self._not_before = 0.0
                    return socket

    def _failed(self, error: BotError | None) -> None:
        """Puts the next try off: not at all after a first failure, then twice as long each time."""
        self._failures += 1
        pause = FIRST_PAUSE_S * 2 ** min(self._failures - 2, 10) if self._failures > 1 else 0.0
        asked = error.retry_after.total_seconds() if isinstance(error, Busy) else 0.0
        self._not_before = time.monotonic() + min(max(pause, asked), LONGEST_PAUSE_S)

    async def _opened(self) -> aiohttp.ClientWebSocketResponse:
        """A socket that Slack has greeted. Raises BadAppToken, Unreachable or Busy."""
        try:
            told = await ask(self._client, "apps.connections.open", self._token, patience_s=OPEN_S)
        except Denied as error:
            raise BadAppToken(error.said) from error
        try:
            async with asyncio.timeout(OPEN_S):
                return await self._greeted(str(told.body.get("url", "")))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Unreachable(f"no socket to Slack: {type(error).__name__}") from error

    async def _greeted(self, address: str) -> aiohttp.ClientWebSocketResponse:
        socket = await self._session.ws_connect(
            address,
            heartbeat=self._beat_s,
            timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_S),
            max_msg_size=LARGEST,
        )
        self._open.add(socket)
        is_greeted = False
        try:
            is_greeted = _parsed(await socket.receive()).get("type") == "hello"
        finally:
            if not is_greeted:
                await self._close(socket)
        if not is_greeted:
            raise Unreachable("Slack did not greet a socket")
        return socket

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse, leave: asyncio.Future[str]) -> None:
        """Answers what comes until the socket ends. `leave` gets why it is to be replaced; empty: it broke off."""
        self._alive.add(socket)
        self._tell_up()
        try:
            async for message in socket:
                told = _parsed(message)
                if told.get("type") == "disconnect":
                    self._leave(socket, leave, str(told.get("reason", "")))
                elif told.get("envelope_id"):
                    self._begin(self._serve(socket, told))
        finally:
            self._alive.discard(socket)
            if not leave.done():
                leave.set_result("")
                self._tell_down()
            await self._close(socket)

    def _leave(self, socket: aiohttp.ClientWebSocketResponse, leave: asyncio.Future[str], reason: str) -> None:
        if leave.done():
            return
        leave.set_result(reason)
        if reason not in _LEAVE:
            extra = {"action": "slack_socket_unwanted", "reason": one_line(reason)}
            log.warning("Slack does not want a socket of Tocsin", extra=extra)
        self._begin(self._close_later(socket))

    async def _close_later(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        await asyncio.sleep(LEAVE_S)
        await self._close(socket)

    async def _close(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._open.discard(socket)
        await socket.close()

    async def _serve(self, socket: aiohttp.ClientWebSocketResponse, envelope: Json) -> None:
        answer: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
        try:
            payload = await self._answer(envelope)
            if payload and envelope.get("accepts_response_payload"):
                answer["payload"] = payload
        finally:
            await self._send(socket, answer)

    async def _send(self, socket: aiohttp.ClientWebSocketResponse, answer: Json) -> None:
        try:
            await socket.send_str(json.dumps(answer))
        except (aiohttp.ClientError, ConnectionError):
            # Slack sends an event again that nobody acknowledged; a command has to be typed again.
            log.info("a socket closed before an answer", extra={"action": "slack_unanswered"})

    def _begin(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _tell_up(self) -> None:
        if not self._hears:
            log.info("connected to Slack", extra={"action": "slack_up"})
        self._hears = True

    def _tell_down(self) -> None:
        if self._hears and not self._alive:
            self._hears = False
            log.warning("connection to Slack lost; it will be made again", extra={"action": "slack_down"})

    def _tell_away(self, reason: str) -> None:
        """Says once that there is no connection where there never was one."""
        if self._hears is None:
            self._hears = False
            extra = {"action": "slack_away", "reason": reason}
            log.warning("Slack cannot be reached; it will be tried again", extra=extra)


def _parsed(message: aiohttp.WSMessage) -> Json:
    """What Slack said; nothing where it said nothing that can be read."""
    if message.type is not aiohttp.WSMsgType.TEXT:
        return {}
    try:
        told = json.loads(message.data)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
