"""What each of Slack's answers means."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import BotError, Busy, Gone, Lost, Refused, Uncertain
from bot.platforms.slack import call
from bot.platforms.slack.call import CLOSED, MOVING, RETRY, Absent, Barred, Declined, Limited, meaning, word


def said(error: str, **more: Any) -> BotError:
    return meaning(200, {}, {"ok": False, "error": error, **more})


@pytest.mark.parametrize(
    ("status", "headers", "body", "error", "retry"),
    [
        (429, {"Retry-After": "7"}, {"ok": False, "error": "ratelimited"}, Limited, timedelta(seconds=7)),
        (429, {}, None, Limited, RETRY),
        (429, {"Retry-After": "soon"}, None, Limited, RETRY),
        (429, {"Retry-After": "99999"}, None, Limited, timedelta(hours=1)),
        (200, {"Retry-After": "3"}, {"ok": False, "error": "rate_limited"}, Limited, timedelta(seconds=3)),
        (503, {}, None, Busy, RETRY),
        (200, {}, {"ok": False, "error": "service_unavailable"}, Busy, RETRY),
        (200, {}, {"ok": False, "error": "team_added_to_org"}, Busy, MOVING),
        (200, {}, {"ok": False, "error": "message_limit_exceeded"}, Busy, MOVING),
        (403, {}, "<html>who are you</html>", Busy, CLOSED),
        (407, {}, None, Busy, CLOSED),
    ],
    ids=["429", "429 that says no time", "429 that talks", "429 for a day", "a limit by word", "503", "away", "moving",
         "free plan", "a proxy", "another proxy"],
)  # fmt: skip
def test_where_nothing_was_done_slack_is_busy_for_a_known_time(
    status: int, headers: dict[str, str], body: object, error: type[Busy], retry: timedelta
) -> None:
    found = meaning(status, headers, body)
    assert isinstance(found, Busy)
    assert (type(found), found.retry_after) == (error, retry)


@pytest.mark.parametrize("status", [500, 502, 504, 302])
def test_an_outage_that_may_have_come_after_the_act_is_uncertain(status: int) -> None:
    assert type(meaning(status, {}, None)) is Uncertain


@pytest.mark.parametrize("word", ["fatal_error", "internal_error", "request_timeout"])
def test_an_error_of_slacks_own_is_uncertain(word: str) -> None:
    assert type(said(word)) is Uncertain


@pytest.mark.parametrize("body", [None, "ok", [], {}, {"ok": True}, {"ok": False}], ids=repr)
def test_a_success_that_says_nothing_is_uncertain(body: object) -> None:
    assert type(meaning(200, {}, body)) is Uncertain


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("channel_not_found", "invite"),
        ("not_in_channel", "invite Tocsin to the channel"),
        ("is_archived", "unarchive the channel"),
        ("restricted_action", "let Tocsin write there"),
        ("user_disabled", "has left"),
    ],
)
def test_a_closed_channel_says_in_slacks_word_why_and_what_to_do(word: str, advice: str) -> None:
    error = said(word)
    assert isinstance(error, Barred)
    assert isinstance(error, Lost)
    assert error.error == word
    assert error.reason.startswith(f"{word}: ")
    assert advice in error.reason


@pytest.mark.parametrize("word", ["message_not_found", "cant_update_message", "thread_not_found"])
def test_a_message_that_cannot_be_edited_any_more_is_gone(word: str) -> None:
    error = said(word)
    assert isinstance(error, Absent)
    assert isinstance(error, Gone)
    assert error.error == word


def test_a_refusal_keeps_slacks_own_words() -> None:
    messages = ["[ERROR] no more than 150 characters allowed [json-pointer:/blocks/0/text]"]
    error = said("invalid_blocks", response_metadata={"messages": messages})
    assert isinstance(error, Declined)
    assert isinstance(error, Refused)
    assert error.reason == f"invalid_blocks {messages[0]}"
    scope = said("missing_scope", needed="channels:history", provided="chat:write")
    assert str(scope) == "missing_scope channels:history"


def test_a_refusal_is_cut_and_cannot_break_a_line() -> None:
    error = said("invalid_blocks", response_metadata={"messages": ["a\nb\x1b[2J" + "x" * 9000]})
    assert isinstance(error, Declined)
    assert len(error.reason) <= call.SHOWN + 20
    assert error.reason.isprintable()


@pytest.mark.parametrize("word_", sorted(call.DEAD))
def test_a_dead_token_is_told_by_its_word(word_: str) -> None:
    assert word(said(word_)) == word_


def test_what_slack_has_no_word_for_has_none() -> None:
    assert word(Busy(RETRY)) == word(Uncertain("reset")) == word(Lost("removed")) == ""
