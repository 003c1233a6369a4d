"""What a person puts into the fields of a view, as Slack's client lets them: what is chosen, what a form holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.fakes.slack.impossible import Impossible

Json = dict[str, Any]

TEXTS = ("plain_text_input", "number_input", "email_text_input", "url_text_input")
# By the element's type: under which name its value stands in payloads, and under which the app gives one to begin with.
ONE_OF = {
    "users_select": "user", "conversations_select": "conversation", "channels_select": "channel", "datepicker": "date",
    "timepicker": "time", "datetimepicker": "date_time",
}  # fmt: skip
MANY_OF = {
    "multi_users_select": "users",
    "multi_conversations_select": "conversations",
    "multi_channels_select": "channels",
}
OPTION = ("static_select", "external_select", "radio_buttons", "overflow")
OPTIONS = ("multi_static_select", "multi_external_select", "checkboxes")
EXTERNAL = ("external_select", "multi_external_select")


def offered(element: Mapping[str, Any]) -> list[Json]:
    """The options that stand in an element."""
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(one for group in groups for one in group["options"])]


def chosen(element: Mapping[str, Any], value: Any, more: Sequence[Json] = ()) -> Json:
    """What a payload says of the value; options by value or words, `more` are those that the app was asked for."""
    kind = element["type"]
    if kind in TEXTS:
        return {"value": _typed(element, str(value))}
    if kind in ONE_OF:
        return {f"selected_{ONE_OF[kind]}": value}
    if kind in MANY_OF:
        return {f"selected_{MANY_OF[kind]}": list(value)}
    options = [*offered(element), *more]
    if kind in OPTION:
        return {"selected_option": None if value is None else _option(options, value)}
    if kind in OPTIONS:
        return {"selected_options": [_option(options, one) for one in value]}
    raise Impossible(f"nothing can be put into a {kind}")


def begun(element: Mapping[str, Any]) -> Json:
    """What stands in a field before anybody touches it."""
    kind = element["type"]
    if kind in TEXTS:
        return {"value": element.get("initial_value")}
    if kind in OPTION:
        return {"selected_option": element.get("initial_option")}
    if kind in OPTIONS:
        return {"selected_options": element.get("initial_options") or []}
    name = ONE_OF.get(kind) or MANY_OF[kind]
    return {f"selected_{name}": element.get(f"initial_{name}") or ([] if kind in MANY_OF else None)}


def fields(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """The elements of a view that have a value, each with its block."""
    for block in blocks:
        elements = [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]
        for one in elements:
            if isinstance(one, dict) and "action_id" in one and one["type"] not in ("button", "overflow"):
                yield block, one


def named(blocks: Sequence[Json], name: str) -> tuple[Json, Json]:
    """The one field of that action_id, block_id or label, with its block."""
    fitting = [
        (block, one) for block, one in fields(blocks)
        if name in (one["action_id"], block["block_id"], (block.get("label") or {}).get("text"))
    ]  # fmt: skip
    if len(fitting) != 1:
        raise Impossible(f"{len(fitting)} fields are called {name}")
    return fitting[0]


def state(blocks: Sequence[Json], values: Json) -> Json:
    """state.values of a form; what nobody touched has its initial value. Raises Impossible where a field is empty."""
    whole: Json = {}
    for block, one in fields(blocks):
        said = values.get(block["block_id"], {}).get(one["action_id"]) or begun(one)
        held = {name: value for name, value in said.items() if name != "type"}
        if block["type"] == "input" and not block.get("optional") and not any(held.values()):
            raise Impossible(f"{(block.get('label') or {}).get('text')} is empty")
        whole.setdefault(block["block_id"], {})[one["action_id"]] = {"type": one["type"], **held}
    return whole


def _option(options: Sequence[Json], value: Any) -> Json:
    fitting = [one for one in options if value in (one["value"], one["text"]["text"])]
    if not fitting:
        raise Impossible(f"{value} is not offered")
    return fitting[0]


def _typed(element: Mapping[str, Any], text: str) -> str | None:
    if len(text) > element.get("max_length", 3000) or len(text) < element.get("min_length", 0):
        raise Impossible(f"{len(text)} characters do not fit")
    return text or None
