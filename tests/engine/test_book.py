"""The rules in force: those of files, tuned ones, channels' own, and what becomes of tunings when files change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain import matcher
from bot.domain.ids import RuleId
from bot.domain.incident import Severity
from bot.domain.subscription import Destination
from bot.domain.tuning import Bounds, Problem, Trouble, Tuning, Watch
from bot.engine import load
from bot.engine.book import Rulebook
from tests.engine.test_templates import HEAD, TUNED
from tests.fakes.world import SmallActors, SmallPlaces

HERE = Destination(platform="discord", tenant="1", channel="2")
AT = datetime(2023, 11, 7, tzinfo=UTC)
ID = RuleId("sahel/tuned")
WATCH = Watch(
    id=RuleId("watch/7K3M9QXZ"), destination=HERE, label="killed>=3", matcher=matcher.Killed(at_least=3),
    severity=Severity.HIGH, by="u", at=AT,
)  # fmt: skip


def templates(text: str) -> dict[RuleId, load.Template]:
    return load.templates({"rules/sahel/tuned.yml": text}, SmallPlaces(), SmallActors())


def tuning(**values: str) -> Tuning:
    return Tuning(destination=HERE, rule=ID, values=tuple(sorted(values.items())), by="u", at=AT)


def test_every_variant_is_asked_once_beside_the_rules_of_files_and_channels() -> None:
    book = Rulebook(templates(TUNED))
    there = replace(tuning(killed="5"), destination=replace(HERE, channel="3"))
    force = book.in_force([tuning(killed="5"), there], [WATCH])
    assert list(force) == ["sahel/tuned", f"sahel/tuned#{tuning(killed='5').variant}", "watch/7K3M9QXZ"]
    assert dict(force[f"sahel/tuned#{there.variant}"].values) == {"killed": 5, "radius": 50.0}
    assert (force[WATCH.id].owner, force[WATCH.id].title) == (HERE.key, "killed>=3")


def test_a_tuning_to_the_default_is_a_variant_of_its_own_so_that_a_new_default_does_not_move_it() -> None:
    same = tuning(killed="3")
    rule, problems = Rulebook(templates(TUNED)).tuned(same)
    assert rule is not None
    assert (rule.variant, problems) == (same.variant, ())
    later, _ = Rulebook(templates(TUNED.replace("default: 3", "default: 8"))).tuned(same)
    assert later is not None
    assert later.values["killed"] == 3


def test_a_parameter_that_vanished_is_reported_and_the_rest_stays() -> None:
    less = TUNED.replace("  killed: {type: count, default: 3, min: 1, max: 50, help: Fewest killed}\n", "")
    book = Rulebook(templates(less.replace("  killed: $killed\n", "")))
    rule, problems = book.tuned(tuning(killed="5", radius="20"))
    assert rule is not None
    assert dict(rule.values) == {"radius": 20.0}
    assert problems == (Problem(trouble=Trouble.NO_PARAMETER, parameter="killed", value="5"),)


def test_a_value_that_new_bounds_refuse_is_reported() -> None:
    book = Rulebook(templates(TUNED.replace("max: 50", "max: 4")))
    rule, (problem,) = book.tuned(tuning(killed="5"))
    assert rule is not None
    assert rule.values["killed"] == 3
    assert (problem.trouble, problem.allowed) == (Trouble.BAD_VALUE, Bounds(least="1", most="4"))


def test_a_rule_that_vanished_is_reported() -> None:
    rule, problems = Rulebook({}).tuned(tuning(killed="5"))
    assert (rule, problems) == (None, (Problem(trouble=Trouble.NO_RULE),))


def test_newer_files_take_the_place_of_all_rules_at_once() -> None:
    book = Rulebook(templates(TUNED))
    book.failure = ("rules/sahel/tuned.yml:1:1: wrong",)
    version = book.version
    book.replace(templates(HEAD.replace("title: T", "title: Other") + "when: {killed: 1}\n"))
    assert (book.title(ID), book.failure) == ("Other", ())
    assert book.version > version
