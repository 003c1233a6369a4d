"""Every command as people type it in Slack, in both languages, over the wire."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands import catalogue
from bot.domain.channel import Channel
from tests.platforms.slack.entry import Entry
from tests.platforms.slack.happening import (
    Before,
    has_changed,
    has_failed,
    is_muted,
    is_subscribed,
    nothing,
    one_incident,
    something,
    was_parked,
    was_told,
)

# Who types it, what has to be before (and gives the first words), what follows, a word of the answer in each language.
USES: dict[str, tuple[str, Before, str, str, str]] = {
    "status": ("guest", nothing, "Kidal", "Kidal region (Mali)", "région de Kidal (Mali)"),
    "incidents": ("guest", something, "Kidal days=30", "Ambush", "Embuscade"),
    "incident": ("guest", one_incident, "", "Ambush", "Embuscade"),
    "subscribe": ("bob", nothing, "Kidal severity=high", "Not saved yet", "Pas encore enregistré"),
    "unsubscribe": ("bob", is_subscribed, "", "Unsubscribed", "Abonnement terminé"),
    "subscriptions": ("guest", has_changed, "", "What this channel hears of", "Abonnements de ce canal"),
    "settings": ("bob", nothing, "zone=Bamako cap=12", "Africa/Bamako", "Africa/Bamako"),
    "resume": ("bob", nothing, "", "This channel does not rest", "Ce canal n’est pas en sommeil"),
    "mute": ("bob", nothing, "Kidal for=2h", "within 50 km of Kidal", "à moins de 50\xa0km de Kidal"),
    "unmute": ("bob", is_muted, "", "No longer muted", "La sourdine est levée"),
    "mutes": ("guest", nothing, "", "Nothing is muted here", "Rien n’est en sourdine ici"),
    "why": ("guest", was_told, "", "Convoy attack", "Convoi attaqué"),
    "verdict": ("guest", was_told, "useful", "useful", "utile"),
    "scorecard": ("guest", nothing, "days=30", "Scorecard", "Bilan"),
    "control": ("guest", nothing, "Kidal", "Kidal", "Kidal"),
    "digest": ("guest", nothing, "3f9a0c77be21b80d4e5512aa", "No gathered message", "Pas de message groupé"),
    "audit": ("bob", has_changed, "", "subscribe", "subscribe"),
    "forget-me": ("guest", nothing, "", "", ""),
    "outbox": ("op", has_failed, "", "is_archived", "is_archived"),
    "resend": ("op", was_parked, "", "", ""),
    "rules": ("guest", nothing, "", "Convoy attack", "Convoi attaqué"),
    "tune": ("bob", nothing, "sahel/convoy_attack", "Convoy attack", "Convoi attaqué"),
    "watch": ("bob", nothing, "type:ambush killed>=3", "Not saved yet", "Pas encore enregistré"),
    "sources": ("guest", nothing, "", "rss", "rss"),
    "help": ("guest", nothing, "mute", "mute", "mute"),
}


def test_every_command_is_used_below() -> None:
    assert set(USES) == {one.name for one in catalogue.COMMANDS}


async def speaking(entry: Entry, language: str) -> None:
    """The channel's own language, which comes before the person's."""
    await entry.save(Channel(destination=entry.to, language=language))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", USES)
async def test_a_command_is_answered_to_the_one_who_asked_alone_in_the_language_of_the_channel(
    entry: Entry, name: str, language: str
) -> None:
    who, before, rest, english, french = USES[name]
    await speaking(entry, language)
    first = await before(entry)
    shown = await entry.types(f"{name} {first} {rest}".strip(), who=who)
    assert shown.in_time
    assert shown.one.ephemeral
    assert (french if language == "fr" else english) in shown.text
    assert "Something went wrong" not in shown.text
    assert "Une erreur" not in shown.text
    assert "You may not do this here" not in shown.text


@pytest.mark.parametrize(
    ("who", "language", "words"),
    [
        ("ann", "", "Kidal region"),
        ("fra", "", "région de Kidal"),
        ("fra", "en", "Kidal region"),
        ("ann", "fr", "région de"),
    ],
    ids=["hers", "his", "the channel's English", "the channel's French"],
)
async def test_the_channels_language_comes_first_and_then_the_persons(
    entry: Entry, who: str, language: str, words: str
) -> None:
    await speaking(entry, language)
    assert words in (await entry.types("status Kidal", who=who)).text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "What you can ask"),
        ("help", "What you can ask"),
        ("help subscribe", "mention_from"),
        ("statu Kidal", "/tocsin status Kidal"),
        ("staus Kidal", "There is no command “staus”"),
        ("frobnicate", "“help” lists every command."),
        ("status Kidall region", "Kidal"),
        ("verdict 7K2M9QXD", "Something is missing: opinion"),
        ("settings colour=red", "“colour=red” does not fit here"),
        ("subscribe Kidal severity=hihg", "severity is one of: low, medium, high, critical."),
        ("/tocsin status Kidal", "Kidal region (Mali)"),
        ("status <#C0123456789|kidal>", "Unknown place: C0123456789"),
    ],
)
async def test_whatever_is_typed_is_answered_kindly(entry: Entry, line: str, words: str) -> None:
    shown = await entry.types(line)
    assert shown.in_time
    assert words in shown.text
    assert shown.one.ephemeral


@pytest.mark.parametrize(
    "line",
    ["x" * 10_000, "status " + "\u202e" * 50, "subscribe <!channel> <@U1>", "status ```*_~`", "mute &amp;&lt;&gt;",
     '"' * 300, "status Kidal\ud7ff\U0001f600", "help =", "subscribe near:Kidal/50km " * 60],
    ids=["long", "turned round", "calls", "marks", "entities", "quotes", "odd letters", "sign", "terms"],
)  # fmt: skip
async def test_hostile_lines_are_answered_and_call_nobody(entry: Entry, line: str) -> None:
    shown = await entry.types(line)
    assert shown.in_time
    assert shown.one.ephemeral
    assert all(not message.pings for message in entry.there.all())


async def test_people_and_groups_in_a_line_are_their_ids(entry: Entry) -> None:
    oncall = entry.there.group(entry.team, "oncall", [entry["bob"]])
    await entry.types(f"settings mention=<!subteam^{oncall}|@oncall> editors=<@{entry['bob']}|bob>,<!subteam^{oncall}>")
    settings = await entry.settings()
    assert settings.mention == oncall
    assert settings.editors == {entry["bob"], oncall}


@pytest.mark.parametrize("said", ["@oncall", "@OnCall"])
async def test_a_group_whose_handle_was_typed_is_found(entry: Entry, said: str) -> None:
    oncall = entry.there.group(entry.team, "oncall", [entry["bob"]])
    await entry.types(f"settings mention={said}")
    assert (await entry.settings()).mention == oncall
    await entry.types("settings mention=@here")
    assert (await entry.settings()).mention == "here"
    await entry.types("settings mention=none")
    assert (await entry.settings()).mention == ""


async def test_a_channel_that_tocsin_cannot_enter_is_told_so_with_the_answer(entry: Entry) -> None:
    secret = entry.there.channel(entry.team, "secret", private=True, joined=False, members=[entry["ann"]])
    shown = await entry.types("subscribe Kidal", at=secret)
    assert "until /invite @Tocsin is typed here, nothing arrives" in " ".join(shown.text.split())
    open_one = entry.there.channel(entry.team, "open", joined=False, members=[entry["ann"]])
    assert "/invite" not in (await entry.types("subscribe Kidal", at=open_one)).text


async def test_an_address_for_answers_that_is_spent_is_no_end(entry: Entry) -> None:
    entry.there.script(["error:used_url"], on="response_url")
    shown = await entry.types("status Kidal")
    assert "Kidal region" in shown.text
    assert shown.one.ephemeral
    assert entry.there.counted()["chat.postEphemeral"] == 1


async def test_where_no_way_into_the_channel_is_left_the_answer_comes_alone(entry: Entry) -> None:
    entry.there.script(["away"], on="response_url")
    entry.there.script(["error:user_not_in_channel"], on="chat.postEphemeral")
    shown = await entry.types("status Kidal")
    (alone,) = entry.there.standing(entry.there.dm(entry["ann"]))
    assert "Kidal region" in alone.text
    assert shown.in_time


async def test_an_operator_is_known_by_the_id(entry: Entry) -> None:
    assert "You may not do this here" in (await entry.types("outbox", who="boss")).text
    assert "You may not do this here" not in (await entry.types("outbox", who="op")).text


async def test_the_same_store_has_the_same_answers_after_a_restart(entry: Entry) -> None:
    await entry.types("subscribe Kidal confirm=yes")
    await entry.stop()
    await entry.start()
    assert "within 50 km of Kidal" in (await entry.types("subscriptions")).text
    assert len(await entry.subscriptions()) == 1
    await entry.save(replace(await entry.settings(), language="fr"))
    assert "Abonnements de ce canal" in (await entry.types("subscriptions")).text
