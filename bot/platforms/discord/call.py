"""One request to Discord and what became of it, as an aiohttp middleware beneath discord.py's HTTP client.

discord.py stays as it is: it waits for a channel's own limit, and hands the request to this middleware when its turn
has come. Here it passes the gate, gets its time-out, is sent once, and its answer is told at once. That leaves out what
discord.py would do around it: try again after an error 500, sleep through a 429, or come back five seconds after the
answer of a request that used up a channel's limit.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp

from bot.domain.errors import BotError, Busy, Gone, Lost, Refused, Uncertain
from bot.platforms.discord.pace import Gate

RETRY = timedelta(seconds=5)  # where Discord does not say how long to wait
CLOSED = timedelta(minutes=1)  # where Discord lets nothing of this bot through
LONGEST_WAIT_S = 3600.0
SHOWN = 200  # characters of Discord's own words that are kept as the reason of a refusal

UNKNOWN_CHANNELS = frozenset({10003, 10004})  # channel, guild
UNKNOWN_MESSAGE = 10008
_ANSWERS_NOTHING = "REPLIES_UNKNOWN_MESSAGE"


class Declined(Refused):
    """Discord will not do that; `code` is its own number for why."""

    def __init__(self, code: int, reason: str) -> None:
        self.code = code
        super().__init__(reason)


class Call:
    """A middleware for one request. `answered` gets what Discord said, or the error that it means, when it is known."""

    def __init__(self, gate: Gate, *, critical: bool, exempt: bool, patience_s: float) -> None:
        self._gate, self._critical, self._exempt, self._patience_s = gate, critical, exempt, patience_s
        self.answered: asyncio.Future[object | BotError] = asyncio.get_running_loop().create_future()
        self.is_sent = False
        self.closed_s = 0.0  # how long this route takes nothing, after a 429

    async def __call__(self, request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
        """Sends the request once. Raises what `answered` got, where that is an error."""
        try:
            if not self._exempt:
                await self._gate.enter(critical=self._critical)
            self.is_sent = True
            response = await self._once(request, send)
            self._tell(await self._read(response))
        except BotError as error:
            self._tell(error)
            raise
        return response

    async def _once(self, request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
        """The answer with its body. Raises Busy where nothing can have got through, else Uncertain."""
        try:
            async with asyncio.timeout(self._patience_s):
                response = await send(request)
                await response.read()
        except TimeoutError as error:
            raise Uncertain(f"no answer within {self._patience_s:g} s") from error
        except aiohttp.ClientConnectorError as error:
            raise Busy(RETRY) from error
        except (aiohttp.ClientError, OSError) as error:
            # Named otherwise than aiohttp does: it would send a GET or DELETE a second time without telling.
            raise Uncertain("the connection broke") from error
        return response

    async def _read(self, response: aiohttp.ClientResponse) -> object:
        """What a request brought that was taken. Raises what any other answer means."""
        is_shared = response.headers.get("X-RateLimit-Scope") == "shared"
        self._gate.count(response.status, shared=is_shared)
        parsed = _parsed(await response.text())
        if 200 <= response.status < 300:
            if parsed is None and response.status != 204:
                raise Uncertain("an answer that cannot be read")
            return parsed
        if response.status == 429:
            raise self._limited(response.headers, parsed)
        raise refused(response.status, parsed)

    def _limited(self, headers: Mapping[str, str], parsed: object) -> Busy:
        said = parsed if isinstance(parsed, dict) else {}
        wait = _wait(said.get("retry_after", headers.get("Retry-After", "")))
        # Without Via the answer is not Discord's but Cloudflare's, which speaks of everything that this bot asks.
        if "Via" not in headers or said.get("global") is True:
            self._gate.pause(wait.total_seconds())
        else:
            self.closed_s = wait.total_seconds()
        return Busy(wait)

    def _tell(self, outcome: object | BotError) -> None:
        if not self.answered.done():  # else nobody waits for it any more
            self.answered.set_result(outcome)


def refused(status: int, said: object) -> BotError:
    """What an answer means that is neither a success nor a 429; `said` is its body, parsed."""
    body = said if isinstance(said, dict) else {}
    code = body.get("code") if isinstance(body.get("code"), int) else 0
    reason = f"HTTP {status} {code or ''} {str(body.get('message', ''))[:SHOWN]}".rstrip()
    match status, code:
        case 503, _:
            return Busy(RETRY)
        case (401, _) | (403, 0):  # the token was changed, or Cloudflare has shut the bot out: no channel's fault
            return Busy(CLOSED)
        case 403, _:
            return Lost(reason)
        case 404, _ if code in UNKNOWN_CHANNELS:
            return Lost(reason)
        case 404, _ if code == UNKNOWN_MESSAGE:
            return Gone()
        case 400, _ if _ANSWERS_NOTHING in json.dumps(body.get("errors", "")):
            return Gone()
        case _ if 400 <= status < 500:
            return Declined(int(code or 0), reason)
    return Uncertain(f"HTTP {status}")


def _wait(said: object) -> timedelta:
    """How long Discord asks to wait; some seconds where it says nothing or nonsense."""
    try:
        seconds = float(str(said))
    except ValueError:
        return RETRY
    return timedelta(seconds=min(seconds, LONGEST_WAIT_S)) if seconds >= 0 else RETRY


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
