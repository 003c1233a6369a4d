"""Makes the cards of wishes that are not fulfilled: a line nobody can read, a thing nobody knows, a person who may not.

Must not know any verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.cards import error as error_card
from bot.cards.phrases import Phrases
from bot.commands.command import Access, Command, Reply
from bot.commands.mistake import Mistake
from bot.commands.parse import BadCommand, Problem, line
from bot.commands.typed import LONGEST_ARG
from bot.domain.reader import Reader

EXAMPLE = "status Kidal"


def of_line(error: BadCommand, reader: Reader) -> Reply:
    """The answer to a line that is no command: what is wrong with it and what to type."""
    say = Phrases(reader)
    mended = [error.mended] if error.mended else []
    match error.problem:
        case Problem.EMPTY:
            why = say("Type a command, for example: {example}", example=EXAMPLE)
            return refused(say("What would you like to know?"), why, ["help"], reader)
        case Problem.UNKNOWN_COMMAND:
            title = say("There is no command “{word}”", word=error.word)
        case Problem.UNKNOWN_ARGUMENT:
            title = say("“{word}” is not part of this command", word=error.word)
        case Problem.MISSING:
            title = say("Something is missing: {name}", name=error.word)
        case Problem.TOO_MANY:
            title = say("“{word}” is one word too many", word=error.word)
        case Problem.TOO_LONG:
            title = say("This is too long: at most {most} characters are read", most=LONGEST_ARG)
        case Problem.NOT_A_CHOICE | Problem.NOT_A_NUMBER:
            title = say("“{word}” does not fit here", word=error.word)
    if error.command is not None and error.command.brief != error.command.usage:
        mended.append(f"help {error.command.name}")
    why = _what_fits(error, say)
    at = error.param.name if error.param is not None else ""
    offers = [error.nearest] if error.nearest and error.param is not None else []
    return replace(
        refused(title, why, mended, reader), wrong={at: error_card.beside(title, why, offers, reader=reader)}
    )


def of_mistake(error: Mistake, command: str, reader: Reader) -> Reply:
    """The answer of a command that offers what was probably meant."""
    lines = [line(action.command, dict(action.args)) for action in error.suggestions]
    offers = [action.label for action in error.suggestions if action.command == command]
    whole = error_card.beside(error.title, error.explanation, offers, reader=reader)
    return replace(refused(error.title, error.explanation, lines, reader), wrong=error.wrong or {"": whole})


def not_allowed(command: Command, reader: Reader) -> Reply:
    """The answer to somebody who may not use a command."""
    say = Phrases(reader)
    if command.access is Access.OPERATOR:
        why = say("Only operators of this Tocsin may use “{command}”.", command=command.name)
    else:
        why = say("“{command}” changes what this channel is told; ask somebody who manages it.", command=command.name)
    return refused(say("You may not do this here"), why, [], reader)


def broken(ident: str, reader: Reader) -> Reply:
    """The answer when Tocsin itself failed; the id stands in its log beside the cause."""
    say = Phrases(reader)
    why = say("This is a fault of Tocsin, not yours. Whoever runs it finds the cause in the log under {id}.", id=ident)
    return refused(say("Something went wrong"), why, [], reader)


def refused(title: str, explanation: str, lines: Sequence[str], reader: Reader) -> Reply:
    """An error card as a reply, with the lines that were probably meant."""
    return Reply(card=error_card.card(title, explanation, lines, reader=reader), ok=False)


def _what_fits(error: BadCommand, say: Phrases) -> str:
    param, command = error.param, error.command
    if command is None:
        return say("“help” lists every command.")
    if param is not None and error.problem is Problem.NOT_A_CHOICE:
        return say("{name} is one of: {choices}.", name=param.name, choices=", ".join(param.choices))
    if param is not None and error.problem is Problem.NOT_A_NUMBER:
        return say(
            "{name} is a whole number from {least} to {most}.", name=param.name, least=param.least, most=param.most
        )
    return say("Type: {usage}", usage=command.brief)
