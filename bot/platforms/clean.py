"""Text from outside, made harmless for any screen: one line, no control or direction characters, no towers of accents.

Every renderer passes every text of a card through `one_line` before it escapes or measures it. Must not know a
platform.
"""

from __future__ import annotations

import re
import unicodedata

MARKS = 2  # combining marks on one letter; real languages of our sources need no more, "zalgo" text stacks dozens
KEPT_SPACES = frozenset(
    {"\u00a0", "\u202f"}
)  # French puts them before ":" and inside numbers; a line must not break there

# English and French as they are usually written: every character is kept and one cell wide, so nothing is to be done.
_USUAL = re.compile("[ -~\u00a0-\u00ac\u00ae-\u024f\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u202f]*")


def is_usual(text: str) -> bool:
    """Whether the text has only characters that are harmless and one cell wide."""
    return _USUAL.fullmatch(text) is not None


def one_line(text: str) -> str:
    """The text without characters that act on a terminal or reorder a line; runs of white space become one space."""
    if "  " not in text and is_usual(text):
        return text
    out: list[str] = []
    marks = 0
    for character in text:
        kept = _kept(character)
        if not kept:
            continue
        if unicodedata.category(kept) in ("Mn", "Me"):
            marks += 1
            if marks > MARKS or not out or out[-1] == " ":
                continue
        else:
            marks = 0
        if kept == " " and out and out[-1] == " ":
            continue
        out.append(kept)
    return "".join(out)


def _kept(character: str) -> str:
    """The character, a space in its place, or nothing."""
    if " " <= character <= "~" or character in KEPT_SPACES:
        return character
    match unicodedata.category(character):
        case "Cc":
            return " " if character in "\t\n\v\f\r\x85" else ""
        case "Zs" | "Zl" | "Zp":
            return " "
        case "Cf":  # bidirectional controls, zero-width spaces and joiners, language tags
            return ""
        case "Cs" | "Co" | "Cn":  # lone surrogates, private use, unassigned: nobody knows how wide they are
            return "\ufffd"
        case _:
            return "" if "\ufe00" <= character <= "\ufe0f" else character  # variation selectors change the width
