"""The JSON Schema says what the loader takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.domain.errors import Fault
from bot.engine import conditions, schema
from bot.engine.kinds import registry
from bot.located import read_yaml
from bot.theatre import shipped_rules
from tests.engine import named
from tests.engine.test_written import BOTH


def test_it_is_plain_json_and_names_every_key() -> None:
    made = json.loads(json.dumps(schema.json_schema()))
    assert set(made["properties"]) == {*schema.KEYS, *(key for kind in registry.KINDS.values() for key in kind.keys)}
    assert set(made["$defs"]["condition"]["properties"]) == set(conditions.KEYS)
    assert made["properties"]["kind"]["enum"] == sorted(registry.KINDS)
    assert not made["additionalProperties"]


@pytest.mark.parametrize("name", registry.KINDS)
def test_every_kind_is_named_after_its_key_and_requires_known_keys(name: str) -> None:
    kind = registry.KINDS[name]
    assert kind.name == name
    assert set(kind.required) <= set(kind.keys)


VALID = Draft202012Validator(schema.json_schema())
CONDITION = Draft202012Validator({"$ref": "#/$defs/condition", "$defs": schema.json_schema()["$defs"]})
RULES = [
    path for path in sorted(shipped_rules().glob("*/*.yml")) if not path.match("*.test.yml") and path.stem != "lists"
]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema.json_schema())


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_it_takes_every_shipped_rule(path: Path) -> None:
    rule = read_yaml(path.name, path.read_text("utf-8")).plain()
    assert [f"{list(error.path)}: {error.message}" for error in VALID.iter_errors(rule)] == []


def test_it_refuses_a_key_of_another_kind() -> None:
    rule = {
        "title": "T",
        "description": "D",
        "status": "stable",
        "severity": "low",
        "kind": "match",
        "when": {"type": "ied"},
    }
    assert VALID.is_valid(rule)
    assert not VALID.is_valid(rule | {"within": "7d"})
    assert VALID.is_valid(rule | {"kind": "threshold", "count": 3, "within": "7d"})


@pytest.mark.parametrize("file", [file for _, file in BOTH.values()], ids=BOTH.keys())
def test_it_takes_whatever_a_condition_may_say(file: dict[str, object]) -> None:
    assert CONDITION.is_valid(file)


@pytest.mark.parametrize(
    "file",
    [
        {}, {"tpye": "ied"}, {"type": "bomb"}, {"type": []}, {"killed": -1}, {"killed": "many"}, {"certainty": 1.1},
        {"killed": {"at_most": 3}}, {"area": [[16, -1], [17, -1]]}, {"area": [[16, -1], [17, -1], [17, "east"]]},
        {"tier": "oficial"}, {"words": 5}, {"any": []}, {"any": {"type": "ied"}}, {"not": {"tpye": "ied"}},
    ],
    ids=str,
)  # fmt: skip
def test_it_refuses_what_the_loader_refuses(file: dict[str, object]) -> None:
    assert not CONDITION.is_valid(file)
    faults: list[Fault] = []
    conditions.matcher_of(read_yaml("rule.yml", yaml.safe_dump(file)), named.names(), faults)
    assert faults


@pytest.mark.parametrize(
    "file",
    [{"killed": "$killed"}, {"near": "@bases"}, {"type": ["ied", "@attacks"]}, {"certainty": {"at_least": "$sure"}}],
)
def test_a_parameter_or_a_named_list_may_stand_for_a_value(file: dict[str, object]) -> None:
    assert CONDITION.is_valid(file)
