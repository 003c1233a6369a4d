"""Backtests: from a file and from a store, with other values, by week and by place."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.errors import BadFile
from bot.engine import load
from bot.engine.load import Template
from bot.engine.rule import Rule
from bot.ports.theatre import Extractor
from bot.store.connect import open_store
from bot.tools.backtest import BadSetting, Outcome, of_lines, of_store, with_values
from bot.tools.chart import bars
from bot.tools.stream import World
from tests.engine.test_templates import HEAD, TUNED

BEGIN = datetime(2023, 1, 2, tzinfo=UTC)  # a Monday
PLACES = {"Kidal": (18.44, 1.41), "Gao": (16.27, -0.04)}


def line(number: int, days: float, place: str = "Kidal", killed: int = 4) -> str:
    lat, lon = PLACES[place]
    at = (BEGIN + timedelta(days=days, hours=12)).isoformat()
    return json.dumps(
        {
            "id": str(number),
            "date_start": at,
            "country": "ML",
            "lat": lat,
            "lon": lon,
            "type": "ambush",
            "killed": killed,
        }
    )


LINES = [line(1, 0), line(2, 20, killed=2), line(3, 40, "Gao", 9), line(4, 60), line(5, 80, killed=40)]


def template(text: str, reader: Extractor) -> Template:
    (made,) = load.templates({"rules/sahel/tuned.yml": text}, reader.places, reader.actors).values()
    return made


def ran(rule: Rule, lines: list[str], reader: Extractor, **more: datetime) -> Outcome:
    heard: list[float] = []
    given = {"since": None, "until": None} | more
    (one,) = of_lines([rule], lines, "f.jsonl", reader, progress=heard.append, **given)  # type: ignore[arg-type]
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    return one


def ids(outcome: Outcome) -> list[str]:
    return [hit.at.date().isoformat() for hit in outcome.hits]


def test_every_incident_is_counted_once_whatever_the_order_of_the_lines(reader: Extractor) -> None:
    rule = template(TUNED.replace("  near: {place: Kidal, radius_km: $radius}\n", "").replace(
        "  radius: {type: km, default: 50, min: 10, max: 200, help: How far}\n", ""), reader).rule()  # fmt: skip
    one = ran(rule, LINES[::-1] + LINES[:1], reader)
    assert ids(one) == ["2023-01-02", "2023-02-11", "2023-03-03", "2023-03-23"]
    assert one.by_place() == {"Kidal, ML": 3, "Gao, ML": 1}
    assert {week: count for week, count in one.by_week().items() if count} == {
        "2023-01-02": 1, "2023-02-06": 1, "2023-02-27": 1, "2023-03-20": 1,
    }  # fmt: skip
    assert one.per_week == pytest.approx(4 / (80 / 7 + 1 / 168), rel=0.01)


def test_other_values_of_parameters_are_tried(reader: Extractor) -> None:
    made = template(TUNED, reader)
    assert ids(ran(with_values(made, []), LINES, reader)) == ["2023-01-02", "2023-03-03", "2023-03-23"]
    assert ids(ran(with_values(made, ["killed=10"]), LINES, reader)) == ["2023-03-23"]
    shown = ran(with_values(made, ["killed=10"]), LINES, reader).shown()
    assert json.loads(json.dumps(shown))["values"] == {"killed": 10, "radius": 50.0}


@pytest.mark.parametrize(
    ("setting", "words"),
    [("killed", "parameter=value"), ("kiled=3", "did you mean 'killed'"), ("killed=99", "allowed: 1 to 50")],
)
def test_a_wrong_setting_is_named(setting: str, words: str, reader: Extractor) -> None:
    with pytest.raises(BadSetting, match=words):
        with_values(template(TUNED, reader), [setting])


def test_only_the_time_that_is_asked_for_counts_but_what_came_before_is_remembered(reader: Extractor) -> None:
    rule = template(
        HEAD.replace("match", "threshold") + "when: {type: ambush}\ncount: {at_least: 2}\nwithin: 30d\n", reader
    ).rule()
    one = ran(rule, LINES, reader, since=BEGIN + timedelta(days=15), until=BEGIN + timedelta(days=70))
    assert ids(one)[:1] == ["2023-01-22"]  # two within thirty days, the first of them before the time asked for
    assert all("2023-01-17" <= day <= "2023-03-13" for day in ids(one))


def test_bad_lines_are_all_named_at_once(reader: Extractor) -> None:
    rule = template(TUNED, reader).rule()
    with pytest.raises(BadFile) as caught:
        ran(rule, ["{", LINES[0], "", "[]"], reader)
    assert [(fault.where, fault.line) for fault in caught.value.faults] == [("f.jsonl", 1), ("f.jsonl", 4)]


def test_a_file_without_any_event_is_a_fault(reader: Extractor) -> None:
    with pytest.raises(BadFile, match="no event"):
        ran(template(TUNED, reader).rule(), [""], reader)


async def test_the_store_gives_what_the_file_gives(reader: Extractor, tmp_path: Path) -> None:
    from bot.tools.lines import told

    rules = [with_values(template(TUNED, reader), values) for values in ([], ["killed=10"])]
    world = World(reader)
    async with open_store(f"sqlite:///{tmp_path}/t.db") as store:
        for number, text in enumerate(LINES):
            for event in told(text, number, reader).events:
                changes = world.add([event], event.seen_at)
                async with store.write() as tx:
                    await tx.incidents.save([one.incident for one in changes], [])
                    await tx.changes.append(changes)
        since, until = BEGIN, BEGIN + timedelta(days=81)
        stored = await of_store(rules, store, since, until, lambda _: None)
    for rule, one in zip(rules, stored, strict=True):
        assert one.shown() == ran(rule, LINES, reader, since=since, until=until).shown()


def test_bars_are_as_long_as_their_counts() -> None:
    lines = bars({"a": 4, "bb": 2, "c": 0}, 20)
    assert lines == ["a   ██████████████ 4", "bb  ███████ 2", "c    0"]
    assert bars({}, 20) == []
    assert max(map(len, bars({"x" * 10: 1000, "y": 999}, 40))) <= 40
