"""Pages of an installation: what stands in a card, and nothing that acts."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from bot.cards import workspace
from bot.domain.card import Card, Code, Link, Para, Text
from bot.domain.reader import Reader
from bot.platforms.slack.pages import page
from tests.cards.deck_workspace import CARDS

NASTY = "<script>alert(1)</script>\"'&\u202e\x1b[31m"


class Seen(HTMLParser):
    """Its elements, and what is to be read in the body."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.links: list[str | None] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        self.links += [value for name, value in attrs if name == "href"]
        if tag == "meta":
            self.open.pop()
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and "body" in self.open:
            self.text += data


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "name", [f"workspace_{one}" for one in ("installed", "cancelled", "outdated", "failed", "organisation")]
)
def test_a_card_of_an_installation_is_whole_as_a_page(name: str, language: str) -> None:
    card = CARDS[name](language)
    seen = Seen(page(card, root="/alarm", onward="https://t.test/x?a=1&b=2", label="On"))
    assert seen.open == []
    assert card.title in seen.text
    assert set(seen.tags) <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "h1",
        "p",
        "ul",
        "li",
        "code",
        "a",
    }
    assert seen.links[-1] == "https://t.test/x?a=1&b=2"


def test_commands_are_shown_as_they_are_typed() -> None:
    seen = Seen(page(workspace.installed("Mali desk", reader=Reader()), root="/alarm"))
    assert "/alarm status Kidal" in seen.text
    assert "/invite @Tocsin" in seen.text


def test_nothing_from_outside_acts_on_a_page() -> None:
    spans = (Text(NASTY), Code(NASTY), Link(NASTY, f"https://t.test/?{NASTY}"))
    seen = Seen(page(Card(title=NASTY, symbol=NASTY, blocks=(Para(spans),)), root="/tocsin", onward=NASTY, label=NASTY))
    assert "script" not in seen.tags
    assert seen.text.count("<script>alert(1)</script>") == 6
    assert "\u202e" not in seen.text
    assert "\x1b" not in seen.text
