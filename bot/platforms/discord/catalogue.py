"""The commands as Discord wants to know them, made from the catalogue, and told to Discord only when they changed.

Names are the same in every language, for cards and help call them so; descriptions and choices are in the reader's.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from bot.cards import choices
from bot.cards.phrases import LANGUAGES, Phrases
from bot.commands import catalogue
from bot.commands.command import Access, Command, Param, ParamKind
from bot.commands.typed import LONGEST_ARG
from bot.domain.ids import digest
from bot.platforms.discord.asked import MANAGE_GUILD
from bot.platforms.discord.limits import CHOICE_NAME, CHOICES, COMMAND_HELP
from bot.platforms.discord.spans import size
from bot.platforms.discord.wire import Wire
from bot.platforms.fit import beginning
from bot.ports.store import Store

Json = dict[str, Any]

CHAT_INPUT, STRING, INTEGER = 1, 3, 4
# https://discord.com/developers/docs/interactions/application-commands#interaction-contexts
GUILD, BOT_DM, PRIVATE = 0, 1, 2
FOR_GUILDS, FOR_PEOPLE = 0, 1
NOBODY = 0  # of a server's people nobody but those who administer it
_TYPED = frozenset(
    {
        ParamKind.PLACE, ParamKind.INCIDENT, ParamKind.SUBSCRIPTION, ParamKind.MUTE, ParamKind.WISH, ParamKind.RULE,
        ParamKind.ROLE,
    }
)  # fmt: skip

log = logging.getLogger(__name__)


async def sync(wire: Wire, store: Store, application: str) -> bool:
    """Tells Discord the commands unless it knows them; gives whether it did. Raises what the wire raises."""
    body = commands()
    name, mark = f"discord.commands.{application}", _mark(body)
    async with store.read() as tx:
        if await tx.changes.checkpoint(name) == mark:
            return False
    await wire.overwrite_commands(application, body)
    async with store.write() as tx:
        await tx.changes.save_checkpoint(name, mark)
    log.info("commands told to Discord", extra={"action": "discord_commands", "commands": len(body)})
    return True


def commands() -> list[Json]:
    """Every command of the catalogue."""
    return [_command(one) for one in catalogue.COMMANDS]


def _command(one: Command) -> Json:
    required = [param for param in one.params if param.required]
    optional = [param for param in one.params if not param.required]
    is_for_all = one.access is Access.ALL
    return {
        "type": CHAT_INPUT,
        "name": one.name,
        **_described(one.help),
        "options": [_option(param) for param in (*required, *optional)],
        # Whoever reads may do so anywhere; what changes a channel, or all of them, is offered where the channel is.
        "contexts": [GUILD, BOT_DM, PRIVATE] if is_for_all else [GUILD],
        "integration_types": [FOR_GUILDS, FOR_PEOPLE] if is_for_all else [FOR_GUILDS],
        "default_member_permissions": _permissions(one),
    }


def _permissions(one: Command) -> int | None:
    """A number as in Discord's schema; its documentation writes the same as a string."""
    match one.access:
        case Access.ALL:
            return None
        case Access.CHANNEL:
            return MANAGE_GUILD
        case Access.OPERATOR:
            return NOBODY


def _option(param: Param) -> Json:
    made: Json = {"name": param.name, **_described(param.help), "required": param.required}
    if param.kind is ParamKind.NUMBER:
        return {**made, "type": INTEGER, "min_value": param.least, "max_value": param.most}
    if param.kind is ParamKind.CHOICE and len(param.choices) <= CHOICES.value:
        return {**made, "type": STRING, "choices": [_choice(text) for text in param.choices]}
    if param.kind is ParamKind.CHOICE or param.kind in _TYPED:
        return {**made, "type": STRING, "max_length": LONGEST_ARG, "autocomplete": True}
    return {**made, "type": STRING, "max_length": LONGEST_ARG}


def _choice(text: str) -> Json:
    said = {language: choices.option(text, Phrases(language))[: CHOICE_NAME.value] for language in LANGUAGES}
    name = said.pop(LANGUAGES[0])
    others = {language: label for language, label in said.items() if label != name}
    return {"name": name, "value": text, **({"name_localizations": others} if others else {})}


def _described(help_: str) -> Json:
    said = {language: beginning(Phrases(language)(help_), str, size, COMMAND_HELP.value) for language in LANGUAGES}
    return {"description": said.pop(LANGUAGES[0]), "description_localizations": said}


def _mark(body: list[Json]) -> int:
    """A number that is another one whenever anything in the commands is."""
    return int(digest(json.dumps(body, sort_keys=True))[:15], 16)
