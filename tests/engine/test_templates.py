"""Parameters, named lists, exceptions and steps: what a file may say with them, and what is said of wrong ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain import matcher
from bot.domain.errors import BadFile
from bot.domain.ids import RuleId
from bot.domain.incident import Change, Severity
from bot.domain.taxonomy import Operation
from bot.engine import load, run
from bot.engine.group import GroupBy
from bot.engine.load import Template
from bot.engine.parameter import BadValue, parameters, read, written
from bot.engine.rule import Rule
from bot.located import read_yaml
from tests.fakes.world import SmallActors, SmallPlaces, changes_of, event

HEAD = "title: T\ndescription: D\nkind: match\nstatus: stable\nseverity: medium\n"
TUNED = (
    HEAD
    + """\
parameters:
  killed: {type: count, default: 3, min: 1, max: 50, help: Fewest killed}
  radius: {type: km, default: 50, min: 10, max: 200, help: How far}
when:
  killed: $killed
  near: {place: Kidal, radius_km: $radius}
"""
)
CONVOY = Operation.CONVOY_ATTACK


def template(text: str, id_: str = "sahel/tuned", **more: str) -> Template:
    files = {f"rules/{id_}.yml": text} | {f"rules/sahel/{name}.yml": body for name, body in more.items()}
    return load.templates(files, SmallPlaces(), SmallActors())[RuleId(id_)]


def faults(text: str, **more: str) -> list[str]:
    with pytest.raises(BadFile) as caught:
        template(text, **more)
    return [str(fault) for fault in caught.value.faults]


def opened(where: str = "Kidal", *operations: Operation, **more: object) -> Change:
    return changes_of(event("a", where, "2023-11-07", *(operations or (CONVOY,)), **more))[0]


def fires(rule: Rule, change: Change) -> bool:
    return bool(run.step((rule,), change))


def test_a_rule_takes_its_defaults_and_no_variant() -> None:
    rule = template(TUNED).rule()
    assert (rule.variant, dict(rule.values)) == ("", {"killed": 3, "radius": 50.0})
    assert fires(rule, opened(killed=3))
    assert not fires(rule, opened(killed=2))


def test_other_values_make_another_variant_and_the_same_values_the_same() -> None:
    made = template(TUNED)
    five = made.rule({"killed": 5})
    assert five.key == f"sahel/tuned#{five.variant}"
    assert five.variant == made.rule({"killed": 5, "radius": 50.0}).variant != made.rule({"killed": 6}).variant
    assert made.rule({"killed": 3}).variant == ""
    assert not fires(five, opened(killed=4))


@pytest.mark.parametrize(
    ("declared", "given", "value"),
    [
        ("{type: count, default: 3, help: H}", "12", 12),
        ("{type: share, default: 0.5, help: H}", "0,25", 0.25),
        ("{type: km, default: 3, help: H}", "40 km", 40.0),
        ("{type: duration, default: 1h, help: H}", "48h", "2d"),
        ("{type: choice, default: a, options: [a, b], help: H}", " B ", "b"),
    ],
    ids=["count", "share", "km", "duration", "choice"],
)
def test_a_value_is_read_as_its_type_says(declared: str, given: str, value: object) -> None:
    (it,) = parameters(read_yaml("x", f"it: {declared}"), [])
    assert read(it, given) == value


@pytest.mark.parametrize("given", ["0", "51", "-1", "3.5", "", "many", "9" * 40], ids=repr)
def test_a_value_out_of_bounds_is_refused_with_the_bounds(given: str) -> None:
    killed = template(TUNED).parameters[0]
    with pytest.raises(BadValue, match="allowed: 1 to 50"):
        read(killed, given)


def test_durations_are_written_in_the_largest_whole_unit() -> None:
    assert [written(timedelta(minutes=m)) for m in (30, 60, 90, 1440, 4320)] == ["30m", "1h", "90m", "1d", "3d"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            TUNED.replace("$killed", "$kiled"),
            "rules/sahel/tuned.yml:10:11: no parameter 'kiled' (did you mean 'killed'?)",
        ),
        (TUNED.replace("  killed: $killed\n", ""), "rules/sahel/tuned.yml:7:3: nothing in the file names $killed"),
        (
            TUNED.replace("default: 3, min", "default: 0, min"),
            "rules/sahel/tuned.yml:7:34: killed cannot be '0' (allowed: 1 to 50)",
        ),
        (
            TUNED.replace("max: 200", "max: 5000"),
            "rules/sahel/tuned.yml:8:49: radius cannot be '5000' (allowed: 1 to 2000)",
        ),
        (
            TUNED.replace("type: count", "type: conut"),
            "rules/sahel/tuned.yml:7:18: type cannot be 'conut' (did you mean 'count'?)",
        ),
        (TUNED.replace(", help: How far", ""), "rules/sahel/tuned.yml:8:11: parameter 'radius' lacks 'help'"),
        (HEAD + "when: {killed: $k}\n", "rules/sahel/tuned.yml:6:16: no parameter 'k' (this rule has no parameters)"),
    ],
    ids=["misspelt", "unused", "default-out", "bound-out", "type", "no-help", "none-declared"],
)
def test_a_wrong_parameter_is_named_where_it_stands(text: str, fault: str) -> None:
    assert fault in faults(text)


def test_a_bound_with_which_the_rule_could_not_be_made_is_a_fault_of_the_file() -> None:
    text = (
        HEAD
        + "parameters:\n  far: {type: number, default: 50, max: 9000, help: H}\n"
        + "when: {near: {place: Kidal, radius_km: $far}}\n"
    )
    assert any("far may become 9000, but then" in fault for fault in faults(text))


def test_a_named_list_stands_for_its_items() -> None:
    rule = template(HEAD + 'when: {near: "@bases"}\n', lists="bases: [Kidal/10km, Tessalit/10km]\n").rule()
    assert [fires(rule, opened(where)) for where in ("Kidal", "Tessalit", "Gao")] == [True, True, False]
    more = template(HEAD + 'when: {near: ["@bases", Gao/5km]}\n', lists="bases: [Kidal/10km]\n").rule()
    assert [fires(more, opened(where)) for where in ("Kidal", "Tessalit", "Gao")] == [True, False, True]


def test_a_list_that_is_not_there_is_named_with_the_nearest() -> None:
    text = HEAD + 'when: {near: "@bases"}\n'
    assert faults(text, lists="base: [Kidal/10km]\n") == [
        "rules/sahel/tuned.yml:6:14: no list 'bases' (did you mean 'base'?)",
        "rules/sahel/tuned.yml:6:14: unknown place '@bases' (no place is spelt nearly so)",
    ]


def test_an_exception_leaves_alone_what_all_its_fields_name_together() -> None:
    text = (
        HEAD
        + "when: {killed: 1}\nexceptions:\n  - {name: known, fields: [near, type], values: [[Kidal/10km, shelling]]}\n"
    )
    rule = template(text).rule()
    assert not fires(rule, opened("Kidal", Operation.SHELLING, killed=2))
    assert fires(rule, opened("Kidal", CONVOY, killed=2))
    assert fires(rule, opened("Gao", Operation.SHELLING, killed=2))


@pytest.mark.parametrize(
    ("exception", "fault"),
    [
        ("{name: n, fields: [near], values: [[Kidal]]}", "an exception needs at least 2 different fields"),
        ("{name: n, fields: [near, near], values: [[Kidal, Gao]]}", "an exception needs at least 2 different fields"),
        ("{name: n, fields: [near, type], values: [[Kidal]]}", "1 values for 2 fields"),
        ("{name: n, fields: [near, colour], values: [[Kidal, red]]}", "a field cannot be 'colour'"),
        ("{name: n, fields: [near, type], values: [[Kidahl, ied]]}", "unknown place 'Kidahl'"),
        ("{fields: [near, type], values: [[Kidal, ied]]}", "the exception lacks 'name'"),
    ],
    ids=["one-field", "twice-one-field", "short-row", "unknown-field", "unknown-place", "nameless"],
)
def test_an_exception_that_is_too_broad_or_wrong_is_refused(exception: str, fault: str) -> None:
    assert any(fault in found for found in faults(HEAD + f"when: {{killed: 1}}\nexceptions: [{exception}]\n"))


def test_severity_rises_by_the_highest_step_that_holds() -> None:
    steps = "escalate:\n  - {severity: high, when: {killed: 5}}\n  - {severity: critical, when: {killed: 20}}\n"
    rule = template(HEAD + "when: {type: convoy_attack}\n" + steps).rule()
    (few,), (some,), (many,) = (run.step((rule,), opened(killed=n)) for n in (1, 5, 25))
    assert (few.severity, some.severity, many.severity) == (Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)


def test_a_step_below_the_rule_is_refused() -> None:
    steps = "escalate: [{severity: low, when: {killed: 5}}]\n"
    assert faults(HEAD + "when: {killed: 1}\n" + steps) == [
        "rules/sahel/tuned.yml:7:23: a step must be above the rule's own severity"
    ]


def test_groups_are_named_for_people() -> None:
    rule = template(HEAD + "when: {killed: 1}\ngroup: region\n").rule()
    assert rule.group is not None
    assert rule.group.by is GroupBy.REGION
    assert rule.group.of(opened("Tessalit").incident) == ("Kidal, ML",)


def test_a_rule_may_count_by_roads_that_it_names() -> None:
    rule = template(HEAD + "when: {killed: 1}\ngroup: {road: [Gao–Ansongo/20km]}\n").rule()
    assert rule.group is not None
    assert rule.group.of(opened("Ansongo").incident) == ("Gao–Ansongo",)
    assert rule.group.of(opened("Kidal").incident) == ()
    assert "write group: {road: [RN18/20km]}" in faults(HEAD + "when: {killed: 1}\ngroup: road\n")[0]


def test_the_exceptions_of_a_rule_are_matched_as_one_condition_with_it() -> None:
    made = template(
        HEAD + "when: {killed: 1}\nexceptions:\n  - {name: n, fields: [near, type], values: [[Kidal, ied]]}\n"
    )
    assert isinstance(made.rule().exceptions, matcher.Any)
