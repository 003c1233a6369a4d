"""Buttons of messages and answers: what they do, where that is told, and that none is ever lost or harmful."""

from __future__ import annotations

import pytest

from bot.domain.card import Action, Card
from bot.domain.delivery import PLAIN
from bot.domain.ids import DeliveryId
from bot.domain.incident import Severity
from bot.platforms.slack import buttons
from tests.fakes.slack.answers import said
from tests.platforms.slack.entry import Entry
from tests.platforms.slack.happening import alerted


async def told(entry: Entry, *actions: Action, key: str = "k") -> str:
    """A message of Tocsin's in the channel with such buttons; its id."""
    card = Card(title="Alert", severity=Severity.HIGH, actions=actions)
    await entry.chat.platform.post(DeliveryId(key), entry.to, card, PLAIN)
    return entry.there.standing(entry.channel)[-1].id


@pytest.mark.parametrize(
    ("label", "words"),
    [("Details", "Ambush"), ("Status of Kidal", "Holder"), ("Why", "Convoy attack"), ("Useful", "useful")],
)
async def test_a_button_beneath_an_alert_is_answered_to_one_alone_and_leaves_the_alert(
    entry: Entry, label: str, words: str
) -> None:
    one, _ = await alerted(entry)
    actions = (
        Action(label="Details", command="incident", args=(("id", one.id),)),
        Action(label="Status of Kidal", command="status", args=(("place", one.place.id),)),
        Action(label="Why", command="why", args=(("id", one.id),)),
        Action(label="Useful", command="verdict", args=(("id", one.id), ("opinion", "useful"))),
    )
    message = await told(entry, *actions)
    shown = await entry.presses(message, label, who="guest")
    assert shown.in_time
    assert shown.one.ephemeral
    assert words in shown.text
    (alert,) = [each for each in entry.there.standing(entry.channel) if each.id == message]
    assert alert.edits == []


async def test_muting_beneath_an_alert_mutes_and_says_how_to_end_it(entry: Entry) -> None:
    one, _ = await alerted(entry)
    message = await told(entry, Action(label="Mute", command="mute", args=(("what", one.id),)))
    shown = await entry.presses(message, "Mute")
    assert shown.one.ephemeral
    assert [mute.label for mute in await entry.mutes()] == [one.id]
    ended = await entry.presses(shown.one, "End the mute")
    assert "No longer muted" in ended.text
    assert await entry.mutes() == []


async def test_a_preview_becomes_what_was_saved(entry: Entry) -> None:
    preview = await entry.types("subscribe Kidal")
    assert await entry.subscriptions() == []
    saved = await entry.presses(preview.one, "Subscribe")
    assert saved.one.id == preview.one.id
    assert "Subscribed" in saved.text
    assert "Not saved yet" not in saved.text
    assert [one.label for one in await entry.subscriptions()] == ["Kidal"]


async def test_a_second_press_saves_nothing_twice(entry: Entry) -> None:
    preview = await entry.types("subscribe Kidal")
    button = preview.one.buttons["Subscribe"]["value"]
    message = await told(entry, Action(label="Yes", command="subscribe", args=(("what", "Kidal"), ("confirm", "yes"))))
    assert button == "subscribe?what=Kidal&confirm=yes"
    assert "Subscribed" in (await entry.presses(message, "Yes")).text
    assert "This wish stands already" in (await entry.presses(message, "Yes")).text
    assert len(await entry.subscriptions()) == 1


async def test_a_confirmation_beneath_a_message_of_the_channel_does_not_replace_it(entry: Entry) -> None:
    message = await told(entry, Action(label="Yes", command="subscribe", args=(("what", "Kidal"), ("confirm", "yes"))))
    shown = await entry.presses(message, "Yes")
    assert shown.one.id != message
    assert shown.one.ephemeral
    assert not next(each for each in entry.there.standing(entry.channel) if each.id == message).edits


async def test_pages_are_turned_in_place(entry: Entry) -> None:
    for number in range(60):
        await entry.types(f"subscribe near:Kidal/{number + 1}km confirm=yes")
    first = await entry.types("audit")
    second = await entry.presses(first.one, "Older")
    assert second.one.id == first.one.id
    assert "near:Kidal/60km" in first.text
    assert "near:Kidal/60km" not in second.text


async def test_any_other_button_of_an_answer_is_answered_below_it(entry: Entry) -> None:
    first = await entry.types("status Kidal")
    second = await entry.presses(first.one, "All incidents")
    assert second.one.id != first.one.id
    assert second.one.ephemeral


