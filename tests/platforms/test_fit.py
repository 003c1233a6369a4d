"""A text is cut by what is rendered: it always fits, and as much of it as can be is kept."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.fit import ELLIPSIS, beginning


def starred(text: str) -> str:
    """A dress that doubles its stars and adds marks around."""
    return f"<{text.replace('*', '**')}>"


@pytest.mark.parametrize(
    ("text", "room", "made"),
    [
        ("Kidal", 7, "<Kidal>"),
        ("Kidal", 6, "<Kid…>"),
        ("a*****b", 9, "<a****…>"),
        ("Kidal and Aguelhok", 15, "<Kidal and…>"),
        ("Kidal   and", 10, "<Kidal…>"),
        ("ab e\u0301e\u0301", 7, "<ab…>"),
        ("ab\U0001f44d\U0001f3fd", 5, "<ab…>"),
        ("Kidal", 3, "<…>"),
        ("Kidal", 2, ""),
        ("", 2, "<>"),
        ("", 1, ""),
    ],
    ids=["whole", "cut", "dressed", "word", "spaces", "accent", "skin", "nothing but dots", "no room", "empty", "none"],
)
def test_the_longest_beginning_that_fits_is_kept(text: str, room: int, made: str) -> None:
    assert beginning(text, starred, len, room) == made


@given(st.text("ab* ", max_size=60), st.integers(0, 80))
def test_whatever_is_cut_fits_and_is_a_beginning(text: str, room: int) -> None:
    made = beginning(text, starred, len, room)
    assert len(made) <= room
    if made != starred(text) and made:
        kept = made.removeprefix("<").removesuffix(f"{ELLIPSIS}>").replace("**", "*")
        assert text.startswith(kept)
        # Only a word, or a letter that would have to be torn, is given up.
        longer = starred(text[: len(kept) + 26] + ELLIPSIS)
        assert len(longer) > room or len(text) - len(kept) < 26


@given(st.text("a:b", max_size=40), st.integers(0, 60))
def test_a_dress_that_looks_ahead_is_measured_too(text: str, room: int) -> None:
    """Each colon that another follows is escaped, so that a shorter text may be dressed longer or shorter."""
    made = beginning(text, lambda part: re.sub(r":(?=[^:]*:)", r"\\:", part), len, room)
    assert len(made) <= room
