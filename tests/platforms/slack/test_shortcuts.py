"""Shortcuts: from Slack's own menus to a place, to a subscription of any channel, and from an alert to its reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cards.phrases import LANGUAGES, Phrases
from bot.domain.card import Action, Card
from bot.domain.delivery import PLAIN, Gathering, gathering_id
from bot.domain.hold import Hold, HoldKind, hold_id
from bot.domain.ids import DeliveryId
from bot.platforms.slack import buttons, render, shortcuts
from bot.platforms.slack.shortcuts import GLOBAL, MESSAGE, MUTE, STATUS, SUBSCRIBE, WHY
from tests.commands.conftest import NOW
from tests.commands.telling import news
from tests.platforms.slack.entry import Entry
from tests.platforms.slack.happening import alerted, happened


@pytest.mark.parametrize("one", [*GLOBAL, *MESSAGE], ids=lambda one: one.callback_id)
def test_names_and_descriptions_fit_in_slacks_menus(one: shortcuts.Shortcut) -> None:
    for language in LANGUAGES:
        say = Phrases(language)
        assert 0 < len(say(one.name)) <= 24 or language != "en"
        assert 0 < len(say(one.description)) <= 150


def test_every_shortcut_has_an_id_of_its_own() -> None:
    assert len({one.callback_id for one in (*GLOBAL, *MESSAGE)}) == len(GLOBAL) + len(MESSAGE)


async def test_the_status_of_a_place_is_asked_and_told_in_one_form(entry: Entry) -> None:
    opened = await entry.there.shortcut(STATUS.callback_id, entry["guest"])
    assert opened.view is not None
    assert [block["block_id"] for block in opened.view.blocks] == ["place"]
    shown = await entry.there.submit(opened.view, {"place": "Kidal"})
    assert shown.view is not None
    assert "Status: Kidal" in shown.view.text
    more = await entry.presses(shown.view, "All incidents", who="guest")
    assert more.view is not None
    assert "Incidents" in more.view.text


async def test_any_channel_is_subscribed_from_anywhere(entry: Entry) -> None:
    other = entry.there.channel(entry.team, "other", members=[entry["bob"]])
    opened = await entry.there.shortcut(SUBSCRIBE.callback_id, entry["bob"])
    assert opened.view is not None
    shown = await entry.there.submit(opened.view, {"channel": other, "what": "Kidal"})
    assert shown.view is not None
    assert "Not saved yet" in shown.view.text
    await entry.presses(shown.view, "Subscribe", who="bob")
    assert len(await entry.subscriptions(other)) == 1
    assert await entry.subscriptions() == []


async def test_a_channel_of_which_somebody_may_not_know_is_refused_at_its_field(entry: Entry) -> None:
    secret = entry.there.channel(entry.team, "secret", private=True, members=[entry["ann"]])
    for who, channel, is_fine in (("ann", secret, True), ("bob", secret, False), ("bob", "C0NOWHERE0", False)):
        opened = await entry.there.shortcut(SUBSCRIBE.callback_id, entry[who])
        assert opened.view is not None
        shown = await entry.there.submit(opened.view, {"channel": channel, "what": "Kidal"})
        wrong = "Choose a public channel, or one that you and Tocsin are both in."
        assert shown.errors == ({} if is_fine else {"channel": wrong})
    assert await entry.subscriptions(secret) == []


async def test_a_guest_gets_no_form_for_a_subscription(entry: Entry) -> None:
    shown = await entry.there.shortcut(SUBSCRIBE.callback_id, entry["guest"])
    assert shown.view is None
    (alone,) = entry.there.standing(entry.there.dm(entry["guest"]))
    assert "You may not do this here" in alone.text


async def test_why_an_alert_came_is_told_to_the_one_who_asks(entry: Entry) -> None:
    _, message = await alerted(entry)
    shown = await entry.there.message_shortcut(WHY.callback_id, message, entry["guest"])
    assert shown.in_time
    assert shown.one.ephemeral
    assert "Convoy attack" in shown.text
    assert message.edits == []


async def test_an_alert_is_muted_by_a_form_that_offers_all_it_is_about(entry: Entry) -> None:
    one, message = await alerted(entry)
    opened = await entry.there.message_shortcut(MUTE.callback_id, message, entry["ann"])
    assert opened.view is not None
    found = await entry.there.options(opened.view, "pick:what", "", user=entry["ann"])
    assert [value for _, value in found.options[:4]] == [one.id, "Kidal", "ambush", "rule:sahel/convoy_attack"]
    shown = await entry.there.submit(opened.view, {"for": "2h"})
    assert shown.view is not None
    assert "Muted until" in shown.view.text
    assert [mute.label for mute in await entry.mutes()] == [one.id]


async def test_an_alert_without_metadata_is_known_by_its_buttons(entry: Entry) -> None:
    one = await happened(entry)
    action = Action(label="Details", command="incident", args=(("id", one.id),))
    body = {"channel": entry.channel, "text": "alert", "blocks": buttons.rows([action])}
    await entry.chat.wire.call(entry.team, "chat.postMessage", body)
    message = entry.there.standing(entry.channel)[-1]
    shown = await entry.there.message_shortcut(WHY.callback_id, message, entry["ann"])
    assert "not told" in shown.text.lower() or one.id in shown.text


@pytest.mark.parametrize("callback", [WHY.callback_id, MUTE.callback_id])
async def test_a_message_that_is_no_alert_is_answered_kindly(entry: Entry, callback: str) -> None:
    ts = entry.there.write(entry["bob"], entry.channel, "good morning")
    shown = await entry.there.message_shortcut(callback, f"{entry.channel}/{ts}", entry["ann"])
    assert shown.one.ephemeral
    assert "This is not an alert of Tocsin’s" in shown.text


async def test_another_apps_message_with_our_metadata_gives_nothing_away(entry: Entry) -> None:
    metadata = {"event_type": render.EVENT_TYPE, "event_payload": {"key": "0123456789abcdef01234567"}}
    body = {"channel": entry.channel, "text": "alert", "metadata": metadata}
    await entry.chat.wire.call(entry.team, "chat.postMessage", body)
    message = entry.there.standing(entry.channel)[-1]
    shown = await entry.there.message_shortcut(WHY.callback_id, message, entry["ann"])
    assert "This is not an alert of Tocsin’s" in shown.text


async def test_a_gathered_message_says_that_it_tells_of_several(entry: Entry) -> None:
    key = await gathered(entry)
    await entry.chat.platform.post(key, entry.to, Card(title="Digest"), PLAIN)
    message = entry.there.standing(entry.channel)[-1]
    shown = await entry.there.message_shortcut(WHY.callback_id, message, entry["ann"])
    assert "This message tells of several incidents" in shown.text
    assert shown.one.buttons["Everything in it"]["value"] == f"digest?id={key}"


async def gathered(entry: Entry) -> DeliveryId:
    hold = Hold(
        id=hold_id(entry.to, HoldKind.QUIET, "k"), kind=HoldKind.QUIET, destination=entry.to, key="k",
        since=NOW - timedelta(hours=8), until=NOW,
    )  # fmt: skip
    one = await happened(entry)
    async with entry.desk.store.write() as tx:
        plain = await news(tx, one, to=entry.to)
        about = Gathering(hold=hold, since=hold.since, until=NOW)
        key = gathering_id(hold.id, NOW)
        await tx.holds.put([hold])
        await tx.outbox.enqueue([replace(plain, id=key, about=about)])
    return key


async def test_a_shortcut_of_an_older_manifest_is_answered_kindly(entry: Entry) -> None:
    shown = await entry.there.shortcut("tocsin_old", entry["ann"], shows=0)
    assert shown.in_time
    shown = await entry.there.message_shortcut("tocsin_older", (await alerted(entry))[1], entry["ann"])
    assert "This button is too old" in shown.text
