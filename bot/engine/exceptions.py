"""What a rule leaves alone: named tuples of at least two conditions, so that no exception is too broad.

    exceptions:
      - name: gate guards of Gao
        fields: [near, type]
        values:
          - [Gao/5km, shelling]

An incident is left alone where every field of one tuple holds. Must not know rules.
"""

from __future__ import annotations

from bot.domain import matcher
from bot.domain.errors import Fault
from bot.engine import conditions, fields
from bot.engine.terms import Names
from bot.located import Node

LEAST_FIELDS = 2
_TEXT = {"type": "string", "minLength": 1}
# Conditions that narrow by what happened, to whom, where and by whom; a figure alone would leave too much alone.
FIELDS = (
    "type",
    "actor",
    "target",
    "near",
    "road",
    "region",
    "country",
    "area",
    "source",
    "tier",
    "lean",
    "lang",
    "words",
    "killed",
    "wounded",
)

SCHEMA = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["name", "fields", "values"],
        "additionalProperties": False,
        "properties": {
            "name": _TEXT,
            "fields": {"type": "array", "minItems": LEAST_FIELDS, "items": {"enum": list(FIELDS)}},
            "values": {"type": "array", "minItems": 1, "items": {"type": "array", "minItems": LEAST_FIELDS}},
        },
    },
    "description": "Known cases that are left alone: tuples of at least two conditions that must hold together.",
}


def matcher_of(node: Node, names: Names, faults: list[Fault]) -> matcher.Matcher | None:
    """What is left alone; None after a fault."""
    tuples = [one for item in fields.items(node, "exceptions", faults) for one in _tuples(item, names, faults)]
    return matcher.Any(parts=tuple(tuples)) if tuples else None


def _tuples(node: Node, names: Names, faults: list[Fault]) -> list[matcher.Matcher]:
    found = fields.mapping(node, ("name", "fields", "values"), "an exception", faults)
    fields.required(found, ("name", "fields", "values"), node.mark, "the exception", faults)
    if len(found) < 3:
        return []
    fields.text(found["name"], "name", faults)
    named = {field: field for field in FIELDS}
    keys = [fields.choice(item, named, "a field", faults) for item in fields.items(found["fields"], "fields", faults)]
    known = [key for key in keys if key is not None]
    if len(set(known)) < LEAST_FIELDS:
        what = f"an exception needs at least {LEAST_FIELDS} different fields"
        faults.append(found["fields"].mark.fault(what, "one alone would leave too much alone"))
        return []
    made = []
    for row in fields.items(found["values"], "values", faults):
        cells = fields.items(row, "a row of values", faults)
        if len(cells) != len(keys):
            faults.append(row.mark.fault(f"{len(cells)} values for {len(keys)} fields"))
            continue
        condition = Node(dict(zip(known, cells, strict=False)), row.mark)
        made.append(conditions.matcher_of(condition, names, faults))
    return made
