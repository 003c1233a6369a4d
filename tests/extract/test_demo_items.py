"""The news items of the demo, read one by one: the reader must find what an analyst would, and refuse the traps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.domain.event import Event
from bot.domain.ids import OutletId, PayloadId, ReportId, SourceId
from bot.domain.place import distance_km
from bot.domain.report import Rejection, Report
from bot.extract import extractor
from bot.extract.extractor import TextExtractor
from bot.extract.pack import load_pack

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "rules/sahel/pack"
ITEMS: list[dict[str, Any]] = yaml.safe_load((ROOT / "bot/demo/mali_2023.yml").read_text(encoding="utf-8"))["items"]
TRAPS = [item for item in ITEMS if item["expect"] == "none"]
NEWS = [item for item in ITEMS if item["expect"] != "none"]


@pytest.fixture(scope="module")
def reader() -> TextExtractor:
    files = {path.name: path.read_text(encoding="utf-8") for path in PACK.iterdir() if path.suffix in (".yml", ".csv")}
    return extractor.build(load_pack(files))


@pytest.fixture(scope="module")
def told(reader: TextExtractor) -> dict[str, Event | Rejection]:
    return {item["id"]: next(iter(reader.read(report_of(item)))) for item in ITEMS}


def report_of(item: dict[str, Any]) -> Report:
    return Report(
        id=ReportId(item["id"]),
        origin=item["id"],
        payload=PayloadId("p"),
        locator="",
        source=SourceId("rss"),
        outlet=OutletId(item["outlet"]),
        family=item["outlet"],
        url="https://example.org/" + item["id"],
        title=item["title"],
        text=item["summary"],
        language=item["lang"],
        published_at=item["published"],
        seen_at=item["published"],
    )


def misses(asked: list[dict[str, Any]], is_right: Any) -> list[str]:
    return [item["id"] for item in asked if not is_right(item)]


def test_at_least_nine_traps_in_ten_are_refused(told: dict[str, Event | Rejection]) -> None:
    wrong = misses(TRAPS, lambda item: isinstance(told[item["id"]], Rejection))
    assert len(wrong) <= 0.1 * len(TRAPS), wrong


def test_the_operations_of_nine_items_in_ten_are_found(told: dict[str, Event | Rejection]) -> None:
    def is_right(item: dict[str, Any]) -> bool:
        event = told[item["id"]]
        if not isinstance(event, Event):
            return False
        words = {*(operation.value for operation in event.operations), event.sub_type.value}
        return set(item["expect"]["operations"]) <= words

    asked = [item for item in NEWS if "operations" in item["expect"]]
    wrong = misses(asked, is_right)
    assert len(wrong) <= 0.1 * len(asked), wrong


def test_the_place_of_at_least_92_in_100_items_is_right(
    told: dict[str, Event | Rejection], reader: TextExtractor
) -> None:
    def is_right(item: dict[str, Any]) -> bool:
        event, wanted = told[item["id"]], reader.places.find(item["expect"]["place"])
        if not isinstance(event, Event) or wanted is None or event.place.kind.is_area:
            return False
        return distance_km(event.place.point, wanted.point) <= max(25.0, event.place.precision_km)

    asked = [item for item in NEWS if "place" in item["expect"]]
    wrong = misses(asked, is_right)
    assert len(wrong) <= 0.08 * len(asked), wrong


@pytest.mark.parametrize("field", ["killed", "wounded"])
def test_nine_stated_tolls_in_ten_are_read(field: str, told: dict[str, Event | Rejection]) -> None:
    def is_right(item: dict[str, Any]) -> bool:
        event = told[item["id"]]
        count = getattr(event.toll, field) if isinstance(event, Event) else None
        low, high = item["expect"][field]
        return count is not None and count.low == low and count.high in (high, None)

    asked = [item for item in NEWS if field in item["expect"]]
    wrong = misses(asked, is_right)
    assert len(wrong) <= 0.1 * len(asked), wrong


def test_kidal_passes_from_the_mission_to_the_csp_and_from_the_csp_to_the_army(
    told: dict[str, Event | Rejection],
) -> None:
    for fact, giver, taker, day in (
        ("MT036", "minusma", "csp_psd", "2023-10-31"),
        ("MT045", "csp_psd", "fama", "2023-11-14"),
    ):
        events = [told[item["id"]] for item in NEWS if item["fact"] == fact]
        claims = [event.control for event in events if isinstance(event, Event)]
        assert len(claims) == len(events) >= 4
        assert {claim.taker for claim in claims if claim} == {taker}
        assert {claim.giver for claim in claims if claim} <= {giver, None}
        assert sum(claim is not None for claim in claims) == len(claims)
        assert {event.place.name for event in events if isinstance(event, Event)} == {"Kidal"}
        assert {event.start.date().isoformat() for event in events if isinstance(event, Event)} == {day}
