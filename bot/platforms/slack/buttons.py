"""Actions as buttons and back: the command stands in the button itself, so that it works after any restart.

A button's `value` is "verb?arg=value&arg=value", or "@token" where that is too long; the store then keeps the line
under the token. Its `action_id` is "<n>:<verb>", which only has to differ from the others of the message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.card import Action
from bot.platforms import prepared
from bot.platforms.clean import one_line
from bot.platforms.fit import beginning
from bot.platforms.slack import escape
from bot.platforms.slack.limits import size

Element = dict[str, Any]

LABEL = (
    30  # characters that Slack surely shows: https://docs.slack.dev/reference/block-kit/block-elements/button-element
)
ROW = 5  # buttons beside one another; of more, the verdicts stand in a row of their own
# Slack takes 25 buttons in a row and 2,000 characters in each, but all blocks of a message have to share 13,000.
MOST = 10
LONGEST = 500
ACTION = re.compile(r"[0-9]+:[a-z][a-z0-9_-]*")  # every action_id that is made here
_ERASES = "forget-me"
_VERDICT = "verdict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What a button says: a prepared command, or the token under which the store keeps one."""

    command: str = ""
    args: Mapping[str, str] = field(default_factory=dict)
    token: str = ""


def encode(action: Action) -> str:
    """The action as the value of a button."""
    whole = prepared.line(action)
    return whole if size(whole) <= LONGEST else f"@{prepared.token(whole)}"


def decode(value: str) -> Pressed | None:
    """What a button's value or a kept line says; None for anything that was not written here.

    Slack gives back what it was given, but for "&": in an interaction that may come as an entity
    (https://github.com/slackapi/bolt-python/issues/513). A line never holds that entity of its own.
    """
    if value.startswith("@"):
        token = value.removeprefix("@")
        return Pressed(token=token) if prepared.is_token(token) else None
    meant = prepared.read(value.replace("&amp;", "&"))
    return Pressed(command=meant[0], args=meant[1]) if meant else None


def kept(actions: Iterable[Action]) -> dict[str, str]:
    """The lines that the store must know, by their tokens, before these buttons are sent."""
    made = ((encode(action), prepared.line(action)) for action in actions)
    return {value.removeprefix("@"): whole for value, whole in made if value.startswith("@")}


def rows(actions: Sequence[Action], start: int = 0) -> list[Element]:
    """The actions as actions blocks; `start` is the first number of their action_ids. Two that do the same become one.

    Up to five stand in one row. Of more, the verdicts stand in a row of their own, at most ten in each; Slack itself
    breaks a row that is too long for the screen.
    """
    known: dict[str, Action] = {}
    for action in actions:
        known.setdefault(prepared.line(action), action)
    distinct = list(known.values())
    primary = next((one for one in distinct if _confirms(one)), None)
    made: list[Element] = []
    for row in _in_rows(distinct):
        elements = [_button(one, start + index, is_primary=one is primary) for index, one in enumerate(row)]
        start += len(elements)
        made.append({"type": "actions", "elements": elements})
    return made


def _in_rows(actions: Sequence[Action]) -> Iterator[Sequence[Action]]:
    if len(actions) <= ROW:
        yield from [actions] if actions else []
        return
    for kind in (False, True):
        chosen = [one for one in actions if (one.command == _VERDICT) is kind][:MOST]
        yield from [chosen] if chosen else []


def _button(action: Action, number: int, *, is_primary: bool) -> Element:
    label = one_line(action.label).strip() or action.command
    made: Element = {
        "type": "button",
        "action_id": f"{number}:{action.command}",
        "text": {"type": "plain_text", "text": beginning(label, escape.plain, size, LABEL), "emoji": False},
        "value": encode(action),
    }
    if action.command == _ERASES:
        return {**made, "style": "danger"}
    return {**made, "style": "primary"} if is_primary else made


def _confirms(action: Action) -> bool:
    """Whether it does what a preview only showed: the one thing to do there."""
    return any(name == "confirm" for name, _ in action.args)
