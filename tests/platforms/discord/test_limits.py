"""The table of limits agrees with Discord's document, and what only the documentation says is checked too."""

from __future__ import annotations

from typing import Any

import pytest

from bot.platforms.discord import limits
from bot.platforms.discord.limits import FLAG_V2, TABLE, Limit, violations
from tests.platforms.discord.openapi import judge

CARRIED = [one for one in TABLE if one.spec]


@pytest.mark.parametrize("limit", CARRIED, ids=lambda one: one.name)
def test_discords_document_has_the_same_number(limit: Limit) -> None:
    schema, name, keyword = limit.spec.split(".")
    assert judge().spec["components"]["schemas"][schema]["properties"][name][keyword] == limit.value


def test_every_limit_has_a_link_to_the_documentation_and_a_name_of_its_own() -> None:
    assert all(one.link.startswith("https://discord.com/developers/docs/") for one in TABLE)
    assert len({one.name for one in TABLE}) == len(TABLE) > 30


def button(index: int = 0, **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "Details", "custom_id": f"id{index}", **more}


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(buttons)}


def v2(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"components": [{"type": 17, "components": list(components)}], "flags": FLAG_V2, **more}


def display(text: str) -> dict[str, Any]:
    return {"type": 10, "content": text}


def command(**more: Any) -> dict[str, Any]:
    return {"name": "status", "description": "Who holds a place.", **more}


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2000},
        {"embeds": [{"description": "x" * 4000}, {"description": "x" * 2000}], "nonce": "x" * 25},
        {"content": "a", "components": [row(*(button(5 * i + j) for j in range(5))) for i in range(5)]},
        v2(*(display("x" * 100) for _ in range(39))),
        v2(display("x" * 4000)),
        {"type": 4, "data": v2(display("x"))},
        {"type": 5},
        {"type": 5, "data": {"flags": 64}},
        {"type": 9, "data": {"title": "t", "custom_id": "c", "components": [{"type": 18, "label": "l"}]}},
        {"name": "thread", "message": {"content": "x"}},
        {"name": "thread"},
        {"content": "x", "components": [row({"type": 2, "style": 5, "label": "RFI", "url": "https://rfi.example"})]},
        [command() | {"options": [command(name="place")]}] * 100,
    ],
    ids=["content", "embeds", "buttons", "components", "text", "answer", "later", "later in private", "modal",
         "forum post", "thread", "link", "commands"],
)  # fmt: skip
def test_a_body_within_all_limits_is_well(body: Any) -> None:
    assert violations(body) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"content": "x" * 2001}, "content: 2001 characters, at most 2000"),
        ({"content": "\U0001f6a8" * 1001}, "content: 2002"),
        ({"embeds": [{"description": "x" * 4000}, {"title": "x" * 1000, "footer": {"text": "x" * 1001}}]}, "6001"),
        ({"embeds": [{"fields": [{"name": "x" * 256, "value": "x" * 1024}] * 5}]}, "all embeds together: 6400"),
        ({"embeds": [{"color": 1}]}, "embed 0 is empty"),
        ({"content": "x", "nonce": "x" * 26}, "nonce: 26"),
        ({"content": " \n"}, "an empty message"),
        ({"embeds": []}, "an empty message"),
        ({"content": "x", "components": [row(button(i)) for i in range(6)]}, "rows of buttons: 6"),
        ({"content": "x", "components": [row(button(), button())]}, "custom_id 'id0' twice"),
        ({"content": "x", "components": [row(button(custom_id="é" * 101))]}, "custom_id: 101"),
        ({"content": "x", "components": [row(button(label="x" * 81))]}, "button label: 81"),
        ({"content": "x", "components": [row(button(label=" "))]}, "a button without label and emoji"),
        ({"content": "x", "components": [row(button(url="https://a.b"))]}, "style 2 with custom_id and url"),
        ({"content": "x", "components": [row({"type": 2, "style": 2, "label": "x"})]}, "style 2 with nothing to do"),
        ({"content": "x", "components": [display("x")]}, "without their flag"),
        (v2(display("x"), content="x"), "beside components of the second kind"),
        (v2(*(display("x") for _ in range(40))), "components with all nested ones: 41"),
        (v2(display("x" * 2000), display("x" * 2001)), "all text displays together: 4001"),
        (v2(display("\u00a0")), "a text display without text"),
        (v2({"type": 9, "components": [display("x" * 4000)], "accessory": button()}, display("x")), "4001"),
        ({"type": 4, "data": {"content": "x" * 2001}}, "content: 2001"),
        ({"name": "thread", "message": {"content": ""}}, "an empty message"),
        ([command()] * 101, "commands: 101"),
        ([command(name="Status")], "the name 'Status'"),
        ([command(options=[command(name="ein ort")])], "the name 'ein ort'"),
        ([command(description="")], "'status' without a description"),
        ([command(options=[{"name": "a", "description": "b",
                            "choices": [{"name": "c", "value": "x" * 8000}]}])], "one command in all: 80"),
        ([command(description_localizations={"fr": "x" * 8000})], "one command in all: 8006"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)  # fmt: skip
def test_what_only_the_documentation_forbids_is_found(body: Any, fault: str) -> None:
    (told,) = violations(body)
    assert fault in told


def test_an_edit_may_leave_everything_out_but_must_keep_to_the_limits() -> None:
    assert violations({"components": []}, is_edit=True) == []
    assert violations({"type": 7, "data": {"components": []}}) == []
    assert violations({"content": "x" * 2001}, is_edit=True) != []


def test_the_judge_knows_the_paths_and_refuses_misspelt_keys() -> None:
    assert judge().faults("POST", "/api/v10/channels/1/messages", {"content": "x"}) == []
    assert judge().faults("POST", "/channels/1/messages", {"contents": "x"}) == [
        "(body): Additional properties are not allowed ('contents' was unexpected)"
    ]
    (fault,) = judge().faults("PATCH", "/channels/1/messages/2", {"components": [row(button(styel=1))]})
    assert fault.startswith("components/0/components/0: ")
    (fault,) = judge().faults("POST", "/interactions/1/token/callback", {"type": 4, "data": {"flag": 64}})
    assert fault.startswith("data: ")
    with pytest.raises(LookupError):
        judge().faults("POST", "/channels/1/letters", {})
    with pytest.raises(LookupError):
        judge().faults("GET", "/channels/1/messages", {})


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/applications/1/commands", [{"name": "status", "description": "x", "type": 1, "nsfw": False}]),
        ("POST", "/channels/1/messages", {"embeds": [{"description": "x", "flags": 0}]}),
        ("POST", "/channels/1/messages", {"attachments": [{"id": 0, "filename": "a.png"}]}),
        ("PATCH", "/channels/1/messages/2", {"content": "x", "tts": False}),
    ],
    ids=["nsfw", "embed flags", "attachment id", "tts"],
)
def test_the_judge_lets_the_known_deviations_of_the_library_pass(method: str, path: str, body: Any) -> None:
    assert judge().faults(method, path, body) == []


def test_the_limits_that_code_is_written_by_are_those_of_the_table() -> None:
    assert {limits.CONTENT, limits.DESCRIPTION, limits.TEXT, limits.COMPONENTS, limits.CUSTOM_ID} <= set(TABLE)
