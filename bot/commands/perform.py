"""Performs a typed line or a ready invocation and always gives an answer: the wish, or a card that says why not.

One of the two places that may catch every exception: whoever asks must never be left without an answer, and one broken
verb must not take a platform's loop down. Must not know any verb or platform.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.commands import catalogue, parse, refusal
from bot.commands.command import Caller, Invocation, Reply
from bot.commands.desk import Desk
from bot.commands.mistake import Mistake
from bot.commands.parse import BadCommand
from bot.domain.ids import short_code

log = logging.getLogger(__name__)


async def perform(text: str, caller: Caller, desk: Desk) -> Reply:
    """The reply to a typed line, in the caller's language."""
    caller = _spoken_to(caller, desk)
    try:
        command, args = parse.parse(text)
    except BadCommand as error:
        return refusal.of_line(error, caller.language)
    return await answer(Invocation(command=command.name, args=args, caller=caller), desk)


async def answer(invocation: Invocation, desk: Desk) -> Reply:
    """The reply to a prepared command, from a button or a platform's own form, in the caller's language."""
    caller = _spoken_to(invocation.caller, desk)
    language = caller.language
    try:
        command = catalogue.find(invocation.command)
        if command is None:
            raise parse.unknown(invocation.command)
        if not command.allows(caller):
            return refusal.not_allowed(command, language)
        args = parse.checked(command, invocation.args)
        return await command.run(Invocation(command=command.name, args=args, caller=caller), desk)
    except BadCommand as error:
        return refusal.of_line(error, language)
    except Mistake as error:
        return refusal.of_mistake(error, language)
    except Exception:
        ident = short_code(caller.destination.key, invocation.command, desk.clock.now().isoformat())
        log.exception(
            "a command failed", extra={"action": "command_failed", "command": invocation.command, "id": ident}
        )
        return refusal.broken(ident, language)


def _spoken_to(caller: Caller, desk: Desk) -> Caller:
    return caller if caller.language else replace(caller, language=desk.default_language)
