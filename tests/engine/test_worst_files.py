"""Thirty of the worst rule files that one can write: each is told the right mistake, at the right line."""

from __future__ import annotations

import pytest

from tests.engine.test_templates import faults

TOP = "title: T\ndescription: D\nkind: {kind}\nstatus: stable\nseverity: high\n"
MATCH = TOP.format(kind="match")
WHEN = "when: {type: ambush}\n"


def of(kind: str, rest: str) -> str:
    return TOP.format(kind=kind) + rest


WORST: dict[str, tuple[str, int, str]] = {
    "empty": ("", 1, "the rule lacks 'title'"),
    "a list": ("- title: T\n", 1, "a rule must be a mapping, not list"),
    "broken YAML": (MATCH + "when: {type: [ambush\n", 7, "not valid YAML"),
    "a tab": (MATCH + "when:\n\ttype: ambush\n", 7, "not valid YAML"),
    "a key twice": (MATCH + WHEN + WHEN, 7, "'when' stands twice"),
    "a tag": (MATCH + "when: !!python/object:os.system {}\n", 6, "is not allowed"),
    "no kind": ("title: T\ndescription: D\nstatus: stable\nseverity: high\n" + WHEN, 1, "the rule lacks 'kind'"),
    "a misspelt kind": (of("mach", WHEN), 3, "kind cannot be 'mach' (did you mean 'match'?)"),
    "a misspelt key": (MATCH + "whne: {type: ambush}\n", 6, "a rule has no key 'whne' (did you mean 'when'?)"),
    "a key of another kind": (MATCH + WHEN + "within: 7d\n", 7, "a rule of kind 'match' has no key 'within'"),
    "no condition": (MATCH, 1, "a rule of kind 'match' lacks 'when'"),
    "an empty condition": (MATCH + "when: {}\n", 6, "a condition must not be empty"),
    "a misspelt type": (MATCH + "when: {type: ambsh}\n", 6, "unknown type 'ambsh' (did you mean 'ambush'?)"),
    "a misspelt place": (MATCH + "when: {near: Kidall/50km}\n", 6, "unknown place 'Kidall'"),
    "a radius too wide": (MATCH + "when: {near: Kidal/9000km}\n", 6, "a radius of 9000 km"),
    "a role without its actor": (MATCH + "when: {role: agent, killed: 1}\n", 6, "'role' stands without 'actor'"),
    "half a person": (MATCH + "when: {killed: 2.5}\n", 6, "killed must be a whole number"),
    "a severity of one's own": (MATCH.replace("high", "grave") + WHEN, 5, "severity cannot be 'grave'"),
    "a time without a unit": (MATCH + WHEN + "freshness: 7\n", 7, "freshness must be a time like 30m"),
    "a cooldown of years": (MATCH + WHEN + "cooldown: 900d\n", 7, "cooldown must be a time like 30m"),
    "a group of nothing": (MATCH + WHEN + "group: village\n", 7, "group cannot be 'village'"),
    "a step downwards": (
        MATCH + WHEN + "escalate: [{severity: low, when: {killed: 1}}]\n", 7, "a step must be above the rule's own",
    ),
    "a broad exception": (
        MATCH + WHEN + "exceptions: [{name: n, fields: [type], values: [[ied]]}]\n", 7, "at least 2 different fields",
    ),
    "a parameter of no type": (
        MATCH + "when: {killed: $k}\nparameters:\n  k: {type: people, default: 1, help: H}\n", 8,
        "type cannot be 'people'",
    ),
    "a default out of bounds": (
        MATCH + "when: {killed: $k}\nparameters:\n  k: {type: count, default: 9, max: 5, help: H}\n", 8,
        "k cannot be '9' (allowed: 0 to 5)",
    ),
    "a parameter that nothing names": (
        MATCH + WHEN + "parameters:\n  k: {type: count, default: 1, help: H}\n", 8, "nothing in the file names $k",
    ),
    "two figures to reach": (
        of("threshold", WHEN + "count: 3\nkilled: 9\nwithin: 7d\n"), 8, "a threshold counts two things",
    ),
    "a window of nothing": (of("threshold", WHEN + "count: 3\nwithin: 0d\n"), 8, "within must be a time like 30m"),
    "a sequence without its second": (
        of("sequence", "first: {type: ambush}\nwithin: 72h\n"), 1, "a rule of kind 'sequence' lacks 'then'",
    ),
    "a baseline too short": (
        of("spike", WHEN + "within: 7d\nbaseline: 14d\nat_least: 5\nratio: 3\ngroup: region\n"), 8, "4 times",
    ),
}  # fmt: skip


def test_there_are_thirty() -> None:
    assert len(WORST) >= 30


@pytest.mark.parametrize("name", WORST)
def test_a_mistake_is_told_at_its_line(name: str) -> None:
    text, line, words = WORST[name]
    found = faults(text)
    assert any(fault.startswith(f"rules/sahel/tuned.yml:{line}:") and words in fault for fault in found), found
