"""Performs a typed line or a ready invocation and always gives an answer: the wish, or a card that says why not.

One of the two places that may catch every exception: whoever asks must never be left without an answer, and one broken
verb must not take a platform's loop down. Must not know any verb or platform.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from bot.commands import catalogue, parse, refusal
from bot.commands.command import Caller, Command, Invocation, Reply
from bot.commands.desk import Desk
from bot.commands.mistake import Mistake
from bot.commands.parse import BadCommand
from bot.domain.ids import short_code
from bot.domain.reader import Reader
from bot.domain.subscription import Destination

log = logging.getLogger(__name__)

T = TypeVar("T")
Asked = tuple[Command, dict[str, str]]


async def perform(text: str, caller: Caller, desk: Desk) -> Reply:
    """The reply to a typed line, in the caller's language or else the channel's."""
    return await _answered(lambda: parse.parse(text), caller, desk)


async def answer(name: str, args: Mapping[str, str], caller: Caller, desk: Desk) -> Reply:
    """The reply to a prepared command, from a button or a platform's own form."""
    return await _answered(lambda: _prepared(name, args), caller, desk)


async def guarded(answer: Callable[[], Awaitable[T]], near: Destination, desk: Desk) -> T | Reply:
    """What a platform's own steps around a command give; where they fail, the answer that says so."""
    try:
        return await answer()
    except Exception:
        ident = short_code(near.key, desk.clock.now().isoformat())
        log.exception("an answer failed", extra={"action": "command_failed", "command": "", "id": ident})
        return refusal.broken(ident, Reader(language=desk.default_language))


def _prepared(name: str, args: Mapping[str, str]) -> Asked:
    command = catalogue.find(name)
    if command is None:
        raise parse.unknown(name)
    return command, parse.checked(command, args)


async def _answered(ask: Callable[[], Asked], caller: Caller, desk: Desk) -> Reply:
    reader = Reader(language=caller.language or desk.default_language)
    name = ""
    try:
        async with desk.store.read() as tx:
            channel = await tx.channels.get(caller.destination)
        reader = channel.reader(desk.default_language)
        reader = replace(reader, language=caller.language or reader.language)
        command, given = ask()
        name = command.name
        if not command.allows(caller, channel):
            return refusal.not_allowed(command, reader)
        made = Invocation(command=name, args=given, caller=caller, channel=channel, reader=reader)
        return await command.run(made, desk)
    except BadCommand as error:
        return refusal.of_line(error, reader)
    except Mistake as error:
        return refusal.of_mistake(error, name, reader)
    except Exception:
        ident = short_code(caller.destination.key, name, desk.clock.now().isoformat())
        log.exception("a command failed", extra={"action": "command_failed", "command": name, "id": ident})
        return refusal.broken(ident, reader)
