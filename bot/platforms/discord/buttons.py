"""Actions as buttons and back: the command stands in the button itself, so that it works after any restart.

A `custom_id` is "verb?arg=value&arg=value", or "@token" where that is too long; the store then keeps the line under the
token. The first button of a message in a channel carries the message's key behind a "#", by which it is found again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.card import Action
from bot.domain.ids import DeliveryId
from bot.platforms import prepared
from bot.platforms.clean import one_line
from bot.platforms.discord.limits import BUTTONS_IN_ROW, CUSTOM_ID, ROWS
from bot.platforms.discord.spans import size
from bot.platforms.fit import beginning
from bot.platforms.prepared import line, quoted, token, unquoted

Component = dict[str, Any]

LABEL = 34  # https://discord.com/developers/docs/components/reference#button-button-design-guidelines
ACTION_ROW, BUTTON = 1, 2
PRIMARY, SECONDARY, DANGER = 1, 2, 4

_ERASES = "forget-me"
_VERDICT = "verdict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What a button says: a prepared command, or the token under which the store keeps one; and its message's key."""

    command: str = ""
    args: Mapping[str, str] = field(default_factory=dict)
    token: str = ""
    key: DeliveryId | None = None


def custom_id(action: Action, key: DeliveryId | None = None) -> str:
    """The action as at most 100 characters, with the key of the message where it has one."""
    whole, tail = line(action), f"#{quoted(key)}" if key is not None else ""
    return f"{whole}{tail}" if size(whole + tail) <= CUSTOM_ID.value else f"@{token(whole)}{tail}"


def kept(actions: Iterable[Action], key: DeliveryId | None = None) -> dict[str, str]:
    """The lines that the store must know, by their tokens, before these buttons are sent."""
    made = ((custom_id(action, key), line(action)) for action in actions)
    return {token(whole): whole for ident, whole in made if ident.startswith("@")}


def read(text: str) -> Pressed | None:
    """What a `custom_id` or a kept line says; None for anything that was not written here."""
    whole, hash_, tail = text.partition("#")
    key = unquoted(tail)
    if key is None or bool(hash_) != bool(key):
        return None
    named = DeliveryId(key) if key else None
    if whole.startswith("@"):
        named_by = whole.removeprefix("@")
        return Pressed(token=named_by, key=named) if prepared.is_token(named_by) else None
    meant = prepared.read(whole)
    return Pressed(command=meant[0], args=meant[1], key=named) if meant else None


def key_of(components: Sequence[Mapping[str, Any]]) -> DeliveryId | None:
    """The key that a message's first button carries; None for messages that are not ours or are no delivery."""
    for one in components:
        inner = one.get("components")
        if isinstance(inner, list):
            return key_of(inner)
        if one.get("type") == BUTTON:
            pressed = read(str(one.get("custom_id") or ""))
            return pressed.key if pressed else None
    return None


def rows(actions: Sequence[Action], key: DeliveryId | None = None) -> list[Component]:
    """The actions in rows of at most five; where there are more, the verdicts stand in a row of their own.

    Two that do the same become one, for Discord refuses a message with two buttons of one id.
    """
    known: dict[str, Action] = {}
    for action in actions:
        known.setdefault(line(action), action)
    distinct = list(known.values())
    primary = next((one for one in distinct if _confirms(one)), None)
    made: list[Component] = []
    for row in list(_in_rows(distinct))[: ROWS.value]:
        shown = [
            _button(one, None if made or index else key, is_primary=one is primary) for index, one in enumerate(row)
        ]
        made.append({"type": ACTION_ROW, "components": shown})
    return made


def _in_rows(actions: Sequence[Action]) -> Iterator[Sequence[Action]]:
    most = BUTTONS_IN_ROW.value
    if len(actions) <= most:
        yield from [actions] if actions else []
        return
    for kind in (False, True):
        chosen = [one for one in actions if (one.command == _VERDICT) is kind]
        yield from (chosen[start : start + most] for start in range(0, len(chosen), most))


def _button(action: Action, key: DeliveryId | None, *, is_primary: bool) -> Component:
    label = one_line(action.label).strip() or action.command
    return {
        "type": BUTTON,
        "style": DANGER if action.command == _ERASES else PRIMARY if is_primary else SECONDARY,
        "label": beginning(label, str, size, LABEL),
        "custom_id": custom_id(action, key),
    }


def _confirms(action: Action) -> bool:
    """Whether it does what a preview only showed: the one thing to do there."""
    return any(name == "confirm" for name, _ in action.args)
