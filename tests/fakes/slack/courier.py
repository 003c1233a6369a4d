"""Brings what people did to the app, by socket or by signed HTTP, and says what the app answered and how fast.

https://docs.slack.dev/authentication/verifying-requests-from-slack says how a request is signed.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack.sockets import Sockets

Json = dict[str, Any]

ACK_S = 3.0  # https://docs.slack.dev/interactivity/slash-commands: an app has three seconds
OLD_S = 60 * 5 + 5  # a request of that age is a replay
COMMAND, INTERACTIVE, EVENT = "slash_commands", "interactive", "events_api"
TIMEOUT, UNREACHED = "operation_timeout", "dispatch_failed"


class Seal(StrEnum):
    """How a request over HTTP is signed."""

    GOOD = "good"
    FORGED = "forged"  # with another secret
    OLD = "old"  # rightly, long ago
    MISSING = "missing"  # not at all
    ALTERED = "altered"  # rightly, but the body was changed afterwards


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: `took` seconds of the wire until the ack, None where there was none in time."""

    took: float | None
    ack: Any = None
    status: int = 0
    error: str = ""  # what Slack tells the person
    envelope: str = ""


class Courier:
    """`epoch` gives seconds since 1970; `within` is how many seconds of the wire an ack may take."""

    def __init__(self, sockets: Sockets, secret: str, epoch: Callable[[], float], *, within: float = ACK_S) -> None:
        self._sockets, self._secret, self._epoch, self.within = sockets, secret, epoch, within
        self.request_url = ""  # empty: Socket Mode
        self.acks: list[float] = []  # seconds of the wire of every ack in time
        self._http: aiohttp.ClientSession | None = None

    async def bring(self, kind: str, payload: Json, *, seal: str = "", attempt: int = 0) -> Answer:
        """Brings one request, and waits for its ack as long as Slack does."""
        if self.request_url:
            answer = await self._by_http(kind, payload, Seal(seal or Seal.GOOD), attempt)
        else:
            answer = await self._by_socket(kind, payload, attempt)
        if answer.took is not None:
            self.acks.append(answer.took)
        return answer

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()

    async def _by_socket(self, kind: str, payload: Json, attempt: int) -> Answer:
        envelope = await self._sockets.send(kind, payload, attempt=attempt)
        if envelope is None:
            return Answer(took=None, error=UNREACHED)
        try:
            async with asyncio.timeout(self.within):
                await envelope.done.wait()
        except TimeoutError:
            return Answer(took=None, error=TIMEOUT, envelope=envelope.id)
        return Answer(took=envelope.took, ack=envelope.ack or None, envelope=envelope.id)

    async def _by_http(self, kind: str, payload: Json, seal: Seal, attempt: int) -> Answer:
        body, content_type = written(kind, payload)
        headers = {"Content-Type": content_type, **self._signed(body, seal), "User-Agent": "Slackbot 1.0"}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"}
        if seal is Seal.ALTERED:
            body = body.replace("0", "1", 1) + ("&" if kind != EVENT else " ")
        self._http = self._http or aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        sent = time.monotonic()
        try:
            async with asyncio.timeout(self.within):
                async with self._http.post(self.request_url, data=body.encode(), headers=headers) as response:
                    text = await response.text()
        except TimeoutError:
            return Answer(took=None, error=TIMEOUT)
        except aiohttp.ClientError:
            return Answer(took=None, error=UNREACHED)
        if response.status != 200:
            return Answer(took=None, status=response.status, error=UNREACHED, ack=text or None)
        return Answer(took=time.monotonic() - sent, status=200, ack=_read(text))

    def _signed(self, body: str, seal: Seal) -> dict[str, str]:
        at = int(self._epoch()) - (OLD_S if seal is Seal.OLD else 0)
        secret = "of somebody else" if seal is Seal.FORGED else self._secret
        headers = {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": signature(secret, at, body)}
        return {} if seal is Seal.MISSING else headers


def signature(secret: str, at: int, body: str) -> str:
    """Slack's signature of a request, version 0."""
    return "v0=" + hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()


def written(kind: str, payload: Json) -> tuple[str, str]:
    """A request's body as Slack writes it, and the type of its content."""
    if kind == EVENT:
        return json.dumps(payload), "application/json"
    form = payload if kind == COMMAND else {"payload": json.dumps(payload)}
    return urlencode(form), "application/x-www-form-urlencoded"


def _read(text: str) -> Any:
    """An answer's body as Slack understands it: JSON, or words for the person."""
    if not text:
        return None
    try:
        return json.loads(text) or None
    except ValueError:
        return {"text": text}
