"""Forms of commands as Discord's modals, and what was filled in. Pure: the same form gives the same body.

A modal holds five fields: those of a form that are asked for most. What it began with is remembered in its custom_id,
as a button's command is, so that it can be sent off to another Tocsin than the one that showed it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.cards import form as words
from bot.commands.command import ParamKind
from bot.commands.form import Field, Form
from bot.commands.typed import LONGEST_ARG
from bot.domain.card import Action
from bot.platforms.clean import one_line
from bot.platforms.discord import buttons, limits
from bot.platforms.discord.limits import Limit
from bot.platforms.discord.spans import size
from bot.platforms.fit import beginning

Body = dict[str, Any]

LABEL, TEXT_INPUT, SELECT, ROLE_SELECT = 18, 4, 3, 6
SHORT = 1
# Of commands with more than five arguments, those that are asked for most; the others can be typed.
_ASKED_FOR = {
    "subscribe": ("what", "severity", "standing", "digest", "mention"),
    "settings": ("language", "zone", "quiet", "mention", "cap"),
}


def modal(form: Form) -> Body:
    """The form as the content of an answer."""
    return {
        "title": _clipped(form.title, limits.MODAL_TITLE),
        "custom_id": buttons.custom_id(_remembered(form)),
        "components": [_field(one) for one in fields(form)],
    }


def kept(form: Form) -> dict[str, str]:
    """The line that the store must hold, by token, before the form is shown; none where its custom_id has room."""
    return buttons.kept([_remembered(form)])


def fields(form: Form) -> Sequence[Field]:
    """The fields that are shown, at most five."""
    asked_for = _ASKED_FOR.get(form.command)
    shown = [one for one in form.fields if asked_for is None or one.param.name in asked_for]
    return sorted(shown, key=lambda one: not one.param.required)[: limits.MODAL_FIELDS.value]


def typed(components: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What stands in the fields of a modal that was sent off, by name; empty where nothing does."""
    found = [one.get("component") or {} for one in components if one.get("type") == LABEL]
    return {
        str(one["custom_id"]): str(one["value"]) if "value" in one else ",".join(map(str, one.get("values") or ()))
        for one in found
        if "custom_id" in one
    }


def _remembered(form: Form) -> Action:
    return words.opening("", form.command, form.began)


def _field(field: Field) -> Body:
    return {
        "type": LABEL,
        "label": _clipped(field.label, limits.MODAL_LABEL),
        "description": _clipped(field.help, limits.MODAL_HELP),
        "component": {"custom_id": field.param.name, **_element(field)},
    }


def _element(field: Field) -> Body:
    param = field.param
    if param.kind is ParamKind.CHOICE and len(field.options) <= limits.OPTIONS.value:
        options = [
            {
                "label": _clipped(one.label, limits.OPTION_LABEL),
                "value": one.value,
                **({"default": True} if one.value == field.value else {}),
            }
            for one in field.options
        ]
        return {"type": SELECT, "options": options, **_chosen(is_required=param.required)}
    if param.kind is ParamKind.ROLE:
        began = [{"type": "role", "id": field.value}] if field.value.isdecimal() else []
        return {"type": ROLE_SELECT, "default_values": began, **_chosen(is_required=param.required)}
    return {
        "type": TEXT_INPUT,
        "style": SHORT,
        "required": param.required,
        "max_length": LONGEST_ARG,
        "placeholder": _clipped(param.example, limits.TEXT_PLACEHOLDER),
        **({"value": field.value} if 0 < size(field.value) <= LONGEST_ARG else {}),
    }


def _chosen(*, is_required: bool) -> Body:
    """Of what is optional nothing may be chosen, and what was chosen may be taken back."""
    return {"required": is_required} if is_required else {"required": False, "min_values": 0, "max_values": 1}


def _clipped(text: str, limit: Limit) -> str:
    return beginning(one_line(text).strip() or "…", str, size, limit.value)
