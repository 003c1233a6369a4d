"""Discord's REST interface over real HTTP: requests are taken apart, counted, judged, spoilt or answered.

Content-Type is exactly `application/json`, and a 429 carries `Via`, as discord.py needs them to be.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
import time
from typing import Any

from aiohttp import BodyPartReader, web

from tests.fakes.discord.fake import Discord, Request
from tests.fakes.discord.faults import Fault
from tests.fakes.discord.pace import Limited
from tests.fakes.discord.refusals import (
    BAD_JSON,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    NOT_FOUND,
    UNAUTHORIZED,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    Refusal,
    bad_form,
)  # fmt: skip
from tests.fakes.discord.routes import Ask, Paths
from tests.fakes.wire import reset, torn

BASE = re.compile(r"/api/v10(?=/)")
FAULT_WAIT_S = 2.0  # retry_after of a 429 that is a fault, in the platform's seconds
JSON, VIA = {"Content-Type": "application/json"}, {"Via": "1.1 google"}
HTML = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>"
STATUSES = {
    Fault.BROKEN: 500, Fault.BROKEN_AFTER: 500, Fault.BAD_GATEWAY: 502, Fault.BAD_GATEWAY_AFTER: 502, Fault.AWAY: 503,
}  # fmt: skip
SCOPES = {
    Fault.LIMITED: "user",
    Fault.LIMITED_GLOBAL: "global",
    Fault.LIMITED_SHARED: "shared",
    Fault.CLOUDFLARE: "user",
}
REFUSALS = {
    Fault.FORBIDDEN: MISSING_PERMISSIONS,
    Fault.NO_ACCESS: MISSING_ACCESS,
    Fault.UNKNOWN_CHANNEL: UNKNOWN_CHANNEL,
    Fault.UNKNOWN_MESSAGE: UNKNOWN_MESSAGE,
}
UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)


class Wire:
    """Answers for one Discord."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._paths = Paths()

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """One request, from its arrival in the log to its answer."""
        at, arrived, number = self._discord.now(), time.monotonic(), len(self._discord.requests)
        path = BASE.sub("", request.path, count=1)
        matched = self._paths.match(request.method, path) if path != request.path else None
        template, params = matched or ("", {})

        def log(status: int, fault: Fault | None) -> None:
            self._discord.requests[number] = Request(
                method=request.method, template=template, path=path, status=status, at=at, arrived=arrived,
                fault=fault.value if fault else "",
            )  # fmt: skip

        self._discord.requests.append(
            Request(method=request.method, template=template, path=path, status=0, at=at, arrived=arrived)
        )
        fault: Fault | None = None
        try:
            if matched is None:
                self._discord.complaints.append(f"{request.method} {path}: this Discord has nothing there")
                raise Refusal(*NOT_FOUND)
            ask = await _taken_apart(request, template, params)
            self._admit(request, ask)
            self._judge(ask)
            fault = self._discord.faults.next(ask.route, ask.channel, ask.subject)
            log(0, fault)
            response = await self._done(request, ask, fault)
        except Refusal as refusal:
            response = _json(refusal.status, refusal.body())
            self._discord.pace.count(refusal.status)
        except Limited as limited:
            response = _limited(limited)
            self._discord.pace.count(429, limited.scope)
        log(response.status, fault)
        return response

    def _admit(self, request: web.BaseRequest, ask: Ask) -> None:
        """Raises Refusal where the token is wrong, Limited where the request comes too early."""
        if not ask.is_interaction and request.headers.get("Authorization") != f"Bot {self._discord.token}":
            raise Refusal(*UNAUTHORIZED)
        self._discord.pace.admit(ask.route, ask.channel, exempt=ask.is_interaction)

    def _judge(self, ask: Ask) -> None:
        if ask.body is None:
            return
        complaints = list(_misplaced_files(ask))
        if self._discord.judge is not None:
            complaints += self._discord.judge(ask.method, ask.template, ask.body)
        self._discord.complaints += [f"{ask.route}: {complaint}" for complaint in complaints]

    async def _done(self, request: web.BaseRequest, ask: Ask, fault: Fault | None) -> web.StreamResponse:
        """Does what was asked, unless a fault comes before, and answers, unless one comes after."""
        if fault is not None and not fault.is_processed:
            return await self._spoilt(request, fault)
        try:
            status, body = await self._discord.rest.answer(ask)
        except UNREADABLE as error:
            self._discord.complaints.append(f"{ask.route}: this Discord cannot read that body: {error!r}")
            raise bad_form("body", "UNREADABLE", repr(error)) from error
        if fault is not None:
            return await self._spoilt(request, fault)
        return _json(status, body, self._discord.pace.headers(ask.route, ask.channel))

    async def _spoilt(self, request: web.BaseRequest, fault: Fault) -> web.StreamResponse:
        match fault:
            case Fault.GARBLED | Fault.GARBLED_AFTER:
                return web.Response(body=b'{"id": <html>', headers=JSON)
            case Fault.TORN_AFTER:
                return await torn(request, b'{"id": "', JSON)
            case Fault.RESET | Fault.RESET_AFTER:
                return reset(request)
            case Fault.HANG | Fault.HANG_AFTER:
                await asyncio.Event().wait()  # cancelled when the client goes away
            case Fault.REFUSED:
                raise bad_form("content", "BASE_TYPE_BAD_LENGTH", "A fault that was planned")
        if fault in SCOPES:
            via = fault is not Fault.CLOUDFLARE and self._discord.pace.via
            raise self._discord.pace.limited(SCOPES[fault], FAULT_WAIT_S, via=via)
        if fault in REFUSALS:
            raise Refusal(*REFUSALS[fault])
        status = STATUSES[fault]
        return web.Response(text=HTML.format(status), status=status, content_type="text/html", headers=VIA)


