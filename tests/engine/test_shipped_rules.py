"""Every shipped rule: read without a fault, tested beside its file in both languages, and right in every case."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dedupe import assign
from bot.domain.event import Event
from bot.engine import cases, load
from bot.engine.testing import run_tests
from bot.extract import extractor, pack
from bot.ports.theatre import Extractor
from tests.fakes.world import NOW

RULES = Path(__file__).resolve().parents[2] / "rules"
FILES = sorted(
    path for path in RULES.glob("*/*.yml") if not path.name.endswith(".test.yml") and path.name != "lists.yml"
)


def name_of(path: Path) -> str:
    return path.relative_to(RULES.parent).as_posix()


def cases_beside(path: Path) -> Path:
    return path.with_name(f"{path.stem}.test.yml")


@pytest.fixture(scope="module")
def reader() -> Extractor:
    files = [path for path in RULES.glob("*/pack/*") if path.suffix in (".yml", ".csv")]
    return extractor.build(pack.load_pack({name_of(path): path.read_text(encoding="utf-8") for path in files}))


def test_there_are_rules() -> None:
    assert len(FILES) >= 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_rule_does_what_its_cases_say(path: Path, reader: Extractor) -> None:
    shelves = [path.with_name("lists.yml")] if path.with_name("lists.yml").exists() else []
    files = {name_of(one): one.read_text(encoding="utf-8") for one in (path, *shelves)}
    (template,) = load.templates(files, reader.places, reader.actors, reader.outlets).values()
    ran = run_tests(
        template,
        name_of(cases_beside(path)),
        cases_beside(path).read_text(encoding="utf-8"),
        read=lambda report: [result for result in reader.read(report) if isinstance(result, Event)],
        join=lambda events: assign.join(events, (), reader.actors, reader.outlets, NOW).changes,
    )
    assert "\n".join(map(str, ran.failures)) == ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_rule_has_cases_of_both_outcomes_in_both_languages(path: Path, reader: Extractor) -> None:
    names = cases.Names(places=reader.places, actors=reader.actors)
    found = cases.cases(name_of(cases_beside(path)), cases_beside(path).read_text(encoding="utf-8"), names)
    assert sum(case.fires for case in found) >= 3
    assert sum(not case.fires for case in found) >= 3
    assert {report.language for case in found for report in case.reports} >= {"en", "fr"}


def test_no_test_file_stands_without_its_rule() -> None:
    assert {cases_beside(path) for path in FILES} == set(RULES.glob("*/*.test.yml"))
