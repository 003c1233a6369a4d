"""Slack over real HTTP: requests are taken apart, counted, judged, spoilt or answered.

What Slack refuses is HTTP 200 with `ok` false; only too many requests, outages and spent addresses have a status.
"""

from __future__ import annotations

import asyncio
import base64
import json
import time
from dataclasses import replace
from typing import Any

from aiohttp import web

from tests.fakes.slack import methods
from tests.fakes.slack.ask import CODED, Ask, decoded
from tests.fakes.slack.fake import Slack
from tests.fakes.slack.faults import Fault, Spoilt
from tests.fakes.slack.methods import METHODS, Method
from tests.fakes.slack.pace import Limited
from tests.fakes.slack.parts import Request
from tests.fakes.slack.refusals import Refusal, explained
from tests.fakes.slack.responses import Spent
from tests.fakes.slack.rooms import Install
from tests.fakes.wire import reset, torn

API, RESPONSE, UPLOAD = "/api/", "/response/", "/upload/"
FAULT_WAIT_S = 1  # Retry-After of a 429 that is a fault
SLOW_S = 0.3
STATUSES = {
    Fault.BROKEN: 500, Fault.BROKEN_AFTER: 500, Fault.BAD_GATEWAY: 502, Fault.BAD_GATEWAY_AFTER: 502, Fault.AWAY: 503,
}  # fmt: skip
UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)


