"""Trigger and cue files: what they may say, and that every mistake is told with its place and the right word."""

from __future__ import annotations

import pytest

from bot.domain.errors import BadFile, Fault
from bot.domain.taxonomy import Operation
from bot.extract.cues import Group, parse_cues
from bot.extract.forms import Form, forms_of
from bot.extract.triggers import Act, parse_triggers
from bot.located import read_yaml


def faults_of(text: str, kind: str = "triggers") -> list[str]:
    faults: list[Fault] = []
    root = read_yaml(f"{kind}.en.yml", text)
    if kind == "triggers":
        parse_triggers("en", root, faults)
    else:
        parse_cues("en", root, faults)
    return [str(fault) for fault in faults]


def test_brackets_stand_for_every_form() -> None:
    assert {form.head for form in forms_of("attaqu(e|ée|ent)")} == {"attaque", "attaquee", "attaquent"}
    assert forms_of("prend … (contrôle|camp)") == (Form("prend", frozenset({"controle", "camp"})),)


@pytest.mark.parametrize(
    "line", ["attaqu(e", "a|b", "prend … le … camp", "… camp", "()", "a … été", "(a|b|c|d|e|f|g)" * 5]
)
def test_a_line_that_cannot_be_read_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        forms_of(line)


def test_a_right_file_is_read_whole() -> None:
    text = "triggers:\n  ambush: {act: attack, operations: [ambush], weak: true, words: [ambush]}\n"
    faults: list[Fault] = []
    ((trigger, forms),) = parse_triggers("en", read_yaml("t", text), faults)
    assert faults == []
    assert forms == forms_of("ambush")
    assert (trigger.id, trigger.act, trigger.operations, trigger.weak) == (
        "en/ambush",
        Act.ATTACK,
        frozenset({Operation.AMBUSH}),
        True,
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("x: {act: atack, words: [a b]}", "2:12: 'atack' is no Act (did you mean 'attack'?)"),
        ("x: {act: attack, operations: [ambsh], words: [a b]}", "'ambsh' is no Operation (did you mean 'ambush'?)"),
        ("x: {act: attack, operations: ambush, words: [a b]}", "'operations' is a text where a list is wanted"),
        ("x: {act: attack, wrods: [a b]}", "unknown key 'wrods' (did you mean 'words'?)"),
        ("x: {act: attack}", "'x' lacks the key 'words'"),
        ("x: {act: attack, words: [12]}", "a whole number where a word is wanted"),
        ("x: {act: attack, words: [a b], weak: 1}", "'weak' is a whole number"),
        ("x: {act: attack, words: ambush}", "a text where a list of words is wanted"),
        ("x: {act: attack, words: ['a(b']}", "brackets do not match"),
        ("x: ambush", "'x' is a text where a mapping is wanted"),
        ("x: {act: attack, sub_type: clash, words: [a b]}", "'clash' is no SubType"),
    ],
)
def test_a_mistake_in_a_trigger_is_told_with_its_place(line: str, says: str) -> None:
    told = faults_of(f"triggers:\n  {line}\n")
    assert any(says in fault for fault in told), told
    assert all(fault.startswith("triggers.en.yml:2:") for fault in told)


def test_all_mistakes_are_told_at_once() -> None:
    told = faults_of(
        "triggers:\n  x: {act: atack, words: [1]}\n  y: {act: clash, operations: [ied, mine], words: [a b]}\n"
    )
    assert len(told) == 3


@pytest.mark.parametrize("text", ["- a\n", "trigger: {}\n", "triggers: []\n"])
def test_a_file_of_another_shape_is_refused(text: str) -> None:
    assert faults_of(text)


def test_an_unknown_cue_group_names_the_nearest() -> None:
    assert "did you mean 'planned'?" in faults_of("cues:\n  planed: [will]\n", "cues")[0]


def test_cues_are_read_by_group() -> None:
    ((cue, forms),) = parse_cues("fr", read_yaml("c", "cues:\n  denied: [dément(|i)]\n"), [])
    assert (cue.group, len(forms)) == (Group.DENIED, 2)


def test_broken_yaml_is_a_bad_file() -> None:
    with pytest.raises(BadFile):
        faults_of("triggers: [")
