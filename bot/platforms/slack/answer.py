"""What goes back to Slack for one request, in both modes: always in time, whatever becomes of the request.

Slack waits three seconds, then it tells people that the app did not respond. Must not know what is asked.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest

Json = Mapping[str, Any]

ACK_S = 2.5  # of Slack's three: the rest is for the network

log = logging.getLogger(__name__)


async def of_request(app: AsyncApp, request: AsyncBoltRequest, *, ack_s: float = ACK_S) -> BoltResponse:
    """What bolt answers to a request over HTTP; an empty one where there is none in time or it is no success."""
    return await _in_time(app.async_dispatch(request), ack_s)


async def of_envelope(app: AsyncApp, envelope: Json, *, ack_s: float = ACK_S) -> dict[str, Any] | None:
    """The payload of the answer to a request over a socket; None for an empty one."""
    is_readable = isinstance(envelope.get("payload"), dict)
    request = SocketModeRequest.from_dict(dict(envelope)) if is_readable else None
    if request is None:
        return None
    body = (await _in_time(run_async_bolt_app(app, request), ack_s)).body
    if not body:
        return None
    return json.loads(body) if body.startswith("{") else {"text": body}


async def _in_time(dispatch: Any, ack_s: float) -> BoltResponse:
    try:
        async with asyncio.timeout(ack_s):
            response: BoltResponse = await dispatch
    except TimeoutError:
        log.warning("a request of Slack's took too long", extra={"action": "slack_slow"})
        return BoltResponse(status=200, body="")
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        # bolt looks for fields that a request of a new kind need not have, also where it tells of that.
        log.error("a request of Slack's cannot be read", exc_info=error, extra={"action": "slack_unread"})
        return BoltResponse(status=200, body="")
    return response if response.status == 200 else BoltResponse(status=200, body="")
