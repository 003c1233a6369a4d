"""The answer to `settings`, and what is stored."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.channel import CAP, Channel
from bot.domain.incident import Severity
from bot.domain.reader import Units
from bot.domain.wallclock import Quiet
from tests.commands.conftest import CHANNEL, OTHER_CHANNEL, caller
from tests.commands.said import said
from tests.commands.standing import channel, log, save

UNSET = Channel(destination=CHANNEL)
NIGHT = Quiet(from_minute=1320, to_minute=360)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def test_without_arguments_every_setting_is_shown_to_everybody(desk: Desk) -> None:
    await save(desk, replace(UNSET, zone="Africa/Niamey", quiet=NIGHT, mention="oncall", group_wait=5 * MINUTE))

    text = said(await perform("settings", caller(may_change=False), desk))

    assert "Africa/Niamey · it is 20 November 2023 13:00 WAT" in text
    assert "from 22:00 to 06:00; only critical alerts are told then · next from 20 November 2023 22:00 WAT" in text
    for words in ("English, the usual one here", "kilometres", "oncall", "5 minutes", "20 new messages an hour"):
        assert words in text
    assert await log(desk) == []


async def test_quiet_hours_that_hold_now_are_told_with_their_end(desk: Desk) -> None:
    await save(desk, replace(UNSET, quiet=Quiet(from_minute=11 * 60, to_minute=13 * 60, passes=None)))

    text = said(await perform("settings", caller(), desk))

    assert "from 11:00 to 13:00; nothing is told then · just now, until 20 November 2023 13:00 UTC" in text


async def test_a_channel_that_rests_is_told_so_first(desk: Desk) -> None:
    await save(desk, replace(UNSET, suspended="the channel was deleted"))

    text = said(await perform("settings", caller(), desk))

    assert "the channel was deleted. resume ends that." in text.splitlines()[1]


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        ("language=français", {"language": "fr"}),
        ("zone=bamako", {"zone": "Africa/Bamako"}),
        ("quiet=22h - 6h", {"quiet": NIGHT}),
        ("quiet=22:00-06:00 quiet_passes=rien", {"quiet": replace(NIGHT, passes=None)}),
        ("quiet_passes=élevée quiet=22-6", {"quiet": replace(NIGHT, passes=Severity.HIGH)}),
        ("mention=oncall mention_from=critique", {"mention": "oncall", "mention_from": Severity.CRITICAL}),
        ("units=miles", {"units": Units.IMPERIAL}),
        ("group_wait=30 min", {"group_wait": 30 * MINUTE}),
        ("cooldown=24h repeat=1 jour", {"cooldown": 24 * HOUR, "repeat": 24 * HOUR}),
        ("cap=4", {"cap": 4}),
        ("cap=200", {"cap": 200}),
        ("editors=desk,oncall", {"editors": frozenset({"desk", "oncall"})}),
        ("scorecard=non", {"scorecard": False}),
    ],
)
async def test_what_is_given_is_saved_and_nothing_else(desk: Desk, given: str, changed: dict[str, object]) -> None:
    reply = await perform(f"settings {given}", caller(), desk)

    assert reply.card.title == "Settings changed"
    assert await channel(desk) == replace(UNSET, **changed)
    assert len(await log(desk)) == 1


async def test_everything_can_be_taken_back(desk: Desk) -> None:
    line = "quiet=off mention=none group_wait=off cooldown=off repeat=0 editors=none zone=UTC units=metric"
    set_ = replace(
        UNSET,
        quiet=NIGHT,
        mention="oncall",
        group_wait=MINUTE,
        cooldown=HOUR,
        repeat=HOUR,
        editors=frozenset({"desk"}),
        zone="Africa/Niamey",
        units=Units.IMPERIAL,
    )
    await save(desk, set_)

    await perform(f"settings {line}", caller(), desk)

    assert await channel(desk) == UNSET


async def test_the_answer_tells_from_what_to_what(desk: Desk) -> None:
    text = said(await perform("settings cap=25 repeat=2h zone=Bamako cooldown=off", caller(), desk))

    assert "Cap: 20 new messages an hour → 25 new messages an hour" in text
    assert "Repeat: off → 2 hours" in text
    assert "Time zone: UTC → Africa/Bamako" in text
    assert "Cooldown" not in text


async def test_new_quiet_hours_keep_what_passes(desk: Desk) -> None:
    await save(desk, replace(UNSET, quiet=replace(NIGHT, passes=None)))

    await perform("settings quiet=23:00-05:00", caller(), desk)

    assert (await channel(desk)).quiet == Quiet(from_minute=1380, to_minute=300, passes=None)


async def test_what_is_set_so_already_is_neither_saved_nor_logged(desk: Desk) -> None:
    reply = await perform("settings cap=20 quiet=off", caller(), desk)

    assert reply.card.title == "Nothing to change"
    assert await log(desk) == []


@pytest.mark.parametrize(
    ("given", "mended"),
    [
        ("zone=Bamakoo", "zone=Africa/Bamako"),
        ("quiet=25:00-06:00", "quiet=23:00-06:00"),
        ("group_wait=31m", "group_wait=30m"),
        ("cooldown=25h", "cooldown=1d"),
        ("repeat=2", "repeat=2m"),
        ("language=fench", "language=fr"),
        ("mention_from=hihg", "mention_from=high"),
    ],
)
async def test_a_wrong_value_is_answered_with_the_nearest(desk: Desk, given: str, mended: str) -> None:
    reply = await perform(f"settings {given}", caller(), desk)

    assert not reply.ok
    assert f"settings {mended}" in said(reply).splitlines()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("given", ["cap=3", "cap=201", "cap=many", "quiet_passes=high", "editors=a b", "zone=Mars"])
async def test_what_cannot_be_is_refused_in_the_askers_language(desk: Desk, given: str, language: str) -> None:
    reply = await perform(f"settings {given}", caller(language=language), desk)

    assert not reply.ok
    assert reply.card.reader.language == language


async def test_one_wrong_value_among_several_saves_none_and_all_wrong_ones_are_named(desk: Desk) -> None:
    line = "settings language=fr zone=Bamakoo quiet=22:00-25:00 cap=9"
    reply = await perform(line, caller(), desk)

    text = said(reply)
    assert not reply.ok
    assert reply.card.title == "2 values do not fit here"
    assert "“Bamakoo”" in text
    assert "“22:00-25:00”" in text
    assert "settings language=fr zone=Africa/Bamako quiet=22:00-23:00 cap=9" in text.splitlines()
    assert await channel(desk) == UNSET
    assert await log(desk) == []


async def test_changing_needs_the_channels_rights_or_a_listed_role(desk: Desk) -> None:
    await save(desk, replace(UNSET, editors=frozenset({"desk"})))

    stranger = await perform("settings cap=9", caller(may_change=False, roles=frozenset({"other"})), desk)
    assert not stranger.ok
    assert (await channel(desk)).cap == CAP
    assert await log(desk) == []
    assert (await perform("settings cap=9", caller(may_change=False, roles=frozenset({"desk"})), desk)).ok
    assert (await channel(desk)).cap == 9
    assert (await perform("settings cap=8", caller(may_change=False, is_operator=True), desk)).ok


async def test_settings_of_another_channel_are_neither_shown_nor_changed(desk: Desk) -> None:
    await save(desk, replace(UNSET, mention="oncall"))

    assert "oncall" not in said(await perform("settings", caller(destination=OTHER_CHANNEL), desk))
    await perform("settings cap=9", caller(destination=OTHER_CHANNEL), desk)
    assert (await channel(desk)).cap == CAP


async def test_cards_follow_the_settings_of_the_channel(desk: Desk) -> None:
    await perform("settings language=fr zone=Bamako units=miles", caller(), desk)

    text = said(await perform("subscribe Kidal", caller(language=""), desk))

    assert "31 mi" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Pas encore enregistré" in text
