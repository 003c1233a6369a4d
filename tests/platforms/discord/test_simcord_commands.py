"""Every command as people use it on Discord, in both languages, with what is offered while they type."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.commands import catalogue
from bot.commands.desk import Desk
from bot.domain.incident import Incident
from tests.cards.deck import CARDS
from tests.commands.conftest import NOW, event, opened
from tests.commands.telling import parked, told
from tests.platforms.discord.simulated import World, speaking, text

Options = dict[str, Any]


async def happened(desk: Desk) -> Incident:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    (one,) = await opened(desk, event(kidal, NOW - timedelta(days=1)))
    return one


async def was_told(world: World, desk: Desk) -> Options:
    one = await happened(desk)
    await told(desk, one, to=world.here)
    return {"id": one.id}


async def has_happened(world: World, desk: Desk) -> Options:
    return {"id": (await happened(desk)).id}


async def was_parked(world: World, desk: Desk) -> Options:
    return {"id": (await parked(desk, await happened(desk), "Missing Access", to=world.here)).id}


async def is_muted(world: World, desk: Desk) -> Options:
    await world.slash("manager", "mute", what="Kidal")
    return {"id": "all"}


async def is_subscribed(world: World, desk: Desk) -> Options:
    await world.slash("manager", "subscribe", what="Kidal", confirm="yes")
    return {"id": "all"}


async def something(world: World, desk: Desk) -> Options:
    await happened(desk)
    return {}


async def has_failed(world: World, desk: Desk) -> Options:
    await was_parked(world, desk)
    return {}


async def has_changed(world: World, desk: Desk) -> Options:
    await is_subscribed(world, desk)
    return {}


async def nothing(world: World, desk: Desk) -> Options:
    return {}


Before = Callable[[World, Desk], Awaitable[Options]]
# Who uses it, what has to be before (and gives options), further options, a word of the answer in each language.
USES: dict[str, tuple[str, Before, Options, str, str]] = {
    "status": ("reader", nothing, {"place": "Kidal"}, "Kidal region (Mali)", "région de Kidal (Mali)"),
    "incidents": ("reader", something, {"place": "Kidal", "days": 30}, "Ambush", "Embuscade"),
    "incident": ("reader", has_happened, {}, "Ambush", "Embuscade"),
    "subscribe": ("manager", nothing, {"what": "Kidal", "severity": "high"}, "Not saved yet", "Pas encore enregistré"),
    "unsubscribe": ("manager", is_subscribed, {}, "Unsubscribed", "Abonnement terminé"),
    "subscriptions": ("reader", nothing, {}, "What this channel hears of", "Abonnements de ce canal"),
    "settings": ("manager", nothing, {"zone": "Bamako", "cap": 12}, "Africa/Bamako", "Africa/Bamako"),
    "resume": ("manager", nothing, {}, "", ""),
    "mute": (
        "manager",
        nothing,
        {"what": "Kidal", "for": "2h"},
        "within 50 km of Kidal",
        "à moins de 50\xa0km de Kidal",
    ),
    "unmute": ("manager", is_muted, {}, "Kidal", "Kidal"),
    "mutes": ("reader", nothing, {}, "", ""),
    "why": ("reader", was_told, {}, "Convoy attack", "Convoi attaqué"),
    "verdict": ("reader", was_told, {"opinion": "useful"}, "useful", "utile"),
    "scorecard": ("reader", nothing, {"days": 30}, "", ""),
    "control": ("reader", nothing, {"place": "Kidal"}, "Kidal", "Kidal"),
    "digest": ("reader", nothing, {"id": "3f9a0c77be21b80d4e5512aa"}, "No gathered message", "Pas de message groupé"),
    "audit": ("manager", has_changed, {}, "subscribe", "subscribe"),
    "forget-me": ("reader", nothing, {}, "", ""),
    "outbox": ("operator", has_failed, {}, "Missing Access", "Missing Access"),
    "resend": ("operator", was_parked, {}, "", ""),
    "rules": ("reader", nothing, {}, "Convoy attack", "Convoi attaqué"),
    "tune": ("manager", nothing, {"rule": "convoy_attack"}, "Can be set", "Réglages"),
    "watch": ("manager", nothing, {"what": "killed>=3"}, "Not saved yet", "Pas encore enregistrée"),
    "sources": ("reader", nothing, {}, "rss", "rss"),
    "help": ("reader", nothing, {"command": "mute"}, "mute", "mute"),
}


def test_every_command_is_used_below() -> None:
    assert list(USES) == [one.name for one in catalogue.COMMANDS]


@pytest.mark.parametrize("locale", ["en-GB", "fr"])
@pytest.mark.parametrize("name", USES)
async def test_a_command_is_answered_privately_in_the_language_of_who_asks(
    world: World, desk: Desk, name: str, locale: str
) -> None:
    who, before, more, english, french = USES[name]
    with speaking(locale):
        options = {**await before(world, desk), **more}
        result = await world.slash(who, name, **options)
    assert result.ephemeral
    assert not result.deferred
    shown = text(result.response)
    assert (french if locale == "fr" else english) in shown
    assert "Something went wrong" not in shown
    assert "Une erreur" not in shown


@pytest.mark.parametrize(
    ("who", "name", "option", "typed", "choice"),
    [
        ("reader", "status", "place", "tesalit", {"name": "Tessalit, Kidal region (Mali)", "value": "Tessalit"}),
        ("reader", "control", "place", "région de gao", {"name": "Gao region (Mali)", "value": "Gao region"}),
        ("manager", "subscribe", "what", "ambu", {"name": "Ambush", "value": "ambush"}),
        ("manager", "subscribe", "mention", "@des", {"name": "Desk", "value": "{role}"}),
        ("manager", "settings", "mention", "nob", {"name": "Nobody", "value": "none"}),
        ("manager", "unsubscribe", "id", "kid", None),
    ],
    ids=["a place with a slip", "a region", "a type", "a role", "no role", "a subscription"],
)
async def test_an_option_is_offered_while_it_is_typed(
    world: World, who: str, name: str, option: str, typed: str, choice: dict[str, str] | None
) -> None:
    await world.slash("manager", "subscribe", what="Kidal", confirm="yes")
    found = await world[who].autocomplete(world.channel, name, option, typed)
    wanted = {key: value.format(role=world.desk_role.id) for key, value in (choice or {}).items()}
    assert found[0] == wanted or (choice is None and found[0]["name"].startswith("Within 50 km of Kidal"))


async def test_choices_are_offered_in_the_language_of_who_types(world: World) -> None:
    with speaking("fr"):
        found = await world["reader"].autocomplete(world.channel, "status", "place", "Gao region")
    assert found[0] == {"name": "région de Gao (Mali)", "value": "Gao region"}


async def test_a_chosen_role_is_called_and_one_whose_name_was_typed_too(world: World, desk: Desk) -> None:
    for said in (str(world.desk_role.id), "@Desk", f"<@&{world.desk_role.id}>"):
        await world.slash("manager", "settings", mention=said)
        async with desk.store.read() as tx:
            assert (await tx.channels.get(world.here)).mention == str(world.desk_role.id)
        await world.slash("manager", "settings", mention="none")
        async with desk.store.read() as tx:
            assert (await tx.channels.get(world.here)).mention == ""


async def test_a_language_that_tocsin_does_not_speak_gets_the_channels_own(world: World) -> None:
    await world.slash("manager", "settings", language="fr")
    with speaking("de"):
        assert "région de Kidal" in text((await world.slash("reader", "status", place="Kidal")).response)


async def test_a_wish_that_is_said_in_a_thread_is_the_channels(world: World, desk: Desk) -> None:
    news = await world.replied(await world.posted(CARDS["alert"]("en")), CARDS["news_promoted"]("en"))
    await world["manager"].slash(world.room(news), "subscribe", what="Gao", confirm="yes")
    async with desk.store.read() as tx:
        assert [one.label for one in await tx.subscriptions.of(world.here)] == ["Gao"]


async def test_somebody_alone_with_tocsin_can_ask_it(world: World, desk: Desk) -> None:
    person = world.people["reader"].user
    result = await person.slash("status", place="Kidal")
    assert "Kidal region (Mali)" in text(result.response)