async def test_a_button_in_a_thread_is_answered_in_the_thread(entry: Entry) -> None:
    one, message = await alerted(entry)
    thread = message.ts
    action = Action(label="Details", command="incident", args=(("id", one.id),))
    await entry.chat.wire.call(
        entry.team,
        "chat.postMessage",
        {"channel": entry.channel, "thread_ts": thread, "text": "more", "blocks": buttons.rows([action])},
    )
    (reply,) = entry.there.replies(entry.channel, thread)
    shown = await entry.presses(reply.id, "Details")
    assert shown.one.ephemeral
    assert shown.one.thread == thread


@pytest.mark.parametrize(
    "value",
    ["frobnicate?id=1", "@0123456789abcdef01234567", "@nonsense", "verb?arg", "sta tus", "tune_all", "{}", "a?b=%zz"],
    ids=["no command", "forgotten", "no token", "torn", "spaced", "old", "foreign", "badly quoted"],
)
async def test_a_button_that_nobody_understands_any_more_is_answered_kindly(entry: Entry, value: str) -> None:
    element = {"type": "button", "action_id": "0:old", "text": {"type": "plain_text", "text": "Old"}, "value": value}
    body = {"channel": entry.channel, "text": "old", "blocks": [{"type": "actions", "elements": [element]}]}
    await entry.chat.wire.call(entry.team, "chat.postMessage", body)
    shown = await entry.presses(entry.there.standing(entry.channel)[-1].id, "Old")
    assert shown.in_time
    assert shown.one.ephemeral
    assert "This button is too old" in shown.text


async def test_an_element_of_another_app_or_time_is_answered_kindly(entry: Entry) -> None:
    element = {"type": "button", "action_id": "yes", "text": {"type": "plain_text", "text": "Yes"}, "value": "1"}
    body = {"channel": entry.channel, "text": "old", "blocks": [{"type": "actions", "elements": [element]}]}
    await entry.chat.wire.call(entry.team, "chat.postMessage", body)
    shown = await entry.presses(entry.there.standing(entry.channel)[-1].id, "Yes")
    assert "This button is too old" in shown.text


async def test_buttons_work_after_a_restart_also_those_too_long_for_slack(entry: Entry) -> None:
    reason = "≥" * 300  # takes nine letters each
    action = Action(label="Long", command="mute", args=(("what", "Kidal"), ("reason", reason)))
    assert buttons.encode(action).startswith("@")
    message = await told(entry, action, Action(label="Short", command="mutes"))
    await entry.stop()
    await entry.start()
    assert "Nothing is muted here" in (await entry.presses(message, "Short")).text
    assert "Muted until" in (await entry.presses(message, "Long")).text
    assert [mute.reason for mute in await entry.mutes()] == [reason]


async def test_a_chosen_option_is_a_button_too(entry: Entry) -> None:
    options = [{"text": {"type": "plain_text", "text": name}, "value": value} for name, value in CHOICES]
    element = {"type": "static_select", "action_id": "0:status", "options": options}
    body = {"channel": entry.channel, "text": "menu", "blocks": [{"type": "actions", "elements": [element]}]}
    await entry.chat.wire.call(entry.team, "chat.postMessage", body)
    menu = entry.there.standing(entry.channel)[-1]
    shown = await entry.there.select(menu.id, "0:status", "status?place=Gao", user=entry["ann"])
    assert "Status: Gao" in shown.text


CHOICES = [("Kidal", "status?place=Kidal"), ("Gao", "status?place=Gao")]


async def test_an_address_for_answers_that_breaks_is_followed_by_another_way(entry: Entry) -> None:
    message = await told(entry, Action(label="Mutes", command="mutes"))
    entry.there.script(["error:expired_url"], on="response_url")
    shown = await entry.presses(message, "Mutes")
    assert "Nothing is muted here" in shown.text
    assert shown.one.ephemeral


async def test_a_turned_page_whose_message_was_closed_is_said_anew(entry: Entry) -> None:
    preview = await entry.types("subscribe Kidal")
    entry.there.script(["error:message_not_found"], on="response_url")
    saved = await entry.presses(preview.one, "Subscribe")
    assert "Subscribed" in saved.text
    assert said(entry.there.all()[-1]).ephemeral


async def test_a_person_without_rights_may_read_but_not_change_beneath_an_alert(entry: Entry) -> None:
    one, _ = await alerted(entry)
    message = await told(entry, Action(label="Mute", command="mute", args=(("what", one.id),)))
    assert "You may not do this here" in (await entry.presses(message, "Mute", who="guest")).text
    assert await entry.mutes() == []
