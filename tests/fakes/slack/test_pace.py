"""Limits: what is let through, what a 429 says, and that they are those of Slack's own list."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack.fake import Slack
from tests.fakes.slack.methods import METHODS
from tests.fakes.slack.pace import CHANNEL, POST, TIERS, WORKSPACE, Limit, Limited, Pace
from tests.fakes.slack.stage import QUIET, desk

SPEC = Path(__file__).resolve().parents[4] / "shared" / "specs" / "slack_rate_limit_tiers.json"


class Watch:
    """Seconds that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def wait(pace: Pace, channel: str = "here", method: str = POST, team: str = "T1") -> int:
    """How long a request has to wait; 0 is at once."""
    try:
        pace.admit(method, team, channel)
    except Limited as limited:
        return limited.retry_after or -1
    return 0


def test_a_channel_takes_a_burst_of_four_messages_and_then_one_a_second() -> None:
    watch = Watch()
    pace = Pace(watch)
    assert [wait(pace) for _ in range(5)] == [0, 0, 0, 0, 1]
    assert wait(pace, "there") == 0
    for watch.now in (1.0, 2.0, 3.0):
        assert [wait(pace), wait(pace)] == [0, 1]
    watch.now = 60.0
    assert [wait(pace) for _ in range(5)] == [0, 0, 0, 0, 1]
    assert pace.refused == {CHANNEL: 5}


def test_a_workspace_takes_three_hundred_messages_in_any_minute() -> None:
    watch = Watch()
    pace = Pace(watch)
    for watch.now in (0.0, 30.0):
        assert {wait(pace, f"{watch.now} {number}") for number in range(150)} == {0}
    assert [wait(pace, "one more"), wait(pace, "one more", team="T2")] == [30, 0]
    watch.now = 60.0
    assert [wait(pace, f"then {number}") for number in range(151)] == [0] * 150 + [30]


def test_a_method_is_taken_so_often_in_any_minute_in_each_workspace() -> None:
    watch = Watch()
    pace = Pace(watch)
    assert [wait(pace, method="conversations.list") for _ in range(21)] == [0] * 20 + [60]
    assert wait(pace, method="conversations.list", team="T2") == 0
    assert wait(pace, method="users.info") == 0
    watch.now = 60.0
    assert wait(pace, method="conversations.list") == 0


def test_waits_speak_of_the_seconds_of_the_wire_and_are_never_shorter_than_one() -> None:
    watch = Watch()
    pace = Pace(watch, speed=10)
    assert [wait(pace, method="conversations.list") for _ in range(21)][-1] == 6
    assert [wait(pace) for _ in range(5)][-1] == 1


def test_whoever_comes_before_the_time_it_was_told_is_counted() -> None:
    watch = Watch()
    pace = Pace(watch)
    pace.set_limit(CHANNEL, Limit(requests=1, seconds=1))
    for watch.now in (0.0, 0.5, 0.6, 1.0):
        wait(pace)
    assert pace.impatient == 1


def test_limits_can_be_set_and_taken_away() -> None:
    pace = Pace(Watch())
    pace.set_limit(WORKSPACE, Limit(requests=2, seconds=60))
    assert [wait(pace, str(number)) for number in range(3)] == [0, 0, 60]
    pace.set_limit(WORKSPACE, None)
    assert [wait(pace, str(number)) for number in range(3, 400)] == [0] * 397
    pace.unlimited()
    assert [wait(pace) for _ in range(100)] == [0] * 100


def test_every_method_has_the_tier_that_slacks_own_list_gives() -> None:
    if not SPEC.exists():
        pytest.skip("Slack's list of tiers is not here: it is expected in ../shared/specs beside the repository")
    known = json.loads(SPEC.read_text(encoding="utf-8"))
    assert {method: f"Tier{tier}" for method, tier in TIERS.items()} == {method: known[method] for method in TIERS}
    special = {method: known[method] for method in METHODS if method not in TIERS}
    assert special == {
        "apps.connections.open": "Tier1", "auth.test": "SpecialTier_auth_test",
        "chat.getPermalink": "SpecialTier_chat_getPermalink", "chat.postMessage": "SpecialTier_chat_postMessage",
    }  # fmt: skip


async def test_one_too_many_is_refused_by_status_and_tells_how_long_to_wait() -> None:
    async with desk(Slack(now=lambda: 0)) as here:
        here.slack.limit("users.info", 1, 30)
        await here.client.users_info(user=here.ann)
        with pytest.raises(SlackApiError) as raised:
            await here.client.users_info(user=here.ann)
    response = raised.value.response
    assert (response.status_code, response.data["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "30"


async def test_a_client_that_waits_as_it_is_told_gets_everything_through() -> None:
    async with desk(Slack(speed=20)) as here:
        handler = AsyncRateLimitErrorRetryHandler(max_retry_count=3)
        patient = AsyncWebClient(
            here.client.token, base_url=here.slack.api, session=here.http, retry_handlers=[handler], logger=QUIET
        )
        here.slack.limit("channel", 1, 2, burst=1)
        sends: list[Any] = [patient.chat_postMessage(channel=here.channel, text=str(number)) for number in range(2)]
        await asyncio.gather(*sends)
        assert len(here.slack.standing(here.channel)) == 2
        assert here.slack.pace.refused["channel"] == 1


async def test_an_app_outside_the_marketplace_reads_fifteen_messages_once_a_minute() -> None:
    now = 0.0
    async with desk(Slack(now=lambda: now)) as here:
        here.slack.sell_outside_the_marketplace()
        for number in range(20):
            here.slack.write(here.ann, here.channel, str(number))
        history = await here.client.conversations_history(channel=here.channel, limit=100)
        assert (len(history["messages"]), history["has_more"]) == (15, True)
        with pytest.raises(SlackApiError) as raised:
            await here.client.conversations_history(channel=here.channel)
        assert raised.value.response.headers["Retry-After"] == "60"
        now = 60.0
        assert (await here.client.conversations_history(channel=here.channel))["ok"]
