"""Folding, sentences and clauses: what is compared, and the way back to what was written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import OutletId, PayloadId, ReportId, SourceId
from bot.domain.report import Report
from bot.extract.language import language_of
from bot.extract.text import fold, fold_name, lay_out

NOON = datetime(2024, 3, 6, 12, tzinfo=UTC)


def report(title: str, text: str) -> Report:
    return Report(
        id=ReportId("r"),
        origin="o",
        payload=PayloadId("p"),
        locator="",
        source=SourceId("rss"),
        outlet=OutletId("rfi"),
        family="f",
        url="",
        title=title,
        text=text,
        language="",
        published_at=NOON,
        seen_at=NOON,
    )


def sentences(title: str, text: str) -> list[str]:
    layout = lay_out(report(title, text))
    ends = (*layout.starts[1:], len(layout.folded.text))
    return [layout.folded.text[start:end].strip() for start, end in zip(layout.starts, ends, strict=True)]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Ménaka", "menaka"),
        ("Gourma-Rharous", "gourma rharous"),
        ("l’État", "l'etat"),
        ("manœuvre", "manoeuvre"),
        ("Kid\u200bal", "kidal"),
        ("\u202eKidal", "kidal"),
        ("e\u0301te\u0301", "ete"),
        ("\ufb01n", "fin"),
        ("Mali\u00a0:", "mali :"),
    ],
)
def test_a_name_folds_to_what_is_compared(written: str, folded: str) -> None:
    assert fold_name(written) == folded


@given(st.text(max_size=200))
def test_every_folded_character_knows_where_it_stood(text: str) -> None:
    folded = fold(text)
    places = [folded.origin(index) for index in range(len(folded.text))]
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)
    assert folded.origin(len(folded.text)) == len(text)


def test_initials_months_and_hours_end_no_sentence() -> None:
    told = sentences("U.N. convoy hit", "The U.N. mission left on Oct. 31 at 6:30 a.m. from Kidal. It reached Gao.")
    assert told[1:] == ["the u.n. mission left on oct. 31 at 6:30 a.m. from kidal.", "it reached gao."]


def test_the_title_is_a_sentence_of_its_own() -> None:
    assert sentences("Attaque à Gao", "Trois morts.") == ["attaque a gao", "trois morts."]
    assert sentences("", "Trois morts.")[-1] == "trois morts."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The army said that it was attacked in the night", "en"),
        ("L'armée a dit que le camp est tombé dans la nuit", "fr"),
        ("قال الجيش إن المعسكر تعرض لهجوم", "ar"),
    ],
)
def test_the_small_words_tell_the_language(text: str, language: str) -> None:
    assert language_of(fold(text).text, "") == language


def test_a_text_without_small_words_keeps_the_stated_language() -> None:
    assert language_of("kidal", "fr-FR") == "fr"
