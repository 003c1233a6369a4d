"""What holds for every command: access, languages, hostile arguments, failures, and buttons that work."""

import logging
import unicodedata
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from bot.commands import catalogue, parse
from bot.commands.command import Access
from bot.commands.desk import Desk
from bot.commands.perform import answer, perform
from bot.domain.channel import Channel
from bot.domain.health import SourceState
from tests.commands.conftest import CHANNEL, NOW, OTHER_CHANNEL, RSS, caller, event, opened, save_health
from tests.commands.said import said
from tests.commands.standing import log, save

CHANGING = [command for command in catalogue.COMMANDS if command.access is Access.CHANNEL]
HOSTILE = {
    "ten_thousand_letters": "x" * 10_000,
    "ten_thousand_quotes": '"' * 10_000,
    "controls": "Ki\x00dal\x1b[31m\x07",
    "direction": "\u202eladiK\u2066",
    "markup": "<script>*_`~|[x](http://e.org)@everyone <!channel> <@1>",
    "braces": "{name} {0} {} %s %(x)s",
    "sql": "Kidal'; DROP TABLE incidents; --",
    "path": "../../../../etc/passwd",
    "surrogate": "Kidal\ud800",
    "emoji": "💥" * 100,
    "terms": "near:" * 60,
    "nots": "not " * 100 + "type:ambush",
    "combining": "a" + "\u0301" * 400,
    "regex": "(a+)+$" * 50,
}


async def _fill(desk: Desk) -> str:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    made = await opened(desk, *(event(kidal, NOW - timedelta(days=day)) for day in range(1, 4)))
    async with desk.store.write() as tx:
        await save_health(tx, RSS, "rfi", SourceState.DARK, "no answer")
    return made[0].id


def test_only_the_wishes_of_a_channel_need_rights() -> None:
    wishes = {"subscribe", "unsubscribe", "resume", "mute", "unmute", "audit", "tune", "watch"}
    assert {command.name for command in CHANGING} == wishes


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("command", CHANGING, ids=lambda command: command.name)
async def test_a_reader_may_not_change_what_a_channel_is_told(desk: Desk, command: object, language: str) -> None:
    reply = await perform(command.example, caller(may_change=False, language=language), desk)

    assert not reply.ok
    assert reply.card.title in ("You may not do this here", "Vous ne pouvez pas faire cela ici")
    assert await log(desk) == []


async def test_an_operator_or_a_listed_role_may_change_a_channel(desk: Desk) -> None:
    await save(desk, Channel(destination=CHANNEL, editors=frozenset({"desk"})))

    assert (await perform("subscribe Kidal", caller(may_change=False, is_operator=True), desk)).ok
    assert (await perform("subscribe Kidal", caller(may_change=False, roles=frozenset({"desk", "x"})), desk)).ok
    assert not (await perform("subscribe Kidal", caller(may_change=False, roles=frozenset({"x"})), desk)).ok
    elsewhere = caller(may_change=False, roles=frozenset({"desk"}), destination=OTHER_CHANNEL)
    assert not (await perform("subscribe Kidal", elsewhere, desk)).ok


async def test_a_command_for_operators_is_refused_to_others(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    status = catalogue.COMMANDS[0]
    monkeypatch.setitem(catalogue.BY_NAME, "status", replace(status, access=Access.OPERATOR))

    assert not (await perform("status Kidal", caller(), desk)).ok
    assert (await perform("status Kidal", caller(is_operator=True), desk)).ok


async def test_a_misspelt_command_is_answered_with_the_nearest_and_its_usage(desk: Desk) -> None:
    reply = await perform("statsu Kidal", caller(), desk)

    assert not reply.ok
    assert "status PLACE" in said(reply)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "line",
    ["", "xyzzy", "statsu Kidal", "status", "help statsu", "incidents days=x", "rules now", "status " + "x" * 3000],
)
async def test_every_mistake_is_explained_in_the_askers_language(desk: Desk, line: str, language: str) -> None:
    reply = await perform(line, caller(language=language), desk)

    assert not reply.ok
    assert reply.card.reader.language == language
    english = await perform(line, caller(), desk)
    assert (said(reply) == said(english)) == (language == "en")


