"""The one HTTP client of all sources: polite, capped, patient, and deaf to private addresses.

Every failure leaves as Unreachable (waiting may mend it) or BadAnswer (it will not), with a plain reason. No retries
here: the poll loop backs off. Must not know any publisher's format.
"""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.domain.clock import SystemClock, utc
from bot.domain.errors import BadAnswer, BotError, Missing, Unreachable
from bot.domain.health import Cursor
from bot.ports.source import Answer
from bot.sources.body import read_body
from bot.sources.guard import ForbiddenAddress, guarded_socket, private_allowed
from bot.sources.spacing import Spacing

MAX_REDIRECTS = 5
AT_ONCE = 2  # downloads of one host
APART = timedelta(seconds=0.25)  # between two starts at one host
LONGEST_WAIT = timedelta(days=1)  # a Retry-After beyond this is a mistake or a prank
_MOVED = {301, 302, 303, 307, 308}
_LATER = {408, 425, 429}  # client errors that mean "not now"
_GONE = {404, 410}


def user_agent(contact: str = "") -> str:
    """How Tocsin introduces itself, with an address for publishers to write to where the operator gave one."""
    try:
        number = version("tocsin")
    except PackageNotFoundError:
        number = "0"
    return f"Tocsin/{number}" + (f" (+{contact})" if contact else "")


