"""Interactions as Discord sends them, read."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.subscription import Destination
from bot.platforms.discord.asked import Kind, read

GUILD = {"id": "7", "guild_id": "9", "channel": {"id": "8", "type": 0}, "channel_id": "8"}


def told(**more: Any) -> dict[str, Any]:
    member = {"user": {"id": "42"}, "roles": ["5", "6"], "permissions": "1024"}
    usual = {"application_id": "1", "token": "t", "type": 2, "locale": "en-US", "member": member, "data": {}}
    return {**usual, **GUILD, **more}


def member(permissions: int) -> dict[str, Any]:
    return {"user": {"id": "42"}, "roles": [], "permissions": str(permissions)}


def test_a_command_has_its_arguments_as_text() -> None:
    options = [{"name": "place", "type": 3, "value": "Kidal"}, {"name": "days", "type": 4, "value": 30}]
    asked = read(told(data={"name": "incidents", "options": options}), frozenset())
    assert (asked.kind, asked.name, dict(asked.args)) == (Kind.COMMAND, "incidents", {"place": "Kidal", "days": "30"})


def test_who_asks_from_where_is_known() -> None:
    caller = read(told(), frozenset({"42"})).caller
    assert caller.destination == Destination(platform="discord", tenant="9", channel="8")
    assert (caller.user, caller.roles, caller.is_operator) == ("42", frozenset({"5", "6"}), True)


def test_somebody_alone_with_tocsin_has_no_guild() -> None:
    alone = {"guild_id": None, "member": None, "user": {"id": "42"}, "channel": {"id": "3", "type": 1}}
    caller = read(told(**alone), frozenset()).caller
    assert caller.destination == Destination(platform="discord", tenant="@me", channel="3")
    assert not caller.may_change


@pytest.mark.parametrize(
    ("permissions", "may"),
    [(0, False), (1 << 11, False), (1 << 4, True), (1 << 5, True), (1 << 3, True), ((1 << 50) + (1 << 5), True)],
    ids=["nothing", "writing", "channels", "server", "administrator", "many"],
)
def test_the_rights_over_a_channel_come_from_what_discord_has_worked_out(permissions: int, may: bool) -> None:
    assert read(told(member=member(permissions)), frozenset()).caller.may_change is may


@pytest.mark.parametrize(
    ("channel", "meant"),
    [
        ({"id": "8", "type": 0, "parent_id": "1"}, "8"),
        ({"id": "8", "type": 11, "parent_id": "1"}, "1"),
        ({"id": "8", "type": 10, "parent_id": "1"}, "1"),
        ({"id": "8", "type": 12, "parent_id": "1"}, "1"),
        ({"id": "8", "type": 11, "parent_id": None}, "8"),
    ],
    ids=["in a category", "a thread", "of an announcement", "a private thread", "an orphan"],
)
def test_a_thread_stands_for_the_channel_that_it_hangs_in(channel: dict[str, Any], meant: str) -> None:
    assert read(told(channel=channel), frozenset()).caller.destination.channel == meant


@pytest.mark.parametrize(
    ("locale", "language"), [("fr", "fr"), ("en-US", "en"), ("en-GB", "en"), ("de", ""), ("es-419", ""), ("", "")]
)
def test_languages_that_tocsin_does_not_speak_are_left_to_the_channel(locale: str, language: str) -> None:
    assert read(told(locale=locale), frozenset()).caller.language == language


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("<@&4711>", "4711"), ("<@&1> <@&2>, <@&3>", "1,2,3"), ("ask <@&1>", "ask <@&1>"), ("oncall", "oncall")],
)
def test_mentions_of_roles_are_their_ids(typed: str, meant: str) -> None:
    options = [{"name": "editors", "type": 3, "value": typed}]
    assert read(told(data={"name": "settings", "options": options}), frozenset()).args["editors"] == meant


def test_what_is_being_typed_is_known() -> None:
    options = [{"name": "severity", "value": "high"}, {"name": "what", "value": "Kid", "focused": True}]
    asked = read(told(type=4, data={"name": "subscribe", "options": options}), frozenset())
    assert (asked.focused, asked.args["what"]) == ("what", "Kid")


@pytest.mark.parametrize(
    ("given", "pressed"),
    [
        ({"component_type": 2, "custom_id": "help"}, "help"),
        ({"component_type": 3, "custom_id": "menu", "values": ["help?command=mute"]}, "help?command=mute"),
        ({"component_type": 3, "custom_id": "menu", "values": []}, ""),
    ],
    ids=["a button", "a menu", "a menu without a choice"],
)
def test_what_was_pressed_is_the_button_or_the_chosen_line(given: dict[str, Any], pressed: str) -> None:
    assert read(told(type=3, data=given, message={"flags": 0}), frozenset()).pressed == pressed


@pytest.mark.parametrize(("flags", "is_private"), [(64, True), (64 | 1 << 15, True), (1 << 12, False), (None, False)])
def test_whether_it_was_pressed_in_a_private_answer_is_known(flags: int | None, is_private: bool) -> None:
    assert read(told(type=3, message={"flags": flags}), frozenset()).is_below_private is is_private
