"""Socket Mode: addresses that work once, envelopes and acks, and each way of hanging up."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.fakes.slack.clerk import Clerk
from tests.fakes.slack.fake import Slack
from tests.fakes.slack.stage import Desk, desk, on_sockets

HEARTBEAT_S = 0.1


async def until(reached: Callable[[], bool]) -> None:
    """Waits for what must come about within five seconds."""
    async with asyncio.timeout(5):
        while not reached():  # noqa: ASYNC110 - what is waited for happens at a socket
            await asyncio.sleep(0.005)


async def address(here: Desk) -> str:
    return str((await here.client.apps_connections_open(app_token=here.slack.app_token))["url"])


@asynccontextmanager
async def socket(here: Desk, **options: Any) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A bare socket that was greeted."""
    async with here.http.ws_connect(await address(here), **options) as opened:
        assert (await opened.receive_json())["type"] == "hello"
        yield opened


async def test_an_address_opens_one_socket_and_no_second() -> None:
    async with desk() as here:
        url = await address(here)
        async with here.http.ws_connect(url) as opened:
            hello = await opened.receive_json()
            assert (hello["type"], hello["num_connections"]) == ("hello", 1)
            assert hello["connection_info"] == {"app_id": here.slack.app_id}
            with pytest.raises(aiohttp.WSServerHandshakeError) as raised:
                await here.http.ws_connect(url)
            assert raised.value.status == 408
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await here.http.ws_connect(here.slack.sockets.address + "/link/?ticket=made-up")
        assert (len(here.slack.sockets.opened), here.slack.sockets.refused) == (1, 2)


async def test_a_handshake_that_fails_has_spent_its_address() -> None:
    async with desk() as here:
        here.slack.sockets.refuse = 1
        url = await address(here)
        for status in (500, 408):
            with pytest.raises(aiohttp.WSServerHandshakeError) as raised:
                await here.http.ws_connect(url)
            assert raised.value.status == status
        async with socket(here):
            assert len(here.slack.sockets.live()) == 1


async def test_no_addresses_are_given_while_slack_is_shut() -> None:
    async with desk() as here:
        here.slack.sockets.shut = True
        with pytest.raises(SlackApiError, match="internal_error"):
            await address(here)


async def test_what_people_do_comes_as_envelopes_and_its_ack_is_timed() -> None:
    async with desk() as here, socket(here) as opened:
        asked = asyncio.create_task(here.slack.command("/tocsin status Kidal", here.ann, here.channel, shows=0))
        envelope = await opened.receive_json()
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
        payload = envelope["payload"]
        assert (payload["command"], payload["text"], payload["user_id"]) == ("/tocsin", "status Kidal", here.ann)
        assert payload["response_url"].startswith(here.slack.url)
        assert {type(value) for value in payload.values()} == {str}  # it is a form, over the web
        await asyncio.sleep(0.05)
        await opened.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "Kidal"}})
        shown = await asked
        assert (shown.in_time, shown.one.text, shown.one.ephemeral) == (True, "Kidal", True)
        assert shown.took is not None
        assert 0.05 <= shown.took < 1
        await opened.send_str("not JSON")
        await opened.send_json({"envelope_id": "made up"})
        await until(lambda: len(here.slack.sockets.strays) == 2)


async def test_without_an_ack_or_a_socket_the_person_is_told_so() -> None:
    async with desk(Slack(within=0.1)) as here:
        unheard = await here.slack.command("/tocsin status", here.ann, here.channel)
        assert unheard.notice == '/tocsin failed with the error "dispatch_failed"'
        async with socket(here):
            shown = await here.slack.command("/tocsin status", here.ann, here.channel)
            late = await here.slack.shortcut("ask", here.ann)
        assert (shown.took, shown.error, shown.said) == (None, "operation_timeout", ())
        assert shown.notice == '/tocsin failed with the error "operation_timeout"'
        assert late.notice == "Operation timed out. Apps need to respond within three seconds."


async def test_each_request_goes_to_any_one_of_the_sockets() -> None:
    async with desk() as here:
        clerk = Clerk(here)
        async with on_sockets(here.slack, clerk.app, count=2):
            for number in range(12):
                assert (await here.slack.command(f"/tocsin {number}", here.ann, here.channel)).in_time
        used = Counter(one.socket for one in here.slack.sockets.envelopes.values())
    assert (set(used), clerk.heard["/tocsin"]) == ({1, 2}, 12)


