"""Numbers, days, ages, lists, names and translations are as Babel would say and read them, from Unicode's own data."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel import Locale
from babel.dates import format_date, format_timedelta, get_day_names
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from hypothesis import example, given
from hypothesis import strategies as st

from bot.cards import hours, translations
from bot.cards.phrases import LANGUAGES, Phrases
from bot.domain.wallclock import Period, Schedule
from tests.cards.sentences import BOT

NOW = datetime(2023, 11, 14, 12, tzinfo=UTC)
SPOKEN = [(Phrases(language), Locale.parse("en_GB" if language == "en" else language)) for language in LANGUAGES]

spoken = pytest.mark.parametrize(("say", "locale"), SPOKEN, ids=LANGUAGES)


@spoken
@given(value=st.integers(0, 10**9) | st.floats(0, 10**7, allow_nan=False))
@example(value=0.25).via("half to even")
@example(value=0.35).via("half to even")
@example(value=999999.95).via("a new digit")
def test_numbers(say: Phrases, locale: Locale, value: float) -> None:
    assert say.number(value) == format_decimal(value, format="#,##0.#", locale=locale)


@spoken
@given(day=st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_days(say: Phrases, locale: Locale, day: date) -> None:
    said = format_date(day, "d MMMM y", locale=locale)
    first = say.language == "fr" and day.day == 1
    assert say.day(day) == (said.replace("1 ", "1er ", 1) if first else said)


@spoken
@given(seconds=st.integers(-400 * 86_400, 400 * 86_400) | st.integers(-10_000, 10_000) | st.integers(-(10**9), 10**9))
@example(seconds=0).via("now")
@example(seconds=-72).via("1.2 minutes")
def test_ages(say: Phrases, locale: Locale, seconds: int) -> None:
    span = timedelta(seconds=seconds)
    wanted = format_timedelta(span, add_direction=True, threshold=1.2, locale=locale)
    assert say.age(NOW + span, NOW) == wanted


@spoken
@given(items=st.lists(st.text("abc{}0 ,", max_size=5), max_size=5))
def test_lists(say: Phrases, locale: Locale, items: list[str]) -> None:
    assert say.listed(items) == format_list(items, locale=locale)


@spoken
def test_weekdays(say: Phrases, locale: Locale) -> None:
    for number, name in get_day_names("wide", locale=locale).items():
        assert name in hours.schedule(Schedule(period=Period.WEEKLY, minute=450, weekday=number), say)


@spoken
def test_names_of_countries_and_languages(say: Phrases, locale: Locale) -> None:
    countries = [code for code in map(str, locale.territories) if len(code) == 2 and code.isalpha()]
    assert {code: say.country(code) for code in countries} == {code: locale.territories[code] for code in countries}
    languages = [code for code in map(str, locale.languages) if code.isalpha() and len(code) in (2, 3)]
    assert {code: say.tongue(code) for code in languages} == {code: locale.languages[code] for code in languages}


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_the_catalogue_is_read_as_translators_tools_read_it(language: str) -> None:
    file = Path(BOT, "locale", language, "LC_MESSAGES", "tocsin.po")
    with file.open("rb") as opened:
        whole = {one.id: one.string or () for one in read_po(opened, locale=language) if one.id}
    wanted = {
        sentence if isinstance(sentence, str) else sentence[0]: (form,) if isinstance(form, str) else tuple(form)
        for sentence, form in whole.items()
    }
    assert translations.read(file.read_text(encoding="utf-8")) == wanted


def test_a_catalogue_may_be_written_in_every_way_that_the_format_allows() -> None:
    text = (
        'msgid ""\nmsgstr "Language: fr\\n"\n\n# of somebody\n#: bot/x.py:1\nmsgid "a"\nmsgstr "b"\n'
        'msgid ""\n"long "\n"one"\nmsgstr "l\\"\\t\\\\"\n"e\\n"\n\nmsgid "{n} x"\nmsgid_plural "{n} xs"\n'
        'msgstr[0] "{n} y"\nmsgstr[1] "{n} ys"\n\nmsgid "empty"\nmsgstr ""\n\n#~ msgid "old"\n#~ msgstr "older"\n'
    )
    assert translations.read(text) == {"a": ("b",), "long one": ('l"\t\\e\n',), "{n} x": ("{n} y", "{n} ys")}
