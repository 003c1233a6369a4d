"""The reader as a whole: its evidence, its calm before hostile texts, its speed, and what outlets lend to events."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import BadFile
from bot.domain.event import Event, Realis
from bot.domain.ids import OutletId, PayloadId, ReportId, SourceId
from bot.domain.report import Reason, Rejection, Report
from bot.domain.taxonomy import TYPE_OF
from bot.extract import extractor
from bot.extract.extractor import TextExtractor
from bot.extract.pack import load_pack
from bot.extract.text import MAX_CHARS, whole_text

PACK = Path(__file__).resolve().parents[2] / "rules/sahel/pack"
FILES = {path.name: path.read_text(encoding="utf-8") for path in PACK.iterdir() if path.suffix in (".yml", ".csv")}
READER = extractor.build(load_pack(FILES))
NOON = datetime(2023, 10, 24, 12, tzinfo=UTC)
TITLE = "Mali : la Minusma abandonne Aguelhok, les ex-rebelles entrent dans le camp"
TEXT = (
    "Les casques bleus tchadiens ont quitté Aguelhok lundi sans remettre leur camp à l’armée malienne. Deux soldats "
    "ont été blessés par une mine. Quelques heures plus tard, des combattants du CSP ont pénétré dans les lieux."
)
WORDS = (
    TITLE + " " + TEXT + " killed 12 people near Gao on Monday, U.N. said ; « dément » 30 km au nord de Kidal"
).split()


def report(title: str = TITLE, text: str = TEXT, outlet: str = "rfi") -> Report:
    return Report(
        id=ReportId("r1"),
        origin="o1",
        payload=PayloadId("p"),
        locator="item 1",
        source=SourceId("rss"),
        outlet=OutletId(outlet),
        family="family",
        url="https://example.org/1",
        title=title,
        text=text,
        language="fr",
        published_at=NOON,
        seen_at=NOON,
    )


def read(given_report: Report, reader: TextExtractor = READER) -> Event | Rejection:
    (told,) = reader.read(given_report)
    return told


def event(given_report: Report) -> Event:
    told = read(given_report)
    assert isinstance(told, Event), told
    return told


def check_evidence(told: Event | Rejection, text: str) -> None:
    if isinstance(told, Event):
        assert told.evidence
        for one in told.evidence:
            assert 0 <= one.start < one.end <= len(text)
            assert text[one.start : one.end] == one.quote
        assert TYPE_OF[told.sub_type] is told.type
        assert 0 <= told.certainty <= 1
        assert told.start <= told.end


def test_every_filled_field_shows_the_words_behind_it() -> None:
    given_report = report()
    told = event(given_report)
    check_evidence(told, whole_text(given_report))
    assert {"type", "place", "time", "control", "operations", "wounded"} <= {one.field for one in told.evidence}
    quotes = {one.field: one.quote for one in told.evidence}
    assert (quotes["place"], quotes["time"]) == ("Aguelhok", "lundi")


@given(st.lists(st.sampled_from(WORDS), max_size=60), st.lists(st.sampled_from(WORDS), max_size=12))
@settings(max_examples=150, deadline=None)
def test_shuffled_news_gives_one_answer_with_true_quotes(words: list[str], head: list[str]) -> None:
    given_report = report(" ".join(head), " ".join(words))
    check_evidence(read(given_report), whole_text(given_report))


@given(st.text(max_size=300), st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text_at_all_gives_one_answer(text: str, title: str) -> None:
    given_report = report(title, text)
    check_evidence(read(given_report), whole_text(given_report))


@given(st.integers(min_value=0, max_value=len(TEXT) - 1), st.sampled_from("\u202e\u200b\x00\u0301ﬁœ\n  «<>@"))
@settings(max_examples=100, deadline=None)
def test_a_strange_character_anywhere_leaves_quotes_true(at: int, char: str) -> None:
    given_report = report(TITLE, TEXT[:at] + char + TEXT[at:])
    check_evidence(read(given_report), whole_text(given_report))


def test_the_same_report_gives_the_same_event_and_its_next_edition_the_same_origin() -> None:
    first, again = event(report()), event(report())
    edited = event(replace(report(), id=ReportId("r2"), text=TEXT + " Un bilan suivra."))
    assert first == again
    assert first.id != edited.id
    assert first.origin == edited.origin


@pytest.mark.parametrize(
    "unit", ["attaque à Kidal, 12 morts. ", "a" * 50, "12 ", "« ", "dans la nuit du ", "entre Gao et "]
)
def test_no_text_makes_a_pattern_run_away(unit: str) -> None:
    given_report = report(TITLE, (unit * (MAX_CHARS // len(unit) + 1))[: MAX_CHARS - 100])
    started = time.process_time()
    check_evidence(read(given_report), whole_text(given_report))
    assert time.process_time() - started < 10  # usually 0.1 s; a pattern that runs away takes minutes


def test_a_partys_own_outlet_only_claims() -> None:
    party = next(outlet for outlet in READER.outlets.values() if outlet.party)
    told = event(report(outlet=party.id))
    assert (told.party, told.realis) == (party.party, Realis.CLAIMED)


def test_an_unknown_outlet_is_read_all_the_same() -> None:
    told = event(report(outlet="never-heard-of"))
    assert told.party == ""


def test_an_event_long_before_its_publication_is_too_old() -> None:
    told = read(report("Attaque d'un camp à Gao", "Le 3 mars 2023, des jihadistes ont attaqué le camp de Gao."))
    assert isinstance(told, Rejection)
    assert told.reason is Reason.TOO_OLD


def test_a_text_without_a_place_says_so() -> None:
    told = read(report("Attaque jihadiste contre un convoi militaire", "Cinq soldats ont été tués lundi."))
    assert isinstance(told, Rejection)
    assert told.reason is Reason.NO_PLACE


def test_mistakes_in_word_files_refuse_the_whole_pack() -> None:
    files = {
        **FILES,
        "triggers.en.yml": "triggers:\n  x: {act: atack, words: [raid]}\n",
        "cues.fr.yml": "cues:\n  nope: []\n",
    }
    with pytest.raises(BadFile) as refused:
        extractor.build(load_pack(files))
    assert [fault.where for fault in refused.value.faults] == ["triggers.en.yml", "cues.fr.yml"]
