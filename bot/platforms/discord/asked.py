"""An interaction as Discord sends it, read into who asks what from where. Pure; must not know what is answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from bot.cards.phrases import LANGUAGES
from bot.commands.command import Caller
from bot.domain.subscription import Destination
from bot.platforms.discord.adapter import NAME, NO_GUILD

Json = Mapping[str, Any]

# https://discord.com/developers/docs/topics/permissions
ADMINISTRATOR, MANAGE_CHANNELS, MANAGE_GUILD = 1 << 3, 1 << 4, 1 << 5
EPHEMERAL = 1 << 6
_THREADS = frozenset({10, 11, 12})
_MENU = 3
_ROLES = re.compile(r"(?:<@&\d+>[\s,]*)+")


class Kind(IntEnum):
    """What somebody did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One interaction. `focused` is the option that is being typed, `pressed` the custom_id or the chosen value,
    `filled` what stands in the fields of a form, as it came."""

    id: str
    application: str
    token: str  # for answers; as good as a password for a quarter of an hour
    kind: int
    name: str
    args: Mapping[str, str]
    focused: str
    pressed: str
    filled: Sequence[Json]
    is_below_private: bool  # pressed in an answer that only this person sees
    guild: str
    caller: Caller


def read(told: Json, operators: frozenset[str]) -> Asked:
    """The interaction. `operators` are ids of people. Raises KeyError for what is none of Discord's."""
    given = told.get("data") or {}
    options = given.get("options") or ()
    return Asked(
        id=str(told["id"]),
        application=str(told["application_id"]),
        token=str(told["token"]),
        kind=int(told["type"]),
        name=str(given.get("name", "")),
        args={str(one["name"]): _value(one.get("value", "")) for one in options},
        focused=next((str(one["name"]) for one in options if one.get("focused")), ""),
        pressed=_pressed(given),
        filled=tuple(given.get("components") or ()),
        is_below_private=bool(int((told.get("message") or {}).get("flags") or 0) & EPHEMERAL),
        guild=str(told.get("guild_id") or ""),
        caller=_caller(told, operators),
    )


def _pressed(given: Json) -> str:
    if given.get("component_type") == _MENU:
        return next(iter(map(str, given.get("values") or ())), "")
    return str(given.get("custom_id", ""))


def _caller(told: Json, operators: frozenset[str]) -> Caller:
    member = told.get("member") or {}
    user = str((member.get("user") or told["user"])["id"])
    permissions = int(member.get("permissions") or 0)
    return Caller(
        destination=Destination(
            platform=NAME, tenant=str(told.get("guild_id") or NO_GUILD), channel=_channel(told.get("channel") or told)
        ),
        user=user,
        language=language(str(told.get("locale") or "")),
        may_change=bool(permissions & (ADMINISTRATOR | MANAGE_CHANNELS | MANAGE_GUILD)),
        is_operator=user in operators,
        roles=frozenset(map(str, member.get("roles") or ())),
    )


def _channel(channel: Json) -> str:
    """The channel's id; of a thread or a forum's post the one that it hangs in, for that is what has wishes."""
    is_thread = channel.get("type") in _THREADS and channel.get("parent_id")
    return str(channel["parent_id"] if is_thread else channel.get("id") or channel["channel_id"])


def language(locale: str) -> str:
    """ "fr" for "fr", "en" for "en-GB"; empty where Tocsin does not speak it: then the channel's own is right."""
    base = locale.partition("-")[0].lower()
    return base if base in LANGUAGES else ""


def _value(value: object) -> str:
    """What was typed; mentions of roles are the ids of the roles."""
    text = str(value)
    return ",".join(_ids(text)) if _ROLES.fullmatch(text) else text


def _ids(text: str) -> Iterable[str]:
    return re.findall(r"<@&(\d+)>", text)
