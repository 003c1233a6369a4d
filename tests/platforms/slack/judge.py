"""The judge: whether Slack would take a request as it is, and whether people would be well served by it.

Four witnesses are heard: the arguments of the methods (calls.py), the shapes of the published types (shapes.py),
slack_sdk's own models, with everything in them, and the rules that none of these has (rules.py). The judge shares no
number with the code that it judges.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.platforms.slack import calls, rules, shapes

Body = Mapping[str, Any]

MESSAGES = frozenset({"chat.postMessage", "chat.update", "chat.postEphemeral", "response_url"})
VIEWS = frozenset({"views.open", "views.push", "views.update", "views.publish", "view_submission"})
# What is sure to be shown where; sources contradict each other about everything else (alert blocks above all).
_EVERYWHERE = frozenset({"header", "section", "context", "divider", "actions", "image", "rich_text"})
SURFACES = {
    "message": _EVERYWHERE | {"markdown", "table"},
    "home": _EVERYWHERE | {"input"},
    "modal": _EVERYWHERE | {"input"},
}
MOST = {"message": 50, "home": 100, "modal": 100}
MESSAGE_SUM, VIEW_BYTES = 13_000, 250_000
TEXT, MARKDOWN = 4000, 12_000


def violations(method: str, body: Body) -> list[str]:
    """Everything that is wrong with the call; empty where all is well.

    `method` is a method of the Web API, or "response_url", "options" (the answer to typing into a menu) or
    "view_submission" (the answer to a submitted form). `body` holds the arguments as values: JSON that was sent as
    text is to be decoded before, but for `private_metadata`.
    """
    found = list(calls.faults(method, body))
    if method in MESSAGES:
        found += _message(method, body)
    if method in VIEWS and isinstance(body.get("view"), Mapping):
        found += _view(method, body["view"])
    if method == "options":
        found += _options(body)
    if method == "view_submission":
        found += _submission(body)
    if method == "files.completeUploadExternal" and isinstance(body.get("files"), Sequence):
        found += _files(body["files"])
    return found


def _message(method: str, body: Body) -> Iterator[str]:
    text, blocks, metadata = body.get("text"), body.get("blocks"), body.get("metadata")
    if method == "response_url" and body.get("delete_original") is True:
        return
    if not isinstance(text, str) or not text.strip():
        yield "text says nothing: notifications and screen readers have nothing else"
    else:
        yield from rules.over("text", text, TEXT)
        yield from rules.markup("text", text)
        yield from rules.letters("text", text)
    if isinstance(metadata, Mapping):
        yield from (f"metadata: {fault}" for fault in shapes.faults("MessageMetadata", metadata))
    if isinstance(blocks, Sequence) and not isinstance(blocks, str):
        written = json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))
        yield from _judged(written, "message")
        size = rules.size(written)
        if size > MESSAGE_SUM:
            yield f"blocks: {size} characters of JSON, at most {MESSAGE_SUM}"


def _view(method: str, view: Body) -> Iterator[str]:
    kind = str(view.get("type"))
    if (kind == "home") is not (method == "views.publish") or kind not in ("home", "modal"):
        yield f"view: {method} takes no view of type {kind!r}"
        return
    yield from (f"view: {fault}" for fault in shapes.faults("HomeView" if kind == "home" else "ModalView", view))
    yield from (f"view: {fault}" for fault in _modelled(lambda: View(**view), view))
    blocks = view.get("blocks")
    if not isinstance(blocks, Sequence) or isinstance(blocks, str):
        return
    if not blocks:
        yield "view: no blocks"
    yield from (f"view/{fault}" for fault in _judged(json.dumps(blocks, ensure_ascii=False), kind))
    frame = {name: value for name, value in view.items() if name != "blocks"}
    yield from (f"view/{fault}" for fault in rules.faults(frame, ""))
    if any(block.get("type") == "input" for block in blocks) and kind == "modal" and "submit" not in view:
        yield "view: an input without submit"
    if kind == "modal" and "submit" in view and not view.get("callback_id"):
        yield "view: it can be submitted, and nobody would know what it was"
    size = len(json.dumps(view).encode())
    if size > VIEW_BYTES:
        yield f"view: {size} bytes, at most {VIEW_BYTES}"


@lru_cache(maxsize=2000)
def _judged(written: str, surface: str) -> tuple[str, ...]:
    """What is wrong with blocks, given as JSON; the same go to many channels, and judging them takes milliseconds."""
    return tuple(_blocks(json.loads(written), surface))


def _blocks(blocks: Sequence[Any], surface: str) -> Iterator[str]:
    if len(blocks) > MOST[surface]:
        yield f"blocks: {len(blocks)}, at most {MOST[surface]} in a {surface}"
    for index, block in enumerate(blocks):
        where = f"blocks/{index}"
        if not isinstance(block, Mapping):
            yield f"{where} is no block"
            continue
        kind = block.get("type")
        if kind not in shapes.kinds():
            yield f"{where}: no block is called {kind!r}"
            continue
        if kind not in SURFACES[surface]:
            yield f"{where}: {kind} is not sure to be shown in a {surface}"
        yield from (f"{where}/{fault}" for fault in shapes.faults("KnownBlock", block))
        yield from (f"{where}: {fault}" for fault in _modelled(lambda block=block: Block.parse(dict(block)), block))
        yield from rules.faults(block, where)
    known = [block for block in blocks if isinstance(block, Mapping)]
    yield from rules.together(known)
    markdown = sum(rules.size(str(block.get("text"))) for block in known if block.get("type") == "markdown")
    if markdown > MARKDOWN:
        yield f"markdown: {markdown} characters together, at most {MARKDOWN}"


def _modelled(make: Any, given: Body) -> Iterator[str]:
    """What slack_sdk's model, and all in it, refuses or leaves out."""
    try:
        made = make()
        told = made.to_dict() if made is not None else None
    except (SlackObjectFormationError, TypeError, AttributeError, KeyError, ValueError) as error:
        yield f"slack_sdk: {error}"
        return
    if told is None:
        yield "slack_sdk knows no such block"
        return
    yield from _lost(given, told, "")


