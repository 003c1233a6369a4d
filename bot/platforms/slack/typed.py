"""Commands as people type them on Slack: behind the one root command, "/tocsin incident 7K2M9QXD"; and back."""

from __future__ import annotations

import re

from bot.commands import catalogue

ROOT = "/tocsin"

# https://docs.slack.dev/messaging/formatting-message-text: what Slack makes of names and addresses that were typed.
_MADE = re.compile(r"<(?P<sign>[@#!]?)(?P<id>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_CALLED = re.compile(r"\s*<@[UW][A-Z0-9]+(?:\|[^<>]*)?>[\s:,]*")
_GROUP = "subteam^"


def as_typed(text: str, root: str = ROOT) -> str:
    """The line with the root command before it; what is no command ("digest=daily", an id) stays as it is."""
    return text if catalogue.find(text.partition(" ")[0]) is None else f"{root} {text}"


def line(text: str, root: str = ROOT) -> str:
    """What somebody typed, without what Slack put in: people, groups and channels by their ids, addresses as typed.

    A call at the beginning ("@Tocsin status Kidal") and the root command belong to nobody's wish and are left out.
    """
    bare = _MADE.sub(_as_written, _CALLED.sub("", text, count=1) if _CALLED.match(text) else text)
    plain = bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()
    first, _, rest = plain.partition(" ")
    return rest.strip() if first.casefold() == root else plain


def addressed(text: str, own: str) -> str:
    """What somebody says to Tocsin, whose id is `own`: the words after its name, or all where none follow."""
    after = text.partition(f"<@{own}>")[2].lstrip(" ,:")
    return after or text


def _as_written(made: re.Match[str]) -> str:
    id_, label = made["id"], made["label"]
    match made["sign"]:
        case "@" | "#":
            return id_
        case "!":
            return id_.removeprefix(_GROUP)
    return label if label is not None else id_
