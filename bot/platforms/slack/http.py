"""Slack over HTTP: a small server that takes only what Slack has signed, and the pages of an installation.

It stands behind a proxy that speaks https. Where it cannot listen, that is said once and tried again: nothing else of
Tocsin depends on it. Must not know what is asked or answered.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock, SignatureVerifier

from bot.log import Secret
from bot.platforms.slack.manifest import EVENTS, INSTALL, REDIRECT

LARGEST = 1024 * 1024  # bytes of a request; a form with all its state has some hundred KB
READ_S = 10.0  # for a request to come in
CLOSE_S = 0.5  # for requests under way when Tocsin stops
PAUSE_S = 15.0  # between two tries to listen
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_CHECK = 2048  # bytes that are looked through although nobody has signed them
_LONGEST_STAMP = 12  # digits of a second since 1970

Answer = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]

log = logging.getLogger(__name__)


class Server:
    """`events` answers what Slack signs with `secret`; without a secret there is no such address.

    `install` and `redirect` give the pages of an installation, where several workspaces may have one.
    """

    def __init__(
        self,
        *,
        listen: tuple[str, int],
        secret: Secret | None,
        events: Answer,
        install: Answer | None = None,
        redirect: Answer | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._listen, self._events = listen, events
        self._verifier = SignatureVerifier(secret.reveal(), _Clock(now)) if secret else None
        self._app = web.Application(client_max_size=LARGEST)
        if secret:
            self._app.router.add_post(EVENTS, self._hear)
        for path, answer in ((INSTALL, install), (REDIRECT, redirect)):
            if answer is not None:
                self._app.router.add_get(path, _page(answer), allow_head=False)
        self.port = 0  # where it listens; 0 while it does not

    async def run(self) -> None:
        """Serves until it is cancelled."""
        runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=CLOSE_S)
        await runner.setup()
        try:
            await self._bound(runner)
            await asyncio.Event().wait()
        finally:
            self.port = 0
            await runner.cleanup()

    async def _bound(self, runner: web.AppRunner) -> None:
        """Returns when it listens; somebody else may have the port for now."""
        host, port = self._listen
        is_told = False
        while not self.port:
            try:
                await web.TCPSite(runner, host, port).start()
            except OSError as error:
                if not is_told:
                    extra = {"action": "slack_no_port", "host": host, "port": port, "reason": error.strerror}
                    log.error("cannot listen for Slack (TOCSIN_SLACK_LISTEN); it will be tried again", extra=extra)
                is_told = True
                await asyncio.sleep(PAUSE_S)
            else:
                self.port = int(runner.addresses[0][1])
                log.info("listening for Slack", extra={"action": "slack_listens", "host": host, "port": self.port})

    async def _hear(self, request: web.Request) -> web.Response:
        """Answers one request of Slack's: 401 for one that is not, 400 for one that cannot be read."""
        try:
            async with asyncio.timeout(READ_S):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        if not self.is_signed(stamp, request.headers.get("X-Slack-Signature", ""), body):
            # Slack looks now and then whether somebody is there, without a signature and without a question.
            is_check = len(body) < _CHECK and parse_qs(body.decode("latin-1")).get("ssl_check") == ["1"]
            return web.Response() if is_check else web.json_response({"error": "invalid request"}, status=401)
        try:
            asked = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=dict(request.headers))
        except (ValueError, AttributeError):  # bolt takes whatever it can read for an object
            return web.json_response({"error": "unreadable"}, status=400)
        return await to_aiohttp_response(await self._events(asked))

    def is_signed(self, stamp: str, signature: str, body: bytes) -> bool:
        """Whether Slack signed it, within the last five minutes: an older one is somebody's copy."""
        if self._verifier is None or not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= _LONGEST_STAMP):
            return False
        try:
            return signature.isascii() and self._verifier.is_valid(body, stamp, signature)
        except UnicodeDecodeError:
            return False


class _Clock(Clock):
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now()


def _page(answer: Answer) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def show(request: web.Request) -> web.Response:
        asked = AsyncBoltRequest(body="", query=request.query_string, headers=dict(request.headers))
        response = await to_aiohttp_response(await answer(asked))
        # Nothing of these pages is anybody else's: not to be kept, framed, or told where people went next.
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        )
        return response

    return show
