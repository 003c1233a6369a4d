"""Every command there is. Adding one is one line here and one file beside it; all platforms and the help follow."""

from __future__ import annotations

from bot.commands import (
    audit,
    control,
    digest,
    forget_me,
    incident,
    incidents,
    mute,
    mutes,
    outbox,
    resend,
    resume,
    rules,
    scorecard,
    settings,
    sources,
    status,
    subscribe,
    subscriptions,
    tune,
    unmute,
    unsubscribe,
    verdict,
    watch,
    why,
)
from bot.commands import help as help_verb
from bot.commands.command import Command

_ABOUT_THE_WORLD_AND_WISHES: tuple[Command, ...] = (
    status.COMMAND,
    incidents.COMMAND,
    incident.COMMAND,
    subscribe.COMMAND,
    unsubscribe.COMMAND,
    subscriptions.COMMAND,
    settings.COMMAND,
    resume.COMMAND,
    mute.COMMAND,
    unmute.COMMAND,
    mutes.COMMAND,
    why.COMMAND,
    verdict.COMMAND,
    scorecard.COMMAND,
    control.COMMAND,
    digest.COMMAND,
    audit.COMMAND,
    forget_me.COMMAND,
    outbox.COMMAND,
    resend.COMMAND,
    rules.COMMAND,
    tune.COMMAND,
    watch.COMMAND,
    sources.COMMAND,
)

# `help` speaks of all the others, so it is made from them.
COMMANDS: tuple[Command, ...] = (*_ABOUT_THE_WORLD_AND_WISHES, help_verb.command(_ABOUT_THE_WORLD_AND_WISHES))

BY_NAME = {command.name: command for command in COMMANDS}


def find(name: str) -> Command | None:
    """The command of exactly that name."""
    return BY_NAME.get(name)
