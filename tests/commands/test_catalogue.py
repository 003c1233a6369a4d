"""Completeness: what every command must have, so that all platforms can be made from the catalogue."""

import re
from pathlib import Path

import pytest

from bot.cards.phrases import LANGUAGES, Phrases
from bot.commands import catalogue, parse
from bot.commands.command import Command, Param, ParamKind

HERE = Path(__file__).parent
EVERY = pytest.mark.parametrize("command", catalogue.COMMANDS, ids=lambda command: command.name)


def test_names_are_unique_and_few_enough_for_discord() -> None:
    names = [command.name for command in catalogue.COMMANDS]

    assert len(names) == len(set(names)) <= 100


@EVERY
def test_names_and_parameters_fit_every_platform(command: Command) -> None:
    names = [command.name, *(param.name for param in command.params)]

    assert all(re.fullmatch(r"[a-z][a-z_-]{0,31}", name) for name in names)
    assert len(set(names)) == len(names)
    assert len(command.params) <= 25
    assert all(len(param.choices) <= 25 for param in command.params)


@EVERY
def test_required_parameters_come_first_and_one_at_most_takes_the_rest(command: Command) -> None:
    required = [param.required for param in command.params]

    assert required == sorted(required, reverse=True)
    assert sum(param.rest for param in command.params) <= 1


@EVERY
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_help_is_short_enough_and_said_in_each_language(command: Command, language: str) -> None:
    say = Phrases(language)
    for text in (command.help, *(param.help for param in command.params)):
        assert 0 < len(say(text)) <= 100
        assert language == "en" or say(text) != text


@EVERY
def test_every_command_parses_from_its_usage_line(command: Command) -> None:
    usages = {param.usage: param for param in command.params}
    assert command.usage == " ".join([command.name, *usages])

    found, args = parse.parse(" ".join([command.name, *(_filled(usage, param) for usage, param in usages.items())]))

    assert found is command
    assert args == {param.name: param.example for param in command.params}


def _filled(usage: str, param: Param) -> str:
    """The example in the place of what a usage line shows: `[severity=low|high]`, `WHAT`."""
    name, sign, _ = usage.strip("[]").partition("=")
    return f"{name}={param.example}" if sign else param.example


@EVERY
def test_a_list_of_commands_shows_what_is_required_and_that_there_is_more(command: Command) -> None:
    assert command.usage.startswith(command.brief.removesuffix(" […]"))
    assert len(command.brief) <= 100


@EVERY
def test_every_example_is_well_formed(command: Command) -> None:
    assert parse.parse(command.example)[0] is command
    for param in command.params:
        assert not param.choices or param.example in param.choices
        assert param.kind is not ParamKind.NUMBER or param.least <= int(param.example) <= param.most


@EVERY
def test_every_command_has_its_own_tests(command: Command) -> None:
    assert (HERE / f"test_{command.name.replace('-', '_')}.py").is_file()


def test_find_knows_exact_names_only() -> None:
    assert catalogue.find("status") is catalogue.COMMANDS[0]
    assert catalogue.find("stat") is None
