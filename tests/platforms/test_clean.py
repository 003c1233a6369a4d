"""Text from outside loses everything that acts on a screen, and keeps what people read."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.clean import MARKS, one_line


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("\x1b[2J\x1b]0;owned\x07Kidal", "[2J]0;ownedKidal"),
        ("\x9b31mKidal", "31mKidal"),
        ("Kidal\r\n\tAguelhok\u2028Tessalit", "Kidal Aguelhok Tessalit"),
        ("a\u202egpj.exe\u202c b\u2066c\u2069", "agpj.exe bc"),
        ("Kid\u200bal\u200d\ufeff\u00ad", "Kidal"),
        ("a\ud800b\ue000c\U000e0041d", "a\ufffdb\ufffdcd"),
        ("Z" + "\u0300\u0301\u0302" * 20, "Z\u0300\u0301"),
        ("\u0301Kidal", "Kidal"),
        ("a    b\u3000c", "a b c"),
        ("6\u202f000 tués\u00a0: « N’Djaména »", "6\u202f000 tués\u00a0: « N’Djaména »"),
        ("مالي كيدال", "مالي كيدال"),
    ],
    ids=["escape", "c1", "newlines", "bidi", "invisible", "nobody", "zalgo", "lone mark", "runs", "french", "arabic"],
)
def test_hostile_text_becomes_one_harmless_line(hostile: str, harmless: str) -> None:
    assert one_line(hostile) == harmless


@given(st.text(st.characters(codec=None), max_size=80))
def test_whatever_comes_in_no_control_or_direction_character_comes_out(text: str) -> None:
    clean = one_line(text)
    assert {unicodedata.category(character) for character in clean}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
    assert "  " not in clean
    assert one_line(clean) == clean


@given(st.text(st.sampled_from("a\u0300\u0483\u20dd\u200d "), max_size=40))
def test_no_letter_carries_more_marks_than_a_line_has_room_for(text: str) -> None:
    run = 0
    for character in one_line(text):
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        assert run <= MARKS
