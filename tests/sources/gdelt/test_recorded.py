"""Recorded export files through the same code: no row is lost, each is a lead or a rejection with its reason."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.event import Event
from bot.domain.ids import SourceId
from bot.domain.report import Payload, Reason, payload_id
from bot.sources.gdelt.parse import read, split
from tests.fakes.theatre import OUTLETS, WIDE_TOWNS, FewPlaces, SmallExtractor

OUTCOMES: dict[str, tuple[str, dict[Reason | None, int]]] = {
    "20191024143000.export.CSV": (
        "export",
        {Reason.REPEATED: 788, Reason.OTHER_TOPIC: 1108, Reason.NO_PLACE: 66, Reason.OUTSIDE: 149},
    ),
    "2015-02-18.translation.export.sample.tsv": (
        "translation",
        {Reason.REPEATED: 16, Reason.OTHER_TOPIC: 76, Reason.NO_PLACE: 6, Reason.OUTSIDE: 2},
    ),
}


def recorded(path: Path, feed: str) -> Payload:
    body = path.read_bytes()
    source = SourceId("gdelt")
    return Payload(
        id=payload_id(source, feed, body),
        source=source,
        feed=feed,
        url="https://example.org/file.zip",
        content_type="text/tab-separated-values",
        fetched_at=datetime(2019, 10, 24, 14, 31, tzinfo=UTC),
        body=body,
    )


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_row_of_a_recorded_file_comes_to_something(shared_data: Path, name: str) -> None:
    feed, expected = OUTCOMES[name]
    path = shared_data / "gdelt" / name
    reports = list(split(recorded(path, feed), OUTLETS))
    assert len(reports) == len(path.read_bytes().splitlines())
    assert len({report.id for report in reports}) == len(reports)
    outcomes: Counter[Reason | None] = Counter()
    for report in reports:
        (result,) = read(report, SmallExtractor())
        outcomes[None if isinstance(result, Event) else result.reason] += 1
        assert isinstance(result, Event) or result.detail
    assert outcomes == expected


def test_where_a_theatre_reaches_its_rows_become_leads(shared_data: Path) -> None:
    wide = SmallExtractor(places=FewPlaces(towns=WIDE_TOWNS))
    payload = recorded(shared_data / "gdelt" / "20191024143000.export.CSV", "export")
    results = [result for report in split(payload, OUTLETS) for result in read(report, wide)]
    events = [result for result in results if isinstance(result, Event)]
    assert len(results) == 2111
    assert Counter(event.place.country for event in events) == {"KE": 1, "LB": 2, "SY": 1, "TR": 4, "ZA": 1, "ZW": 1}
    assert all(event.lead and event.certainty <= 0.3 and event.control is None for event in events)
    assert all(event.start == datetime(2019, 10, 24, tzinfo=UTC) for event in events)
