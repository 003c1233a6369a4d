"""What a rule file may hold, as data: for the loader's faults and, as JSON Schema, for editors.

Must not know how a file is read.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.actor import Role
from bot.domain.event import Target
from bot.domain.incident import Severity, Standing
from bot.domain.outlet import LEANS
from bot.domain.taxonomy import WORDS
from bot.engine import areas, exceptions, parameter, reports
from bot.engine.group import GroupBy
from bot.engine.kinds import registry
from bot.engine.rule import Rule, Status
from bot.engine.terms import WIDEST_RADIUS_KM
from bot.engine.vocabulary import COUNTS, MOST_PEOPLE, SHARES

__all__ = ["KEYS", "REQUIRED", "SEVERITIES", "STATUSES", "Rule", "json_schema"]

SEVERITIES: Mapping[str, Severity] = {severity.name.lower(): severity for severity in Severity}
STATUSES: Mapping[str, Status] = {status.value: status for status in Status}
REQUIRED = ("title", "description", "kind", "status", "severity")

_TEXT: Mapping[str, object] = {"type": "string", "minLength": 1}
_REFERENCE: Mapping[str, object] = {"type": "string", "pattern": "^[$@][A-Za-z0-9_]+$"}
_FIXED = ("kind", "status", "parameters")  # of which nothing can be a parameter
_STANDINGS = [one.name.lower() for one in Standing if one is not Standing.RETRACTED]

_MEANINGS: Mapping[str, str] = {
    "type": "What happened: any word of the taxonomy, of whatever level.",
    "actor": "Who takes part, under every name of its lineage, maybe in a part.",
    "role": "In which part the actors beside it.",
    "target": "Who is hit.",
    "near": "Within so many km of a place; 25 where none are given.",
    "road": "At most so many km off a road of the pack, or one through places; 15 where none are given.",
    "region": "In a region, province or cercle.",
    "country": "In a country.",
    "area": "Inside an area with these corners, latitude before longitude.",
    "killed": "At least so many killed, by the least figure that is given.",
    "wounded": "At least so many wounded.",
    "captured": "At least so many taken.",
    "displaced": "At least so many driven from their homes.",
    "families": "At least so many independent publishers.",
    "certainty": "At least this certain, from 0 to 1.",
    "standing": "At least this standing.",
    "source": "Told by this outlet, among others.",
    "tier": "Told by an outlet that stands so near to the facts.",
    "lean": "Told by an outlet with this slant.",
    "lang": "Told in this language.",
    "words": "A headline has this word or phrase; a star stands for the rest of its last word.",
}

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
        "properties": {
            key: node if key in _FIXED else _or_reference(node)
            for keys in (KEYS, *(kind.keys for kind in registry.KINDS.values()))
            for key, node in keys.items()
        },
        "additionalProperties": False,
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": name}}, "required": ["kind"]},
                "then": {"required": list(kind.required), "properties": _of_others(kind.keys)},
            }
            for name, kind in registry.KINDS.items()
        ],
        "$defs": {"condition": _or_reference(_condition())},
    }


def _of_others(own: Mapping[str, object]) -> dict[str, object]:
    """The keys that only rules of other kinds have, each forbidden."""
    return {key: False for kind in registry.KINDS.values() for key in kind.keys if key not in own}


def _condition() -> dict[str, object]:
    one: dict[str, object] = {"$ref": "#/$defs/condition"}
    more: dict[str, object] = {"type": "array", "minItems": 1, "items": one}
    # What stands under each key, and an example of it.
    named: Mapping[str, tuple[object, str]] = {
        "type": (_one_or_more({"enum": sorted(WORDS)}), "ied"),
        "actor": (_one_or_more(_TEXT), "JNIM/agent"),
        "role": (_one_or_more({"enum": [role.value for role in Role]}), "agent"),
        "target": (_one_or_more({"enum": [target.value for target in Target]}), "civilian"),
        "near": ({"anyOf": [_one_or_more(_TEXT), _around()]}, "Kidal/50km"),
        "road": (_one_or_more(_TEXT), "RN18/20km"),
        "region": (_one_or_more(_TEXT), "Kidal, Mali"),
        "country": (_one_or_more(_TEXT), "ML"),
        "area": (_area(), areas.EXAMPLE),
        "standing": (_one_or_more({"enum": _STANDINGS}), "confirmed"),
        "source": (_one_or_more(_TEXT), "rfi"),
        "tier": (_one_or_more({"enum": list(reports.TIERS)}), "official"),
        "lean": (_one_or_more({"enum": list(LEANS)}), "pro_junta"),
        "lang": (_one_or_more(_TEXT), "fr"),
        "words": (_one_or_more(_TEXT), "fuel convoy"),
        **dict.fromkeys(COUNTS, (_at_least({"type": "integer", "minimum": 0, "maximum": MOST_PEOPLE}), "3")),
        **dict.fromkeys(SHARES, (_at_least({"type": "number", "minimum": 0, "maximum": 1}), "0.5")),
    }
    described = {
        key: {**node, "description": f"{_MEANINGS[key]} Such as {example}."}  # type: ignore[dict-item]
        for key, (node, example) in named.items()
    }
    return {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "description": "All keys must hold.",
        "properties": {**described, "any": more, "all": more, "not": one},
    }


def _around() -> dict[str, object]:
    radius = {"type": "number", "exclusiveMinimum": 0, "maximum": WIDEST_RADIUS_KM}
    return {
        "type": "object",
        "required": ["place", "radius_km"],
        "properties": {"place": _TEXT, "radius_km": radius},
        "additionalProperties": False,
    }


def _area() -> dict[str, object]:
    numbers = [{"type": "number", "minimum": -bound, "maximum": bound} for bound in (90, 180)]
    corner = {"type": "array", "prefixItems": numbers, "minItems": 2, "maxItems": 2}
    corners = {"type": "array", "minItems": areas.FEWEST, "maxItems": areas.MOST + 1, "items": corner}
    return {"anyOf": [_one_or_more(_TEXT), corners]}


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


def _or_reference(node: object) -> object:
    """The same, where each value that is no free text may also be the parameter or named list that stands for it."""
    if isinstance(node, list):
        return [_or_reference(one) for one in node]
    if not isinstance(node, Mapping):
        return node
    inner = {key: _or_reference(one) if key in ("anyOf", "items") else one for key, one in node.items()}
    if "properties" in node:
        inner["properties"] = {key: _or_reference(one) for key, one in node["properties"].items()}
    if "enum" not in node and "pattern" not in node and node.get("type") not in ("integer", "number"):
        return inner
    outer = {key: inner.pop(key) for key in ("description", "default") if key in inner}
    return {"anyOf": [inner, _REFERENCE], **outer}
