"""Every command there is. Adding one is one line here and one file beside it; all platforms and the help follow."""

from __future__ import annotations

from bot.commands import help as help_verb
from bot.commands import incident, incidents, rules, sources, status, subscribe, subscriptions, unsubscribe
from bot.commands.command import Command

_ABOUT_THE_WORLD_AND_WISHES: tuple[Command, ...] = (
    status.COMMAND,
    incidents.COMMAND,
    incident.COMMAND,
    subscribe.COMMAND,
    unsubscribe.COMMAND,
    subscriptions.COMMAND,
    rules.COMMAND,
    sources.COMMAND,
)

# `help` speaks of all the others, so it is made from them.
COMMANDS: tuple[Command, ...] = (*_ABOUT_THE_WORLD_AND_WISHES, help_verb.command(_ABOUT_THE_WORLD_AND_WISHES))

_BY_NAME = {command.name: command for command in COMMANDS}


def find(name: str) -> Command | None:
    """The command of exactly that name."""
    return _BY_NAME.get(name)
