"""Every sub-type and every operation can be read from an English and from a French text; look-alikes are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.domain.event import Event
from bot.domain.report import Rejection
from bot.domain.taxonomy import TYPE_OF, Operation, SubType
from bot.extract import extractor
from bot.extract.extractor import TextExtractor
from bot.extract.pack import load_pack
from tests.extract.test_cases import PACK, READ, as_seen, report_of, seen

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases/taxonomy.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reader() -> TextExtractor:
    files = {path.name: path.read_text(encoding="utf-8") for path in PACK.iterdir() if path.suffix in (".yml", ".csv")}
    return extractor.build(load_pack(files))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("sub_type", list(SubType))
def test_every_sub_type_has_a_text_in_each_language(sub_type: SubType, language: str) -> None:
    assert any(case["lang"] == language and case["expect"].get("sub_type") == sub_type for case in CASES)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("operation", list(Operation))
def test_every_operation_has_a_text_in_each_language(operation: Operation, language: str) -> None:
    assert any(case["lang"] == language and operation in case["expect"].get("operations", ()) for case in CASES)


def test_no_two_cases_share_a_name() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_text_reads_into_its_word_of_the_taxonomy(case: dict[str, Any], reader: TextExtractor) -> None:
    expect = case["expect"]
    assert set(expect) <= READ
    (told,) = list(reader.read(report_of(case)))
    if "reason" in expect:
        assert isinstance(told, Rejection), told
        assert told.reason.value == expect["reason"]
        return
    assert isinstance(told, Event), told
    wanted = {key: value for key, value in expect.items() if key not in ("operations", "without")}
    assert {key: seen(told, key) for key in wanted} == {key: as_seen(key, value) for key, value in wanted.items()}
    assert told.type is TYPE_OF[told.sub_type]
    operations = {operation.value for operation in told.operations}
    assert set(expect.get("operations", ())) <= operations
    assert not operations & set(expect.get("without", ()))
