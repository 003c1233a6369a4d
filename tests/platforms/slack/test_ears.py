"""Every request is acknowledged, whatever it is and whatever breaks, in both ways in which Slack brings them."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from bot.commands.desk import Desk
from bot.platforms.slack import interactions
from bot.platforms.slack.wire import Wire
from tests.fakes.slack.server import serving
from tests.platforms.slack.entry import Entry
from tests.platforms.slack.housed import running, until

WHAT = {"type": "plain_text", "text": "What"}
PICK = {"type": "external_select", "action_id": "old_pick", "min_query_length": 0}
TEXT = {"type": "plain_text_input", "action_id": "t"}
OLD: dict[str, Any] = {
    "type": "modal", "callback_id": "tocsin_old", "title": {"type": "plain_text", "text": "Old"},
    "submit": {"type": "plain_text", "text": "Send"}, "notify_on_close": True,
    "blocks": [
        {"type": "input", "block_id": "pick", "optional": True, "label": WHAT, "element": PICK},
        {"type": "input", "block_id": "text", "optional": True, "label": WHAT, "element": TEXT},
    ],
}  # fmt: skip


@pytest.fixture
def opens_what_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Tocsin of another time, whose forms the one of today does not know."""
    call = Wire.call

    async def old(self: Wire, team: str, method: str, body: Any, **more: Any) -> Any:
        return await call(self, team, method, {**body, "view": OLD} if method == "views.open" else body, **more)

    monkeypatch.setattr(Wire, "call", old)


@pytest.mark.usefixtures("opens_what_is_old")
async def test_forms_that_nobody_knows_any_more_are_acknowledged(entry: Entry) -> None:
    view = await entry.opens("mute")
    offered = await entry.there.options(view, "old_pick", "Kidal", user=entry["ann"])
    assert offered.in_time
    assert offered.options == ()
    sent = await entry.there.submit(view, {"t": "x"}, shows=0)
    assert sent.in_time
    again = await entry.opens("mute")
    assert (await entry.there.close(again)).in_time


@pytest.mark.parametrize("name", ["reaction_added", "team_join", "member_left_channel", "x"])
async def test_events_that_nobody_wants_are_acknowledged(entry: Entry, name: str) -> None:
    assert (await entry.there.tell(entry.team, {"type": name, "user": entry["ann"]})).in_time
    assert "Kidal region" in (await entry.types("status Kidal")).text


async def test_any_command_of_the_app_is_tocsins(entry: Entry) -> None:
    shown = await entry.there.command("/alarm status Kidal", entry["ann"], entry.channel)
    assert "Kidal region" in shown.text


async def test_a_request_at_which_something_breaks_is_acknowledged_and_kept_in_the_log(
    entry: Entry, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    message = f"{entry.channel}/{entry.there.write(entry['bob'], entry.channel, 'x')}"

    def broken(*_: object) -> None:
        raise RuntimeError("this is a test")

    with monkeypatch.context() as patch:
        patch.setattr(interactions, "read", broken)
        for shown in (
            await entry.types("status Kidal", shows=0),
            await entry.there.message_shortcut("tocsin_why", message, entry["ann"], shows=0),
            await entry.there.open_home(entry["ann"], shows=0),
            await entry.there.say(entry["ann"], "status Kidal", shows=0),
        ):
            assert shown.in_time
    await until(lambda: caplog.messages.count("a request of Slack's failed") == 4)
    assert "Kidal region" in (await entry.types("status Kidal")).text


async def test_nothing_that_is_being_answered_outlives_tocsin(entry: Entry) -> None:
    entry.there.script(["hang"], on="response_url")
    await entry.types("status Kidal", shows=0)
    await until(lambda: entry.there.counted()["response_url"] == 1)
    ears = entry.chat._ears
    assert len(ears._under_way) == 1
    await entry.stop()
    assert len(ears._under_way) == 0


@pytest.mark.parametrize("mode", ["sockets", "http"])
async def test_forms_are_answered_alike_over_sockets_and_over_http(desk: Desk, mode: str) -> None:
    async with serving() as there, running(desk, there, mode) as place:
        opened = await place.asks("subscribe")
        found = await there.options(opened.view, "pick:what", "ambu", user=place.ann)
        assert found.options[0] == ("Ambush", "ambush")
        wrong = await there.submit(opened.view, {"what": "ambush", "delay": "never"})
        assert wrong.errors.keys() == {"delay"}
        preview = await there.submit(opened.view, {"what": "ambush", "delay": "2h"})
        assert preview.view is not None
        saved = await there.press(preview.view, "Subscribe", user=place.ann)
        assert "Subscribed" in saved.view.text
        assert "Your channels" in (await there.open_home(place.ann)).view.text
        assert "Kidal region" in (await there.mention(place.ann, place.channel, "status Kidal")).text


async def test_twenty_at_once_are_acknowledged_at_once(entry: Entry) -> None:
    shown = await asyncio.gather(*(entry.types("status Kidal", who="ann") for _ in range(20)))
    assert all(one.took is not None and one.took < 1 for one in shown)
    assert all("Kidal region" in one.text for one in shown)
