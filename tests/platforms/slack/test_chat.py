"""Slack as a loop of Tocsin, over sockets and over HTTP: answers, alerts, and every way in which Slack is lost."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.commands.desk import Desk
from bot.domain.delivery import PLAIN
from bot.domain.errors import Busy, Lost
from bot.domain.ids import DeliveryId
from bot.log import Secret
from bot.platforms.slack import chat, teams
from bot.platforms.slack.tenants import REMOVED
from tests.cards.deck import CARDS
from tests.fakes.slack.server import serving as slack
from tests.platforms.slack.housed import Place, access, destination, made, running, serving, until, until_so

ALERT = CARDS["alert"]("en")
KEY = DeliveryId("k")


@pytest.fixture(params=["sockets", "http"])
async def place(request: pytest.FixtureRequest, desk: Desk) -> AsyncIterator[Place]:
    async with slack() as there, running(desk, there, request.param) as begun:
        yield begun


def said(caplog: pytest.LogCaptureFixture, least: int = logging.INFO) -> list[str]:
    ours = [record for record in caplog.records if record.name.startswith("bot.") and record.levelno >= least]
    return [record.getMessage() for record in ours]


async def test_a_command_is_answered_in_time(place: Place) -> None:
    shown = await place.asks()
    assert shown.in_time
    assert "Kidal" in shown.said[0].text
    assert shown.said[0].ephemeral


async def test_an_alert_is_told_and_found_again(place: Place) -> None:
    receipt = await place.chat.platform.post(KEY, place.to, ALERT, PLAIN)
    assert await place.chat.platform.find(KEY, place.to) == (receipt,)
    assert [message.key for message in place.there.standing(place.channel)] == ["k"]


async def test_both_ways_at_once_have_the_same_answers(desk: Desk) -> None:
    async with slack() as there, running(desk, there, "both") as place:
        over_a_socket = await place.asks()
        assert place.chat.server is not None
        there.request_url = f"http://127.0.0.1:{place.chat.server.port}/slack/events"
        over_http = await place.asks()
        assert over_a_socket.said[0].text == over_http.said[0].text


@pytest.mark.parametrize("seal", ["forged", "old", "missing", "altered"])
async def test_what_slack_has_not_signed_is_refused_and_changes_nothing(desk: Desk, seal: str) -> None:
    async with slack() as there, running(desk, there, "http") as place:
        shown = await place.asks("subscribe Kidal confirm=yes", seal=seal, shows=0)
        assert shown.status == 401
        async with desk.store.read() as tx:
            assert await tx.subscriptions.all() == []
        assert (await place.asks()).in_time


async def test_slack_may_prove_that_the_address_is_ours(desk: Desk) -> None:
    async with slack() as there, running(desk, there, "http"):
        assert (await there.challenge()).in_time


STRANGE: dict[str, tuple[str, dict[str, Any]]] = {
    "a command": ("slash_commands", {"command": "/elsewhere", "text": "x"}),
    "an action": ("interactive", {"type": "block_actions", "actions": [{"type": "button", "action_id": "x"}]}),
    "a shortcut": ("interactive", {"type": "shortcut", "callback_id": "gone"}),
    "a form": ("interactive", {"type": "view_submission", "view": {"callback_id": "gone", "id": "V1", "state": {}}}),
    "options": ("interactive", {"type": "block_suggestion", "action_id": "gone", "block_id": "b", "value": "x"}),
    "an event": ("events_api", {"type": "event_callback", "event": {"type": "star_added", "user": "U1"}}),
    "a new kind": ("interactive", {"type": "thought_transference"}),
    "nothing": ("interactive", {}),
}


@pytest.mark.parametrize("name", STRANGE)
async def test_what_is_unknown_is_acknowledged_too(place: Place, name: str) -> None:
    kind, payload = STRANGE[name]
    flat = {"team_id": place.team, "user_id": place.ann, "channel_id": place.channel}
    deep = {"team": {"id": place.team}, "user": {"id": place.ann}, "channel": {"id": place.channel}}
    answer = await place.there.courier.bring(kind, {**(deep if kind == "interactive" else flat), **payload})
    assert answer.took is not None
    assert answer.error == ""


async def test_a_fault_of_ours_is_acknowledged_and_kept_for_who_runs_tocsin(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise ArithmeticError("a fault")

    monkeypatch.setattr(teams.Teams, "removed", broken)
    shown = await place.there.tell(place.team, {"type": "app_uninstalled"})
    assert shown.in_time
    await until(lambda: "ArithmeticError" in caplog.text)
    assert (await place.asks()).in_time


async def test_while_tocsin_cannot_reach_slack_requests_are_acknowledged(place: Place) -> None:
    place.there.spoil(1.0, ["away"])
    shown = await place.there.mention(place.ann, place.channel, "status Kidal", shows=0)
    assert shown.in_time


async def test_sockets_that_break_off_stop_no_alert_and_are_back_within_five_seconds(desk: Desk) -> None:
    async with slack() as there, running(desk, there) as place:
        for fault in (there.drop, there.hang, lambda: there.disconnect("refresh_requested", close_after=0.1)):
            before = {one.number for one in there.sockets.live()}
            done = fault()
            if asyncio.iscoroutine(done):
                await done
            await place.chat.platform.post(DeliveryId(f"k{time.monotonic()}"), place.to, ALERT, PLAIN)
            await until(lambda: len({one.number for one in there.sockets.live()} - before) == 2, 5.0)  # noqa: B023
            assert (await place.asks()).in_time
        assert len(there.standing(place.channel)) == 3


async def test_a_wrong_token_is_said_once_and_alerts_wait(
    desk: Desk,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with slack() as there:
        one = made(desk, access(there, "sockets", bot_token=Secret("xoxb-1-wrong")))
        await asyncio.wait_for(one.run(), 3)
        with pytest.raises(Busy):
            await one.platform.post(KEY, destination("T1", "C1"), ALERT, PLAIN)
        assert there.counted() == {"auth.test": 1}
    assert said(caplog, logging.ERROR) == ["Slack does not take the token (TOCSIN_SLACK_BOT_TOKEN)"]
    assert "xoxb-1-wrong" not in caplog.text


async def test_without_its_app_token_tocsin_is_deaf_but_not_dumb(
    desk: Desk,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with slack() as there:
        team = there.team("Mali desk")
        given = access(there, "sockets", bot_token=Secret(there.token(team)), app_token=Secret("xapp-wrong"))
        async with serving(made(desk, given)) as begun:
            await until(lambda: "Slack does not take the app-level token" in caplog.text)
            channel = there.channel(team, "alerts")
            await begun.platform.post(KEY, destination(team, channel), ALERT, PLAIN)
        assert len(there.standing(channel)) == 1


async def test_where_slack_is_not_there_that_is_said_once_and_alerts_wait_until_it_is(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(chat, "FIRST_PAUSE_S", 0.02)
    async with slack() as there:
        team = there.team("Mali desk")
        there.script(["away", "reset", "broken", "garbled"], on="auth.test")
        async with serving(made(desk, access(there, "sockets", bot_token=Secret(there.token(team))))) as begun:
            await until(lambda: bool(said(caplog, logging.WARNING)))
            with pytest.raises(Busy):
                await begun.platform.post(KEY, destination(team, "C1"), ALERT, PLAIN)
            await there.until_connected(2)
    assert said(caplog, logging.WARNING) == ["Slack cannot be reached; it will be tried again"]
    assert "Traceback" not in caplog.text


async def test_a_token_that_is_revoked_lets_the_workspaces_channels_rest(place: Place) -> None:
    await place.asks("subscribe Kidal confirm=yes")
    place.there.revoke(place.team)

    async def rests() -> bool:
        return (await place.kept()).suspended == REMOVED

    await until_so(rests)
    asked = len(place.there.requests)
    with pytest.raises(Lost):
        await place.chat.platform.post(KEY, place.to, ALERT, PLAIN)
    assert len(place.there.requests) == asked
    async with place.desk.store.read() as tx:
        assert len(await tx.subscriptions.of(place.to)) == 1


async def test_a_token_that_slack_refuses_without_a_word_before_does_the_same(place: Place) -> None:
    await place.asks("subscribe Kidal confirm=yes")
    place.there.script(["error:token_revoked"], on="chat.postMessage")
    with pytest.raises(Lost):
        await place.chat.platform.post(KEY, place.to, ALERT, PLAIN)
    assert (await place.kept()).suspended == REMOVED


async def test_a_workspace_that_was_lost_by_an_error_of_slacks_comes_back(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.asks("subscribe Kidal confirm=yes")
    place.there.script(["error:invalid_auth"], on="chat.postMessage")
    with pytest.raises(Lost):
        await place.chat.platform.post(KEY, place.to, ALERT, PLAIN)
    await place.chat.roll.revive()
    assert (await place.kept()).suspended == ""
    await place.chat.platform.post(KEY, place.to, ALERT, PLAIN)


async def test_a_start_with_a_good_token_brings_the_channels_back(desk: Desk) -> None:
    async with slack() as there:
        async with running(desk, there) as place:
            await place.asks("subscribe Kidal confirm=yes")
            there.script(["error:token_revoked"], on="chat.postMessage")
            with pytest.raises(Lost):
                await place.chat.platform.post(KEY, place.to, ALERT, PLAIN)
        async with serving(made(desk, access(there, "sockets", bot_token=Secret(there.token(place.team))))):
            await there.until_connected(2)
            assert (await place.kept()).suspended == ""


async def test_it_says_hello_where_somebody_adds_it_once_and_not_where_it_comes_by_itself(place: Place) -> None:
    other = place.there.channel(place.team, "news", joined=False, members=[place.ann])
    place.there.invite(other)
    await until(lambda: len(place.there.standing(other)) == 1)
    event = {"type": "member_joined_channel", "user": place.there.bot(place.team)[0], "inviter": place.ann}
    for channel, more in (
        (other, {"event_ts": "1.5"}),
        (place.channel, {"inviter": ""}),
        (place.channel, {"user": "U1"}),
    ):
        await place.there.tell(place.team, {**event, "channel": channel, "event_ts": "9999999999.5", **more})
    await place.asks()
    assert len(place.there.standing(other)) == 1
    assert place.there.standing(place.channel) == []
