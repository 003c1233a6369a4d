"""The commands as Discord is told of them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.commands import catalogue as every
from bot.commands.command import Access, Command, Param, ParamKind
from bot.platforms.discord import catalogue
from bot.platforms.discord.limits import COMMAND_HELP
from tests.platforms.discord.stage import judged

COMMANDS = catalogue.commands()
BY_NAME = {one["name"]: one for one in COMMANDS}
OPTIONS = [(one["name"], option) for one in COMMANDS for option in one["options"]]


def test_discord_takes_them_all() -> None:
    assert list(judged("PUT", "/applications/{application_id}/commands", COMMANDS)) == []


def test_every_command_is_told_with_all_its_arguments() -> None:
    assert [one["name"] for one in COMMANDS] == [one.name for one in every.COMMANDS]
    for one in every.COMMANDS:
        assert {option["name"] for option in BY_NAME[one.name]["options"]} == {param.name for param in one.params}


def test_what_has_to_be_given_comes_first() -> None:
    for one in COMMANDS:
        asked = [option["required"] for option in one["options"]]
        assert asked == sorted(asked, reverse=True)


def described(one: dict[str, Any]) -> list[str]:
    return [one["description"], *one["description_localizations"].values()]


@pytest.mark.parametrize("one", [*COMMANDS, *(option for _, option in OPTIONS)], ids=lambda one: one["name"])
def test_every_description_fits_whole_in_both_languages_which_differ(one: dict[str, Any]) -> None:
    english, french = described(one)
    assert english != french
    assert not any(text.endswith("…") for text in (english, french))
    assert max(map(len, (english, french))) <= COMMAND_HELP.value


@pytest.mark.parametrize(
    ("access", "permissions", "contexts", "installs"),
    [(Access.ALL, None, [0, 1, 2], [0, 1]), (Access.CHANNEL, 32, [0], [0]), (Access.OPERATOR, 0, [0], [0])],
)
def test_who_finds_a_command_where_follows_from_who_may_use_it(
    access: Access, permissions: int | None, contexts: list[int], installs: list[int]
) -> None:
    for one in every.COMMANDS:
        if one.access is access:
            told = BY_NAME[one.name]
            assert told["default_member_permissions"] == permissions
            assert (told["contexts"], told["integration_types"]) == (contexts, installs)


def option(command: str, name: str) -> dict[str, Any]:
    (found,) = [one for one in BY_NAME[command]["options"] if one["name"] == name]
    return found


def test_pickers_follow_from_the_kind_of_an_argument() -> None:
    assert option("status", "place")["autocomplete"]
    assert option("subscribe", "mention")["autocomplete"]
    assert "autocomplete" not in option("mute", "reason")
    assert (option("incidents", "days")["type"], option("incidents", "days")["max_value"]) == (4, 365)
    assert option("subscribe", "severity")["choices"][2] == {
        "name": "high", "value": "high", "name_localizations": {"fr": "élevée"},
    }  # fmt: skip


def test_a_choice_among_too_many_is_typed() -> None:
    many = Param(name="which", help="", example="c0", kind=ParamKind.CHOICE, choices=tuple(f"c{n}" for n in range(26)))
    made = catalogue._option(many)
    assert made["autocomplete"]
    assert "choices" not in made


def test_another_word_anywhere_is_another_mark() -> None:
    changed = [*COMMANDS[:-1], {**COMMANDS[-1], "description": "other"}]
    assert catalogue._mark(COMMANDS) == catalogue._mark(catalogue.commands()) != catalogue._mark(changed)
    assert 0 <= catalogue._mark(COMMANDS) < 2**63


async def nothing(*_: Any) -> Any:
    """Commands are only described here, never run."""
    raise NotImplementedError


def test_a_help_that_is_too_long_is_cut_and_not_refused() -> None:
    made = catalogue._command(Command(name="x", help="word " * 40, run=nothing))
    assert len(made["description"]) <= COMMAND_HELP.value
