"""Slack's markup as its clients read it, written for these tests alone: what of a text acts, and what people see.

After https://docs.slack.dev/messaging/formatting-message-text, and stricter where the clients are not documented: a
reading that might be is taken for one that is. Knows nothing of how Tocsin escapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# What stands for a letter that would act.
LOOKALIKES = {"\u2217": "*", "\u02cd": "_", "\u223c": "~", "\u02cb": "`", "\xa6": "|"}
PARTS = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}


class Node(NamedTuple):
    """A stretch of text, what it is, what people see, and where it leads or whom it calls."""

    kind: str
    text: str
    about: str = ""


_BRACKET = re.compile(r"<([^<>\n]*)>")
_ACTS = (
    ("codeblock", re.compile(r"```.*?```", re.DOTALL)),
    ("code", re.compile(r"`[^`\n]+`")),
    ("bold", re.compile(r"(?<![^\W_])\*(?=\S)[^\n]*?\S?\*(?![^\W_])")),
    ("italic", re.compile(r"(?<![^\W_])_(?=\S)[^\n]*?\S?_(?![^\W_])")),
    ("strike", re.compile(r"(?<![^\W_])~(?=\S)[^\n]*?\S?~(?![^\W_])")),
    ("quote", re.compile(r"(?m)^\s*(?:&gt;|>)[^\n]*")),
    ("emoji", re.compile(r":[\w+'-]+:(?::skin-tone-\d:)?")),
    ("url", re.compile(r"(?:https?|mailto|tel|ftp)://?[^\s<>]+|www\.[^\s<>]+")),
    ("broadcast", re.compile(r"(?i)@(?:here|channel|everyone|group)\b")),
)


def parse(text: str) -> list[Node]:
    """The stretches of a text in markup, in their order."""
    made: list[Node] = []
    at = 0
    for found in _BRACKET.finditer(text):
        made += _unbracketed(text[at : found.start()], at == 0)
        made.append(_bracketed(found.group(1)))
        at = found.end()
    return [*made, *_unbracketed(text[at:], at == 0)]


def kinds(text: str) -> set[str]:
    """Everything that acts in the text."""
    return {node.kind for node in parse(text)} - {"text"}


def shown(text: str) -> str:
    """What people see, in letters; where a letter stands for one that would act, that one."""
    return "".join(node.text for node in parse(text))


def letters(text: str) -> str:
    """The text as it is read: entities decoded, nothing that takes no room, letters that stand for others as those."""
    plain = re.sub("&(?:amp|lt|gt);", lambda match: PARTS[match.group()], text.replace("\u200b", ""))
    return "".join(LOOKALIKES.get(letter, letter) for letter in plain)


def _bracketed(inside: str) -> Node:
    target, _, label = inside.partition("|")
    if target.startswith("!date^"):
        return Node("date", letters(label), target)
    if target.startswith("!subteam^"):
        return Node("group", letters(label), target.removeprefix("!subteam^"))
    if target.startswith("!"):
        return Node("broadcast", letters(label), target[1:])
    if target.startswith(("@", "#")):
        return Node("user" if target[0] == "@" else "channel", letters(label), target[1:])
    return Node("link", letters(label or target), letters(target))


def _unbracketed(text: str, is_start: bool) -> Iterator[Node]:
    while text:
        matches = [(kind, match) for kind, pattern in _ACTS if (match := pattern.search(text))]
        if not is_start:
            matches = [(kind, match) for kind, match in matches if kind != "quote" or match.start() > 0]
        if not matches:
            yield Node("text", letters(text))
            return
        kind, first = min(matches, key=lambda one: one[1].start())
        if first.start():
            yield Node("text", letters(text[: first.start()]))
        inner = first.group().strip("`") if kind in ("code", "codeblock") else first.group()
        yield Node(kind, letters(inner))
        text, is_start = text[first.end() :], False
