"""The app's manifest: what Slack takes, what the code listens for, and no scope that nothing needs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.platforms.slack import manifest, shortcuts, teams
from bot.platforms.slack.manifest import SCOPES, TOLD
from tests.fakes.slack.methods import METHODS
from tests.fakes.slack.methods import SCOPES as OF_THE_FAKE
from tests.fakes.slack.parts import EVENTS as OF_THE_FAKES_EVENTS

ROOM = Path(manifest.__file__).parent
# What an event asks for: https://docs.slack.dev/reference/events
FOR_EVENTS = {
    "app_home_opened": (), "app_mention": ("app_mentions:read",), "app_uninstalled": (), "tokens_revoked": (),
    "member_joined_channel": ("channels:read", "groups:read"), "message.im": ("im:history",),
}  # fmt: skip


@pytest.fixture
def made() -> dict[str, Any]:
    return manifest.manifest()


def test_every_scope_is_needed_and_none_is_missing() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in ROOM.glob("*.py"))
    used = [method for name, method in METHODS.items() if f'"{name}"' in code and method.token == "bot"]
    needed = {"commands"} | {scope for event in TOLD for scope in FOR_EVENTS[event]}
    for method in used:
        family, _, right = method.scope.partition(":")
        kinds = {"*": ("channels", "groups", "im"), "types": ("channels", "groups")}.get(family, ())
        needed |= {f"{kind}:{right}" for kind in kinds} or {method.scope} - {""}
    assert set(SCOPES) == needed


def test_the_fake_gives_what_the_manifest_asks_for_so_that_every_test_of_this_room_shows_that_it_is_enough() -> None:
    assert set(OF_THE_FAKE) == set(SCOPES)
    assert set(OF_THE_FAKES_EVENTS) == set(TOLD)


def test_all_that_the_ears_listen_for_is_asked_for(made: dict[str, Any]) -> None:
    code = (ROOM / "ears.py").read_text(encoding="utf-8")
    heard = {*re.findall(r'app\.event\("([a-z_]+)"\)', code), *teams.EVENTS}
    asked = {event.split(".")[0] for event in made["settings"]["event_subscriptions"]["bot_events"]}
    assert asked == heard


def test_shortcuts_are_those_of_the_code(made: dict[str, Any]) -> None:
    told = {(one["callback_id"], one["type"]) for one in made["features"]["shortcuts"]}
    assert told == {(one.callback_id, "global") for one in shortcuts.GLOBAL} | {
        (one.callback_id, "message") for one in shortcuts.MESSAGE
    }


def test_it_keeps_slacks_limits(made: dict[str, Any]) -> None:
    """https://docs.slack.dev/reference/app-manifest"""
    shown, features = made["display_information"], made["features"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4000
    assert re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])
    assert len(features["bot_user"]["display_name"]) <= 80
    assert len(features["shortcuts"]) <= 10
    for one in features["shortcuts"]:
        assert len(one["name"]) <= 24
        assert len(one["description"]) <= 150
        assert len(one["callback_id"]) <= 255
    for one in features["slash_commands"]:
        assert len(one["command"]) <= 32
        assert len(one["description"]) <= 2000
        assert len(one["usage_hint"]) <= 1000
    assert len(manifest.link(made)) < 8000


def test_as_text_it_says_the_same_with_a_reason_for_each_scope_and_event(made: dict[str, Any]) -> None:
    text = manifest.text(made)
    assert yaml.safe_load(text) == made
    for name in (*SCOPES, *TOLD):
        assert re.search(rf"(?m)^ +- {re.escape(name)}  # \S", text)


def test_the_app_is_whole(made: dict[str, Any]) -> None:
    assert made["settings"]["interactivity"]["is_enabled"]
    assert made["features"]["app_home"]["home_tab_enabled"]
    assert made["features"]["app_home"]["messages_tab_enabled"]
    assert not made["features"]["app_home"]["messages_tab_read_only_enabled"]
