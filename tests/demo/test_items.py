"""The items of the demo: whole, dated as the facts are, in both languages, and in words of our own."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.domain.taxonomy import Operation, SubType

ROOT = Path(__file__).resolve().parents[2]
DEMO: dict[str, Any] = yaml.safe_load((ROOT / "bot/demo/mali_2023.yml").read_text(encoding="utf-8"))
OUTLETS: dict[str, dict[str, str]] = {outlet["id"]: outlet for outlet in DEMO["outlets"]}
ITEMS: list[dict[str, Any]] = DEMO["items"]
BY_ID = {item["id"]: item for item in ITEMS}
TRAPS = [item for item in ITEMS if item["expect"] == "none"]
IN_RANGE = [f"MT{number:03d}" for number in range(5, 47)]

NEEDED = {"id", "fact", "outlet", "published", "lang", "title", "summary", "expect"}
ALLOWED = NEEDED | {"replaces", "copy_of"}
LATEST = timedelta(hours=30)
ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FRENCH_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
WEEKDAYS = {name: number for days in (ENGLISH_DAYS, FRENCH_DAYS) for number, name in enumerate(days)}


def facts_of(item: dict[str, Any]) -> list[str]:
    fact = item["fact"]
    if fact is None:
        return []
    return fact if isinstance(fact, list) else [fact]


def days_of(fact: dict[str, str]) -> set[date]:
    first = date.fromisoformat(fact["date"])
    last = date.fromisoformat(fact["date_end"] or fact["date"])
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


@pytest.fixture
def timeline(shared_data: Path) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in rows(shared_data / "mali_timeline.csv")}


@pytest.fixture
def last_claimed(shared_data: Path) -> dict[str, date]:
    """The latest publication date that the claims give for each fact; rows dated only by month say nothing."""
    latest: dict[str, date] = {}
    for row in rows(shared_data / "mali_report_claims.csv"):
        if len(row["published"]) == len("2023-11-07"):
            fact = row["timeline_id"]
            latest[fact] = max(latest.get(fact, date.min), date.fromisoformat(row["published"]))
    return latest


def test_there_is_a_credit_and_ten_to_twelve_outlets_in_all_three_formats() -> None:
    assert DEMO["credit"].strip()
    assert 10 <= len(OUTLETS) == len(DEMO["outlets"]) <= 12
    assert {outlet["format"] for outlet in OUTLETS.values()} == {"rss", "atom", "rdf"}
    assert any(outlet.get("encoding") == "iso-8859-1" for outlet in OUTLETS.values())


def test_the_outlets_are_known_to_the_sahel_pack() -> None:
    pack = (ROOT / "rules/sahel/pack/outlets.yml").read_text(encoding="utf-8")
    known = set(re.findall(r"(?:^\s*|\bid:\s*)([a-z0-9_]+)\b", pack, flags=re.MULTILINE))
    assert set(OUTLETS) - known == set()


def test_every_item_has_the_fields_and_no_others() -> None:
    assert [item["id"] for item in ITEMS if not NEEDED <= set(item) <= ALLOWED] == []
    assert [item["id"] for item in ITEMS if item["outlet"] not in OUTLETS] == []
    assert [item["id"] for item in ITEMS if item["lang"] not in {"en", "fr"}] == []
    assert [item["id"] for item in ITEMS if item["published"].utcoffset() != timedelta(0)] == []


def test_every_outlet_publishes_something() -> None:
    assert set(OUTLETS) == {item["outlet"] for item in ITEMS}


def test_ids_are_unique_and_begin_with_a_fact_of_the_item() -> None:
    assert [name for name, count in Counter(item["id"] for item in ITEMS).items() if count > 1] == []
    told = [item for item in ITEMS if facts_of(item)]
    assert [item["id"] for item in told if item["id"].split("-")[0] not in facts_of(item)] == []


def test_titles_and_summaries_have_the_length_of_real_feeds() -> None:
    assert [item["id"] for item in ITEMS if not 6 <= len(item["title"].split()) <= 14] == []
    assert [item["id"] for item in ITEMS if not 25 <= len(item["summary"].split()) <= 70] == []


def test_every_text_can_be_written_in_the_encoding_of_its_outlet() -> None:
    for item in ITEMS:
        encoding = OUTLETS[item["outlet"]].get("encoding", "utf-8")
        assert (item["title"] + item["summary"]).encode(encoding), item["id"]


def test_an_expectation_uses_words_of_the_taxonomy_and_ordered_tolls() -> None:
    taxonomy = {*Operation, SubType.ARMED_CLASH}
    for item in ITEMS:
        if item["expect"] == "none":
            continue
        expect = item["expect"]
        assert set(expect) <= {"operations", "place", "killed", "wounded"}, item["id"]
        assert set(expect.get("operations", [])) <= taxonomy, item["id"]
        assert "operations" in expect or "place" in expect, item["id"]
        for low, high in (expect[side] for side in ("killed", "wounded") if side in expect):
            assert 0 <= low <= high, item["id"]


def test_an_edited_item_follows_an_earlier_one_of_the_same_outlet_and_fact_with_other_words() -> None:
    edited = [item for item in ITEMS if "replaces" in item]
    assert edited
    for item in edited:
        first = BY_ID[item["replaces"]]
        assert (first["outlet"], first["fact"]) == (item["outlet"], item["fact"]), item["id"]
        assert first["published"] < item["published"], item["id"]
        assert first["summary"] != item["summary"], item["id"]


def test_a_copy_of_an_agency_stands_in_another_outlet_and_shares_nearly_all_words() -> None:
    copies = [item for item in ITEMS if "copy_of" in item]
    assert copies
    for item in copies:
        first = BY_ID[item["copy_of"]]
        assert first["outlet"] != item["outlet"], item["id"]
        assert first["published"] < item["published"], item["id"]
        ours, theirs = set(words(item["summary"])), set(words(first["summary"]))
        assert len(ours & theirs) / len(ours | theirs) > 0.85, item["id"]


def test_no_two_other_items_say_the_same_in_one_language() -> None:
    fresh = [item for item in ITEMS if not {"replaces", "copy_of"} & set(item)]
    bags = [(item["id"], set(words(item["title"] + " " + item["summary"]))) for item in fresh]
    for place, (name, bag) in enumerate(bags):
        for other, others in bags[place + 1 :]:
            assert len(bag & others) / len(bag | others) < 0.7, (name, other)


def test_both_languages_have_at_least_two_fifths_of_the_items() -> None:
    counts = Counter(item["lang"] for item in ITEMS)
    assert min(counts["en"], counts["fr"]) >= 0.4 * len(ITEMS)


def test_there_are_at_least_ten_traps_in_both_languages() -> None:
    assert len(TRAPS) >= 10
    assert {item["lang"] for item in TRAPS} == {"en", "fr"}
    assert [item["id"] for item in ITEMS if not facts_of(item) and item not in TRAPS] == []


def test_kidal_is_told_by_several_outlets_in_both_languages_each_time_it_changes_hands() -> None:
    for fact in ("MT036", "MT045"):
        told = [item for item in ITEMS if fact in facts_of(item)]
        assert len({item["outlet"] for item in told if "copy_of" not in item}) >= 4
        assert {item["lang"] for item in told} == {"en", "fr"}


def test_every_fact_of_the_range_is_told_or_left_out_with_a_reason(timeline: dict[str, dict[str, str]]) -> None:
    told = {fact for item in ITEMS for fact in facts_of(item)}
    left_out: dict[str, str] = DEMO["left_out"]
    assert set(IN_RANGE) <= set(timeline)
    assert [fact for fact in IN_RANGE if (fact in told) == (fact in left_out)] == []
    assert told | set(left_out) == set(IN_RANGE)
    assert all(reason.strip() for reason in left_out.values())


def test_items_come_after_their_fact_and_within_thirty_hours_unless_a_real_report_came_later(
    timeline: dict[str, dict[str, str]], last_claimed: dict[str, date]
) -> None:
    for item in ITEMS:
        for fact in facts_of(item):
            days = days_of(timeline[fact])
            first = datetime.combine(min(days), time(), UTC)
            midnight_after = datetime.combine(max(days) + timedelta(days=1), time(), UTC)
            claimed = last_claimed.get(fact, date.min)
            end_of_claims = datetime.combine(claimed, time.max, UTC)
            assert first + timedelta(hours=1) <= item["published"], item["id"]
            assert item["published"] <= max(midnight_after + LATEST, end_of_claims), item["id"]


def test_a_weekday_in_a_text_is_that_of_the_fact_or_of_the_day_before(timeline: dict[str, dict[str, str]]) -> None:
    # Other days that a text may name: the planned date of Ber (Tuesday), Ogossagou's two days, the day of a statement.
    also = {"MT008-studio_tamani": {1}, "MT032-alwihda": {6}}
    for item in ITEMS:
        if not facts_of(item):
            continue
        named = {WEEKDAYS[word] for word in words(item["title"] + " " + item["summary"]) if word in WEEKDAYS}
        days = set().union(*(days_of(timeline[fact]) for fact in facts_of(item)))
        nights = {day - timedelta(days=1) for day in days}
        allowed = {day.weekday() for day in days | nights} | also.get(item["id"], set())
        assert named <= allowed, item["id"]
        assert named & {day.weekday() for day in days} or not named or item["id"] in also, item["id"]


def test_every_expected_place_stands_in_the_gazetteer(shared_data: Path) -> None:
    names = {row["name"] for row in rows(shared_data / "geo/sahel_places.csv")}
    places = {item["expect"]["place"] for item in ITEMS if item not in TRAPS and "place" in item["expect"]}
    assert places - names == set()


def test_no_item_copies_nine_words_in_a_row_from_the_timeline(timeline: dict[str, dict[str, str]]) -> None:
    runs = 9
    written = set()
    for fact in timeline.values():
        text = words(fact["what"])
        written |= {tuple(text[n : n + runs]) for n in range(len(text) - runs + 1)}
    assert written
    for item in ITEMS:
        for text in (words(item["title"]), words(item["summary"])):
            assert not written & {tuple(text[n : n + runs]) for n in range(len(text) - runs + 1)}, item["id"]
