"""Forms as modals: what is asked for, what stands in the fields, what is remembered, and what Discord takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.cards import form as words
from bot.commands import catalogue, form
from bot.commands.command import Caller
from bot.commands.desk import Desk
from bot.commands.form import Form
from bot.platforms.discord import buttons, forms, limits
from bot.platforms.discord.interactions import FORM
from tests.commands.conftest import CHANNEL
from tests.platforms.discord.openapi import judge

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
WISH = {
    "what": "near:Kidal/50km type:ambush",
    "severity": "high",
    "digest": "daily@07:30",
    "mention": "4711",
    "delay": "2h",
}
ANYBODY = Caller(destination=CHANNEL, user="1", language="", may_change=True, is_operator=True)


async def opened(desk: Desk, command: str, language: str = "en", **given: str) -> Form:
    made = await form.opened(command, given, replace(ANYBODY, language=language), desk)
    assert isinstance(made, Form)
    return made


def components(made: Form) -> dict[str, dict[str, Any]]:
    rows = [one["component"] for one in forms.modal(made)["components"]]
    return {row["custom_id"]: row for row in rows}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("command", [one.name for one in catalogue.COMMANDS if form.params(one)])
async def test_discord_takes_the_form_of_every_command(desk: Desk, command: str, language: str) -> None:
    body = {"type": FORM, "data": forms.modal(await opened(desk, command, language))}
    assert judge().faults("POST", CALLBACK, body) == []
    assert limits.violations(body) == []


async def test_a_subscription_is_asked_for_by_five_fields_each_with_the_picker_that_fits(desk: Desk) -> None:
    fields = components(await opened(desk, "subscribe", **WISH))
    assert {name: one["type"] for name, one in fields.items()} == {
        "what": forms.TEXT_INPUT, "severity": forms.SELECT, "standing": forms.SELECT, "digest": forms.TEXT_INPUT,
        "mention": forms.ROLE_SELECT,
    }  # fmt: skip
    assert (fields["what"]["value"], fields["what"]["required"]) == (WISH["what"], True)
    assert [one["value"] for one in fields["severity"]["options"] if one.get("default")] == ["high"]
    assert not any(one.get("default") for one in fields["standing"]["options"])
    assert fields["mention"]["default_values"] == [{"type": "role", "id": "4711"}]


async def test_what_may_be_left_out_may_be_taken_back(desk: Desk) -> None:
    for name, one in components(await opened(desk, "subscribe")).items():
        assert one["required"] is (name == "what")
        assert one["type"] == forms.TEXT_INPUT or one["min_values"] == 0


async def test_what_a_form_began_with_stands_in_its_custom_id_or_under_its_token(desk: Desk) -> None:
    short, long = await opened(desk, "mute", what="Kidal"), await opened(desk, "subscribe", **WISH)
    assert forms.kept(short) == {}
    pressed = buttons.read(forms.modal(short)["custom_id"])
    assert pressed is not None
    assert words.meant(pressed.args) == ("mute", "", {"what": "Kidal"})
    ((token, line),) = forms.kept(long).items()
    assert forms.modal(long)["custom_id"] == f"@{token}"
    kept = buttons.read(line)
    assert kept is not None
    assert words.meant(kept.args) == ("subscribe", "", WISH)


def test_fields_are_read_by_name_and_whatever_else_a_modal_holds_is_no_field() -> None:
    filled: list[dict[str, Any]] = [
        {"type": 18, "component": {"type": 4, "custom_id": "what", "value": "Kidal"}},
        {"type": 18, "component": {"type": 3, "custom_id": "severity", "values": ["high"]}},
        {"type": 18, "component": {"type": 6, "custom_id": "mention", "values": []}},
        {"type": 18},
        {"type": 10, "content": "words"},
        {"type": 1, "components": [{"type": 4, "custom_id": "what", "value": "Gao"}]},
    ]
    assert forms.typed(filled) == {"what": "Kidal", "severity": "high", "mention": ""}


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda data: data["components"].extend(data["components"]), "fields of a modal: 10"),
        (lambda data: data["components"][1]["component"].update(required=True, min_values=0), "takes nothing"),
    ],
    ids=["too many fields", "required and empty"],
)
async def test_the_judge_of_the_documentation_knows_modals(desk: Desk, spoil: Any, says: str) -> None:
    data = forms.modal(await opened(desk, "subscribe"))
    spoil(data)
    assert any(says in one for one in limits.violations({"type": FORM, "data": data}))
