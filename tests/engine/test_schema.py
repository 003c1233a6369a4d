"""The JSON Schema says what the loader takes."""

from __future__ import annotations

import json

import pytest

from bot.engine import conditions, schema
from bot.engine.kinds import registry


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