@pytest.mark.parametrize("line", ["help", "xyzzy", "status Kidaal", "settings cap=3"])
async def test_a_caller_without_language_is_answered_in_the_channels(desk: Desk, line: str) -> None:
    await save(desk, Channel(destination=CHANNEL, language="fr"))

    assert (await perform(line, caller(language=""), desk)).card.reader.language == "fr"
    assert (await perform(line, caller(language="en"), desk)).card.reader.language == "en"


async def test_a_caller_without_language_in_a_channel_without_one_gets_the_default(desk: Desk) -> None:
    french = replace(desk, default_language="fr")

    assert (await perform("help", caller(language=""), french)).card.reader.language == "fr"
    assert (await perform("xyzzy", caller(language=""), french)).card.reader.language == "fr"


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
async def test_hostile_arguments_get_a_short_clean_answer_and_break_nothing(
    desk: Desk, hostile: str, caplog: pytest.LogCaptureFixture
) -> None:
    await _fill(desk)
    for command, language in product(catalogue.COMMANDS, ("en", "fr")):
        by_line = await perform(f"{command.name} {hostile}", caller(language=language), desk)
        args = {param.name: hostile for param in command.params}
        by_form = await answer(command.name, args, caller(language=language), desk)
        for reply in (by_line, by_form):
            text = said(reply)
            assert len(text) < 5000
            assert not [letter for letter in text if unicodedata.category(letter)[0] == "C" and letter != "\n"]
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_line_or_command_name_is_answered(desk: Desk, hostile: str) -> None:
    assert not (await perform(hostile, caller(), desk)).ok
    assert not (await answer(hostile, {}, caller(), desk)).ok
    assert not (await answer("status", {hostile: "x"}, caller(), desk)).ok


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_every_action_in_every_reply_is_a_command_that_works(desk: Desk, language: str) -> None:
    ident = await _fill(desk)
    asked = caller(language=language)
    lines = [command.example for command in catalogue.COMMANDS if command.name != "incident"]
    lines += [f"incident {ident}", "status région de Kidal", "status Mali", "status cercle d'Ansongo"]
    lines += ["incidents Kidal", "subscribe Gao confirm=yes", "subscribe everything confirm=yes"]
    seen = set()
    for line in lines:
        for n in range(len((await perform(line, asked, desk)).card.actions)):
            # Asked again for each button, because the one before may have undone what the card speaks of.
            action = (await perform(line, asked, desk)).card.actions[n]
            args = dict(action.args)
            command, parsed = parse.parse(parse.line(action.command, args))
            assert (command.name, parsed) == (action.command, args)
            reply = await answer(action.command, args, asked, desk)
            assert reply.ok or command.name == "verdict"  # only what a channel was told can be judged there
            seen.add(action.command)
    assert seen >= {"incidents", "subscribe", "status", "unsubscribe", "subscriptions", "unmute"}


async def test_every_line_that_a_mistake_offers_can_be_typed(desk: Desk) -> None:
    await _fill(desk)
    offered = []
    for line in ("status Kidaal", "incidents Tesalit days=30", "incident ZZZZZZZZ", "statsu Kidal"):
        reply = await perform(line, caller(), desk)
        texts = said(reply).splitlines()
        offered += [text for text in texts if text.split(" ")[0] in {one.name for one in catalogue.COMMANDS}]

    assert len(offered) >= 4
    for line in offered:
        assert (await perform(line, caller(), desk)).ok, line


async def test_a_broken_store_is_answered_with_an_id_that_stands_in_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def read(self) -> None:
            raise OSError("disk full")

        write = read

    reply = await perform("status Kidal", caller(), replace(desk, store=Broken()))

    assert not reply.ok
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.id in said(reply)
    assert record.exc_info is not None
    assert "disk full" not in said(reply)
