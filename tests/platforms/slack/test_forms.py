"""Forms and answers as Slack's modals: what the judge takes, whatever stands in them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.cards.phrases import LANGUAGES
from bot.commands import catalogue, form
from bot.commands.command import Command, ParamKind
from bot.commands.complete import Choice
from bot.commands.desk import Desk
from bot.commands.form import Form
from bot.platforms.slack import forms, memo
from bot.platforms.slack.memo import Memo
from tests.cards.decks import EVERY
from tests.commands.conftest import caller
from tests.platforms.slack.judge import violations

COMMANDS = [one for one in catalogue.COMMANDS if form.params(one)]
ALL = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
REMEMBERED = Memo(language="fr", channel="C1", command="mute", began={"what": "Kidal"}, home="D1")
HOSTILE = '"<!channel> &amp; *x* \u202e' + "é" * 300


async def made(desk: Desk, command: Command, given: dict[str, str], language: str = "en") -> Form:
    asking = replace(caller(language=language), is_operator=True)
    found = await form.opened(command.name, given, asking, desk)
    assert isinstance(found, Form)
    return found


def opened(view: dict[str, Any]) -> list[str]:
    return list(violations("views.open", {"trigger_id": "1", "view": view}))


@ALL
@pytest.mark.parametrize("language", LANGUAGES)
async def test_slack_takes_the_form_of_every_command(desk: Desk, command: Command, language: str) -> None:
    view = forms.view(await made(desk, command, {}, language), REMEMBERED, picks_channel=True)
    assert opened(view) == []
    assert [block["block_id"] for block in view["blocks"]] == ["channel", *(one.name for one in form.params(command))]
    assert memo.read(view["private_metadata"]) == REMEMBERED


@ALL
async def test_slack_takes_it_whatever_is_filled_in(desk: Desk, command: Command) -> None:
    given = {param.name: HOSTILE if param.kind is ParamKind.TEXT else param.example for param in command.params}
    shown = await made(desk, command, given)
    shown = replace(shown, fields=tuple(replace(one, shown=HOSTILE if one.shown else "") for one in shown.fields))
    assert opened(forms.view(shown, REMEMBERED)) == []


@ALL
async def test_what_a_form_begins_with_is_what_it_gives_back_untouched(desk: Desk, command: Command) -> None:
    given = {param.name: param.example for param in form.params(command)}
    view = forms.view(await made(desk, command, given), REMEMBERED)
    assert forms.typed({"state": {"values": untouched(view)}}) == given


def untouched(view: dict[str, Any]) -> dict[str, Any]:
    """What Slack says of a form that somebody sends as it is."""
    values = {}
    for block in view["blocks"]:
        element = block["element"]
        held = {"value": element["initial_value"]} if "initial_value" in element else {
            "selected_option": element.get("initial_option")
        }  # fmt: skip
        values[block["block_id"]] = {element["action_id"]: {"type": element["type"], **held}}
    return values


def test_fields_that_nobody_filled_in_are_empty() -> None:
    values = {
        "what": {"pick:what": {"type": "external_select", "selected_option": None}},
        "for": {"for": {"type": "plain_text_input", "value": None}},
        "channel": {"channel": {"type": "conversations_select", "selected_conversation": "C1"}},
        "odd": {},
    }
    assert forms.typed({"state": {"values": values}}) == {"what": "", "for": "", "channel": "C1", "odd": ""}
    assert forms.typed({}) == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EVERY)
def test_slack_takes_every_card_as_a_modal(name: str, language: str) -> None:
    view = forms.shown(EVERY[name](language), "Subscribe", REMEMBERED, root="/tocsin", external_id="form.1")
    assert opened(view) == []
    assert violations("view_submission", {"response_action": "push", "view": view}) == []


def test_slack_takes_what_stands_in_the_place_of_an_answer() -> None:
    assert opened(forms.waiting("Subscribe", REMEMBERED, external_id="form.1")) == []
    assert opened(forms.waiting("", Memo(), external_id="x")) == []


def test_options_that_slack_would_not_take_are_left_out_or_cut() -> None:
    found = [Choice(label="x" * 100, value="a"), Choice(label="", value="b"), Choice(label="long", value="v" * 151),
             Choice(label="none", value=""), *(Choice(label=str(n), value=str(n)) for n in range(200))]  # fmt: skip
    made = forms.options(found)
    assert violations("options", {"options": made}) == []
    assert len(made) == 100
    assert [one["value"] for one in made[:3]] == ["a", "b", "0"]
    assert made[0]["text"]["text"].endswith("…")
    assert forms.options([]) == []


FIELDS = {"blocks": [{"type": "header"}, *({"type": "input", "block_id": one} for one in ("channel", "what", "for"))]}


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"for": "no"}, {"for": "no"}),
        ({"": "no"}, {"what": "no"}),
        ({"channel": "no", "for": "not"}, {"channel": "no", "for": "not"}),
        ({"colour": "no"}, {}),
        ({}, {}),
    ],
    ids=["a field", "no field in particular", "two", "none of its fields", "nothing"],
)
def test_what_is_wrong_stands_at_a_field_of_the_form(wrong: dict[str, str], errors: dict[str, str]) -> None:
    assert forms.errors(wrong, FIELDS) == errors


def test_a_long_sentence_at_a_field_is_cut() -> None:
    (sentence,) = forms.errors({"for": "word " * 200}, FIELDS).values()
    assert len(sentence) <= 300


@pytest.mark.parametrize(
    ("action", "name"), [("pick:what", "what"), ("pick:mention_from", "mention_from"), ("0:pick", ""), ("pick:", "")]
)
def test_only_fields_that_ask_are_asked_for(action: str, name: str) -> None:
    found = forms.PICKS.fullmatch(action)
    assert (found[1] if found else "") == name
