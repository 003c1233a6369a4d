"""How a typed command becomes the options of an interaction, with the checks that Discord's client makes before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tests.fakes.discord import shapes
from tests.fakes.discord.impossible import Impossible
from tests.fakes.discord.orders import GROUP, SUBCOMMAND
from tests.fakes.discord.rooms import READER, Rooms

Json = dict[str, Any]

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = 3, 4, 5, 6, 7, 8, 9, 10
KINDS: Mapping[int, tuple[type, ...]] = {
    STRING: (str,), INTEGER: (int,), BOOLEAN: (bool,), USER: (str,), CHANNEL: (str,), ROLE: (str,),
    MENTIONABLE: (str,), NUMBER: (int, float),
}  # fmt: skip


def found(command: Json, name: str) -> Json:
    """The command, where all parts of the name exist."""
    _leaf(command, name)
    return command


def chosen(command: Json, name: str, given: Mapping[str, Any], rooms: Rooms) -> Json:
    """The content of a command's interaction. Raises Impossible."""
    leaf = _leaf(command, name)
    _check_names(leaf, given)
    required = {one["name"] for one in leaf.get("options") or () if one.get("required")}
    if missing := required - {key for key, value in given.items() if value is not None}:
        raise Impossible(f"{name} needs {', '.join(sorted(missing))}")
    values = {key: value for key, value in given.items() if value is not None}
    filled = [_option(one, values[one["name"]]) for one in leaf.get("options") or () if one["name"] in values]
    return {**_content(command, name, filled), **_resolved(filled, rooms)}


def focused(command: Json, name: str, given: Mapping[str, Any], rooms: Rooms) -> Json:
    """The content of an autocompletion, whose last option is being typed. Raises Impossible."""
    leaf = _leaf(command, name)
    _check_names(leaf, given)
    if not given:
        raise Impossible("nothing is being typed")
    last = [*given][-1]
    options = {one["name"]: one for one in leaf["options"]}
    if not options[last].get("autocomplete"):
        raise Impossible(f"{last} is not completed")
    filled = [_option(options[key], value) for key, value in given.items() if key != last]
    filled.append({"name": last, "type": options[last]["type"], "value": given[last], "focused": True})
    return {**_content(command, name, filled), **_resolved(filled, rooms)}


def _leaf(command: Json, name: str) -> Json:
    """The part of a command that is run: itself, or one of its subcommands."""
    leaf = command
    for part in name.split()[1:]:
        inner = {one["name"]: one for one in leaf.get("options") or () if one["type"] in (SUBCOMMAND, GROUP)}
        if part not in inner:
            raise Impossible(f"there is no command {name}")
        leaf = inner[part]
    if any(one["type"] in (SUBCOMMAND, GROUP) for one in leaf.get("options") or ()):
        raise Impossible(f"{name} has parts, one of which has to be named")
    return leaf


def _check_names(leaf: Json, given: Mapping[str, Any]) -> None:
    if unknown := set(given) - {one["name"] for one in leaf.get("options") or ()}:
        raise Impossible(f"there is no option {', '.join(sorted(unknown))}")


def _option(option: Json, value: Any) -> Json:
    kind, name = option["type"], option["name"]
    if not isinstance(value, KINDS[kind]) or (isinstance(value, bool) and kind != BOOLEAN):
        raise Impossible(f"{name} cannot be {value!r}")
    offered = {one["value"] for one in option.get("choices") or ()}
    by_name = {one["name"]: one["value"] for one in option.get("choices") or ()}
    value = by_name.get(value, value)
    if offered and value not in offered:
        raise Impossible(f"{name} is none of {sorted(map(str, offered))}")
    low, high = (
        option.get(key) for key in (("min_length", "max_length") if kind == STRING else ("min_value", "max_value"))
    )
    size = len(value) if kind == STRING else value
    if kind in (STRING, INTEGER, NUMBER) and ((low is not None and size < low) or (high is not None and size > high)):
        raise Impossible(f"{name} is not between {low} and {high}")
    return {"name": name, "type": kind, "value": value}


def _content(command: Json, name: str, filled: list[Json]) -> Json:
    """The interaction's content, with the options inside the subcommands that were named."""
    inner = filled
    kinds = [SUBCOMMAND, GROUP]
    for depth, part in enumerate(reversed(name.split()[1:])):
        inner = [{"name": part, "type": kinds[depth], "options": inner}]
    content = {"id": command["id"], "name": command["name"], "type": command["type"], "options": inner}
    return {**content, "guild_id": command["guild_id"]} if "guild_id" in command else content


def resolved(named: Iterable[tuple[int, Any]], rooms: Rooms) -> Json:
    """The people, channels and roles among values of that kind of option, by id."""
    found_ones: Json = {}
    roles = {role: name for guild in rooms.guilds.values() for role, name in guild.roles.items()}
    for kind, value in named:
        if kind in (USER, MENTIONABLE) and value in rooms.people:
            found_ones.setdefault("users", {})[value] = shapes.user(rooms.people[value])
            member = {**shapes.member([], shapes.born(value)), "permissions": str(READER)}
            found_ones.setdefault("members", {})[value] = member
        elif kind == CHANNEL:
            channel = rooms.channels[value]
            found_ones.setdefault("channels", {})[value] = shapes.partial_channel(channel, rooms, READER)
        elif kind in (ROLE, MENTIONABLE):
            found_ones.setdefault("roles", {})[value] = shapes.role(value, roles[value], 1)
    return found_ones


def _resolved(filled: list[Json], rooms: Rooms) -> Json:
    found_ones = resolved([(option["type"], option["value"]) for option in filled], rooms)
    return {"resolved": found_ones} if found_ones else {}
