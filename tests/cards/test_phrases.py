"""The catalogues are whole, and say numbers, days and lists as each language does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.cards.phrases import LANGUAGES, PhraseMisused, Phrases, placeholders, spoken
from bot.domain.card import Bold, Text, Time, TimeStyle
from tests.cards.sentences import BOT, said, sentences

TRANSLATED = [language for language in LANGUAGES if language != "en"]


def catalogue(language: str) -> Catalog:
    with Path(BOT, "locale", language, "LC_MESSAGES", "tocsin.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_has_every_sentence_that_the_code_says(language: str) -> None:
    known = {message.id for message in catalogue(language) if message.id}
    missing = {where: sentence for sentence, where in said().items() if sentence not in known}
    assert missing == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_has_no_sentence_that_nobody_says(language: str) -> None:
    whole = catalogue(language)
    assert {message.id for message in whole if message.id} - said().keys() == set()
    assert list(whole.obsolete) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_has_no_doubtful_or_empty_translation(language: str) -> None:
    doubtful = [message.id for message in catalogue(language) if message.id and message.fuzzy]
    empty = [message.id for message in catalogue(language) if message.id and not _forms(message.string)]
    assert doubtful == []
    assert empty == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_placeholders_of_their_sentences(language: str) -> None:
    wrong = []
    for message in catalogue(language):
        if not message.id:
            continue
        wanted = placeholders(message.id if isinstance(message.id, str) else message.id[1])
        forms = _forms(message.string)
        # A singular may say "one" in words instead of the number.
        needed = [wanted] * len(forms) if isinstance(message.id, str) else [wanted - {"n"}, wanted]
        if any(not need <= placeholders(form) <= wanted for need, form in zip(needed, forms, strict=True)):
            wrong.append(message.id)
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_french_puts_unbreakable_spaces_before_double_signs(language: str) -> None:
    loose = [form for message in catalogue(language) if message.id for form in _forms(message.string)
             if any(f" {sign}" in form for sign in ":;?!%»") or "« " in form]  # fmt: skip
    # The narrow space belongs before all of them but the colon (Lexique de l’Imprimerie nationale).
    wide = [form for message in catalogue(language) if message.id for form in _forms(message.string)
            if any(f"\u00a0{sign}" in form for sign in ";?!%»") or "«\u00a0" in form or "\u202f:" in form]  # fmt: skip
    assert (loose, wide) == ([], [])


def test_sentences_are_found_wherever_they_are_said() -> None:
    code = 'say("a"); say.spans("b {x}", x=1); Phrases(l)("c" " d"); msgid("e"); self.say.many(2, "f", "g"); print("h")'
    assert [sentence for _, sentence in sentences(code)] == ["a", "b {x}", "c d", "e", ("f", "g")]


def test_a_value_that_is_missing_or_left_over_is_refused() -> None:
    for language in LANGUAGES:
        with pytest.raises(PhraseMisused):
            Phrases(language)("Status of {place}")
        with pytest.raises(PhraseMisused):
            Phrases(language)("Details", place="Kidal")


def test_braces_in_a_value_are_only_text() -> None:
    assert Phrases("fr")("Status of {place}", place="{place} {0} %s") == "Situation\u00a0: {place} {0} %s"


def test_spans_keep_their_kind_and_text_between_them_is_joined() -> None:
    since = Time(datetime(2023, 11, 14, tzinfo=UTC), TimeStyle.AGE)
    made = Phrases("fr").spans("; {feed} {state} ({since})", feed="rss/rfi", state=Bold("muet"), since=since)
    assert made == (Text("\u202f; rss/rfi "), Bold("muet"), Text(" ("), since, Text(")"))


@pytest.mark.parametrize(("n", "english", "french"), [(0, "0 reports", "0 article"), (1, "1 report", "1 article"),
                                                      (2, "2 reports", "2 articles")])  # fmt: skip
def test_plurals_follow_each_language(n: int, english: str, french: str) -> None:
    assert Phrases("en").many(n, "{n} report", "{n} reports") == english
    assert Phrases("fr").many(n, "{n} report", "{n} reports") == french


def test_numbers_days_and_lists_are_said_as_each_language_does() -> None:
    day = datetime(2023, 10, 31, 14, 5, tzinfo=UTC)
    english, french = Phrases("en"), Phrases("fr")
    assert (english.number(12345.67), french.number(12345.67)) == ("12,345.7", "12\u202f345,7")
    assert (english.day(day), french.day(day)) == ("31 October 2023", "31 octobre 2023")
    assert french.day(datetime(2023, 11, 1, tzinfo=UTC)) == "1er novembre 2023"
    assert (english.time(day), french.time(day)) == ("31 October 2023 14:05 UTC", "31 octobre 2023 14:05 UTC")
    assert (english.listed("abc"), french.listed("abc")) == ("a, b and c", "a, b et c")
    assert (english.age(day - timedelta(hours=3), day), french.age(day - timedelta(hours=3), day)) == (
        "3 hours ago",
        "il y a 3 heures",
    )
    assert (english.days(day, day + timedelta(days=2)), french.days(day - timedelta(days=1), day)) == (
        "31 October 2023 to 2 November 2023",
        "30 au 31 octobre 2023",
    )


@pytest.mark.parametrize(("name", "french"), [("Kidal", "de Kidal"), ("Agadez", "d’Agadez"), ("Sahel", "du Sahel"),
                                              ("Est", "de l’Est"), ("Hauts-Bassins", "des Hauts-Bassins")])  # fmt: skip
def test_region_names_take_their_french_article(name: str, french: str) -> None:
    assert Phrases("fr").of(name) == french
    assert Phrases("en").of(name) == name


def test_an_unknown_language_is_answered_in_english() -> None:
    assert [spoken(tag) for tag in ("fr-FR", "fr_ML", "FR", "en-GB", "bm", "")] == ["fr", "fr", "fr", "en", "en", "en"]
    assert Phrases("bm")("Details") == "Details"


def test_countries_and_languages_have_names() -> None:
    assert (Phrases("en").country("CI"), Phrases("fr").country("ml")) == ("Côte d’Ivoire", "Mali")
    assert Phrases("fr").country("??") == "??"
    assert (Phrases("en").tongue("fr"), Phrases("fr").tongue("en")) == ("French", "anglais")


def _forms(string: object) -> list[str]:
    forms = [string] if isinstance(string, str) else list(string)  # type: ignore[call-overload]
    return [form for form in forms if form]
