"""The application's commands as Discord keeps them, for everybody and for single guilds, and when they were synced.

Checks what Discord's documentation demands of names, descriptions, options and totals; the rest is for the judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.fakes.discord.refusals import UNKNOWN_COMMAND, Refusal, bad_form, missing, too_long
from tests.fakes.discord.snowflakes import Snowflakes

Json = dict[str, Any]

CHAT_INPUT = 1
SUBCOMMAND, GROUP = 1, 2
MOST = {CHAT_INPUT: 100, 2: 15, 3: 15}
OPTIONS_MOST, CHOICES_MOST, DESCRIPTION_MOST, TOTAL_MOST, CREATES_A_DAY = 25, 25, 100, 8000, 200
NAME = re.compile(r"[-_'\w]{1,32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """A bulk overwrite of one scope; `guild` is empty for the commands that are everywhere."""

    guild: str
    commands: tuple[str, ...]
    at: float


class Commands:
    """Commands by scope, type and name."""

    def __init__(self, ids: Snowflakes, application: str) -> None:
        self._ids, self._application = ids, application
        self._kept: dict[str, dict[tuple[int, str], Json]] = {}
        self._created: dict[str, int] = {}
        self.syncs: list[Sync] = []

    def all(self, guild: str = "", *, localizations: bool = True) -> list[Json]:
        """The commands of a scope, in the order in which they were given."""
        kept = self._kept.get(guild, {}).values()
        return [one if localizations else _without_localizations(one) for one in kept]

    def overwrite(self, guild: str, given: Sequence[Json], at: float) -> list[Json]:
        """Makes these the commands of a scope; one of the same type and name keeps its id. Raises Refusal."""
        for number, one in enumerate(given):
            _check(one, f"{number}.")
        for kind, most in MOST.items():
            if sum(one.get("type", CHAT_INPUT) == kind for one in given) > most:
                raise Refusal(400, 30032, f"Maximum number of application commands reached ({most})")
        names = [_key(one) for one in given]
        if len(set(names)) < len(names):
            raise bad_form("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
        before = self._kept.get(guild, {})
        self._kept[guild] = {_key(one): self._made(guild, one, before.get(_key(one))) for one in given}
        self.syncs.append(Sync(guild=guild, commands=tuple(one["name"] for one in given), at=at))
        return self.all(guild)

    def create(self, guild: str, given: Json) -> Json:
        """Adds a command, or replaces one of the same type and name. Raises Refusal."""
        _check(given, "")
        kept = self._kept.setdefault(guild, {})
        kept[_key(given)] = self._made(guild, given, kept.get(_key(given)))
        return kept[_key(given)]

    def edit(self, guild: str, command: str, given: Json) -> Json:
        """Changes some of a command's fields. Raises Refusal."""
        before = self.get(guild, command)
        after = {**before, **given}
        _check(after, "")
        del self._kept[guild][_key(before)]
        self._kept[guild][_key(after)] = self._made(guild, after, before)
        return self._kept[guild][_key(after)]

    def delete(self, guild: str, command: str) -> None:
        del self._kept[guild][_key(self.get(guild, command))]

    def get(self, guild: str, command: str) -> Json:
        """The command of that id. Raises Refusal where the scope has none."""
        for one in self.all(guild):
            if one["id"] == command:
                return one
        raise Refusal(*UNKNOWN_COMMAND)

    def named(self, name: str, guild: str) -> Json | None:
        """The chat command of that name that a person finds in a guild: the guild's own before the general one."""
        return self._kept.get(guild, {}).get((CHAT_INPUT, name)) or self._kept.get("", {}).get((CHAT_INPUT, name))

    def _made(self, guild: str, given: Json, before: Json | None) -> Json:
        if before is None:
            self._created[guild] = self._created.get(guild, 0) + 1
            if self._created[guild] > CREATES_A_DAY:
                message = f"Max number of daily application command creates has been reached ({CREATES_A_DAY})"
                raise Refusal(400, 30034, message)
        nothing = ("name_localizations", "description_localizations", "default_member_permissions", "contexts")
        return {
            **dict.fromkeys(nothing), "type": CHAT_INPUT, "description": "", "nsfw": False, "dm_permission": True,
            "options": [], **given, **({"guild_id": guild} if guild else {}),
            # What is not said is what the application is set up for, which here is both.
            "integration_types": given.get("integration_types") or [0, 1],
            "id": before["id"] if before else self._ids.next(),
            "application_id": self._application, "version": self._ids.next(),
        }  # fmt: skip


def _key(command: Json) -> tuple[int, str]:
    return command.get("type", CHAT_INPUT), command["name"]


def _check(command: Json, path: str) -> None:
    _check_named(command, path, described=command.get("type", CHAT_INPUT) == CHAT_INPUT)
    _check_options(command, path)
    if sum(_lengths(command)) > TOTAL_MOST:
        raise bad_form(f"{path}name", "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({TOTAL_MOST})")


def _check_named(one: Json, path: str, *, described: bool = True) -> None:
    name = one.get("name")
    if not isinstance(name, str):
        raise missing(f"{path}name")
    names = {"name": name, **{f"name_localizations.{key}": one for key, one in _localized(one, "name").items()}}
    for field, text in names.items():
        if described and (not NAME.fullmatch(text) or text != text.lower()):
            code = "APPLICATION_COMMAND_INVALID_NAME"
            raise bad_form(f"{path}{field}", code, "Command name is invalid")
    texts = {"description": str(one.get("description") or "")}
    texts |= {f"description_localizations.{key}": text for key, text in _localized(one, "description").items()}
    for field, text in texts.items() if described else ():
        if not text:
            raise missing(f"{path}{field}")
        if len(text) > DESCRIPTION_MOST:
            raise bad_form(f"{path}{field}", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")


def _check_options(one: Json, path: str) -> None:
    options = one.get("options") or []
    if len(options) > OPTIONS_MOST:
        raise bad_form(f"{path}options", "BASE_TYPE_BAD_LENGTH", f"Must be {OPTIONS_MOST} or fewer in length.")
    if len({option.get("name") for option in options}) < len(options):
        raise bad_form(f"{path}options", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique")
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
        raise bad_form(f"{path}options", code, "Required options must be placed before non-required options")
    for number, option in enumerate(options):
        here = f"{path}options.{number}."
        _check_named(option, here)
        choices = option.get("choices") or []
        if len(choices) > CHOICES_MOST:
            raise too_long(f"{here}choices", CHOICES_MOST)
        if choices and option.get("autocomplete"):
            raise bad_form(
                f"{here}autocomplete", "AUTOCOMPLETE_WITH_CHOICES", "Choices and autocomplete exclude each other"
            )
        if option.get("type") in (SUBCOMMAND, GROUP):
            _check_options(option, here)


def _localized(one: Json, field: str) -> dict[str, str]:
    return dict(one.get(f"{field}_localizations") or {})


def _lengths(one: Json) -> Iterator[int]:
    """What counts towards the total: names, descriptions and values, each in its longest language."""
    for field in ("name", "description"):
        yield max(map(len, (str(one.get(field) or ""), *_localized(one, field).values())))
    for choice in one.get("choices") or ():
        yield max(map(len, (choice["name"], *_localized(choice, "name").values()))) + len(str(choice["value"]))
    for option in one.get("options") or ():
        yield from _lengths(option)


def _without_localizations(one: Json) -> Json:
    bare = {key: value for key, value in one.items() if not key.endswith("_localizations")}
    if "options" in bare:
        bare["options"] = [_without_localizations(option) for option in bare["options"]]
    return bare
