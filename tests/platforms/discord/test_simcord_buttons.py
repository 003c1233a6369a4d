"""Buttons and menus of messages and answers, also after a restart, and those that nobody understands any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.domain.card import Action, Card
from bot.domain.delivery import Manner
from bot.domain.ids import digest
from bot.platforms.discord import buttons
from bot.platforms.discord.interactions import MESSAGE, UPDATE
from tests.cards.deck import CARDS
from tests.commands.conftest import NOW, event, opened
from tests.commands.telling import told
from tests.platforms.discord.simulated import World, labels, speaking, text

DAY = timedelta(days=1)


async def alert(world: World, desk: Desk) -> Card:
    """An alert on an incident of which the channel was told."""
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    (one,) = await opened(desk, event(kidal, NOW - DAY))
    await told(desk, one, to=world.here)
    card = CARDS["alert"]("en")
    asked = [
        replace(action, args=tuple((name, one.id if name in ("id", "what") else value) for name, value in action.args))
        for action in card.actions
    ]
    return replace(card, actions=tuple(asked))


async def test_an_alert_calls_only_the_role_it_is_for_and_can_be_asked_about(world: World, desk: Desk) -> None:
    card = await alert(world, desk)
    message = await world.posted(card, manner=Manner(mention=str(world.desk_role.id)))
    assert message.content.startswith(world.desk_role.mention)
    assert message.raw_role_mentions == [world.desk_role.id]
    assert not message.mention_everyone
    result = await world["reader"].click(message, label="Details")
    assert result.ephemeral
    assert "Ambush: Kidal" in text(result.response)


async def test_every_button_of_an_alert_is_answered_privately(world: World, desk: Desk) -> None:
    card = await alert(world, desk)
    message = await world.posted(card)
    for label in labels(message):
        result = await world["manager"].click(message, label=label)
        assert result.ephemeral, label
        assert result.response is not None
        assert "too old" not in text(result.response)
        assert "Something went wrong" not in text(result.response)
    assert {body["type"] for body in world.callbacks()} == {MESSAGE}
    assert world.found(message.id).content == message.content


async def test_a_button_works_after_a_restart(world: World, desk: Desk) -> None:
    card = await alert(world, desk)
    message = await world.posted(card)
    await world.restart(desk)
    assert "Ambush: Kidal" in text((await world["reader"].click(message, label="Details")).response)


async def test_a_button_beneath_an_alert_speaks_of_the_channel_and_not_of_the_thread(world: World, desk: Desk) -> None:
    card = await alert(world, desk)
    news = await world.replied(await world.posted(card), replace(card, title="Now corroborated"))
    result = await world["reader"].click(news, label="Useful")
    assert "Noted: useful" in text(result.response)


async def test_a_command_too_long_for_its_button_is_kept_for_a_restart(world: World, desk: Desk) -> None:
    what = "near:Kidal/50km type:ambush,convoy_attack,base_handover killed>=3 not actor:FAMa"
    shown = await world.slash("manager", "subscribe", what=what, severity="high", mention=str(world.desk_role.id))
    (confirm, *_) = [one for one in labels(shown.response) if one == "Subscribe"]
    await world.restart(desk)
    saved = await world["manager"].click(shown.response, label=confirm)
    assert "Subscribed" in text(saved.response)
    async with desk.store.read() as tx:
        (one,) = await tx.subscriptions.of(world.here)
    assert (one.label, one.mention) == (what, str(world.desk_role.id))


async def test_what_a_card_keeps_is_found_by_the_token_in_its_button(desk: Desk) -> None:
    action = Action(label="x", command="subscribe", args=(("what", "é" * 90),))
    ((token, line),) = buttons.kept([action]).items()
    async with desk.store.write() as tx:
        assert await tx.prepared.keep(line, NOW) == token


async def test_confirming_takes_the_place_of_the_preview(world: World) -> None:
    shown = await world.slash("manager", "subscribe", what="Kidal")
    saved = await world["manager"].click(shown.response, label="Subscribe")
    assert world.callbacks()[-1]["type"] == UPDATE
    assert saved.response is None or saved.response.id == shown.response.id
    assert "Subscribed" in text(shown.response)
    assert "Subscribe" not in labels(shown.response)
    assert shown.response.ephemeral


async def test_pages_are_turned_in_place(world: World, desk: Desk) -> None:
    for number in range(22):
        await world.slash("manager", "settings", cap=20 + number)
    first = await world.slash("manager", "audit")
    more = next(label for label in labels(first.response))
    before = text(first.response)
    await world["manager"].click(first.response, label=more)
    assert text(first.response) != before
    assert world.callbacks()[-1]["type"] == UPDATE


async def test_a_button_is_answered_in_the_language_of_who_presses_it(world: World, desk: Desk) -> None:
    card = await alert(world, desk)
    message = await world.posted(card)
    with speaking("fr"):
        assert "Embuscade" in text((await world["reader"].click(message, label="Details")).response)


@pytest.mark.parametrize(
    "custom_id",
    ["", "gone?id=1", "incident?id=7K3M9QXZ&id=2", f"@{digest('button', 'never kept')}", "%%%", "view:42", "#abc"],
)
@pytest.mark.parametrize(("locale", "word"), [("en-US", "too old"), ("fr", "trop ancien")])
async def test_what_nobody_understands_is_answered_kindly(world: World, custom_id: str, locale: str, word: str) -> None:
    components = [{"type": 1, "components": [{"type": 2, "style": 2, "label": "?", "custom_id": custom_id or "?"}]}]
    made = await world.life.wire.create(str(world.channel.id), {"content": "an old message", "components": components})
    message = world.found(made["id"])
    with speaking(locale):
        result = await world["reader"].click(message, custom_id=custom_id or "?")
    assert result.ephemeral
    assert word in text(result.response) or (custom_id == "gone?id=1" and "gone" in text(result.response))


async def test_a_menu_stands_for_the_command_that_was_chosen(world: World) -> None:
    options = [{"label": name, "value": f"status?place={name}"} for name in ("Kidal", "Gao")]
    menu = {"type": 1, "components": [{"type": 3, "custom_id": "menu", "options": options}]}
    made = await world.life.wire.create(str(world.channel.id), {"content": "Where?", "components": [menu]})
    message = world.found(made["id"])
    result = await world["reader"].select(message, ["status?place=Gao"])
    assert "Gao region (Mali)" in text(result.response)


async def test_who_may_not_change_a_channel_may_not_by_a_button_either(world: World, desk: Desk) -> None:
    action = Action(label="Subscribe", command="subscribe", args=(("what", "Kidal"), ("confirm", "yes")))
    message = await world.posted(Card(title="Preview", actions=(action,)))
    assert "You may not do this here" in text((await world["reader"].click(message, label="Subscribe")).response)
    async with desk.store.read() as tx:
        assert await tx.subscriptions.of(world.here) == []
