"""Signed HTTP: the same payloads, proven to be Slack's, to an unmodified bolt behind a web server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from tests.fakes.slack.clerk import Clerk
from tests.fakes.slack.courier import signature
from tests.fakes.slack.fake import Slack
from tests.fakes.slack.stage import Desk, behind_http, desk

# From https://docs.slack.dev/authentication/verifying-requests-from-slack
SECRET, AT = "8f742231b10e8888abcd99yyyzzz85a5", 1531420618
BODY = (
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
    "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.co"
    "m%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a"
    "14d10d2c447fce8b6703c"
)
SIGNED = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


def test_a_request_is_signed_as_slacks_documentation_shows() -> None:
    assert signature(SECRET, AT, BODY) == SIGNED


@asynccontextmanager
async def listening(here: Desk, answer: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[None]:
    """A server that is nobody's app, to look at what comes."""
    app = web.Application()
    app.router.add_post("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        here.slack.request_url = f"http://{host}:{port}/"
        yield
    finally:
        await runner.cleanup()


async def test_commands_events_and_interactions_are_answered_over_http() -> None:
    async with desk() as here, behind_http(here.slack, Clerk(here).app):
        shown = await here.slack.command("/tocsin Kidal & Gao", here.ann, here.channel)
        assert (shown.status, shown.in_time, shown.one.blocks[0]["text"]["text"]) == (200, True, "Kidal &amp; Gao")
        assert (await here.slack.command("/tocsin here", here.ann, here.channel)).text == "said with the ack"
        assert (await here.slack.press(shown.one, "Mute", user=here.ann)).one.text == "muted"
        form = (await here.slack.shortcut("ask", here.ann)).view
        assert form is not None
        assert (await here.slack.options(form, "place", "ki", user=here.ann)).options == (
            ("Kidal", "kidal"), ("Kita", "kita"),
        )  # fmt: skip
        sent = await here.slack.submit(form, {"place": "Kidal", "why": "bad"})
        assert sent.errors == {"reason": "That is no reason"}
        assert (await here.slack.mention(here.ann, here.channel, "hello")).one.text == "yes?"


async def test_the_address_is_asked_whether_it_is_the_apps() -> None:
    async with desk() as here, behind_http(here.slack, Clerk(here).app):
        shown = await here.slack.challenge()
        assert shown.ack["challenge"] == here.slack.acts.all[shown.id].payload["challenge"]


@pytest.mark.parametrize("seal", ["forged", "old", "missing", "altered"])
async def test_a_request_that_is_not_slacks_or_not_of_now_is_turned_away_by_bolt(seal: str) -> None:
    async with desk() as here:
        clerk = Clerk(here)
        async with behind_http(here.slack, clerk.app):
            refused = await here.slack.command("/tocsin Kidal", here.ann, here.channel, seal=seal)
            event = await here.slack.tell(here.team, {"type": "app_uninstalled"}, seal=seal)
    assert (refused.status, refused.took, event.status) == (401, None, 401)
    assert clerk.heard == {}


@pytest.mark.parametrize(
    ("seal", "is_signed", "age"),
    [("good", True, 0), ("old", True, 305), ("forged", False, 0), ("altered", False, 0)],
)
async def test_each_seal_is_wrong_in_its_own_way(seal: str, is_signed: bool, age: int) -> None:
    seen: list[tuple[bool, int]] = []
    async with desk(Slack(epoch=lambda: 1_700_000_000.5)) as here:

        async def look(request: web.Request) -> web.Response:
            at = request.headers["X-Slack-Request-Timestamp"]
            verifier = SignatureVerifier(here.slack.signing_secret)
            signed = verifier.generate_signature(timestamp=at, body=await request.text())
            seen.append((signed == request.headers["X-Slack-Signature"], 1_700_000_000 - int(at)))
            return web.Response()

        async with listening(here, look):
            await here.slack.command("/tocsin Kidal", here.ann, here.channel, seal=seal, shows=0)
    assert seen == [(is_signed, age)]


async def test_commands_and_interactions_are_forms_and_events_are_json() -> None:
    seen: list[tuple[str, str]] = []
    async with desk() as here:

        async def look(request: web.Request) -> web.Response:
            seen.append((request.content_type, await request.text()))
            return web.Response()

        async with listening(here, look):
            await here.slack.command("/tocsin Kidal", here.ann, here.channel, shows=0)
            await here.slack.shortcut("ask", here.ann, shows=0)
            await here.slack.mention(here.ann, here.channel, "hello", shows=0)
    assert [kind for kind, _ in seen] == ["application/x-www-form-urlencoded"] * 2 + ["application/json"]
    command, shortcut = dict(parse_qsl(seen[0][1])), json.loads(dict(parse_qsl(seen[1][1]))["payload"])
    event = json.loads(seen[2][1])
    assert (command["command"], shortcut["type"], event["event"]["type"]) == ("/tocsin", "shortcut", "app_mention")


@pytest.mark.parametrize("how", ["slow", "broken", "gone"])
async def test_an_app_that_is_slow_broken_or_gone_is_no_answer(how: str) -> None:
    async with desk(Slack(within=0.1)) as here:

        async def answer(_: web.Request) -> web.Response:
            if how == "slow":
                await asyncio.sleep(0.3)
            return web.Response(status=500)

        async with listening(here, answer):
            if how == "gone":
                here.slack.request_url = "http://127.0.0.1:9/"
            shown = await here.slack.command("/tocsin Kidal", here.ann, here.channel)
    assert (shown.took, shown.status) == (None, 500 if how == "broken" else 0)
    assert shown.error == ("operation_timeout" if how == "slow" else "dispatch_failed")
