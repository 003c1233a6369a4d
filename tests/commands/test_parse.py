"""Typed lines and prepared arguments, good and bad."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import catalogue, parse
from bot.commands.parse import BadCommand, Problem
from bot.commands.typed import LONGEST_ARG, cleaned


@pytest.mark.parametrize(
    ("line", "name", "args"),
    [
        ("status Kidal", "status", {"place": "Kidal"}),
        ("  STATUS\tKidal ", "status", {"place": "Kidal"}),
        ("/status Kidal", "status", {"place": "Kidal"}),
        ("status région de Kidal", "status", {"place": "région de Kidal"}),
        ('status "région de Kidal"', "status", {"place": "région de Kidal"}),
        ("status « Kidal »", "status", {"place": "Kidal"}),
        ("status “Kidal”", "status", {"place": "Kidal"}),
        ('status "Kidal', "status", {"place": "Kidal"}),
        ("status place:Kidal region", "status", {"place": "Kidal region"}),
        ('status place="Kidal region"', "status", {"place": "Kidal region"}),
        ("status N'Tillit", "status", {"place": "N'Tillit"}),
        ("status ml/kidal/kidal:town", "status", {"place": "ml/kidal/kidal:town"}),
        ("incidents", "incidents", {}),
        ("incidents Gao", "incidents", {"place": "Gao"}),
        ("incidents Gao days=30", "incidents", {"place": "Gao", "days": "30"}),
        ("incidents days:030 Gao", "incidents", {"place": "Gao", "days": "30"}),
        ("incidents Gao 30", "incidents", {"place": "Gao", "days": "30"}),
        ("incidents 30", "incidents", {"days": "30"}),
        ("incident 7k3m-9qxz", "incident", {"id": "7k3m-9qxz"}),
        ("incident 7K3M 9QXZ", "incident", {"id": "7K3M 9QXZ"}),
        (
            "subscribe near:Kidal/50km type:convoy_attack severity=high",
            "subscribe",
            {"what": "near:Kidal/50km type:convoy_attack", "severity": "high"},
        ),
        ("subscribe severity:HIGH Gao language=fr", "subscribe", {"what": "Gao", "severity": "high", "language": "fr"}),
        ("subscribe Kidal killed>=3", "subscribe", {"what": "Kidal killed>=3"}),
        ('subscribe actor:"Katiba Macina"', "subscribe", {"what": 'actor:"Katiba Macina"'}),
        ("subscribe RN 18", "subscribe", {"what": "RN 18"}),
        ("subscribe Kidal severity=élevée", "subscribe", {"what": "Kidal", "severity": "high"}),
        ("subscribe Kidal digest=daily 07:30", "subscribe", {"what": "Kidal", "digest": "daily 07:30"}),
        ("subscribe digest=weekly lun 7h30 RN 18", "subscribe", {"what": "RN 18", "digest": "weekly lun 7h30"}),
        ('subscribe digest="daily" 07:30', "subscribe", {"what": "07:30", "digest": "daily"}),
        ("subscribe delay=2 heures Gao", "subscribe", {"what": "Gao", "delay": "2 heures"}),
        ("subscribe near:Kidal not standing:confirmed", "subscribe", {"what": "near:Kidal not standing:confirmed"}),
        ("subscribe near:Kidal standing:confirmed", "subscribe", {"what": "near:Kidal", "standing": "confirmed"}),
        (
            "subscribe near:Kidal (killed>=3 or standing:confirmed) severity=high",
            "subscribe",
            {"what": "near:Kidal (killed>=3 or standing:confirmed)", "severity": "high"},
        ),
        ("subscribe killed>=3 ou standing:confirmed", "subscribe", {"what": "killed>=3 ou standing:confirmed"}),
        ("settings quiet=22h - 6h fr", "settings", {"language": "fr", "quiet": "22h - 6h"}),
        ("unsubscribe all", "unsubscribe", {"id": "all"}),
        ("subscriptions", "subscriptions", {}),
        ("help", "help", {}),
        ("help Subscribe", "help", {"command": "subscribe"}),
    ],
)  # fmt: skip
def test_a_typed_line_becomes_a_command_and_its_arguments(line: str, name: str, args: dict[str, str]) -> None:
    command, given = parse.parse(line)

    assert (command.name, given) == (name, args)


@pytest.mark.parametrize(
    ("line", "problem", "mended"),
    [
        ("", Problem.EMPTY, ""),
        (" \n\t ", Problem.EMPTY, ""),
        ("statsu Kidal", Problem.UNKNOWN_COMMAND, "status Kidal"),
        ("Statsu", Problem.UNKNOWN_COMMAND, "status Kidal"),
        ("/subcribe Gao severity=low", Problem.UNKNOWN_COMMAND, "subscribe Gao severity=low"),
        ("xyzzy", Problem.UNKNOWN_COMMAND, ""),
        ("status", Problem.MISSING, "status Kidal"),
        ('status ""', Problem.MISSING, "status Kidal"),
        ("subscribe severity=high", Problem.MISSING, "subscribe Kidal"),
        ("subscribe Gao severity=hihg", Problem.NOT_A_CHOICE, "subscribe Gao severity=high"),
        ("help statsu", Problem.NOT_A_CHOICE, "help command=status"),
        ("incidents days=0", Problem.NOT_A_NUMBER, ""),
        ("incidents days=366", Problem.NOT_A_NUMBER, ""),
        ("incidents days=-1", Problem.NOT_A_NUMBER, ""),
        ("incidents days=²", Problem.NOT_A_NUMBER, ""),
        ("incidents days=1_0", Problem.NOT_A_NUMBER, ""),
        ("incidents days=99999999999999999999", Problem.NOT_A_NUMBER, ""),
        ("sources now", Problem.TOO_MANY, ""),
        ("help status Kidal", Problem.TOO_MANY, ""),
        (f"status {'x' * (LONGEST_ARG + 1)}", Problem.TOO_LONG, ""),
        ("x" * 10_000, Problem.TOO_LONG, ""),
    ],
)
def test_a_line_that_is_no_command_says_what_is_wrong_and_what_was_meant(
    line: str, problem: Problem, mended: str
) -> None:
    with pytest.raises(BadCommand) as caught:
        parse.parse(line)

    assert (caught.value.problem, caught.value.mended) == (problem, mended)
    assert len(caught.value.word) <= 60


def test_a_mistake_in_a_command_shows_its_usage() -> None:
    with pytest.raises(BadCommand) as caught:
        parse.parse("subscribe")

    assert caught.value.command is not None
    assert caught.value.command.usage.startswith("subscribe WHAT [severity=low|medium|high|critical] [standing=")
    assert "[digest=daily@07:30]" in caught.value.command.usage


def test_arguments_that_a_platform_brings_are_checked_like_typed_ones() -> None:
    subscribe = catalogue.find("subscribe")
    assert subscribe is not None

    assert parse.checked(subscribe, {"language": "FR", "what": " Ki\u202edal\x00 ", "severity": ""}) == {
        "what": "Kidal",
        "language": "fr",
    }
    with pytest.raises(BadCommand) as caught:
        parse.checked(subscribe, {"what": "Kidal", "webhook": "http://example.org"})
    assert caught.value.problem is Problem.UNKNOWN_ARGUMENT


def test_control_and_direction_characters_are_taken_out_and_lines_joined() -> None:
    assert cleaned("a\x00\x1b[31mb\u202e\u2066c\r\nd\u200b\te") == "a[31mbc d e"


def test_a_decomposed_accent_stays_a_letter() -> None:
    assert cleaned("Me\u0301naka") == "Me\u0301naka"


@given(st.text(max_size=300))
def test_any_text_is_a_command_or_a_bad_command(text: str) -> None:
    try:
        command, given_args = parse.parse(text)
    except BadCommand:
        return
    assert catalogue.find(command.name) is command
    assert all(value.isprintable() for value in given_args.values())


@given(st.sampled_from(catalogue.COMMANDS), st.text(max_size=300))
def test_any_argument_text_is_taken_or_refused(command: object, text: str) -> None:
    assert hasattr(command, "name")
    try:
        found, given_args = parse.parse(f"{command.name} {text}")
    except BadCommand:
        return
    assert found is command
    assert set(given_args) <= {param.name for param in found.params}


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("status", {"place": "région de Kidal"}),
        ("incidents", {"place": "Kidal", "days": "30"}),
        ("subscribe", {"what": 'near:"Kidal/50km" actor:"Katiba Macina"', "severity": "high"}),
        ("subscribe", {"what": "RN 18", "digest": "weekly mon 07:30", "delay": "2 h", "confirm": "yes"}),
        ("subscribe", {"what": "near:Kidal not standing:confirmed"}),
        ("settings", {"quiet": "22h - 6h", "cap": "9"}),
        ("help", {"command": "status"}),
    ],
)
def test_a_prepared_command_as_a_line_reads_back_the_same(name: str, args: dict[str, str]) -> None:
    command, given = parse.parse(parse.line(name, args))

    assert (command.name, given) == (name, args)
