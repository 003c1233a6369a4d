"""Whatever a card holds, Slack takes its bodies, nothing in them acts but what we meant, and they call nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.card import Card
from bot.domain.delivery import Manner
from bot.platforms.slack import render
from tests.platforms.hostile import cards
from tests.platforms.slack.judge import violations
from tests.platforms.slack.mrkdwn import kinds
from tests.platforms.slack.screen import KEY

# What is meant to act: small print has code, links and dates, rich text nothing that calls but whom the manner names.
IN_MARKUP = {"code", "link", "date"}
IN_RICH_TEXT = {"text", "link", "date"}
CALLS = {"user", "usergroup", "broadcast", "channel", "team"}
many = settings(
    max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every object in the value."""
    if isinstance(value, Mapping):
        yield value
    for inner in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from nodes(inner)


def called(body: Mapping[str, Any]) -> list[str]:
    """Whom the blocks call."""
    return [json.dumps(node) for node in nodes(body["blocks"]) if node.get("type") in CALLS]


def check(method: str, body: Mapping[str, Any], more: Mapping[str, Any]) -> None:
    """Slack takes it, and nothing acts but what is meant to."""
    assert violations(method, {**more, **body}) == []
    assert body["text"].strip()
    for node in nodes(body["blocks"]):
        if node.get("type") == "mrkdwn":
            assert kinds(node["text"]) <= IN_MARKUP
        if node.get("type") == "plain_text":
            assert node["emoji"] is False
            assert "<!" not in node["text"]
        if node.get("type") == "rich_text_section":
            assert {one["type"] for one in node["elements"]} <= IN_RICH_TEXT | CALLS
    json.dumps(body, ensure_ascii=False).encode("utf-8")


@pytest.mark.slow
@many
@given(cards, st.sampled_from(["", "S0DESK", "here", "@channel"]), st.booleans())
def test_a_message_is_accepted_and_calls_only_whom_its_manner_names(card: Card, mention: str, has_file: bool) -> None:
    files = {"a": "F0MAP"} if has_file else {}
    body = render.message(card, Manner(mention=mention), KEY, files=files)
    check("chat.postMessage", body, {"channel": "C0ALERTS"})
    calls = {"S0DESK": ("group", '{"type": "usergroup", "usergroup_id": "S0DESK"}'),
             "here": ("broadcast", '{"type": "broadcast", "range": "here"}')}  # fmt: skip
    meant = calls.get(mention)
    assert called(body) == ([meant[1]] if meant else [])
    assert kinds(body["text"]) == ({meant[0]} if meant else set())
    assert render.key_of(body) == KEY


@pytest.mark.slow
@many
@given(cards, st.sampled_from([KEY, None]))
def test_an_edit_and_an_answer_are_accepted_and_call_nobody(card: Card, key: Any) -> None:
    edit, answer = render.edit(card, key), render.answer(card)
    check("chat.update", edit, {"channel": "C0ALERTS", "ts": "1700035200.000100"})
    assert called(edit) == []
    assert kinds(edit["text"]) == set()
    assert {**answer, **({"metadata": edit["metadata"]} if key else {})} == edit
    assert render.key_of(edit) == key


@pytest.mark.slow
@settings(many, max_examples=200)
@given(st.lists(cards, min_size=1, max_size=4))
def test_the_app_home_is_accepted_and_calls_nobody(some: list[Card]) -> None:
    view = render.home(some)
    assert violations("views.publish", {"user_id": "U0READER", "view": view}) == []
    assert called(view) == []