class Wire:
    """Answers for one Slack."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """One request, from its arrival in the log to its answer."""
        slack = self._slack
        record = Request(
            method=_name(request.path), verb=request.method, at=slack.now(), arrived=time.monotonic()
        )  # fmt: skip
        slack.requests.append(record)
        try:
            response = await self._answered(request, record)
        except Refusal as refusal:
            record.error = refusal.error
            response = _json(refusal.body())
        except Spent as spent:
            record.error = spent.error
            response = _json({"ok": False, "error": spent.error}, status=404)
        except Limited as limited:
            record.error = "ratelimited"
            response = _limited(limited)
        record.status = response.status
        return response

    async def _answered(self, request: web.BaseRequest, record: Request) -> web.StreamResponse:
        if record.method == "upload":
            content = await request.read()
            ask = Ask(method="upload", arguments={})
            if (response := await self._spoilt_before(request, record, ask)) is not None:
                return response
            said = self._slack.uploads.receive(request.path.removeprefix(UPLOAD), content)
            return await self._spoilt_after(request, record, ask) or web.Response(text=said)
        ask = await self._taken_apart(request, record)
        if record.method == "response_url":
            ask = self._slack.responses.named(request.path.removeprefix(RESPONSE), ask)
        record.team, record.channel, record.body = ask.team, ask.channel, ask.arguments
        method = METHODS.get(ask.method)
        if record.method != "response_url":
            self._admit(request, ask, method)
        self._judge(ask, record)
        if (response := await self._spoilt_before(request, record, ask)) is not None:
            return response
        try:
            answer = await self._slack.answer(ask)
        except UNREADABLE as error:
            self._slack.complaints.append(f"{ask.method}: this Slack cannot read that body: {error!r}")
            raise explained("invalid_arguments", [repr(error)]) from error
        return await self._spoilt_after(request, record, ask) or _json(
            {"ok": True, **answer}, headers=_scopes(ask, method)
        )

    async def _taken_apart(self, request: web.BaseRequest, record: Request) -> Ask:
        """The request with its arguments as values, and whose token it brought. Raises Refusal."""
        arguments: dict[str, Any] = dict(request.query)
        method = METHODS.get(record.method)
        if request.content_type == "application/json":
            sent = _parsed(await request.text())
            if record.method == "response_url" or (method is not None and method.json):
                arguments |= sent
            else:
                self._slack.complaints.append(f"{record.method} takes no JSON: Slack sees no argument")
        else:
            form = await request.post()
            arguments |= {name: value for name, value in form.items() if isinstance(value, str)}
        scheme, _, sent_token = request.headers.get("Authorization", "").partition(" ")
        basic = ("", "")
        if scheme == "Basic":
            login, _, password = base64.b64decode(sent_token).decode().partition(":")
            basic, sent_token = (login, password), ""
        token = sent_token or str(arguments.pop("token", ""))
        ask = Ask(
            method=record.method, arguments=arguments, install=self._slack.rooms.installs.get(token), basic=basic,
            token=token,
        )  # fmt: skip
        record.team, record.body = ask.team, arguments
        return replace(ask, arguments=decoded(arguments))

    def _admit(self, request: web.BaseRequest, ask: Ask, method: Method | None) -> None:
        """Raises Refusal where the method or the token is wrong, Limited where the request comes too early."""
        if method is None:
            self._slack.complaints.append(f"{request.method} {request.path}: this Slack has nothing there")
            raise Refusal("unknown_method", req_method=ask.method)
        self._authorize(ask, method)
        self._slack.pace.admit(ask.method, ask.team, ask.channel)

    def _authorize(self, ask: Ask, method: Method) -> None:
        if method.token == methods.NOBODY:
            return
        if not ask.token:
            raise Refusal("not_authed")
        if method.token == methods.APP:
            if ask.token != self._slack.app_token:
                raise Refusal("not_allowed_token_type" if ask.install else "invalid_auth")
            return
        if ask.install is None:
            raise Refusal("not_allowed_token_type" if ask.token == self._slack.app_token else "invalid_auth")
        if ask.install.dead:
            raise Refusal(ask.install.dead)
        lacking = [one for one in methods.needed(method, ask, self._slack.rooms) if one not in ask.install.scopes]
        if lacking:
            raise Refusal("missing_scope", needed=",".join(lacking), provided=",".join(ask.install.scopes))

    def _judge(self, ask: Ask, record: Request) -> None:
        """Keeps what the judge finds. Raises Refusal where Slack would look at it too: at blocks and views."""
        if self._slack.judge is None:
            return
        # bolt's clients say their workspace in every call, and Slack looks away.
        arguments = {name: value for name, value in ask.arguments.items() if name != "team_id"}
        record.violations = list(self._slack.judge(ask.method, arguments))
        self._slack.complaints += [f"{ask.method}: {violation}" for violation in record.violations]
        seen = [one for one in record.violations if one.startswith(("blocks", "view"))]
        if seen and any(isinstance(ask.arguments.get(name), (list, dict)) for name in CODED):
            raise explained("invalid_blocks" if "blocks" in ask.arguments else "invalid_arguments", seen)

    async def _spoilt_before(
        self, request: web.BaseRequest, record: Request, ask: Ask
    ) -> web.StreamResponse | None:  # fmt: skip
        """The answer of a fault that keeps the request from being done; notes the fault either way."""
        fault = self._slack.faults.next(ask.method, ask.channel, ask.team, ask.subject)
        record.fault = str(fault or "")
        if fault is not None and fault.fault is Fault.SLOW:
            await asyncio.sleep(float(fault.detail or SLOW_S))
        elif fault is not None and not fault.fault.is_processed:
            return await self._spoilt(request, fault, ask)
        return None

    async def _spoilt_after(
        self, request: web.BaseRequest, record: Request, ask: Ask
    ) -> web.StreamResponse | None:  # fmt: skip
        fault = Spoilt.read(record.fault) if record.fault else None
        if fault is not None and fault.fault.is_processed:
            return await self._spoilt(request, fault, ask)
        return None

    async def _spoilt(self, request: web.BaseRequest, fault: Spoilt, ask: Ask) -> web.StreamResponse:
        match fault.fault:
            case Fault.GARBLED | Fault.GARBLED_AFTER:
                return web.Response(body=b'{"ok": <html>', content_type="application/json")
            case Fault.TORN_AFTER:
                return await torn(request, b'{"ok": t', {"Content-Type": "application/json"})
            case Fault.RESET | Fault.RESET_AFTER:
                return reset(request)
            case Fault.HANG | Fault.HANG_AFTER:
                await asyncio.Event().wait()  # cancelled when the client goes away
            case Fault.LIMITED:
                raise self._slack.pace.limited(ask.method, ask.team, int(fault.detail or FAULT_WAIT_S))
            case Fault.LIMITED_BARE:
                raise self._slack.pace.limited(ask.method, ask.team, None)
            case Fault.ERROR | Fault.ERROR_AFTER:
                raise Refusal(fault.detail or "internal_error")
        status = STATUSES[fault.fault]
        return web.Response(text=f"<html><title>{status}</title></html>", status=status, content_type="text/html")


def _parsed(text: str) -> dict[str, Any]:
    """A body of JSON. Raises Refusal where it is none, or no object."""
    try:
        sent = json.loads(text or "{}")
    except ValueError:
        raise Refusal("invalid_json") from None
    if not isinstance(sent, dict):
        raise Refusal("json_not_object")
    return sent


def _name(path: str) -> str:
    """What the log and the faults call a request."""
    for prefix, name in ((RESPONSE, "response_url"), (UPLOAD, "upload")):
        if path.startswith(prefix):
            return name
    return path.removeprefix(API)


def _scopes(ask: Ask, method: Method | None) -> dict[str, str]:
    install: Install | None = ask.install
    if install is None or method is None:
        return {}
    return {"X-OAuth-Scopes": ",".join(install.scopes), "X-Accepted-OAuth-Scopes": method.scope}


def _json(body: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response(body, status=status, headers=headers)


def _limited(limited: Limited) -> web.Response:
    headers = {} if limited.retry_after is None else {"Retry-After": str(limited.retry_after)}
    return _json({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
