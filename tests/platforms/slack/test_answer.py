"""Every request gets an answer in time, whatever becomes of it in bolt."""

from __future__ import annotations

import asyncio
import logging
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.platforms.slack.answer import of_envelope, of_request

COMMAND = {"command": "/tocsin", "text": "", "team_id": "T1", "user_id": "U1", "channel_id": "C1"}
ENVELOPE = {"type": "slash_commands", "envelope_id": "e", "payload": COMMAND, "accepts_response_payload": True}


async def authorize() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1")


@pytest.fixture
def app() -> AsyncApp:
    return AsyncApp(authorize=authorize, request_verification_enabled=False, logger=logging.getLogger("quiet"))


async def both(app: AsyncApp, ack_s: float = 0.3) -> tuple[dict[str, Any] | None, str]:
    """The payload over a socket and the body over HTTP."""
    over_http = await of_request(app, AsyncBoltRequest(body=urlencode(COMMAND)), ack_s=ack_s)
    assert over_http.status == 200
    return await of_envelope(app, ENVELOPE, ack_s=ack_s), over_http.body


async def test_what_is_acknowledged_with_words_or_values_goes_back_as_it_is(app: AsyncApp) -> None:
    @app.command("/tocsin")
    async def _(ack: Any) -> None:
        await ack({"text": "hello"})

    assert await both(app) == ({"text": "hello"}, '{"text": "hello"}')


async def test_words_alone_are_words_over_a_socket_too(app: AsyncApp) -> None:
    @app.command("/tocsin")
    async def _(ack: Any) -> None:
        await ack("hello")

    assert await both(app) == ({"text": "hello"}, "hello")


async def test_who_never_acknowledges_is_answered_for(app: AsyncApp, caplog: pytest.LogCaptureFixture) -> None:
    @app.command("/tocsin")
    async def _(ack: Any) -> None:
        await asyncio.sleep(0.2)

    assert await both(app, ack_s=0.1) == (None, "")
    assert "a request of Slack's took too long" in caplog.text
    await asyncio.sleep(0.2)


async def test_whatever_breaks_before_anybody_listens_is_answered_for(app: AsyncApp) -> None:
    @app.middleware
    async def _(next_: Any) -> None:
        raise ArithmeticError("a fault")

    assert await both(app) == (None, "")


async def test_what_nobody_listens_for_is_answered_for(app: AsyncApp) -> None:
    assert await both(app) == (None, "")


@pytest.mark.parametrize(
    "envelope",
    [
        {"envelope_id": "e"},
        {"envelope_id": "e", "type": "news"},
        {**ENVELOPE, "payload": "text"},
        {**ENVELOPE, "payload": ["list"]},
        {**ENVELOPE, "payload": {"type": "view_submission", "view": {}}},
        {**ENVELOPE, "payload": {"type": "block_actions", "actions": []}},
    ],
    ids=["nothing", "a new kind", "a text", "a list", "a form without anything", "no action"],
)
async def test_what_cannot_be_read_is_answered_for(app: AsyncApp, envelope: dict[str, Any]) -> None:
    app.action("a")(authorize)
    app.view("v")(authorize)
    assert await of_envelope(app, envelope, ack_s=0.3) is None
