"""What there is to read in a message or a view, and whom it calls: Slack notifies for what stands in the blocks, and
for the text only where there are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

CALLS = re.compile(r"<(![a-z]+(?:\^[A-Z0-9]+)?|@[UW][A-Z0-9]+)(?:\|[^>]*)?>")
CALLING = ("!here", "!channel", "!everyone", "!subteam^", "@")
TEXTS = ("text", "title", "label", "hint", "description", "alt_text")


def walk(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Every object in it, outer ones first, in the order of reading."""
    if isinstance(tree, Mapping):
        yield tree
        for part in tree.values():
            yield from walk(part)
    elif isinstance(tree, (list, tuple)):
        for part in tree:
            yield from walk(part)


def readable(body: Mapping[str, Any]) -> str:
    """Everything there is to read, a line for each piece; the text alone where there are no blocks."""
    blocks = body.get("blocks")
    if not blocks:
        return str(body.get("text") or "")
    found: list[str] = []
    for one in walk(blocks):
        if one.get("type") == "emoji":
            found.append(f":{one.get('name')}:")
        found += [one[name] for name in TEXTS if isinstance(one.get(name), str)]
    return "\n".join(found)


def calls(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Whom a message calls, each once, in order."""
    found: list[str] = []
    blocks = body.get("blocks")
    if not blocks:
        found += _in_text(str(body.get("text") or ""))
    for one in walk(blocks or []):
        kind, text = one.get("type"), one.get("text")
        if kind in ("mrkdwn", "markdown") and isinstance(text, str):
            found += _in_text(text)
        elif kind == "broadcast":
            found.append(f"<!{one['range']}>")
        elif kind == "usergroup":
            found.append(f"<!subteam^{one['usergroup_id']}>")
        elif kind == "user" and "user_id" in one:
            found.append(f"<@{one['user_id']}>")
    return tuple(dict.fromkeys(found))


def _in_text(text: str) -> list[str]:
    return [f"<{call}>" for call in CALLS.findall(text) if call.startswith(CALLING)]
