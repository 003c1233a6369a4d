"""Whatever a card holds, Discord takes its bodies, nothing in them acts but what we meant, and they call nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.card import Card
from bot.domain.delivery import Manner
from bot.platforms.discord import buttons, render
from bot.platforms.discord.limits import THREAD_NAME, violations
from bot.platforms.discord.spans import size
from tests.platforms.discord.markdown import every, invites, parse, pings
from tests.platforms.discord.openapi import judge
from tests.platforms.discord.screen import KEY
from tests.platforms.hostile import cards

OURS = {"bold", "code", "link", "time", "bullet", "subtext", "heading"}
ROLE = "4711000000000000001"
many = settings(
    max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def texts(body: Any) -> Iterator[str]:
    """Everything in the body that is read as markdown."""
    if isinstance(body, Mapping):
        for name, value in body.items():
            if name in ("content", "description") and isinstance(value, str):
                yield value
            yield from texts(value)
    elif isinstance(body, list):
        for one in body:
            yield from texts(one)


def acting(body: Mapping[str, Any]) -> set[str]:
    """Everything that acts in the body's texts; of links, only what leads to a web page."""
    found: set[str] = set()
    for text in texts(body):
        assert text.strip()
        assert invites(text) == []
        for node in every(parse(text)):
            found.add(node.kind)
            assert node.kind != "link" or node.about.lower().startswith(("https://", "http://"))
    return found - {"text"}


def called(body: Mapping[str, Any]) -> list[str]:
    return [one for text in texts(body) for one in pings(text)]


@pytest.mark.slow
@many
@given(cards, st.sampled_from(["", ROLE]), st.booleans())
def test_a_message_is_accepted_and_calls_only_whom_its_manner_names(card: Card, mention: str, silent: bool) -> None:
    body = render.message(card, Manner(mention=mention, silent=silent), KEY)
    assert violations(body) == []
    assert judge().faults("POST", "/channels/1/messages", body) == []
    assert called(body) == ([f"<@&{mention}>"] if mention else [])
    assert body["allowed_mentions"] == ({"parse": [], "roles": [mention]} if mention else {"parse": []})
    assert acting(body) <= OURS | ({"role"} if mention else set())
    assert buttons.key_of(body["components"]) == KEY
    assert 0 < size(render.name(card)) <= THREAD_NAME.value


@pytest.mark.slow
@many
@given(cards, st.sampled_from([KEY, None]))
def test_an_edit_is_accepted_and_calls_nobody(card: Card, key: Any) -> None:
    body = render.edit(card, key)
    assert violations(body) == []
    assert judge().faults("PATCH", "/channels/1/messages/2", body) == []
    assert called(body) == []
    assert acting(body) <= OURS
    assert buttons.key_of(body["components"]) == key


@pytest.mark.slow
@many
@given(cards, st.booleans())
def test_an_answer_is_accepted_and_calls_nobody(card: Card, private: bool) -> None:
    body = render.answer(card, private=private)
    assert violations(body) == []
    assert judge().faults("POST", "/interactions/1/token/callback", {"type": 4, "data": body}) == []
    assert called(body) == []
    assert acting(body) <= OURS
    json.dumps(body, ensure_ascii=False).encode("utf-8")