class Client:
    """Satisfies bot.ports.source.Http; open for as long as its `async with` block lasts.

    `timeout` is for one whole download, `max_bytes` for one body. `allow_hosts` may stand at private addresses (the
    demo's own publisher, tests), and are asked without pauses. `resolver` replaces the machine's look-up of names.
    """

    def __init__(
        self,
        *,
        contact: str = "",
        timeout: timedelta = timedelta(seconds=30),
        max_bytes: int = 32 * 1024 * 1024,
        allow_hosts: frozenset[str] = frozenset(),
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._contact = contact
        self._timeout_s = timeout.total_seconds()
        self._max_bytes = max_bytes
        self._allow_hosts = allow_hosts
        self._resolver = resolver
        self._spacing = Spacing(at_once=AT_ONCE, apart_s=APART.total_seconds())

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(socket_factory=guarded_socket, resolver=self._resolver, limit=64),
            headers={"User-Agent": user_agent(self._contact), "Accept": "*/*", "Accept-Encoding": "gzip, deflate"},
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def get(self, url: str, *, cursor: Cursor | None = None, max_bytes: int | None = None) -> Answer:
        """The answer to a conditional GET after redirects: a whole unpacked body, or None for 304.

        `max_bytes` lowers or raises the cap on the body for this download. Raises Unreachable, BadAnswer or its
        subclass Missing (404, 410).
        """
        address = _address(url)
        host = address.host or ""
        cap = max_bytes or self._max_bytes
        async with self._spacing.turn(host, hurried=host in self._allow_hosts):
            try:
                async with asyncio.timeout(self._timeout_s):
                    return await self._follow(address, _conditions(cursor), cap)
            except TimeoutError as error:
                raise Unreachable(f"{host} gave no complete answer within {self._timeout_s:g} s") from error
            except (aiohttp.ClientError, aiohttp.http.HttpProcessingError, OSError, ValueError) as error:
                raise _translated(error, host) from error

    async def _follow(self, address: URL, conditions: dict[str, str], cap: int) -> Answer:
        for _ in range(MAX_REDIRECTS + 1):
            with private_allowed(address.host in self._allow_hosts):
                async with self._session.get(address, headers=conditions, allow_redirects=False) as response:
                    if response.status not in _MOVED:
                        return await self._answer(response, bool(conditions), cap)
                    address = _next_address(response)
        raise BadAnswer(f"redirects more than {MAX_REDIRECTS} times")

    async def _answer(self, response: aiohttp.ClientResponse, conditional: bool, cap: int) -> Answer:
        if response.status == HTTPStatus.NOT_MODIFIED and conditional:
            body = None
        elif response.status == HTTPStatus.OK:
            body = await read_body(response, cap)
        else:
            raise _refusal(response)
        return Answer(
            status=response.status,
            url=str(response.url),
            content_type=_header(response, "Content-Type"),
            body=body,
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
        )


def _refusal(response: aiohttp.ClientResponse) -> BotError:
    status = response.status
    # Our own wording: the server's may hold anything.
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "unknown status"
    reason = f"HTTP {status} {phrase}"
    if status >= 500 or status in _LATER:
        return Unreachable(reason, _retry_after(response))
    return Missing(reason) if status in _GONE else BadAnswer(reason)


def _retry_after(response: aiohttp.ClientResponse) -> timedelta | None:
    """The wait that the publisher asks for, in seconds or as a date; None where it asks for none or nonsense."""
    asked = response.headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        return min(timedelta(seconds=int(asked[:9])), LONGEST_WAIT)
    until = _http_date(asked)
    if until is None:
        return None
    # Measured by the publisher's own clock where it tells the time, for ours and its may disagree.
    now = _http_date(response.headers.get("Date", "")) or SystemClock().now()
    return min(max(until - now, timedelta(0)), LONGEST_WAIT)


def _address(url: str) -> URL:
    try:
        address = URL(url)
    except ValueError as error:
        raise BadAnswer("not a valid address") from error
    if address.scheme not in ("http", "https") or not address.host:
        raise BadAnswer("only http and https addresses are read")
    return address


def _next_address(response: aiohttp.ClientResponse) -> URL:
    location = response.headers.get("Location", "")
    if not location:
        raise BadAnswer("redirects to nowhere")
    try:
        return _address(str(response.url.join(URL(location))))
    except ValueError as error:
        raise BadAnswer("redirects to an invalid address") from error


def _conditions(cursor: Cursor | None) -> dict[str, str]:
    conditions = {}
    if cursor is not None and cursor.etag:
        conditions["If-None-Match"] = cursor.etag
    if cursor is not None and cursor.last_modified:
        conditions["If-Modified-Since"] = cursor.last_modified
    return conditions


def _header(response: aiohttp.ClientResponse, name: str) -> str:
    """A header that may be stored and sent back; empty where it is missing, overlong or holds control characters."""
    text = response.headers.get(name, "")
    return text if len(text) <= 500 and text.isascii() and text.isprintable() else ""


def _http_date(text: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text)
        return utc(instant if instant.tzinfo else instant.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def _translated(error: Exception, host: str) -> BotError:
    """What a library's error means to a person who runs Tocsin."""
    cause = getattr(error, "os_error", None) or error
    host = getattr(error, "host", None) or host  # another one after a redirect
    match error:
        case aiohttp.ClientConnectorDNSError():
            return Unreachable(f"cannot resolve host {host}")
        case aiohttp.ClientConnectorCertificateError(certificate_error=ssl.SSLCertVerificationError() as fault):
            return Unreachable(f"the TLS certificate of {host} is not accepted: {fault.verify_message}")
        case aiohttp.ClientSSLError():
            return Unreachable(f"no TLS connection with {host}")
        case aiohttp.ServerDisconnectedError():
            return Unreachable(f"{host} closed the connection without an answer")
        case aiohttp.ClientPayloadError():
            return Unreachable(f"the connection with {host} broke off in the middle of the body")
        case aiohttp.InvalidURL() | ValueError():
            return BadAnswer("not a valid address")
        case aiohttp.ClientResponseError() | aiohttp.http.HttpProcessingError():
            return BadAnswer(f"{host} does not speak valid HTTP")
    match cause:
        case ForbiddenAddress():
            return BadAnswer(f"{host} has no public address")
        case ConnectionRefusedError():
            return Unreachable(f"{host} refuses the connection")
        case ConnectionResetError() | BrokenPipeError():
            return Unreachable(f"{host} reset the connection")
    return Unreachable(f"cannot connect to {host}")
