"""What platforms add to cards: where one was cut, and a button where there is none."""

from __future__ import annotations

import pytest

from bot.cards import added
from bot.domain.card import Action, Card
from bot.domain.reader import Reader
from tests.cards.deck import CARDS
from tests.cards.reading import flat

DETAILS = Action(label="Details", command="incident", args=(("id", "3FZ8H1WC"),))


@pytest.mark.parametrize(
    ("line", "language", "told"),
    [
        ("incident A", "en", "There is more than fits into one message: incident A tells more."),
        ("", "en", "There is more than fits into one message."),
        ("", "fr", "Tout ne tient pas dans un seul message."),
    ],
)
def test_a_cut_is_told_with_the_command_that_tells_more(line: str, language: str, told: str) -> None:
    assert flat(added.rest(line, Reader(language=language))) == told


def test_a_card_without_actions_offers_the_help() -> None:
    assert CARDS["error"]("fr").actions == ()
    assert added.button(CARDS["error"]("fr")) == Action(label="Aide", command="help")


def test_only_what_shows_something_tells_more() -> None:
    mute, status = Action(label="", command="mute"), Action(label="", command="status")
    assert added.showing(Card(title="", actions=(mute, status))) == status
    assert added.showing(Card(title="", actions=(mute,))) is None
    assert added.showing(CARDS["news_toll"]("en")) == DETAILS
    assert added.showing(CARDS["error"]("en")) is None
