"""A client of the chat platforms of this folder: a bot.ports.platform.Platform over real HTTP.

It tries once and classifies what came; it never repeats, waits or looks whether a message went out. Must not know how
the server is made, nor which flavour it has.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Self
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.domain.card import Card
from bot.domain.clock import Clock
from bot.domain.delivery import Manner, Receipt
from bot.domain.errors import BotError, Busy, Gone, Lost, Refused, Uncertain
from bot.domain.ids import DeliveryId
from bot.domain.subscription import Destination
from bot.platforms.terminal.render import render

WIDTH = 80
RETRY = timedelta(seconds=1)  # where the platform does not say how long to wait
LONGEST_WAIT_S = 3600.0


class Broken(aiohttp.ClientError):
    """The connection ended before the answer."""


async def once(request: aiohttp.ClientRequest, ask: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Hides broken connections from aiohttp, which would send a GET or DELETE a second time without telling."""
    try:
        return await ask(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise Broken(str(error)) from error


class ChatPlatform:
    """The chat at `{address}/{name}`; open as long as its `async with` block lasts. `timeout` is for one request."""

    def __init__(self, name: str, address: str, *, clock: Clock, timeout: timedelta) -> None:
        self._name, self._base = name, f"{address}/{quote(name)}"
        self._clock, self._timeout_s = clock, timeout.total_seconds()

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            middlewares=(once,),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    @property
    def name(self) -> str:
        return self._name

    async def post(self, key: DeliveryId, destination: Destination, card: Card, manner: Manner) -> Receipt:
        """Posts the card as plain text."""
        return _receipt(await self._ask("POST", destination, body=self._body(key, card, manner)))

    async def edit(self, destination: Destination, receipt: Receipt, card: Card) -> None:
        """Gives a message the card's text."""
        text = self._text(card)
        _receipt(await self._ask("PATCH", destination, receipt.ref, body={"text": text, "card": _outline(card)}))

    async def reply(
        self, key: DeliveryId, destination: Destination, receipt: Receipt, card: Card, manner: Manner
    ) -> Receipt:
        """Posts the card beneath a message, or after it in the channel where the manner is without threads."""
        body = self._body(key, card, manner)
        return _receipt(await self._ask("POST", destination, receipt.ref, "replies", body=body))

    async def find(
        self, key: DeliveryId, destination: Destination, beneath: Receipt | None = None
    ) -> tuple[Receipt, ...]:
        """Every message that carries the key, oldest first."""
        answer = await self._ask("GET", destination, query={"key": key})
        try:
            return tuple(Receipt(ref=str(message["ref"])) for message in answer["messages"])
        except (KeyError, TypeError) as error:
            raise Uncertain("an answer without messages") from error

    async def remove(self, destination: Destination, receipt: Receipt) -> None:
        """Deletes a message, or finds it deleted."""
        try:
            await self._ask("DELETE", destination, receipt.ref)
        except Gone:
            return

    def _text(self, card: Card) -> str:
        return render(card, width=WIDTH, colour=False, now=self._clock.now())

    def _body(self, key: DeliveryId, card: Card, manner: Manner) -> dict[str, Any]:
        return {
            "key": key, "text": self._text(card), "card": _outline(card),
            "mention": manner.mention, "silent": manner.silent, "thread": manner.threads,
        }  # fmt: skip

    async def _ask(
        self,
        method: str,
        destination: Destination,
        *rest: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """The answer to one request. Raises Busy, Refused, Lost, Gone or Uncertain."""
        parts = (destination.tenant, "channels", destination.channel, "messages", *rest)
        url = URL("/".join((self._base, *(quote(part, safe="") for part in parts))), encoded=True).with_query(query)
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                self._session.request(method, url, json=body, allow_redirects=False) as response,
            ):
                text = await response.text()
        except aiohttp.ClientConnectorError as error:
            raise Busy(RETRY) from error
        except TimeoutError as error:
            raise Uncertain(f"no answer within {self._timeout_s:g} s") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise Uncertain("the connection broke") from error
        return _answer(response.status, response.headers.get("Retry-After", ""), _parsed(text))


def _answer(status: int, retry_after: str, answer: dict[str, Any] | None) -> dict[str, Any]:
    """The answer of a request that was taken. Raises what any other one means."""
    if 200 <= status < 300:
        if answer is None:
            raise Uncertain("an answer that cannot be read")
        return answer
    raise _error(status, retry_after, str((answer or {}).get("error", "")))


def _error(status: int, retry_after: str, code: str) -> BotError:
    match status, code:
        case ((429 | 503), _):
            return Busy(_wait(retry_after))
        case 403, _:
            return Lost("the channel does not let Tocsin write")
        case 404, "unknown_channel":
            return Lost("the channel is gone")
        case 404, "unknown_message":
            return Gone()
        case _ if 400 <= status < 500:
            return Refused(f"HTTP {status} {code}".rstrip())
    return Uncertain(f"HTTP {status}")


def _wait(text: str) -> timedelta:
    """How long the platform asks to wait; a second where it says nothing or nonsense."""
    try:
        seconds = float(text)
    except ValueError:
        return RETRY
    return timedelta(seconds=min(seconds, LONGEST_WAIT_S)) if seconds >= 0 else RETRY


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        parsed = json.loads(text)
    except ValueError:
        return None
    return parsed if isinstance(parsed, dict) else None


def _receipt(answer: Mapping[str, Any]) -> Receipt:
    ref = answer.get("ref")
    if not isinstance(ref, str) or not ref:
        raise Uncertain("an answer without the message's name")
    return Receipt(ref=ref)


def _outline(card: Card) -> dict[str, Any]:
    """What tests want to know of a card besides its text."""
    actions = [{"label": one.label, "command": one.command, "args": dict(one.args)} for one in card.actions]
    return {
        "title": card.title,
        "severity": card.severity.name.lower() if card.severity else "",
        "language": card.reader.language,
        "actions": actions,
    }
