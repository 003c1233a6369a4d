"""What people type, made safe to read and to repeat. Must not know commands."""

from __future__ import annotations

import unicodedata

LONGEST_LINE = 2000  # Discord's and Slack's own limits for what a person types are of this size
LONGEST_ARG = 500
SHOWN = 60  # characters of a bad word that an error repeats


def cleaned(text: str) -> str:
    """One line without control and direction characters, blanks made single: nothing a person can see is lost."""
    text = text[: 10 * LONGEST_LINE]  # what is longer is refused anyway, after this much work
    visible = (" " if letter.isspace() else letter for letter in text if letter.isspace() or not _is_hidden(letter))
    return " ".join("".join(visible).split())


def clipped(word: str) -> str:
    """A word short enough to be repeated in an answer."""
    return word if len(word) <= SHOWN else word[: SHOWN - 1] + "…"


def _is_hidden(letter: str) -> bool:
    return unicodedata.category(letter)[0] == "C"