async def _taken_apart(request: web.BaseRequest, template: str, params: dict[str, str]) -> Ask:
    """The request with its body and its files. Raises Refusal where the body is no JSON."""
    files: dict[str, tuple[str, bytes]] = {}
    if request.content_type.startswith("multipart/"):
        text = b""
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            content = bytes(await part.read(decode=True))
            if part.name == "payload_json":
                text = content
            elif part.name:
                files[part.name] = (part.filename or "", content)
    else:
        text = await request.read()
    try:
        body = json.loads(text) if text else None
    except ValueError:
        raise Refusal(*BAD_JSON) from None
    return Ask(
        method=request.method, template=template, params=params, query=request.query, body=body, files=files
    )  # fmt: skip


def _misplaced_files(ask: Ask) -> list[str]:
    """Attachments without a file and files without an attachment, of the files that come with this request."""
    holder = ask.body if isinstance(ask.body, dict) else {}
    for key in ("data", "message"):
        holder = holder[key] if isinstance(holder.get(key), dict) else holder
    numbers = {str(one.get("id")) for one in holder.get("attachments") or ()}
    new = {number for number in numbers if len(number) < 15}
    sent = {field.removeprefix("files[").removesuffix("]") for field in ask.files}
    return [f"files {sorted(sent)} do not match attachments {sorted(new)}"] if new != sent else []


def _json(status: int, body: Any, headers: dict[str, str] | None = None) -> web.Response:
    if body is None:
        return web.Response(status=status, headers={**VIA, **(headers or {})})
    return web.Response(body=json.dumps(body).encode(), status=status, headers={**JSON, **VIA, **(headers or {})})


def _limited(limited: Limited) -> web.Response:
    retry = {"Retry-After": str(math.ceil(limited.wait))}
    if not limited.via:
        return web.Response(text="error code: 1015", status=429, headers=retry)
    shared_by_all = {"X-RateLimit-Global": "true"} if limited.scope == "global" else {}
    body = {
        "message": "You are being rate limited.", "retry_after": limited.wait, "global": limited.scope == "global",
    }  # fmt: skip
    return _json(429, body, {**limited.bucket, **retry, **shared_by_all, "X-RateLimit-Scope": limited.scope})
