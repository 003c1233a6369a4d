"""Forms of commands and answers as Slack's modals, and what was filled in. Pure: the same form gives the same body.

Each argument gets the field that fits it: a menu of its choices, a box for a number or a text, and a menu that Slack
fills from Tocsin while somebody types, where Discord has autocomplete.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.cards import form as words
from bot.cards.phrases import Phrases
from bot.commands.command import Param, ParamKind
from bot.commands.complete import Choice
from bot.commands.form import Field, Form
from bot.commands.typed import LONGEST_ARG
from bot.domain.card import Card
from bot.platforms.clean import one_line
from bot.platforms.fit import beginning
from bot.platforms.slack import escape, limits, memo, render
from bot.platforms.slack.asked import Json
from bot.platforms.slack.limits import OPTION_TEXT, OPTION_VALUE, OPTIONS, PLACEHOLDER, size
from bot.platforms.slack.memo import Memo

Body = dict[str, Any]

FORM, SHOWN = "tocsin_form", "tocsin_shown"  # callback_ids: what is filled in, and what is only read
CHANNEL = "channel"  # the field that chooses one; no argument of a command is called so
_PICK = "pick:"
PICKS = re.compile(rf"{_PICK}([a-z_]+)")  # action_ids of the fields that Slack asks for while somebody types
_PICKED = frozenset(
    {
        ParamKind.PLACE, ParamKind.INCIDENT, ParamKind.SUBSCRIPTION, ParamKind.MUTE, ParamKind.WISH, ParamKind.RULE,
        ParamKind.ROLE, ParamKind.PARAMETER,
    }
)  # fmt: skip


def view(form: Form, remembered: Memo, *, picks_channel: bool = False) -> Body:
    """The form to fill in; `picks_channel`: with a field for the channel that it is about."""
    say = Phrases(form.reader)
    fields = [_channel(say)] if picks_channel else []
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": _plain(form.title, limits.VIEW_TITLE.value),
        "submit": _plain(form.sends, limits.VIEW_TITLE.value),
        "close": _plain(words.cancel(say), limits.VIEW_TITLE.value),
        "private_metadata": memo.written(remembered),
        "blocks": [*fields, *(_field(one) for one in form.fields)],
    }


def shown(card: Card, title: str, remembered: Memo, *, root: str, external_id: str = "") -> Body:
    """A card as a modal. Where it asks for a confirmation, closing it leads back to the form beneath."""
    say = Phrases(card.reader)
    asks = any(name == "confirm" for action in card.actions for name, _ in action.args)
    made: Body = {
        "type": "modal",
        "callback_id": SHOWN,
        "title": _plain(title, limits.VIEW_TITLE.value),
        "close": _plain(words.back(say) if asks else words.close(say), limits.VIEW_TITLE.value),
        "clear_on_close": not asks,
        "private_metadata": memo.written(remembered),
        "blocks": render.blocks(card, root=root),
    }
    return {**made, "external_id": external_id} if external_id else made


def waiting(title: str, remembered: Memo, *, external_id: str) -> Body:
    """What stands in the place of an answer that takes longer than Slack waits."""
    say = Phrases(remembered.language)
    return {
        "type": "modal",
        "callback_id": SHOWN,
        "title": _plain(title, limits.VIEW_TITLE.value),
        "close": _plain(words.close(say), limits.VIEW_TITLE.value),
        "private_metadata": memo.written(remembered),
        "external_id": external_id,
        "blocks": [{"type": "section", "text": _plain(words.waiting(say), limits.SECTION.value)}],
    }


def options(found: Iterable[Choice]) -> list[Body]:
    """Choices as options of a menu, at most 100; what would not fit as a value is left out."""
    made = [_option(one) for one in found if 0 < size(one.value) <= OPTION_VALUE.value]
    return made[: OPTIONS.value]


def typed(told: Json) -> dict[str, str]:
    """What stands in the fields of a view as Slack gives it back, by name; empty where nothing does."""
    values = (told.get("state") or {}).get("values") or {}
    return {str(name): _value(next(iter(fields.values()), {})) for name, fields in values.items()}


def title(told: Json) -> str:
    """What a view is called, as Slack gives it back."""
    return str((told.get("title") or {}).get("text") or "")


def errors(wrong: Mapping[str, str], told: Json) -> dict[str, str]:
    """What is wrong, by the fields of the view; empty where one of the arguments has no field there."""
    fields = [str(one.get("block_id")) for one in told.get("blocks") or () if one.get("type") == "input"]
    first = next((one for one in fields if one != CHANNEL), "")
    found = {name or first: beginning(one_line(text), str, size, _ERROR) for name, text in wrong.items()}
    return found if found.keys() <= set(fields) else {}


_ERROR = 300  # characters of a sentence that stands beneath a field in red; more is not read there


def _channel(say: Phrases) -> Body:
    element = {
        "type": "conversations_select",
        "action_id": CHANNEL,
        "default_to_current_conversation": True,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return _input(CHANNEL, words.label(CHANNEL, say), words.which_channel(say), element, is_optional=False)


def _field(field: Field) -> Body:
    param = field.param
    return _input(param.name, field.label, field.help, _element(field), is_optional=not param.required)


def _input(name: str, label: str, hint: str, element: Body, *, is_optional: bool) -> Body:
    return {
        "type": "input",
        "block_id": name,
        "optional": is_optional,
        "label": _plain(label, words.LABEL),
        "hint": _plain(hint, limits.INPUT_HINT.value),
        "element": element,
    }


def _element(field: Field) -> Body:
    param, began = field.param, Choice(label=field.shown or field.value, value=field.value)
    if param.kind is ParamKind.CHOICE:
        choices = options(field.options)
        chosen = [one for one in choices if one["value"] == field.value]
        made: Body = {"type": "static_select", "action_id": param.name, "options": choices}
        return {**made, "initial_option": chosen[0]} if chosen else made
    if param.kind in _PICKED:
        made = {"type": "external_select", "action_id": f"{_PICK}{param.name}", "min_query_length": 0}
        chosen = options([began])
        return {**made, "initial_option": chosen[0]} if chosen else made
    return _box(param, field.value)


def _box(param: Param, value: str) -> Body:
    made: Body = {"action_id": param.name, "placeholder": _plain(param.example, PLACEHOLDER.value)}
    if value:
        made["initial_value"] = beginning(one_line(value), str, size, LONGEST_ARG)
    if param.kind is ParamKind.NUMBER:
        bounds = {"min_value": str(param.least), "max_value": str(param.most)}
        return {"type": "number_input", "is_decimal_allowed": False, **bounds, **made}
    return {"type": "plain_text_input", "max_length": LONGEST_ARG, **made}


def _option(choice: Choice) -> Body:
    return {"text": _plain(choice.label or choice.value, OPTION_TEXT.value), "value": choice.value}


def _plain(text: str, most: int) -> Body:
    shown = beginning(one_line(text).strip() or "…", escape.plain, size, most)
    return {"type": "plain_text", "text": shown, "emoji": False}


def _value(told: Json) -> str:
    chosen = told.get("selected_option") or {}
    return str(told.get("value") or chosen.get("value") or told.get("selected_conversation") or "")
