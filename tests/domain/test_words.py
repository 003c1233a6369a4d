"""Phrases in headlines: whole words, folded, the last one maybe only begun."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.words import LONGEST, folded, form, is_said, phrase, phrases
from tests.domain import draws

HEADLINE = "L’armée attaque Aguel-Hoc : « 12 morts », selon la MINUSMA"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’Armée, attaquée!", "l armee attaquee"),
        ("I-n-Délimane", "i n delimane"),
        ("ŒUVRE  cœur", "oeuvre coeur"),
        ("Straße ＲＮ１８", "strasse rn18"),
        ("car\u00adbu\u200brant", "carburant"),
        ("هجوم على قافلة", "هجوم على قافلة"),
        ("مـــالي", "مالي"),
        ("…«»!", ""),
    ],
)
def test_a_text_is_folded_into_its_words(text: str, words: str) -> None:
    assert " ".join(folded(text)) == words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Fuel Convoy", "fuel convoy"),
        ("carburant*", "carburant*"),
        ("  l'armée  att* ", "l armee att*"),
        ("*", ""),
        ("", ""),
    ],
)
def test_a_phrase_is_its_folded_words(typed: str, said: str) -> None:
    assert phrase(typed) == said


@pytest.mark.parametrize(
    ("wanted", "held"),
    [
        ("armee", True), ("arme", False), ("arme*", True), ("armee*", True), ("armees*", False),
        ("aguel hoc", True), ("aguel", True), ("aguelhoc", False), ("hoc aguel", False), ("aguel h*", True),
        ("attaque hoc", False), ("12 morts", True), ("minusma", True), ("minusma selon", False),
        ("selon la minusma x", False), ("l armee attaque aguel hoc", True), ("rmee", False), ("l a*", True),
    ],
)  # fmt: skip
def test_a_phrase_is_found_in_whole_words_only_but_for_what_a_star_leaves_open(wanted: str, held: bool) -> None:
    assert is_said(wanted, HEADLINE) is held


def test_only_so_much_of_a_headline_is_looked_at() -> None:
    assert is_said("end", "x" * (LONGEST - 4) + " end")
    assert not is_said("end", "x" * LONGEST + " end")


@given(st.randoms(use_true_random=False))
def test_the_phrases_of_a_text_are_those_that_are_said_in_it(chance: Random) -> None:
    headline = " ".join(chance.choices(draws.SAID, k=chance.randint(0, 7)))
    wanted = [one for _ in range(8) for one in draws.phrases(chance).phrases]
    found = phrases(headline, {form(one) for one in wanted})
    assert {one for one in wanted if one in found} == {one for one in wanted if is_said(one, headline)}


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_phrase_that_its_own_text_says(text: str) -> None:
    said = phrase(text)
    assert phrase(said) == said
    assert not said or is_said(said, text)
