"""Ways of an answer to whoever asked: each in turn, until one gets through."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from bot.commands.command import Reply
from bot.domain.card import Card
from bot.platforms.slack import memo
from bot.platforms.slack.asked import Asked
from bot.platforms.slack.replies import Replies
from tests.platforms.slack.entry import Entry

REPLY = Reply(card=Card(title="Here it is"))


async def asking(entry: Entry) -> tuple[Replies, Asked]:
    """Somebody who has asked something, with an address for answers."""
    view = await entry.opens("mute")
    address = memo.read(view.body["private_metadata"]).response_url
    asked = Asked(team=entry.team, user=entry["ann"], channel=entry.channel, response_url=address)
    return Replies(entry.chat.wire, entry.desk, "/tocsin"), asked


async def test_an_answer_is_for_one_alone_unless_it_says_otherwise(entry: Entry) -> None:
    replies, asked = await asking(entry)
    await replies.tell(asked, REPLY)
    await replies.tell(asked, replace(REPLY, private=False))
    assert [one.to for one in entry.there.all()] == [entry["ann"], ""]


async def test_an_address_that_was_used_five_times_is_followed_by_the_channel(entry: Entry) -> None:
    replies, asked = await asking(entry)
    for _ in range(7):
        await replies.tell(asked, REPLY)
    assert entry.there.counted()["chat.postEphemeral"] == 2
    assert [one.to for one in entry.there.all()] == [entry["ann"]] * 7


async def test_an_address_older_than_half_an_hour_is_too(entry: Entry) -> None:
    replies, asked = await asking(entry)
    entry.there.advance(31 * 60)
    await replies.tell(asked, REPLY)
    assert entry.there.counted()["chat.postEphemeral"] == 1
    assert len(entry.there.all()) == 1


async def test_an_answer_in_place_is_said_anew_where_there_is_nothing_to_replace(entry: Entry) -> None:
    replies, asked = await asking(entry)
    await replies.tell(asked, REPLY, in_place=True)
    assert [one.to for one in entry.there.all()] == [entry["ann"]]


@pytest.mark.parametrize("fault", ["reset", "reset_after", "away", "broken", "limited", "error:no_text"])
async def test_an_answer_whose_way_breaks_comes_by_another(entry: Entry, fault: str) -> None:
    replies, asked = await asking(entry)
    entry.there.script([fault], on="response_url")
    await replies.tell(asked, REPLY)
    assert entry.there.all()[-1].to == entry["ann"]


async def test_an_answer_that_no_way_takes_is_kept_in_the_log(entry: Entry, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    replies, asked = await asking(entry)
    for method in ("response_url", "chat.postEphemeral", "chat.postMessage"):
        entry.there.script(["away"], on=method)
    await replies.tell(asked, REPLY)
    assert "an answer did not reach Slack" in caplog.messages
    assert entry.there.all() == []


async def test_who_asked_nowhere_is_answered_alone(entry: Entry) -> None:
    replies, asked = await asking(entry)
    await replies.tell(Asked(team=asked.team, user=asked.user), REPLY)
    (alone,) = entry.there.standing(entry.there.dm(entry["ann"]))
    assert "Here it is" in alone.text


async def test_long_commands_are_kept_before_their_buttons_are_shown(entry: Entry) -> None:
    opened = await entry.types("mute Kidal reason=" + "≥" * 300)
    value = opened.one.buttons["Options…"]["value"]
    assert value.startswith("@")
    form = await entry.presses(opened.one, "Options…")
    assert form.view is not None
    assert form.view.title == "Mute"
