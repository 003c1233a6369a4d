"""Each fault as any client sees it, whether the message is there all the same, and faults by seeded chance."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.chat import faults as chat
from tests.fakes.slack.fake import Slack
from tests.fakes.slack.faults import PASSING, Fault, Faults, Planned, Spoilt
from tests.fakes.slack.stage import QUIET, Desk, desk

SEND, EDIT = "chat.postMessage", "chat.update"
STATUS = {
    "limited": 429, "limited_bare": 429, "broken": 500, "broken_after": 500, "bad_gateway": 502,
    "bad_gateway_after": 502, "away": 503,
}  # fmt: skip


def unlimited(**options: Any) -> Slack:
    slack = Slack(**options)
    slack.unlimited()
    return slack


async def send(here: Desk, seconds: float = 5) -> tuple[int, str]:
    """A bare message; the status and the error of the answer."""
    headers, timeout = {"Authorization": f"Bearer {here.client.token}"}, aiohttp.ClientTimeout(total=seconds)
    form = {"channel": here.channel, "text": "x"}
    async with here.http.post(here.slack.api + SEND, data=form, headers=headers, timeout=timeout) as response:
        if response.content_type == "text/html":
            return response.status, ""
        return response.status, str((await response.json()).get("error", ""))


@pytest.mark.parametrize("fault", Fault)
async def test_a_spoilt_message_is_there_only_where_the_fault_comes_after(fault: Fault) -> None:
    detail = ":channel_not_found" if fault in (Fault.ERROR, Fault.ERROR_AFTER) else ""
    async with desk(unlimited()) as here:
        here.slack.script([f"{fault.value}{detail}"])
        sending = send(here, 0.1 if "hang" in fault.value else 5)
        if fault in STATUS:
            assert (await sending)[0] == STATUS[fault]
        elif detail or fault is Fault.SLOW:
            assert await sending == (200, detail[1:])
        else:
            with pytest.raises(ValueError if "garbled" in fault else (aiohttp.ClientError, TimeoutError)):
                await sending
        done = fault.is_processed or fault is Fault.SLOW
        assert len(here.slack.messages(here.channel)) == done
        here.slack.advance(2)
        assert await send(here) == (200, "")
        assert here.slack.faults.hit == {f"{fault.value}{detail}": 1}
        assert [one.fault for one in here.slack.requests] == [f"{fault.value}{detail}", ""]


async def test_a_client_that_sends_again_after_a_reset_doubles_what_was_done_before_it() -> None:
    async with desk(unlimited()) as here:
        # What AsyncWebClient does by itself where nothing else is said.
        handler = AsyncConnectionErrorRetryHandler(max_retry_count=1)
        eager = AsyncWebClient(
            here.client.token, base_url=here.slack.api, session=here.http, retry_handlers=[handler], logger=QUIET
        )
        here.slack.script(["reset_after"], on=SEND)
        await eager.chat_postMessage(channel=here.channel, text="x")
        assert [one.text for one in here.slack.standing(here.channel)] == ["x", "x"]


async def test_a_429_shuts_the_method_in_that_workspace_for_the_time_it_names() -> None:
    async with desk(Slack(now=lambda: 0)) as here:
        other = here.slack.team("Niger desk")
        elsewhere = here.slack.channel(other, "alerts")
        here.slack.script(["limited:7"], on=SEND)
        for passed, waits in ((0, "7"), (5, "2"), (2, "")):
            here.slack.advance(passed)
            answer = asyncio.create_task(here.client.chat_postMessage(channel=here.channel, text="x"))
            if waits:
                with pytest.raises(SlackApiError) as raised:
                    await answer
                assert (raised.value.response.status_code, raised.value.response.headers["Retry-After"]) == (429, waits)
            else:
                assert (await answer)["ok"]
            assert (await here.client.auth_test())["ok"]
            assert (await here.other(here.slack.token(other)).chat_postMessage(channel=elsewhere, text="x"))["ok"]
        assert (here.slack.pace.refused, here.slack.pace.impatient) == ({SEND: 2}, 1)


async def test_a_script_waits_for_the_requests_it_is_meant_for() -> None:
    faults, away, reset = Faults(), Spoilt(fault=Fault.AWAY), Spoilt(fault=Fault.RESET)
    faults.script([Planned(fault=away, on=EDIT), Planned(fault=reset, channel="other")])
    faults.script([Planned(fault=Spoilt.read("slow:0.1"), on="chat.*", team="T1"), Planned(fault=None)])
    given = [
        faults.next("auth.test", "", "T2", ""),  # let pass
        faults.next(SEND, "here", "T1", "a"),
        faults.next(EDIT, "here", "T2", "a"),
        faults.next(SEND, "other", "T2", "a"),
        faults.next(SEND, "here", "T1", "a"),  # nothing is left
    ]
    assert given == [None, Spoilt(fault=Fault.SLOW, detail="0.1"), away, reset, None]


def drawn(seed: int, subjects: range, *, on: str = "") -> list[Spoilt | None]:
    faults = Faults(seed)
    faults.by_chance(0.1, on=on)
    return [faults.next(SEND, "here", "T1", str(subject)) for subject in subjects]


def test_chance_spoils_about_the_share_that_was_asked_for_with_every_passing_fault() -> None:
    counted = Counter(one.fault if one else None for one in drawn(7, range(3000)))
    assert 240 < 3000 - counted[None] < 360
    assert set(counted) == {None, *PASSING}


def test_chance_depends_on_the_seed_and_the_request_and_not_on_the_order_of_requests() -> None:
    subjects = range(500)
    assert drawn(7, subjects) == drawn(7, subjects[::-1])[::-1]
    assert drawn(7, subjects) != drawn(8, subjects)
    assert set(drawn(7, subjects, on=EDIT)) == {None}


async def test_a_share_of_requests_is_spoilt_as_the_owner_wishes() -> None:
    async with desk(unlimited(seed=3)) as here:
        here.slack.spoil(0.5, ["error:fatal_error"], on=SEND)
        errors = [await send(here) for _ in range(20)]
    assert 4 <= errors.count((200, "fatal_error")) <= 16
    assert len(here.slack.messages(here.channel)) == errors.count((200, ""))


def test_faults_that_other_chats_have_too_are_called_the_same() -> None:
    # What a chat of the tests refuses by status, Slack refuses by an error's name.
    by_name = {"forbidden", "unknown_channel", "unknown_message", "refused"}
    assert {fault.value for fault in chat.Fault} - {fault.value for fault in Fault} == by_name


async def test_a_hanging_request_ends_with_the_server() -> None:
    async with desk(unlimited()) as here:
        here.slack.script(["hang"])
        hanging = asyncio.create_task(send(here))
        while not here.slack.faults.hit:  # noqa: ASYNC110 - what is waited for happens at a socket
            await asyncio.sleep(0.002)
        hanging.cancel()
    assert [one.status for one in here.slack.requests] == [0]
