"""What a form or the App Home remembers, in the one text that Slack keeps with it and gives back. Pure.

So nothing has to be remembered over a restart. Must not know how a form looks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.platforms.slack.limits import VIEW_METADATA, size


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """Where a view was opened and for what. `began` is what the form of `command` began with.

    `response_url` is Slack's address for answers to the request that opened it. `home` is the id of the person's
    conversation with Tocsin where the view belongs to the App Home, which has to show what changed.
    """

    language: str = ""
    channel: str = ""
    command: str = ""
    began: Mapping[str, str] = field(default_factory=dict)
    response_url: str = ""
    home: str = ""


def written(memo: Memo) -> str:
    """The memo as text of at most 3,000 characters; what a form began with is left out where it is too long for that.

    A form without it says all its fields as they were sent, whether they were changed or not.
    """
    whole = _text(memo)
    return whole if size(whole) <= VIEW_METADATA.value else _text(replace(memo, began={}))


def read(text: str) -> Memo:
    """The memo of a text; an empty one for what was not written here."""
    try:
        told = json.loads(text)
    except ValueError:
        return Memo()
    if not isinstance(told, dict) or not isinstance(told.get("b", {}), dict):
        return Memo()
    began = {str(name): str(value) for name, value in told.get("b", {}).items()}
    language, channel, command, url, home = (str(told.get(name) or "") for name in ("l", "c", "f", "r", "h"))
    return Memo(language=language, channel=channel, command=command, began=began, response_url=url, home=home)


def _text(memo: Memo) -> str:
    parts = {
        "l": memo.language,
        "c": memo.channel,
        "f": memo.command,
        "b": dict(memo.began),
        "r": memo.response_url,
        "h": memo.home,
    }
    return json.dumps({name: part for name, part in parts.items() if part}, ensure_ascii=False, separators=(",", ":"))