def _lost(given: Any, told: Any, where: str) -> Iterator[str]:
    if isinstance(given, Mapping) and isinstance(told, Mapping):
        for name, value in given.items():
            if name in told:
                yield from _lost(value, told[name], f"{where}/{name}")
            elif value not in (None, [], {}, ""):
                yield f"slack_sdk does not know {where}/{name}"
    elif isinstance(given, Sequence) and isinstance(told, Sequence) and not isinstance(given, str):
        if len(given) != len(told):
            yield f"slack_sdk leaves something out of {where}"
        for index, (one, other) in enumerate(zip(given, told, strict=False)):
            if other is None:
                yield f"slack_sdk knows nothing like {where}/{index}"
            yield from _lost(one, other, f"{where}/{index}")


def _options(body: Body) -> Iterator[str]:
    groups = body.get("option_groups") or []
    options = [*(body.get("options") or []), *(one for group in groups for one in group.get("options") or [])]
    if len(options) > 100 or len(groups) > 100:
        yield f"options: {len(options)} in {len(groups)} groups, at most 100"
    for index, option in enumerate(options):
        yield from (f"options/{index}: {fault}" for fault in shapes.faults("PlainTextOption", option))
        yield from rules.faults(option, f"options/{index}")
    for group in groups:
        yield from rules.faults(group.get("label") or {}, "label")
        if set(group) != {"label", "options"}:
            yield "an option group has a label and options and nothing else"


def _submission(body: Body) -> Iterator[str]:
    action, errors = body.get("response_action"), body.get("errors")
    if action == "errors" and not errors:
        yield "errors without an error"
    if action in ("update", "push") and not isinstance(body.get("view"), Mapping):
        yield f"{action} without a view"
    for name, said in errors.items() if isinstance(errors, Mapping) else ():
        if not isinstance(said, str) or not said.strip():
            yield f"errors/{name} says nothing"


def _files(files: Sequence[Any]) -> Iterator[str]:
    if not files:
        yield "files: none"
    for index, one in enumerate(files):
        if not isinstance(one, Mapping) or not set(one) <= {"id", "title", "highlight_type"}:
            yield f"files/{index} is {one!r}"
        elif not str(one.get("id", "")).startswith("F"):
            yield f"files/{index} has no id"
