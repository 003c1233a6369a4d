"""“Options…”: a modal with what was asked, what it becomes when it is sent off, and what goes wrong on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from simcord.results import InteractionResult

from bot.cards import form as words
from bot.cards.phrases import Phrases
from bot.commands.desk import Desk
from bot.domain.card import Card
from bot.domain.incident import Severity
from bot.domain.wallclock import Period
from bot.platforms.discord.interactions import DEFERRED_UPDATE, FORM, UPDATE
from tests.platforms.discord.simulated import World, held_back, speaking, text

OPTIONS = "Options…"


async def opened(world: World, name: str, /, **options: Any) -> tuple[InteractionResult, InteractionResult]:
    """An answer, and the modal that its button opens."""
    shown = await world.slash("manager", name, **options)
    return shown, await world["manager"].click(shown.response, label=OPTIONS)


def values(modal: InteractionResult) -> dict[str, Any]:
    assert modal.modal is not None
    fields = [one["component"] for one in modal.modal["components"]]
    return {one["custom_id"]: one["value"] for one in fields if one.get("value")}


async def test_a_preview_offers_its_options_and_becomes_what_was_filled_in(world: World, desk: Desk) -> None:
    shown, modal = await opened(world, "subscribe", what="Kidal")
    assert modal.modal is not None
    assert (world.callbacks()[-1]["type"], modal.modal["title"]) == (FORM, "Subscribe")
    await world["manager"].submit_modal(modal, {"what": "Gao", "severity": ["high"], "mention": [world.desk_role]})
    assert world.callbacks()[-1]["type"] == UPDATE
    assert "Gao" in text(shown.response)
    await world["manager"].click(shown.response, label="Subscribe")
    async with desk.store.read() as tx:
        (one,) = await tx.subscriptions.of(world.here)
    assert (one.label, one.min_severity, one.mention) == ("Gao", Severity.HIGH, str(world.desk_role.id))


async def test_what_has_no_field_stays_as_it_was_asked(world: World, desk: Desk) -> None:
    shown, modal = await opened(world, "subscribe", what="Kidal", delay="2h", language="fr", digest="daily@07:30")
    assert values(modal) == {"what": "Kidal", "digest": "daily@07:30"}
    await world["manager"].submit_modal(modal, {"what": "Kidal", "digest": "weekly"})
    await world["manager"].click(shown.response, label="Subscribe")
    async with desk.store.read() as tx:
        (one,) = await tx.subscriptions.of(world.here)
    assert one.digest is not None
    assert (one.delay, one.language, one.digest.period) == (timedelta(hours=2), "fr", Period.WEEKLY)


async def test_a_form_that_is_open_while_tocsin_starts_anew_can_be_sent_off_all_the_same(
    world: World, desk: Desk
) -> None:
    what = "near:Kidal/50km type:ambush,convoy_attack,base_handover killed>=3 not actor:FAMa"
    shown, modal = await opened(world, "subscribe", what=what)
    assert modal.modal is not None
    assert modal.modal["custom_id"].startswith("@")
    await world.restart(desk)
    await world["manager"].submit_modal(modal, {"what": what, "severity": ["critical"]})
    await world["manager"].click(shown.response, label="Subscribe")
    async with desk.store.read() as tx:
        (one,) = await tx.subscriptions.of(world.here)
    assert (one.label, one.min_severity) == (what, Severity.CRITICAL)


async def test_a_mute_is_given_its_length_and_its_reason(world: World, desk: Desk) -> None:
    _, modal = await opened(world, "mute", what="Kidal")
    result = await world["manager"].submit_modal(modal, {"what": "Kidal", "for": "3d", "reason": "an exercise"})
    assert "an exercise" in text(result.response or world.found(result._interaction.source_message_id or 0))
    async with desk.store.read() as tx:
        mutes = await tx.mutes.of(world.here, desk.clock.now())
    assert sorted((one.until - one.since, one.reason) for one in mutes)[-1] == (timedelta(days=3), "an exercise")


async def test_what_is_wrong_is_said_and_the_form_opens_again_as_it_was_filled_in(world: World) -> None:
    shown, modal = await opened(world, "subscribe", what="Kidal")
    await world["manager"].submit_modal(modal, {"what": "Kidal", "digest": "now and then", "severity": ["low"]})
    assert "now and then" in text(shown.response)
    again = await world["manager"].click(shown.response, label=OPTIONS)
    assert values(again) == {"what": "Kidal", "digest": "now and then"}


async def test_a_button_without_all_that_its_command_needs_opens_the_form(world: World) -> None:
    message = await world.posted(Card(title="x", actions=(words.opening("Subscribe…", "subscribe"),)))
    assert (await world["manager"].click(message, label="Subscribe…")).modal is not None
    bare = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Mute", "custom_id": "mute?for=3d"}]}
    made = await world.life.wire.create(str(world.channel.id), {"content": "x", "components": [bare]})
    modal = await world["manager"].click(world.found(made["id"]), label="Mute")
    assert values(modal) == {"for": "3d"}


async def test_whoever_may_not_change_the_channel_gets_no_form_but_the_reason(world: World) -> None:
    message = await world.posted(Card(title="x", actions=(words.opening("Subscribe…", "subscribe"),)))
    result = await world["reader"].click(message, label="Subscribe…")
    assert result.modal is None
    assert result.ephemeral
    assert "You may not do this here" in text(result.response)


async def test_settings_are_shown_as_they_stand_and_only_changes_are_saved(world: World, desk: Desk) -> None:
    await world.slash("manager", "settings", cap=7, cooldown="10m", quiet="22:00-06:00")
    shown = await world.slash("manager", "settings")
    modal = await world["manager"].click(shown.response, label="Change…")
    assert values(modal)["cap"] == "7"
    await world["manager"].submit_modal(modal, {**values(modal), "cap": "9", "quiet": ""})
    async with desk.store.read() as tx:
        channel = await tx.channels.get(world.here)
        (newest, *_) = await tx.audit.of(world.here, 9)
    assert (channel.cap, channel.quiet, channel.cooldown) == (9, None, timedelta(minutes=10))
    assert set(newest.line.split()) == {"settings", "cap=9", "quiet=off"}


@pytest.mark.parametrize(("locale", "title", "word"), [("en-US", "Mute", "24h"), ("fr", "Mettre en sourdine", "24h")])
async def test_a_form_speaks_the_language_of_who_opens_it(world: World, locale: str, title: str, word: str) -> None:
    with speaking(locale):
        shown = await world.slash("manager", "mute", what="Kidal")
        button = words.more(Phrases(locale))
        modal = await world["manager"].click(shown.response, label=button)
    assert modal.modal is not None
    assert modal.modal["title"] == Phrases(locale)("Mute")
    assert any(one["component"].get("placeholder") == word for one in modal.modal["components"])


async def test_a_slow_answer_to_a_form_takes_the_place_of_the_preview_later(world: World) -> None:
    shown, modal = await opened(world, "subscribe", what="Kidal")
    async with held_back(world) as held:
        await world["manager"].submit_modal(modal, {"what": "Gao"})
        assert world.callbacks()[-1] == {"type": DEFERRED_UPDATE}
        held.let_go()
        await world.env.settle()
    assert "Gao" in text(shown.response)


async def test_a_form_that_nobody_remembers_is_answered_kindly(world: World, desk: Desk) -> None:
    what = "near:Kidal/50km type:ambush,convoy_attack,base_handover killed>=3 not actor:FAMa"
    shown, modal = await opened(world, "subscribe", what=what)
    async with desk.store.write() as tx:
        await tx.prepared.keep("x", desk.clock.now() + timedelta(days=500))  # and with that the old ones are forgotten
    await world["manager"].submit_modal(modal, {"what": "Gao"})
    assert "too old" in text(shown.response)
