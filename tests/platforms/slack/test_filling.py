"""Forms: opened where a command needs more, filled in with what is offered meanwhile, and what comes of them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.cards import arrival
from bot.commands import catalogue, form
from bot.domain.channel import Channel
from bot.domain.delivery import PLAIN
from bot.domain.ids import DeliveryId
from bot.domain.incident import Severity
from bot.domain.reader import Reader
from bot.domain.wallclock import Quiet
from tests.fakes.slack.answers import Shown
from tests.platforms.slack.entry import Entry
from tests.platforms.slack.happening import alerted, happened, is_muted, is_subscribed

ALONE = [one.name for one in catalogue.COMMANDS if any(param.required for param in one.params)]


async def filled(entry: Entry, line: str, *, who: str = "ann", **values: Any) -> Shown:
    return await entry.there.submit(await entry.opens(line, who=who), values)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", [*ALONE, "settings"])
async def test_a_command_alone_opens_its_form(entry: Entry, name: str, language: str) -> None:
    await entry.save(Channel(destination=entry.to, language=language))
    shown = await entry.types(name, who="op")
    assert shown.in_time
    assert shown.said == ()
    assert shown.view is not None
    fields = [block["block_id"] for block in shown.view.blocks]
    assert fields == [param.name for param in form.params(catalogue.BY_NAME[name])]
    assert shown.view.body["close"]["text"] == ("Annuler" if language == "fr" else "Cancel")


@pytest.mark.parametrize("name", ["subscribe", "mute", "unsubscribe", "tune", "watch"])
async def test_who_may_not_change_a_channel_gets_no_form(entry: Entry, name: str) -> None:
    shown = await entry.types(name, who="guest")
    assert shown.view is None
    assert "You may not do this here" in shown.text


async def test_who_may_not_change_settings_may_read_them(entry: Entry) -> None:
    shown = await entry.types("settings", who="guest")
    assert shown.view is None
    assert "Settings of this channel" in shown.text


@pytest.mark.parametrize("error", ["expired_trigger_id", "exchanged_trigger_id"])
async def test_a_form_that_comes_too_late_is_told_with_what_to_type(entry: Entry, error: str) -> None:
    entry.there.script([f"error:{error}"], on="views.open")
    shown = await entry.types("mute")
    assert "The form could not be opened" in shown.text
    assert "/tocsin mute WHAT" in shown.text
    entry.there.script([f"error:{error}"], on="views.open")
    assert "Settings of this channel" in (await entry.types("settings")).text


@pytest.mark.parametrize(
    ("line", "field", "typed", "first", "value"),
    [
        ("status", "place", "tesal", "Tessalit, Kidal region (Mali)", "Tessalit"),
        ("control", "place", "région de gao", "Gao region (Mali)", "Gao region"),
        ("subscribe", "what", "ambu", "Ambush", "ambush"),
        ("subscribe", "what", "near:Kidal/50km killed>=3", "“near:Kidal/50km killed>=3”, as typed", ""),
        ("incident", "id", "7k2m9qxd", "“7k2m9qxd”, as typed", "7k2m9qxd"),
        ("subscribe", "what", "", "Everything, everywhere", "everything"),
        ("settings", "mention", "nob", "Nobody", "none"),
        ("settings", "mention", "@her", "@\u200bhere", "here"),
        ("tune", "rule", "convoy", "Rule: Convoy attacked", "sahel/convoy_attack"),
        ("status", "place", "zzzzzz", "", ""),
    ],
)
async def test_a_field_offers_what_fits_while_somebody_types(
    entry: Entry, line: str, field: str, typed: str, first: str, value: str
) -> None:
    shown = await entry.there.options(await entry.opens(line), f"pick:{field}", typed, user=entry["ann"])
    assert shown.in_time
    assert len(shown.options) <= 100
    assert (shown.options[0] if shown.options else ("", "")) == (first, value or (typed if first else ""))


async def test_a_field_offers_the_groups_of_the_workspace_and_the_wishes_of_the_channel(entry: Entry) -> None:
    oncall = entry.there.group(entry.team, "oncall", [])
    shown = await entry.there.options(await entry.opens("settings"), "pick:mention", "onc", user=entry["ann"])
    assert shown.options == (("@oncall", oncall),)
    await is_subscribed(entry)
    shown = await entry.there.options(await entry.opens("unsubscribe"), "pick:id", "", user=entry["ann"])
    assert [label.startswith("Within 50 km of Kidal") for label, _ in shown.options] == [True]


async def test_a_form_for_a_subscription_shows_the_preview_and_saves_it(entry: Entry) -> None:
    shown = await filled(entry, "subscribe", what="Kidal", severity="high", digest="daily 07:30")
    assert await entry.subscriptions() == []
    assert shown.view is not None
    assert "Not saved yet" in shown.view.text
    assert shown.view.body["close"]["text"] == "Back"
    assert not shown.view.body["clear_on_close"]
    saved = await entry.presses(shown.view, "Subscribe")
    assert saved.view is not None
    assert "Subscribed" in saved.view.text
    assert saved.view.body["close"]["text"] == "Close"
    assert saved.view.body["clear_on_close"]
    (one,) = await entry.subscriptions()
    assert (one.label, one.min_severity) == ("Kidal", Severity.HIGH)
    assert one.digest is not None


async def test_one_goes_back_from_the_preview_and_asks_for_something_else(entry: Entry) -> None:
    form_ = await entry.opens("subscribe")
    first = await entry.there.submit(form_, {"what": "Kidal"})
    assert first.view is not None
    await entry.there.close(first.view)
    second = await entry.there.submit(form_, {"what": "Gao"})
    assert second.view is not None
    assert "Gao" in second.view.text


async def test_a_form_for_a_mute_mutes(entry: Entry) -> None:
    shown = await filled(entry, "mute", what="Kidal", **{"for": "2h", "reason": "exercise", "through": "critical"})
    assert shown.view is not None
    assert "Muted until" in shown.view.text
    (mute,) = await entry.mutes()
    assert (mute.label, mute.reason, mute.breaks_through) == ("Kidal", "exercise", Severity.CRITICAL)
    ended = await entry.presses(shown.view, "End the mute")
    assert ended.view is not None
    assert "No longer muted" in ended.view.text


async def test_forms_end_what_they_began(entry: Entry) -> None:
    await is_subscribed(entry)
    await is_muted(entry)
    assert (await filled(entry, "unsubscribe", id=(await entry.subscriptions())[0].id)).errors == {}
    assert (await filled(entry, "unmute", id=(await entry.mutes())[0].id)).errors == {}
    assert await entry.subscriptions() == []
    assert await entry.mutes() == []


async def test_the_form_of_settings_shows_what_stands_and_changes_only_what_is_changed(entry: Entry) -> None:
    night = Quiet(from_minute=1320, to_minute=360, passes=Severity.CRITICAL)
    await entry.save(replace(await entry.settings(), zone="Africa/Bamako", quiet=night, cap=12))
    form_ = await entry.opens("settings")
    await entry.types("settings zone=Niamey")  # somebody else, meanwhile
    shown = await entry.there.submit(form_, {"cap": 30, "quiet": ""})
    assert shown.view is not None
    assert "Settings changed" in shown.view.text
    settings = await entry.settings()
    assert (settings.zone, settings.cap, settings.quiet) == ("Africa/Niamey", 30, None)


@pytest.mark.parametrize(
    ("line", "values", "errors"),
    [
        ("subscribe", {"what": "Zzyzx"}, {"what": "“Zzyzx” is not known."}),
        ("subscribe", {"what": "Kidal", "digest": "someday"}, {"digest": "“someday” does not fit here."}),
        ("subscribe", {"what": "Kidal", "empty": "tell"}, {"empty": "Only a digest can be empty"}),
        ("mute", {"what": "Kidal", "for": "for ever"}, {"for": "A length of time looks like 45m"}),
        ("settings", {"zone": "Bamaco", "group_wait": "5h"}, {"zone": "Africa/Bamako", "group_wait": "at most 30m"}),
        ("settings", {"cap": 1000}, {"cap": "cap is a whole number from 4 to 200."}),
        ("incident", {"id": "7K2M9QXD"}, {"id": "No incident 7K2M9QXD."}),
    ],
    ids=["a thing", "a digest", "two that do not go together", "a length", "two at once", "a number", "an incident"],
)
async def test_what_is_wrong_stands_at_its_field(
    entry: Entry, line: str, values: dict[str, Any], errors: dict[str, str]
) -> None:
    form_ = await entry.opens(line)
    shown = await entry.there.submit(form_, values)
    assert shown.errors.keys() == errors.keys()
    assert all(words in shown.errors[name] for name, words in errors.items())
    assert await entry.subscriptions() == []


async def test_a_right_that_was_lost_meanwhile_is_told_in_the_form(entry: Entry) -> None:
    form_ = await entry.opens("mute", who="bob")
    await entry.save(replace(await entry.settings(), editors=frozenset({entry["ann"]})))
    shown = await entry.there.submit(form_, {"what": "Kidal"})
    assert shown.view is not None
    assert "You may not do this here" in shown.view.text
    assert await entry.mutes() == []


async def test_the_button_for_options_opens_the_form_with_what_was_asked(entry: Entry) -> None:
    preview = await entry.types("subscribe Kidal severity=high")
    opened = await entry.presses(preview.one, "Options…")
    assert opened.view is not None
    shown = await entry.there.submit(opened.view, {"digest": "weekly"})
    assert shown.view is not None
    assert "Kidal" in shown.view.text
    await entry.presses(shown.view, "Subscribe")
    (one,) = await entry.subscriptions()
    assert (one.label, one.min_severity) == ("Kidal", Severity.HIGH)


async def test_the_welcome_in_a_channel_opens_the_form(entry: Entry) -> None:
    welcome = arrival.here(reader=Reader())
    await entry.chat.platform.post(DeliveryId("welcome"), entry.to, welcome, PLAIN)
    message = entry.there.standing(entry.channel)[-1]
    opened = await entry.presses(message, "Subscribe…", who="bob")
    assert opened.view is not None
    shown = await entry.there.submit(opened.view, {"what": "Kidal"})
    assert shown.view is not None
    assert "Not saved yet" in shown.view.text
    refused = await entry.presses(message, "Subscribe…", who="guest")
    assert "You may not do this here" in refused.text
    assert refused.one.ephemeral


async def test_a_form_outlives_a_restart(entry: Entry) -> None:
    form_ = await entry.opens("subscribe")
    await entry.stop()
    await entry.start()
    shown = await entry.there.submit(form_, {"what": "Kidal"})
    assert shown.view is not None
    await entry.stop()
    await entry.start()
    await entry.presses(shown.view, "Subscribe")
    assert len(await entry.subscriptions()) == 1


async def test_beneath_an_alert_a_mute_is_offered_for_all_that_it_is_about(entry: Entry) -> None:
    one, _ = await alerted(entry)
    muted = await entry.types(f"mute {one.id}")
    opened = await entry.presses(muted.one, "Options…")
    assert opened.view is not None
    shown = await entry.there.options(opened.view, "pick:what", "", user=entry["ann"])
    assert [value for _, value in shown.options[:4]] == [one.id, "Kidal", "ambush", "rule:sahel/convoy_attack"]


async def test_several_at_once_fill_in_their_own_forms(entry: Entry) -> None:
    await happened(entry)
    names = ("ann", "bob", "fra")
    views = [await entry.opens("subscribe", who=name) for name in names]
    shown = await asyncio.gather(
        *(
            entry.there.submit(view, {"what": what})
            for view, what in zip(views, ("Kidal", "Gao", "Ménaka"), strict=True)
        )
    )
    words = [one.view.text for one in shown if one.view is not None]
    assert [what in text for what, text in zip(("Kidal", "Gao", "Ménaka"), words, strict=True)] == [True] * 3
