"""How a form that a person filled in goes back to the bot, with the checks that Discord's client makes before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.fakes.discord.impossible import Impossible
from tests.fakes.discord.shapes import numbered

Json = dict[str, Any]
Value = str | bool | Sequence[str]

ROW, TEXT_INPUT, TEXT, LABEL, CHECKBOX, RADIO = 1, 4, 10, 18, 23, 21
TEXT_MOST = 4000


def filled(modal: Json, values: Mapping[str, Value]) -> Json:
    """The content of a modal's interaction. Raises Impossible where a field is unknown, too long or left out."""
    left = dict(values)
    rows = [_row(one, left) for one in numbered(modal["components"])]
    if left:
        raise Impossible(f"there is no field {', '.join(left)}")
    return {"custom_id": modal["custom_id"], "components": rows}


def _row(component: Json, left: dict[str, Value]) -> Json:
    match component["type"]:
        case 1:
            fields = [_field(one, one.get("label", ""), left) for one in component["components"]]
            return {"type": ROW, "id": component["id"], "components": fields}
        case 18:
            field = _field(component["component"], component["label"], left)
            return {"type": LABEL, "id": component["id"], "component": field}
        case _:
            return {"type": component["type"], "id": component["id"]}


def _field(component: Json, label: str, left: dict[str, Value]) -> Json:
    """A field with what was written or chosen in it; what the bot had put there stays where nothing was."""
    name = component["custom_id"]
    key = name if name in left else label
    given = left.pop(key, None)
    filled_in: Json = {"type": component["type"], "id": component["id"], "custom_id": name}
    required = component.get("required", True)
    if component["type"] == TEXT_INPUT:
        text = str(component.get("value") or "") if given is None else str(given)
        least, most = component.get("min_length", 0) or int(required), component.get("max_length", TEXT_MOST)
        if not (least <= len(text) <= most or (not text and not required)):
            raise Impossible(f"{key} has {len(text)} of {least} to {most} characters")
        return {**filled_in, "value": text}
    if component["type"] in (CHECKBOX, RADIO):
        nothing = False if component["type"] == CHECKBOX else None
        return {**filled_in, "value": component.get("default", nothing) if given is None else given}
    preset = [one["value"] for one in component.get("options") or () if one.get("default")]
    chosen = preset if given is None else [given] if isinstance(given, str) else list(given)  # type: ignore[arg-type]
    offered = {one["label"]: one["value"] for one in component.get("options") or ()}
    chosen = [offered.get(one, one) for one in chosen]
    if offered and not set(chosen) <= set(offered.values()):
        raise Impossible(f"{key} does not offer {chosen}")
    if required and not chosen:
        raise Impossible(f"{key} is required")
    return {**filled_in, "values": chosen}
