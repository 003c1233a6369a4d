"""Lines of JSON as events: texts, coded happenings, and what is said of bad ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.domain.event import Count
from bot.domain.taxonomy import EventType, Operation, SubType
from bot.ports.theatre import Extractor
from bot.tools.lines import BadLine, Told, told

TEXT = {
    "id": "t1",
    "lang": "en",
    "headline": "Convoy of Malian army attacked near Kidal",
    "text": "Gunmen attacked a convoy of the Malian army near Kidal on Tuesday, killing three soldiers, the army said.",
    "published": "2023-11-08T09:00:00Z",
    "outlet": "reuters",
}
CODED = {
    "id": "c1",
    "date_start": "2023-11-07",
    "country": "ML",
    "lat": 18.44,
    "lon": 1.41,
    "type": "ambush",
    "killed": 3,
}


def read(line: dict[str, object], reader: Extractor) -> Told:
    return told(json.dumps(line), 1, reader)


def test_a_text_is_read_as_a_publishers_would_be(reader: Extractor) -> None:
    found = read(TEXT, reader)
    (event,) = found.events
    assert (found.id, found.at) == ("t1", datetime(2023, 11, 8, 9, tzinfo=UTC))
    assert Operation.CONVOY_ATTACK in event.operations
    assert (event.place.name, event.toll.killed) == ("Kidal", Count(low=3, high=3))


def test_a_coded_happening_is_taken_at_its_word(reader: Extractor) -> None:
    (event,) = read({**CODED, "actors": ["JNIM", "a group that nobody knows"]}, reader).events
    assert (event.type, event.sub_type) == (EventType.BATTLES, SubType.ARMED_CLASH)
    assert event.operations == {Operation.AMBUSH}
    assert event.place.name == "Kidal"
    assert [one.actor for one in event.participants] == ["jnim"]
    assert event.start == datetime(2023, 11, 7, tzinfo=UTC)
    assert event.seen_at == datetime(2023, 11, 7, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Battles", (EventType.BATTLES, frozenset())),
        ("Explosions/Remote violence".replace("/", "_"), (EventType.EXPLOSIONS, frozenset())),
        ("shelling", (EventType.EXPLOSIONS, frozenset({Operation.SHELLING}))),
        ("armed clash", (EventType.BATTLES, frozenset())),
    ],
)
def test_any_level_of_the_taxonomy_may_be_named(word: str, expected: object, reader: Extractor) -> None:
    (event,) = read({**CODED, "type": word}, reader).events
    assert (event.type, event.operations) == expected


def test_a_line_without_an_id_is_named_by_its_number(reader: Extractor) -> None:
    assert told(json.dumps({**CODED, "id": 7}), 1, reader).id == "7"
    nameless = {key: value for key, value in CODED.items() if key != "id"}
    assert told(json.dumps(nameless), 12, reader).id == "12"


def test_a_text_that_tells_no_event_gives_none(reader: Extractor) -> None:
    assert read({**TEXT, "headline": "Rain in Mopti", "text": "It rained all day."}, reader).events == ()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ("{}", "nothing to read"),
        ("[" * 100_000, "not JSON"),
        (json.dumps({**TEXT, "published": "yesterday"}), "'published' must be a time"),
        (json.dumps({**TEXT, "published": "2023-11-08T09:00:00"}), "needs its zone"),
        (json.dumps({**TEXT, "headline": 7}), "'headline' must be text"),
        (json.dumps({**CODED, "type": "ambsh"}), "did you mean 'ambush'"),
        (json.dumps({**CODED, "lat": "north"}), "are no place"),
        (json.dumps({**CODED, "lat": 48.8, "lon": 2.3}), "outside the loaded theatres"),
        (json.dumps({**CODED, "lat": None}), "no known 'place'"),
        (json.dumps({**CODED, "killed": -1}), "'killed' must be a number"),
        (json.dumps({**CODED, "killed": True}), "'killed' must be a number"),
        (json.dumps({**CODED, "date_end": "2023-11-01"}), "lies before"),
        (json.dumps({**CODED, "id": "x" * 1_000_001}), "longer than"),
    ],
)  # fmt: skip
def test_a_bad_line_is_refused_with_the_field_at_fault(line: str, words: str, reader: Extractor) -> None:
    with pytest.raises(BadLine, match=words):
        told(line, 1, reader)
