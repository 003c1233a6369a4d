"""What a rule file may hold, as data: for the loader's faults and, as JSON Schema, for editors.

Must not know how a file is read.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.actor import Role
from bot.domain.event import Target
from bot.domain.incident import Severity, Standing
from bot.domain.taxonomy import WORDS
from bot.engine import exceptions, parameter
from bot.engine.conditions import MOST_PEOPLE
from bot.engine.group import GroupBy
from bot.engine.kinds import registry
from bot.engine.rule import Rule, Status
from bot.engine.terms import WIDEST_RADIUS_KM

__all__ = ["KEYS", "REQUIRED", "SEVERITIES", "STATUSES", "Rule", "json_schema"]

SEVERITIES: Mapping[str, Severity] = {severity.name.lower(): severity for severity in Severity}
STATUSES: Mapping[str, Status] = {status.value: status for status in Status}
REQUIRED = ("title", "description", "kind", "status", "severity")

_TEXT: Mapping[str, object] = {"type": "string", "minLength": 1}

# The common keys of every rule file: key to JSON Schema.
KEYS: Mapping[str, Mapping[str, object]] = {
    "title": {**_TEXT, "maxLength": 120, "description": "What people are told happened, in a few words."},
    "description": {**_TEXT, "description": "What the rule is for, for those who choose rules."},
    "kind": {"enum": sorted(registry.KINDS), "description": "How the rule looks at changes."},
    "status": {"enum": list(STATUSES), "description": "experimental: may still change its mind."},
    "severity": {"enum": list(SEVERITIES), "description": "How much it matters when it fires."},
    "freshness": {
        "type": "string",
        "pattern": r"^\d{1,5}\s*[mhdw]$",
        "default": "7d",
        "description": "What began longer ago than this is recorded, not alerted: 30m, 12h, 7d, 2w.",
    },
    "group": {
        "anyOf": [
            {"enum": [one.value for one in GroupBy if one is not GroupBy.ROAD]},
            {
                "type": "object",
                "required": ["road"],
                "properties": {"road": {"anyOf": [_TEXT, {"type": "array", "minItems": 1, "items": _TEXT}]}},
                "additionalProperties": False,
            },
        ],
        "description": "What the rule counts by, and whom a cooldown is for.",
    },
    "cooldown": {
        "type": "string",
        "pattern": r"^\d{1,5}\s*[mhdw]$",
        "description": "After an alert, other incidents of the same group are not told for so long.",
    },
    "escalate": {
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "required": ["severity", "when"],
            "properties": {"severity": {"enum": list(SEVERITIES)}, "when": {"$ref": "#/$defs/condition"}},
            "additionalProperties": False,
        },
        "description": "Steps above the rule's severity, each with what must hold as well.",
    },
    "exceptions": exceptions.SCHEMA,
    "parameters": parameter.SCHEMA,
    "references": {"type": "array", "items": _TEXT, "description": "Pages that the rule rests on."},
    "false_positives": {"type": "array", "items": _TEXT, "description": "What it is known to mistake."},
}


def json_schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of a rule file, made from the same data as the loader's faults."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A rule of Tocsin",
        "type": "object",
        "required": list(REQUIRED),
        "properties": {**KEYS, **{key: node for kind in registry.KINDS.values() for key, node in kind.keys.items()}},
        "additionalProperties": False,
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": name}}, "required": ["kind"]},
                "then": {"required": list(kind.required)},
            }
            for name, kind in registry.KINDS.items()
        ],
        "$defs": {"condition": _condition()},
    }


def _condition() -> dict[str, object]:
    one: dict[str, object] = {"$ref": "#/$defs/condition"}
    more: dict[str, object] = {"type": "array", "minItems": 1, "items": one}
    people = _at_least({"type": "integer", "minimum": 0, "maximum": MOST_PEOPLE})
    radius = {"type": "number", "exclusiveMinimum": 0, "maximum": WIDEST_RADIUS_KM}
    around = {
        "type": "object",
        "required": ["place", "radius_km"],
        "properties": {"place": _TEXT, "radius_km": radius},
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "description": "All keys must hold.",
        "properties": {
            "type": _one_or_more({"enum": sorted(WORDS)}),
            "actor": _one_or_more(_TEXT),
            "role": _one_or_more({"enum": [role.value for role in Role]}),
            "target": _one_or_more({"enum": [target.value for target in Target]}),
            "near": {"anyOf": [_one_or_more(_TEXT), around]},
            "road": _one_or_more({**_TEXT, "description": "Along a road: RN18/20km, Gao–Kidal/20km."}),
            "region": _one_or_more(_TEXT),
            "country": _one_or_more(_TEXT),
            "killed": people,
            "wounded": people,
            "certainty": _at_least({"type": "number", "minimum": 0, "maximum": 1}),
            "standing": {"enum": [one.name.lower() for one in Standing if one is not Standing.RETRACTED]},
            "families": people,
            "source": _one_or_more(_TEXT),
            "any": more,
            "all": more,
            "not": one,
        },
    }


def _one_or_more(one: Mapping[str, object]) -> dict[str, object]:
    return {"anyOf": [one, {"type": "array", "minItems": 1, "items": one}]}


def _at_least(figure: Mapping[str, object]) -> dict[str, object]:
    spelt = {
        "type": "object",
        "required": ["at_least"],
        "properties": {"at_least": figure},
        "additionalProperties": False,
    }
    return {"anyOf": [figure, spelt]}
