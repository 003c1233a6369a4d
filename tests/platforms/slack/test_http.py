"""Slack over HTTP: only what Slack has signed comes in, whatever is sent, and a taken port stops nothing."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.log import Secret
from bot.platforms.slack import http
from bot.platforms.slack.http import LARGEST, Server
from bot.platforms.slack.manifest import EVENTS, INSTALL

SECRET = "0123456789abcdef0123456789abcdef"
NOW = 1_700_000_000
COMMAND = b"command=%2Ftocsin&text=status+Kidal&team_id=T1"


class Heard:
    """Answers everything with its text, and keeps it."""

    def __init__(self) -> None:
        self.bodies: list[Any] = []

    async def __call__(self, request: AsyncBoltRequest) -> BoltResponse:
        self.bodies.append(request.body)
        return BoltResponse(status=200, body={"text": "heard"})


@pytest.fixture
def heard() -> Heard:
    return Heard()


@asynccontextmanager
async def serving(heard: Heard, *, secret: str | None = SECRET, **more: Any) -> AsyncIterator[str]:
    server = Server(
        listen=("127.0.0.1", 0), secret=Secret(secret) if secret else None, events=heard, now=lambda: NOW, **more
    )
    running = asyncio.create_task(server.run())
    async with asyncio.timeout(5):
        while not server.port:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def signed(body: bytes, at: object = NOW, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={digest}"}


async def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    kind = "application/json" if body.startswith((b"{", b"[")) else "application/x-www-form-urlencoded"
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}{EVENTS}", data=io.BytesIO(body), headers={"Content-Type": kind, **headers}) as answer,
    ):
        return answer.status, await answer.text()


@pytest.mark.parametrize("age", [0, 299, -299], ids=["now", "almost five minutes old", "almost five minutes ahead"])
async def test_what_slack_has_signed_is_answered(heard: Heard, age: int) -> None:
    async with serving(heard) as url:
        assert await post(url, COMMAND, signed(COMMAND, NOW - age)) == (200, '{"text": "heard"}')
    assert [body["text"] for body in heard.bodies] == ["status Kidal"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Signature": signed(COMMAND)["X-Slack-Signature"]},
        {"X-Slack-Request-Timestamp": str(NOW)},
        signed(COMMAND, secret="another"),
        signed(COMMAND + b"&more=1"),
        signed(COMMAND, NOW - 301),
        signed(COMMAND, NOW + 301),
        {**signed(COMMAND, NOW - 900), "X-Slack-Request-Timestamp": str(NOW)},
        signed(COMMAND, "soon"),
        signed(COMMAND, "1" * 400),
        signed(COMMAND, f"{NOW}.5"),
        {**signed(COMMAND), "X-Slack-Signature": "v0=é"},
    ],
    ids=["no signature", "no time", "time alone", "forged", "another body", "replayed", "from the future",
         "old under a new time", "time in words", "endless time", "half a second", "no ASCII"],
)  # fmt: skip
async def test_what_slack_has_not_signed_just_now_is_refused_and_heard_by_nobody(
    heard: Heard, headers: dict[str, str]
) -> None:
    async with serving(heard) as url:
        assert await post(url, COMMAND, headers) == (401, '{"error": "invalid request"}')
    assert heard.bodies == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"type": "event_callback"', 400),
        (b"[1]", 400),
        (b"payload=%7Bbroken", 400),
        (b"payload=%5B1%5D", 400),
        (b"text=\xff\xfe", 401),
        (b"", 200),
    ],
    ids=["half an object", "a list", "a broken form", "a list in a form", "no text", "nothing"],
)
async def test_what_cannot_be_read_is_refused_without_harm(heard: Heard, body: bytes, status: int) -> None:
    async with serving(heard) as url:
        assert (await post(url, body, signed(body)))[0] == status
        assert (await post(url, COMMAND, signed(COMMAND)))[0] == 200


async def test_what_is_too_large_is_refused_before_it_is_looked_at(heard: Heard) -> None:
    body = b"text=" + b"a" * LARGEST
    async with serving(heard) as url:
        assert (await post(url, body, signed(body)))[0] == 413
    assert heard.bodies == []


async def test_a_request_that_never_ends_is_given_up(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "READ_S", 0.05)
    async with serving(heard) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        writer.write(f"POST {EVENTS} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\ntext=".encode())
        async with asyncio.timeout(3):
            assert b"408" in await reader.readline()
        writer.close()


async def test_slack_may_look_whether_somebody_is_there(heard: Heard) -> None:
    async with serving(heard) as url:
        assert await post(url, b"ssl_check=1&token=x", {}) == (200, "")
        assert (await post(url, b"ssl_check=1&command=x&pad=" + b"a" * 4000, {}))[0] == 401
    assert heard.bodies == []


@pytest.mark.parametrize("path", [EVENTS, INSTALL, "/", "/slack/events/.."])
async def test_without_a_signing_secret_and_pages_there_is_nothing_to_be_found(heard: Heard, path: str) -> None:
    async with serving(heard, secret=None) as url, aiohttp.ClientSession() as session:
        async with session.post(f"{url}{path}", data=COMMAND, headers=signed(COMMAND)) as answer:
            assert answer.status == 404
        async with session.get(f"{url}{path}") as answer:
            assert answer.status == 404


async def test_pages_are_shown_and_kept_by_nobody(heard: Heard) -> None:
    async def page(request: AsyncBoltRequest) -> BoltResponse:
        text = f"<p>{request.query['who'][0]}</p>"
        return BoltResponse(status=400, body=text, headers={"Content-Type": "text/html; charset=utf-8"})

    async with (
        serving(heard, install=page) as url,
        aiohttp.ClientSession() as session,
        session.get(f"{url}{INSTALL}?who=ann") as answer,
    ):
        assert (answer.status, answer.content_type, await answer.text()) == (400, "text/html", "<p>ann</p>")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_a_taken_port_is_said_once_and_tried_again_until_it_is_free(
    heard: Heard, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(http, "PAUSE_S", 0.02)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = Server(listen=("127.0.0.1", port), secret=Secret(SECRET), events=heard)
        with caplog.at_level(logging.INFO):
            running = asyncio.create_task(server.run())
            await asyncio.sleep(0.15)  # some tries
            assert server.port == 0
            taken.close()
            async with asyncio.timeout(5):
                while not server.port:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    said = [record.getMessage() for record in caplog.records if record.name == http.__name__]
    assert said == ["cannot listen for Slack (TOCSIN_SLACK_LISTEN); it will be tried again", "listening for Slack"]


async def test_it_stops_at_once_even_in_the_middle_of_a_request(heard: Heard) -> None:
    async def never(_: AsyncBoltRequest) -> BoltResponse:
        return await asyncio.Future()

    begun = asyncio.get_running_loop().time()
    async with aiohttp.ClientSession() as session, serving(heard, install=never) as url:
        asking = asyncio.create_task(session.get(f"{url}{INSTALL}").__aenter__())
        await asyncio.sleep(0.05)
    assert asyncio.get_running_loop().time() - begun < 2
    await asyncio.gather(asking, return_exceptions=True)
