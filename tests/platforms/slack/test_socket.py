"""Socket Mode against the fake Slack: whatever happens to a socket, another is there within five seconds.

The bounds are on the fake's side: from the fault until two sockets are live there again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from bot.log import Secret
from bot.platforms.slack import socket
from bot.platforms.slack.access import Access, client
from bot.platforms.slack.socket import BadAppToken, Sockets
from tests.fakes.slack.fake import Slack
from tests.fakes.slack.server import serving

AT_MOST_S = 5.0
SAID = "bot.platforms.slack.socket"


@dataclass
class Line:
    """Sockets to the fake, and what they were asked."""

    there: Slack
    sockets: Sockets
    asked: list[Mapping[str, Any]] = field(default_factory=list)
    answer: dict[str, Any] | None = None

    async def hear(self, envelope: Mapping[str, Any]) -> dict[str, Any] | None:
        self.asked.append(envelope)
        return self.answer

    async def back_within(self, seconds: float, fault: Callable[[], Any]) -> float:
        """Seconds from a fault of all sockets until there are two new ones."""
        before = {one.number for one in self.there.sockets.live()}
        begun = time.monotonic()
        done = fault()
        if asyncio.iscoroutine(done):
            await done
        async with asyncio.timeout(seconds):
            while len([one for one in self.there.sockets.live() if one.number not in before]) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        return time.monotonic() - begun


@asynccontextmanager
async def connected(there: Slack, *, token: str = "", beat_s: float = 0.4) -> AsyncIterator[Line]:
    access = Access(base_url=there.api)
    async with aiohttp.ClientSession() as session:
        line = Line(there, None)  # type: ignore[arg-type]
        line.sockets = Sockets(
            client=client(session, access),
            session=session,
            token=Secret(token or there.app_token),
            answer=line.hear,
            beat_s=beat_s,
        )
        running = asyncio.create_task(line.sockets.run())
        try:
            yield line
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with serving() as there, connected(there) as made:
        await there.until_connected(2)
        yield made


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == SAID]


async def test_two_sockets_are_opened_each_with_an_address_of_its_own(line: Line) -> None:
    assert len(line.there.sockets.live()) == 2
    assert line.there.counted()["apps.connections.open"] == 2
    assert line.there.sockets.refused == 0


async def test_a_request_is_acknowledged_with_what_it_is_answered(line: Line) -> None:
    line.answer = {"text": "hello"}
    envelope = await line.there.sockets.send("slash_commands", {"command": "/tocsin"})
    assert envelope is not None
    await asyncio.wait_for(envelope.done.wait(), 3)
    assert (envelope.ack, envelope.acks) == ({"text": "hello"}, 1)
    assert line.asked[0]["payload"] == {"command": "/tocsin"}


async def test_where_slack_takes_no_answer_there_is_only_an_acknowledgement(line: Line) -> None:
    line.answer = {"text": "hello"}
    envelope = await line.there.sockets.send("events_api", {"type": "event_callback"})
    assert envelope is not None
    await asyncio.wait_for(envelope.done.wait(), 3)
    assert envelope.ack is None


@pytest.mark.parametrize(
    ("fault", "at_most"),
    [
        (lambda there: there.drop(), 2.0),
        (lambda there: there.sockets.close(), 2.0),
        (lambda there: there.sockets.close(code=1011), 2.0),
        (lambda there: there.hang(), 2.0),
        (lambda there: there.disconnect("refresh_requested", close_after=0.3), 2.0),
        (lambda there: there.disconnect("warning", close_after=0.3), 2.0),
    ],
    ids=["torn down", "closed", "closed with an error", "hung", "asked to refresh", "warned"],
)
async def test_sockets_that_end_are_replaced(
    line: Line, fault: Callable[[Slack], Awaitable[None] | None], at_most: float
) -> None:
    took = await line.back_within(at_most, lambda: fault(line.there))
    assert took < at_most
    envelope = await line.there.sockets.send("events_api", {"type": "event_callback"})
    assert envelope is not None
    await asyncio.wait_for(envelope.done.wait(), 3)


async def test_as_they_run_even_sockets_that_hang_are_replaced_within_five_seconds() -> None:
    async with serving() as there, connected(there, beat_s=socket.BEAT_S) as line:
        await there.until_connected(2)
        assert await line.back_within(AT_MOST_S, line.there.hang) < AT_MOST_S


async def test_one_socket_that_ends_leaves_the_other_as_it_is(line: Line) -> None:
    kept = line.there.sockets.live()[1].number
    line.there.drop(0)
    await line.there.until_connected(2)
    assert kept in {one.number for one in line.there.sockets.live()}


async def test_a_socket_that_is_refreshed_is_replaced_before_it_is_left(line: Line) -> None:
    old = line.there.sockets.live()
    await line.there.disconnect("refresh_requested", close_after=1.0)
    await line.there.until_connected(2)
    assert [one.ws.closed for one in old] == [False, False]
    # What Slack had sent by the old socket is still answered there.
    old[0].leaving = ""
    line.there.sockets.opened[:] = [old[0]]
    envelope = await line.there.sockets.send("slash_commands", {"command": "/tocsin"})
    assert envelope is not None
    await asyncio.wait_for(envelope.done.wait(), 3)


async def test_an_address_that_is_spent_is_never_tried_again(line: Line) -> None:
    line.there.sockets.refuse = 3
    assert await line.back_within(AT_MOST_S, line.there.drop) < AT_MOST_S
    addresses = line.there.counted()["apps.connections.open"]
    assert line.there.sockets.refused == 3
    assert addresses == 2 + 3 + 2  # one for every try


async def test_a_socket_without_a_greeting_is_given_up(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "OPEN_S", 0.2)
    line.there.sockets.greet = False
    line.there.drop()
    while len(line.there.sockets.opened) < 4:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    line.there.sockets.greet = True
    assert await line.back_within(AT_MOST_S, lambda: None) < AT_MOST_S


async def test_while_slack_is_away_it_is_asked_less_and_less_and_that_is_said_once(
    line: Line, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "FIRST_PAUSE_S", 0.05)
    caplog.set_level(logging.INFO)
    before = line.there.counted()["apps.connections.open"]
    line.there.sockets.shut = True
    line.there.drop()
    await asyncio.sleep(1.0)
    tries = line.there.counted()["apps.connections.open"] - before
    assert 3 <= tries <= 5  # one for both sockets: after 0.05, 0.15, 0.35 and 0.75 s
    line.there.sockets.shut = False
    await line.there.until_connected(2)
    assert said(caplog) == ["connection to Slack lost; it will be made again", "connected to Slack"]
    assert "Traceback" not in caplog.text


async def test_where_slack_never_was_that_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with serving() as there:
        there.sockets.shut = True
        async with connected(there):
            await asyncio.sleep(0.2)
            there.sockets.shut = False
            await there.until_connected(2)
    assert said(caplog) == ["Slack cannot be reached; it will be tried again", "connected to Slack"]


async def test_a_wish_to_wait_is_heeded(caplog: pytest.LogCaptureFixture) -> None:
    async with serving() as there:
        there.script(["limited:1"], on="apps.connections.open")
        begun = time.monotonic()
        async with connected(there):
            await there.until_connected(2)
        assert time.monotonic() - begun >= 1.0
        assert there.counted()["apps.connections.open"] == 3


@pytest.mark.parametrize("reason", ["link_disabled", "too_many_websockets"])
async def test_where_slack_wants_no_socket_it_is_not_pestered(
    line: Line, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = line.there.counted()["apps.connections.open"]
    await line.there.disconnect(reason, close_after=0.0)
    await asyncio.sleep(0.4)
    assert line.there.counted()["apps.connections.open"] == before
    assert said(caplog)[:1] == ["Slack does not want a socket of Tocsin"]


@pytest.mark.parametrize("error", ["invalid_auth", "not_allowed_token_type", "missing_scope"])
async def test_a_wrong_token_ends_the_tries_with_what_to_do_and_is_not_repeated(error: str) -> None:
    async with serving() as there, aiohttp.ClientSession() as session:
        there.script([f"error:{error}"] * 2, on="apps.connections.open")
        sockets = Sockets(
            client=client(session, Access(base_url=there.api)), session=session, token=Secret(there.app_token),
            answer=Line(there, None).hear,  # type: ignore[arg-type]
        )  # fmt: skip
        with pytest.raises(BadAppToken, match="connections:write") as refused:
            await asyncio.wait_for(sockets.run(), 3)
        assert error in str(refused.value)
        assert there.app_token not in str(refused.value)


async def test_it_stops_in_less_than_a_second_even_when_slack_hangs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with serving() as there:
        async with connected(there, beat_s=30.0):
            await there.until_connected(2)
            there.hang()
            begun = time.monotonic()
        assert time.monotonic() - begun < 1.0
    assert said(caplog) == ["connected to Slack"]


async def test_rubbish_is_passed_over(line: Line) -> None:
    (one, two) = line.there.sockets.live()
    for socket_ in (one, two):
        for text in ("", "{", "[1]", "null", '{"type": "news"}', '{"envelope_id": ""}'):
            await socket_.ws.send_str(text)
        await socket_.ws.send_bytes(b"\x00")
    envelope = await line.there.sockets.send("events_api", {"type": "event_callback"})
    assert envelope is not None
    await asyncio.wait_for(envelope.done.wait(), 3)
    assert len(line.asked) == 1
    assert line.there.sockets.live() == [one, two]