async def test_an_event_can_come_again_and_says_so() -> None:
    async with desk(Slack(within=0.1)) as here, socket(here) as opened:
        unheard = await here.slack.mention(here.ann, here.channel, "status", shows=0)
        first = await opened.receive_json()
        again = asyncio.create_task(here.slack.again(unheard))
        second = await opened.receive_json()
        await opened.send_json({"envelope_id": second["envelope_id"]})
        assert (await again).in_time
    assert (first["retry_attempt"], second["retry_attempt"], second["retry_reason"]) == (0, 1, "timeout")
    assert first["payload"] == second["payload"]
    assert "payload" in second
    assert not second["accepts_response_payload"]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled", "too_many_websockets"])
async def test_slack_says_why_it_will_hang_up_and_does_so_a_little_later(reason: str) -> None:
    async with desk() as here, socket(here) as opened:
        await here.slack.disconnect(reason, close_after=0.05)
        told = await opened.receive_json()
        assert (told["type"], told["reason"]) == ("disconnect", reason)
        assert here.slack.sockets.live() == []
        assert (await opened.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_the_eleventh_socket_is_one_too_many() -> None:
    async with desk() as here:
        here.slack.unlimited()
        opened = [await here.http.ws_connect(await address(here)) for _ in range(11)]
        told = [await one.receive_json() for one in opened]
        assert [one["type"] for one in told] == ["hello"] * 10 + ["disconnect"]
        assert told[10]["reason"] == "too_many_websockets"


async def test_the_library_takes_a_new_socket_where_it_is_asked_to_and_where_one_is_torn_or_closed() -> None:
    async with desk() as here:
        clerk = Clerk(here)
        sockets = here.slack.sockets
        async with on_sockets(here.slack, clerk.app, ping_s=HEARTBEAT_S):
            await here.slack.disconnect("refresh_requested")
            await until(lambda: len(sockets.opened) == 2 and len(sockets.live()) == 1)
            assert (await here.slack.command("/tocsin one", here.ann, here.channel)).in_time
            here.slack.drop()
            await until(lambda: len(sockets.opened) == 3 and len(sockets.live()) == 1)
            assert (await here.slack.command("/tocsin two", here.ann, here.channel)).in_time
            await sockets.close()
            await until(lambda: len(sockets.opened) == 4 and len(sockets.live()) == 1)
            assert (await here.slack.command("/tocsin three", here.ann, here.channel)).in_time


async def test_a_torn_socket_ends_with_a_reset() -> None:
    async with desk() as here, socket(here) as opened:
        here.slack.drop()
        ended = await opened.receive()
        assert ended.type in (aiohttp.WSMsgType.ERROR, aiohttp.WSMsgType.CLOSED)
        assert here.slack.sockets.live() == []


async def test_a_hung_socket_says_nothing_hears_nothing_and_answers_no_ping() -> None:
    async with desk(Slack(within=0.1)) as here, socket(here, heartbeat=HEARTBEAT_S) as opened:
        await asyncio.sleep(3 * HEARTBEAT_S)
        assert here.slack.sockets.opened[0].pings >= 2
        here.slack.hang()
        assert not (await here.slack.command("/tocsin status", here.ann, here.channel)).in_time
        ended = await opened.receive(timeout=2)
        assert ended.type in (aiohttp.WSMsgType.ERROR, aiohttp.WSMsgType.CLOSED)
        await until(lambda: here.slack.sockets.live() == [])


async def test_pings_are_answered_with_what_they_hold() -> None:
    async with desk() as here, socket(here, autoping=False) as opened:
        await opened.ping(b"sdk-ping-pong:1.5")
        pong = await opened.receive()
        assert (pong.type, bytes(pong.data)) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1.5")


async def test_an_ack_that_comes_twice_counts_once() -> None:
    async with desk() as here, socket(here) as opened:
        asked = asyncio.create_task(here.slack.tell(here.team, {"type": "app_uninstalled"}))
        envelope = json.loads((await opened.receive()).data)
        for _ in range(2):
            await opened.send_json({"envelope_id": envelope["envelope_id"]})
        assert (await asked).in_time
        await until(lambda: here.slack.sockets.envelopes[envelope["envelope_id"]].acks == 2)
