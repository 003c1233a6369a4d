"""The shape of Slack's blocks and views, after the published TypeScript types: blocks.schema.json (see README.md).

The types close every object, so that a misspelt key is found; they carry no lengths.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

SCHEMA = Path(__file__).with_name("blocks.schema.json")
_URI = "urn:slack"


def faults(name: str, value: Any) -> list[str]:
    """Everything that the definition called `name` forbids in the value, with the place of it."""
    return [_told(error) for error in _validator(name).iter_errors(value)]


def kinds() -> frozenset[str]:
    """The types of block that are known."""
    return frozenset(kind for option in definitions()["KnownBlock"]["anyOf"] for kind in _kinds(option, definitions()))


@cache
def definitions() -> dict[str, Any]:
    """The definitions as they were generated."""
    made: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))["definitions"]
    return made


@cache
def _validator(name: str) -> Draft7Validator:
    return Draft7Validator({"$ref": f"{_URI}#/definitions/{name}"}, registry=_registry())


@cache
def _registry() -> Registry[Any]:
    every = json.loads(SCHEMA.read_text(encoding="utf-8"))["definitions"]
    # The types let any other object with a type pass for a block; whatever that is, we do not send it.
    every["AnyBlock"] = {"$ref": "#/definitions/KnownBlock"}
    for definition in every.values():
        _sorted_out(definition, every)
    return Registry().with_resource(_URI, Resource.from_contents({"definitions": every}, default_specification=DRAFT7))


def _sorted_out(node: Any, every: dict[str, Any]) -> None:
    """Writes a choice between types as "if its type is so, then", which is tried once and tells a fault where it is."""
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _sorted_out(inner, every)
    if not isinstance(node, dict) or "anyOf" not in node:
        return
    options = node["anyOf"]
    typed = [list(_kinds(option, every)) for option in options]
    flat = [kind for kind_list in typed for kind in kind_list]
    if all(typed) and len(set(flat)) == len(flat):
        node.pop("anyOf")
        node |= {
            "type": "object",
            "required": ["type"],
            "properties": {"type": {"enum": flat}},
            "allOf": [
                {"if": {"properties": {"type": {"enum": kind_list}}}, "then": option}
                for kind_list, option in zip(typed, options, strict=True)
            ],
        }


def _kinds(option: dict[str, Any], every: dict[str, Any]) -> Iterator[str]:
    """The types that an option of a choice stands for; none where it is not told apart by its type."""
    if "$ref" in option:
        option = every[option["$ref"].rpartition("/")[2]]
    own = option.get("properties", {}).get("type", {})
    if "const" in own:
        yield own["const"]
    elif "enum" in own:
        yield from own["enum"]
    else:
        found = [list(_kinds(inner, every)) for inner in option.get("anyOf", ())]
        if all(found):
            yield from dict.fromkeys(kind for some in found for kind in some)


def _told(error: Any) -> str:
    deepest = best_match([error])
    where = "/".join(str(part) for part in deepest.absolute_path)
    return f"{where or '(itself)'}: {deepest.message[:300]}"


def _write(made: Path, package: Path) -> None:
    """Writes the schema anew from what the generator made, with origin and licence (see README.md)."""
    schema = json.loads(made.read_text(encoding="utf-8"))
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    licence = (package / "LICENSE").read_text(encoding="utf-8").strip()
    origin = f"Made by ts-json-schema-generator from npm @slack/types {version} (see README.md), which is:\n{licence}"
    lines = ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(definition, separators=(',', ':'), sort_keys=True)}"
        for name, definition in sorted(schema["definitions"].items())
    )
    head = f' "$schema": {json.dumps(schema["$schema"])},\n "$comment": {json.dumps(origin)},\n'
    SCHEMA.write_text(f'{{\n{head} "definitions": {{\n{lines}\n }}\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    _write(Path(sys.argv[1]), Path(sys.argv[2]))
