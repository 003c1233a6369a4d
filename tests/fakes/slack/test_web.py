"""Messages by the Web API, through unmodified slack_sdk: told, edited, deleted, threaded, found again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.fakes.slack.clerk import button, card
from tests.fakes.slack.fake import Slack
from tests.fakes.slack.rooms import By
from tests.fakes.slack.stage import Desk, desk

KEY = {"event_type": "tocsin_delivery", "event_payload": {"key": "k1"}}


@pytest.fixture
async def here() -> AsyncIterator[Desk]:
    slack = Slack()
    slack.unlimited()
    async with desk(slack) as opened:
        yield opened


async def refusal(call: Any) -> str:
    """The error of a call that Slack refuses."""
    with pytest.raises(SlackApiError) as raised:
        await call
    return str(raised.value.response["error"])


async def test_a_message_is_there_as_it_was_sent_and_is_called_by_its_time(here: Desk) -> None:
    first = await here.client.chat_postMessage(channel=here.channel, **card("Kidal: fighting", button("Mute", "0:m")))
    second = await here.client.chat_postMessage(channel=here.channel, text="Gao", metadata=KEY)
    assert float(first["ts"]) < float(second["ts"])
    one, two = here.slack.standing(here.channel)
    assert (one.ts, one.text, two.key, two.thread) == (first["ts"], "Kidal: fighting\nMute", "k1", "")
    assert [block["block_id"] for block in first["message"]["blocks"]] == [b["block_id"] for b in one.body["blocks"]]
    assert first["message"]["bot_id"] == here.slack.bot(here.team)[1]
    assert [(one.method, one.status, one.body["text"]) for one in here.slack.requests] == [
        ("chat.postMessage", 200, "Kidal: fighting"), ("chat.postMessage", 200, "Gao"),
    ]  # fmt: skip


async def test_an_edit_keeps_what_it_does_not_name_and_a_deleted_message_can_be_edited_no_more(here: Desk) -> None:
    sent = await here.client.chat_postMessage(channel=here.channel, **card("old", button("Mute", "0:m")), metadata=KEY)
    await here.client.chat_update(channel=here.channel, ts=sent["ts"], text="new")
    (message,) = here.slack.standing(here.channel)
    assert (message.shown["text"], len(message.edits), message.text) == ("new", 1, "old\nMute")
    assert message.shown["metadata"] == KEY
    await here.client.chat_update(channel=here.channel, ts=sent["ts"], text="bare", blocks=[])
    assert message.text == "bare"
    await here.client.chat_delete(channel=here.channel, ts=sent["ts"])
    assert (here.slack.standing(here.channel), message.gone) == ([], By.CLIENT)
    for call in (here.client.chat_update, here.client.chat_delete):
        assert await refusal(call(channel=here.channel, ts=sent["ts"], text="x")) == "message_not_found"
    here.slack.forgive()  # text is no argument of chat.delete


async def test_what_people_wrote_is_not_the_apps_to_change(here: Desk) -> None:
    ts = here.slack.write(here.ann, here.channel, "hello")
    assert await refusal(here.client.chat_update(channel=here.channel, ts=ts, text="x")) == "cant_update_message"
    assert await refusal(here.client.chat_delete(channel=here.channel, ts=ts)) == "cant_delete_message"


async def test_replies_stand_in_the_thread_and_only_those_that_are_broadcast_in_the_channel(here: Desk) -> None:
    above = await here.client.chat_postMessage(channel=here.channel, text="above")
    told: dict[str, Any] = {"channel": here.channel, "thread_ts": above["ts"]}
    beneath = await here.client.chat_postMessage(**told, text="beneath")
    await here.client.chat_postMessage(**told, text="aloud", reply_broadcast=True)
    await here.client.chat_postMessage(channel=here.channel, thread_ts=beneath["ts"], text="to a reply")
    history = (await here.client.conversations_history(channel=here.channel))["messages"]
    assert [one["text"] for one in history] == ["aloud", "above"]
    assert (history[0]["subtype"], history[0]["root"]["text"]) == ("thread_broadcast", "above")
    assert (history[1]["reply_count"], history[1]["thread_ts"]) == (3, above["ts"])
    replies = (await here.client.conversations_replies(channel=here.channel, ts=above["ts"]))["messages"]
    assert [one["text"] for one in replies] == ["above", "beneath", "aloud", "to a reply"]
    assert [one.text for one in here.slack.replies(here.channel, above["ts"])] == ["beneath", "aloud", "to a reply"]


async def test_a_deleted_message_leaves_its_thread_a_tombstone_and_takes_no_thread_without_one(here: Desk) -> None:
    with_replies = await here.client.chat_postMessage(channel=here.channel, text="a")
    alone = await here.client.chat_postMessage(channel=here.channel, text="b")
    await here.client.chat_postMessage(channel=here.channel, thread_ts=with_replies["ts"], text="beneath")
    for ts in (with_replies["ts"], alone["ts"]):
        here.slack.delete(here.channel, ts)
    (left,) = (await here.client.conversations_history(channel=here.channel))["messages"]
    assert (left["subtype"], left["ts"]) == ("tombstone", with_replies["ts"])
    for call in (
        here.client.chat_postMessage(channel=here.channel, thread_ts=alone["ts"], text="too late"),
        here.client.conversations_replies(channel=here.channel, ts=alone["ts"]),
        here.client.chat_postMessage(channel=here.channel, thread_ts="1700000000.000001", text="never was"),
    ):
        assert await refusal(call) == "thread_not_found"


async def test_metadata_come_back_only_where_they_are_asked_for(here: Desk) -> None:
    await here.client.chat_postMessage(channel=here.channel, text="x", metadata=KEY)
    for asked in (False, True):
        (one,) = (await here.client.conversations_history(channel=here.channel, include_all_metadata=asked))["messages"]
        assert (one.get("metadata") == KEY) is asked


async def test_history_is_read_page_by_page_and_between_two_times(here: Desk) -> None:
    sent = [(await here.client.chat_postMessage(channel=here.channel, text=str(n)))["ts"] for n in range(5)]
    read: list[str] = []
    async for page in await here.client.conversations_history(channel=here.channel, limit=2):
        read += [one["text"] for one in page["messages"]]
    assert read == ["4", "3", "2", "1", "0"]
    asked: dict[str, Any] = {"channel": here.channel, "oldest": sent[1], "latest": sent[3]}
    for inclusive, found in ((False, ["2"]), (True, ["3", "2", "1"])):
        history = await here.client.conversations_history(**asked, inclusive=inclusive)
        assert [one["text"] for one in history["messages"]] == found


async def test_what_only_one_person_sees_stands_in_no_channel(here: Desk) -> None:
    sent = await here.client.chat_postEphemeral(channel=here.channel, user=here.ann, text="for you")
    assert here.slack.messages(here.channel) == []
    (message,) = here.slack.all()
    assert (message.to, message.ts) == (here.ann, sent["message_ts"])
    wrong = here.client.chat_update(channel=here.channel, ts=message.ts, text="x")
    assert await refusal(wrong) == "message_not_found"


@pytest.mark.parametrize(
    ("body", "pings"),
    [
        ({"text": "<!here> <@U123>"}, ("<!here>", "<@U123>")),
        ({"text": "<!here>", "blocks": card("all <!subteam^S12|ops>")["blocks"]}, ("<!subteam^S12>",)),
        ({"text": "@here <!date^1^{date}|x> &lt;!here&gt; <https://example.org|!here>"}, ()),
        (
            {"text": "x", "blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
                {"type": "broadcast", "range": "here"}, {"type": "text", "text": "<!channel>"},
                {"type": "usergroup", "usergroup_id": "S1"}]}]}]},
            ("<!here>", "<!subteam^S1>"),
        ),
    ],
    ids=["text alone", "blocks before text", "nobody", "rich text"],
)  # fmt: skip
async def test_whom_a_message_calls_is_read_where_slack_reads_it(body: dict[str, Any], pings: tuple[str, ...]) -> None:
    slack = Slack(judge=None)
    async with desk(slack) as here:
        await here.client.chat_postMessage(channel=here.channel, **body)
    assert slack.all()[0].pings == pings


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"text": "x", "blocks": "{"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [{"type": "divider", "block_id": "a"}] * 2}, "invalid_blocks"),
        ({"text": "x", "blocks": card("x", button("a", "1"), button("b", "1"))["blocks"]}, "invalid_blocks"),
        ({"text": "x", "blocks": card("é" * 2900)["blocks"] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "metadata": {"key": "k"}}, "invalid_metadata_schema"),
        ({"text": "x", "blocks": [{"type": "image", "slack_file": {"id": "F1"}, "alt_text": "a"}]}, "invalid_blocks"),
    ],
    ids=["empty", "text", "51 blocks", "no JSON", "one block_id twice", "one action_id twice", "too much", "metadata",
         "no such file"],
)  # fmt: skip
async def test_a_message_that_slack_would_not_take_is_refused(body: dict[str, Any], error: str) -> None:
    async with desk(Slack(judge=None)) as here:
        call = here.client.api_call("chat.postMessage", json={"channel": here.channel, **body})
        assert await refusal(call) == error
        assert here.slack.messages(here.channel) == []


async def test_a_permalink_leads_to_the_message_in_its_thread(here: Desk) -> None:
    above = await here.client.chat_postMessage(channel=here.channel, text="above")
    below = await here.client.chat_postMessage(channel=here.channel, text="below", thread_ts=above["ts"])
    link = (await here.client.chat_getPermalink(channel=here.channel, message_ts=below["ts"]))["permalink"]
    stamp = below["ts"].replace(".", "")
    ends = f"?thread_ts={above['ts']}&cid={here.channel}"
    assert link == f"https://mali-desk.slack.com/archives/{here.channel}/p{stamp}{ends}"
