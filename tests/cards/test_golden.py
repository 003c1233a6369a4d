"""Every card as a terminal shows it, compared letter by letter with the renderings that were looked at and found good.

`GOLDEN=write python -m pytest tests/cards/test_golden.py` writes them anew: read the difference before keeping it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.platforms.terminal.render import render
from tests.cards.decks import EVERY as CARDS
from tests.cards.samples import NOW

GOLDEN = Path(__file__).parent / "golden"
WIDTHS = (80, 48)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", sorted(CARDS))
def test_card_is_rendered_as_it_was_found_good(name: str, language: str) -> None:
    card = CARDS[name](language)
    shown = "\n".join(render(card, width=width, colour=False, now=NOW) for width in WIDTHS)
    golden = GOLDEN / f"{name}.{language}.txt"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")


def test_every_golden_rendering_belongs_to_a_card() -> None:
    known = {f"{name}.{language}.txt" for name in CARDS for language in ("en", "fr")}
    assert {path.name for path in GOLDEN.glob("*.txt")} == known


@pytest.mark.parametrize("name", sorted(CARDS))
def test_french_card_keeps_no_english_sentence(name: str) -> None:
    """What differs between two cards of the same values is only the language: no line of prose may be the same."""
    english = render(CARDS[name]("en"), width=120, colour=False, now=NOW).splitlines()
    french = render(CARDS[name]("fr"), width=120, colour=False, now=NOW).splitlines()
    same = {line for line in english if line in french and any(character.isalpha() for character in line)}
    # Quotes, ids, commands, names, and what the caller gives in the reader's language are not ours to translate.
    given = (
        "“", "«", "`", "<https", "⌖", "● ", "┃ #", "rss/", "! Unknown", "No place", "Incidents: ", "oncall",
        "Kidal base changes hands", "maliweb.example", "Studio Tamani", "RFI", "terminal:local",
    )  # fmt: skip
    # So does the name of an outlet that a line begins with.
    assert {line for line in same if not any(sign in line for sign in given)} <= {"┃ Sources", "┃ communiqués"}


@pytest.mark.parametrize("name", [name for name in sorted(CARDS) if CARDS[name]("en").actions])
def test_every_button_of_a_card_has_a_name_of_its_own(name: str) -> None:
    for language in ("en", "fr"):
        labels = [action.label for action in CARDS[name](language).actions]
        assert all(labels)
        assert len(labels) == len(set(labels))
