"""Lines as people type them in Slack, freed of what Slack makes of them."""

from __future__ import annotations

import pytest

from bot.commands import catalogue
from bot.platforms.slack.typed import addressed, as_typed, line


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("status Kidal", "status Kidal"),
        ("  status Kidal  ", "status Kidal"),
        ("<@U0B0T> status Kidal", "status Kidal"),
        ("<@U0B0T|tocsin>: status Kidal", "status Kidal"),
        ("<@U0B0T>", ""),
        ("/tocsin status Kidal", "status Kidal"),
        ("<@U0B0T> /Tocsin help", "help"),
        ("/tocsin", ""),
        ("settings editors=<@U1|ann>,<!subteam^S1|@oncall>,<@U2>", "settings editors=U1,S1,U2"),
        ("settings mention=<!here>", "settings mention=here"),
        ("settings mention=<!here|here>", "settings mention=here"),
        ("mute <#C1|mali>", "mute C1"),
        ("mute x reason=<https://e.org/a?b=1&amp;c=2|e.org>", "mute x reason=e.org"),
        ("mute x reason=<https://e.org/a?b=1&amp;c=2>", "mute x reason=https://e.org/a?b=1&c=2"),
        ("subscribe killed&gt;=3 &amp; more", "subscribe killed>=3 & more"),
        ("subscribe &amp;gt;", "subscribe &gt;"),
        ("a <b", "a <b"),
        ("<>", ""),
        ("status /tocsin", "status /tocsin"),
    ],
)
def test_a_line_is_what_was_meant(text: str, plain: str) -> None:
    assert line(text) == plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<@U1> help", "help"),
        ("hey <@U1>, status Kidal", "status Kidal"),
        ("thanks <@U1>", "thanks <@U1>"),
        ("<@U2> help", "<@U2> help"),
    ],
)
def test_what_stands_after_tocsins_name_is_said_to_it(text: str, words: str) -> None:
    assert addressed(text, "U1") == words


def test_another_root_command_is_left_out_too() -> None:
    assert line("/alarm status Kidal", "/alarm") == "status Kidal"
    assert line("/tocsin status Kidal", "/alarm") == "/tocsin status Kidal"


@pytest.mark.parametrize("command", catalogue.COMMANDS, ids=lambda command: command.name)
def test_what_a_card_says_to_type_means_the_same_when_it_is_typed(command: catalogue.Command) -> None:
    typed = as_typed(command.example, "/alarm")
    assert typed == f"/alarm {command.example}"
    assert line(typed, "/alarm") == command.example


@pytest.mark.parametrize("text", ["digest=daily", "7K2M9QXD", "WHAT", ""])
def test_what_is_no_command_stays_as_it_is(text: str) -> None:
    assert as_typed(text) == text
