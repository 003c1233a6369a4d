"""Short texts of our own, half of them French and a third of them traps, and what must be read from them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.domain.event import Count, Event
from bot.domain.ids import OutletId, PayloadId, ReportId, SourceId
from bot.domain.place import Point, distance_km
from bot.domain.report import Rejection, Report
from bot.extract import extractor
from bot.extract.extractor import TextExtractor
from bot.extract.pack import load_pack

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "rules/sahel/pack"
WEDNESDAY = datetime(2024, 3, 6, 12, tzinfo=UTC)
CASES: list[dict[str, Any]] = [
    {**case, "lang": language}
    for language in ("en", "fr")
    for case in yaml.safe_load((Path(__file__).parent / f"cases/{language}.yml").read_text(encoding="utf-8"))
]
READ = {
    "control",
    "day",
    "kind",
    "operations",
    "place",
    "sub_type",
    "target",
    "type",
    "within",
    "without",
    "start",
    "end",
}
READ |= {"shape", "giver", "taker", "killed", "wounded", "captured", "displaced", "reason", "rejected"}


@pytest.fixture(scope="module")
def reader() -> TextExtractor:
    files = {path.name: path.read_text(encoding="utf-8") for path in PACK.iterdir() if path.suffix in (".yml", ".csv")}
    return extractor.build(load_pack(files))


def report_of(case: dict[str, Any]) -> Report:
    published = case.get("published", WEDNESDAY)
    return Report(
        id=ReportId(case["name"]),
        origin=case["name"],
        payload=PayloadId("p"),
        locator="",
        source=SourceId("rss"),
        outlet=OutletId("reuters"),
        family="reuters",
        url="https://example.org/",
        title=case["title"],
        text=case["text"],
        language=case["lang"],
        published_at=published,
        seen_at=published,
    )


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_text_is_read_as_a_person_would(case: dict[str, Any], reader: TextExtractor) -> None:
    expect = case["expect"]
    assert set(expect) <= READ
    (told,) = list(reader.read(report_of(case)))
    if "reason" in expect or "rejected" in expect:
        assert isinstance(told, Rejection), told
        assert told.reason.value == expect.get("reason", told.reason.value)
        return
    assert isinstance(told, Event), told
    wanted = {key: value for key, value in expect.items() if key not in ("within", "operations", "without")}
    assert {key: seen(told, key) for key in wanted} == {key: as_seen(key, value) for key, value in wanted.items()}
    operations = {operation.value for operation in told.operations}
    assert set(expect.get("operations", ())) <= operations
    assert not operations & set(expect.get("without", ()))
    if "within" in expect:
        lat, lon, km = expect["within"]
        assert distance_km(told.place.point, Point(lat=lat, lon=lon)) <= km


def as_seen(key: str, value: Any) -> Any:
    if key in ("killed", "wounded", "captured", "displaced") and value is not None:
        return Count(low=value[0], high=value[1])
    if key == "control":
        return tuple(value)
    return str(value) if key == "day" else value


def seen(event: Event, key: str) -> Any:
    control = event.control
    match key:
        case "place":
            return event.place.name
        case "kind":
            return event.place.kind.value
        case "day" | "start":
            return event.start.date().isoformat() if key == "day" else event.start.isoformat()[:16]
        case "end":
            return event.end.isoformat()[:16]
        case "type" | "sub_type":
            return getattr(event, key).value
        case "target":
            return event.target.value if event.target else None
        case "control":
            return (control.shape.value, control.site.value, control.giver, control.taker) if control else None
        case "shape":
            return control.shape.value if control else None
        case "giver" | "taker":
            return getattr(control, key) if control else None
        case _:
            return getattr(event.toll, key)


def test_half_of_the_cases_are_french_and_a_third_are_traps() -> None:
    french = [case for case in CASES if case["lang"] == "fr"]
    traps = [case for case in CASES if {"reason", "rejected"} & set(case["expect"])]
    assert abs(len(french) - len(CASES) / 2) <= 2
    assert len(traps) >= len(CASES) / 3 - 1
    assert len({case["name"] for case in CASES}) == len(CASES) >= 60
