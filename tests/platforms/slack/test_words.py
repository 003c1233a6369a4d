"""Words to Tocsin itself: mentions in channels and messages to it alone, and never an answer to an app."""

from __future__ import annotations

from typing import Any

import pytest

from tests.platforms.slack.entry import Entry
from tests.platforms.slack.happening import was_parked
from tests.platforms.slack.housed import until


async def test_a_mention_is_answered_in_its_thread_for_all_to_read(entry: Entry) -> None:
    shown = await entry.there.mention(entry["guest"], entry.channel, "status Kidal")
    assert shown.in_time
    assert "Kidal region" in shown.text
    assert not shown.one.ephemeral
    (question,) = [one for one in entry.there.standing(entry.channel) if one.author == entry["guest"]]
    assert shown.one.thread == question.ts


async def test_a_mention_in_a_thread_is_answered_there(entry: Entry) -> None:
    head = entry.there.write(entry["bob"], entry.channel, "what about Kidal?")
    shown = await entry.there.mention(entry["ann"], entry.channel, "status Kidal", thread=head)
    assert shown.one.thread == head


@pytest.mark.parametrize(
    ("said", "words"),
    [("", "What you can ask"), ("statu Kidal", "There is no command “statu”"), ("hello there", "There is no command"),
     ("subscribe", "Something is missing: what"), ("settings", "Settings of this channel"),
     ("/tocsin status Kidal", "Kidal region"), ("status &lt;Zzyzx&gt;", "Unknown place: <Zzyzx>")],
    ids=["nothing", "a slip", "small talk", "what would be a form", "settings", "as a command", "entities"],
)  # fmt: skip
async def test_any_words_are_answered_kindly(entry: Entry, said: str, words: str) -> None:
    assert words in (await entry.there.mention(entry["ann"], entry.channel, said)).text
    assert words in (await entry.there.say(entry["ann"], said or "help")).text


async def test_whatever_stands_before_tocsins_name_is_not_meant_for_it(entry: Entry) -> None:
    own, _ = entry.there.bot(entry.team)
    for said, words in (("Good morning <@{}> status Kidal", "Kidal region"), ("thanks <@{}>", "no command “thanks”")):
        about = {"type": "app_mention", "user": entry["ann"], "channel": entry.channel}
        before = len(entry.there.all())
        await entry.there.tell(entry.team, {**about, "text": said.format(own), "ts": f"17000000{before:02}.000100"})
        await until(lambda before=before: len(entry.there.all()) > before)  # type: ignore[misc]
        assert words in entry.there.all()[-1].text


async def test_a_message_to_tocsin_alone_is_answered_beside_it(entry: Entry) -> None:
    shown = await entry.there.say(entry["fra"], "status Kidal")
    assert "région de Kidal" in shown.text
    assert not shown.one.ephemeral
    assert shown.one.thread == ""
    assert shown.one.channel == entry.there.dm(entry["fra"])


async def test_what_is_wished_for_alone_is_the_persons_own(entry: Entry) -> None:
    await entry.there.say(entry["ann"], "subscribe Kidal confirm=yes")
    assert len(await entry.subscriptions(entry.there.dm(entry["ann"]))) == 1
    assert await entry.subscriptions() == []


async def test_buttons_of_an_answer_that_all_can_read_are_answered_to_one_alone(entry: Entry) -> None:
    shown = await entry.there.mention(entry["ann"], entry.channel, "subscribe Kidal")
    saved = await entry.presses(shown.one, "Subscribe", who="bob")
    assert saved.one.ephemeral
    assert "Subscribed" in saved.text
    assert len(await entry.subscriptions()) == 1


async def test_what_operators_alone_may_see_is_not_told_to_all(entry: Entry) -> None:
    await was_parked(entry)
    for line in ("outbox", "audit scope=all"):
        shown = await entry.there.mention(entry["op"], entry.channel, line)
        assert shown.one.ephemeral
        assert "You may not do this here" not in shown.text


def message(entry: Entry, **more: Any) -> dict[str, Any]:
    words = {"type": "message", "channel_type": "im", "ts": "1700000000.000100", "text": "status Kidal"}
    return {**words, "channel": entry.there.dm(entry["ann"]), "user": entry["ann"], **more}


def by_itself(entry: Entry) -> dict[str, Any]:
    return message(entry, user=entry.there.bot(entry.team)[0])


LOOPS = {
    "another app": lambda entry: message(entry, bot_id="B0123456789"),
    "an app of old": lambda entry: message(entry, subtype="bot_message", bot_id="B0123456789", user=""),
    "Tocsin itself": by_itself,
    "an edit": lambda entry: message(entry, subtype="message_changed", user="", message={"user": entry["ann"]}),
    "a deletion": lambda entry: message(entry, subtype="message_deleted", user=""),
    "a new topic": lambda entry: message(entry, subtype="channel_topic"),
    "a channel": lambda entry: message(entry, channel=entry.channel, channel_type="channel"),
    "a mention by an app": lambda entry: message(entry, type="app_mention", channel_type="", bot_id="B1"),
    "an event without words": lambda _: {"type": "message", "channel": "D1", "channel_type": "im"},
}  # fmt: skip


@pytest.mark.parametrize("name", LOOPS)
async def test_what_no_person_has_just_said_is_acknowledged_and_not_answered(entry: Entry, name: str) -> None:
    before = entry.there.counted()["chat.postMessage"]
    assert (await entry.there.tell(entry.team, LOOPS[name](entry))).in_time
    assert "Kidal region" in (await entry.there.say(entry["bob"], "status Kidal")).text
    assert entry.there.counted()["chat.postMessage"] == before + 1


async def test_a_message_that_slack_tells_twice_is_answered_once(entry: Entry) -> None:
    shown = await entry.there.say(entry["ann"], "status Kidal")
    await entry.there.again(shown)
    await entry.there.say(entry["bob"], "status Kidal")
    assert entry.there.counted()["chat.postMessage"] == 2


@pytest.mark.parametrize("fault", ["limited", "away", "error:restricted_action", "error:is_archived"])
async def test_where_it_may_not_write_it_answers_the_one_who_asked(entry: Entry, fault: str) -> None:
    entry.there.script([fault], on="chat.postMessage")
    shown = await entry.there.mention(entry["ann"], entry.channel, "status Kidal")
    assert "Kidal region" in shown.text
    assert shown.one.ephemeral


@pytest.mark.parametrize("fault", ["reset_after", "broken_after", "torn_after"])
async def test_an_answer_that_may_have_been_written_is_not_written_again(entry: Entry, fault: str) -> None:
    entry.there.script([fault], on="chat.postMessage")
    await entry.there.mention(entry["ann"], entry.channel, "status Kidal")
    assert "Gao region" in (await entry.there.say(entry["bob"], "status Gao")).text
    told = [one for one in entry.there.all() if not one.author and "Kidal region" in one.text]
    assert len(told) == 1
