"""Text cut to the room there is, measured as it will be rendered. Must not know a platform.

Cutting first and escaping afterwards makes a text longer again, or tears an escape apart; so the beginning of a text is
dressed anew at each try, and what is measured is what will be sent.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

ELLIPSIS = "…"
_WORD = 24  # how many characters at most are given up so that a cut falls between words


def beginning(text: str, dress: Callable[[str], str], size: Callable[[str], int], room: int) -> str:
    """The dressed text if it fits in `room`; else its longest beginning that does, with an ellipsis; empty if none."""
    whole = dress(text)
    if size(whole) <= room:
        return whole
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if size(_cut(text, middle, dress)) <= room:
            low = middle
        else:
            high = middle - 1
    # An escape may depend on what follows it, so that a shorter text can be one character longer when it is dressed.
    for length in range(_at_word(text, low), 0, -1):
        made = _cut(text, length, dress)
        if size(made) <= room:
            return made
    return dress(ELLIPSIS) if size(dress(ELLIPSIS)) <= room else ""


def _cut(text: str, length: int, dress: Callable[[str], str]) -> str:
    return dress(text[: _at_letter(text, length)].rstrip() + ELLIPSIS)


def _at_letter(text: str, length: int) -> int:
    """No accent and no skin colour without what carries it."""
    while 0 < length < len(text) and _is_carried(text[length]):
        length -= 1
    return length


def _is_carried(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc", "Me") or "\U0001f3fb" <= character <= "\U0001f3ff"


def _at_word(text: str, length: int) -> int:
    """The end of the last whole word, where that is near."""
    if length >= len(text) or text[length].isspace():
        return length
    space = text.rfind(" ", max(0, length - _WORD), length)
    return space if space > 0 else length
