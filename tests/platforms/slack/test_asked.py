"""Requests as Slack sends them, read into who did something where; and what forms remember."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack import asked, memo
from bot.platforms.slack.asked import Asked, read
from bot.platforms.slack.limits import VIEW_METADATA, size
from bot.platforms.slack.memo import Memo

COMMAND = {
    "team_id": "T1", "channel_id": "C1", "user_id": "U1", "command": "/tocsin", "text": "status Kidal",
    "response_url": "https://hooks.slack.test/1", "trigger_id": "1.2.3", "is_enterprise_install": "false",
}  # fmt: skip
PRESSED: dict[str, Any] = {
    "type": "block_actions", "team": {"id": "T1", "domain": "d"}, "user": {"id": "U1", "team_id": "T9"},
    "channel": {"id": "C1"}, "container": {"type": "message", "message_ts": "2.0", "channel_id": "C1"},
    "message": {"ts": "2.0", "thread_ts": "2.0"}, "trigger_id": "1", "response_url": "https://hooks.slack.test/2",
    "actions": [{"action_id": "0:why", "value": "why?id=A"}],
}  # fmt: skip
EVENT: dict[str, Any] = {
    "team_id": "T9", "authorizations": [{"team_id": "T1", "user_id": "UB"}], "type": "event_callback",
    "event": {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "3.0", "text": "<@UB> help", "team": "T9"},
}  # fmt: skip


def view(kind: str, remembered: Memo = Memo(), **more: Any) -> dict[str, Any]:  # noqa: B008
    return {"id": "V1", "type": kind, "private_metadata": memo.written(remembered), "team_id": "T1", **more}


def test_a_command_says_who_where_and_what() -> None:
    assert read(COMMAND) == Asked(
        team="T1", user="U1", channel="C1", text="status Kidal", trigger="1.2.3",
        response_url="https://hooks.slack.test/1",
    )  # fmt: skip
    assert read(COMMAND).destination.key == "slack:T1:C1"


def test_a_button_says_what_it_means_and_where_it_stands() -> None:
    made = read(PRESSED)
    assert (made.team, made.user, made.channel, made.value, made.action) == ("T1", "U1", "C1", "why?id=A", "0:why")
    assert not made.is_below_private
    assert read({**PRESSED, "container": {**PRESSED["container"], "is_ephemeral": True}}).is_below_private


@pytest.mark.parametrize(
    ("container", "message", "thread"),
    [
        ({}, {"ts": "2.0"}, ""),
        ({}, {"ts": "2.0", "thread_ts": "2.0"}, ""),
        ({}, {"ts": "2.0", "thread_ts": "1.0"}, "1.0"),
        ({"thread_ts": "1.0"}, {}, "1.0"),
    ],
    ids=["no thread", "above a thread", "in a thread", "an answer in a thread"],
)
def test_only_what_hangs_in_a_thread_is_in_one(container: dict[str, str], message: dict[str, str], thread: str) -> None:
    assert read({**PRESSED, "container": container, "message": message}).thread == thread


def test_a_chosen_option_is_its_value() -> None:
    chosen = {"action_id": "0:status", "selected_option": {"value": "status?place=Gao"}}
    assert read({**PRESSED, "actions": [chosen]}).value == "status?place=Gao"
    assert read({**PRESSED, "actions": []}).value == ""


def test_an_event_belongs_to_the_workspace_in_which_tocsin_is_installed() -> None:
    made = read(EVENT)
    assert (made.team, made.user, made.channel, made.text) == ("T1", "U1", "C1", "<@UB> help")


@pytest.mark.parametrize(
    ("body", "team"),
    [
        ({"team": None, "user": {"id": "U1", "team_id": "T3"}}, "T3"),
        ({"team": {"id": "T2"}, "user": {"id": "U1"}, "view": view("modal", app_installed_team_id="T1")}, "T1"),
        ({"team": "T2", "user": {"id": "U1"}}, "T2"),
        ({"user": {"id": "U1"}, "view": view("home")}, "T1"),
    ],
    ids=["a whole organisation", "a shared channel", "an id alone", "a view alone"],
)
def test_the_workspace_is_found_wherever_it_stands(body: dict[str, Any], team: str) -> None:
    assert read(body).team == team


def test_a_form_remembers_where_it_was_opened() -> None:
    remembered = Memo(channel="C1", command="mute", response_url="https://hooks.slack.test/3", home="D1")
    made = read({"team": {"id": "T1"}, "user": {"id": "U1"}, "view": view("modal", remembered)})
    assert (made.channel, made.response_url, made.memo) == ("C1", "https://hooks.slack.test/3", remembered)
    assert made.is_form
    assert not made.is_home


def test_what_was_asked_nowhere_is_the_persons_own() -> None:
    made = read({"team": {"id": "T1"}, "user": {"id": "U1"}, "callback_id": "tocsin_status"})
    assert made.destination.key == "slack:T1:@U1"


@pytest.mark.parametrize("body", [{}, {"team_id": "T1"}, {"user_id": "U1"}], ids=["nothing", "nobody", "nowhere"])
def test_what_is_none_of_slacks_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        read(body)


@pytest.mark.parametrize(
    ("locale", "language"), [("fr-FR", "fr"), ("en-GB", "en"), ("FR", "fr"), ("de-DE", ""), ("", "")]
)
def test_languages_that_tocsin_does_not_speak_are_none(locale: str, language: str) -> None:
    assert asked.language(locale) == language


TEXTS = st.text(max_size=80)


@given(
    st.builds(
        Memo, language=TEXTS, channel=TEXTS, command=TEXTS, response_url=TEXTS, home=TEXTS,
        began=st.dictionaries(TEXTS, TEXTS, max_size=4),
    )
)  # fmt: skip
def test_a_memo_is_read_back_as_it_was_written(remembered: Memo) -> None:
    assert memo.read(memo.written(remembered)) == remembered


def test_a_memo_that_is_too_long_forgets_what_the_form_began_with() -> None:
    long = Memo(channel="C1", command="mute", began={"reason": "\U0001f514" * 2000})
    assert size(memo.written(long)) <= VIEW_METADATA.value
    assert memo.read(memo.written(long)) == Memo(channel="C1", command="mute")


@pytest.mark.parametrize("text", ["", "x", "[]", "null", '"C1"', '{"b": 1}', '{"b": []}', "1e999"])
def test_a_memo_of_somebody_else_is_an_empty_one(text: str) -> None:
    assert memo.read(text) == Memo()
