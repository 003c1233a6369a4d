"""Answers `help [COMMAND]`: every command in a line each, or one with all its arguments."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import help as help_card
from bot.cards.help import HelpLine
from bot.cards.phrases import Phrases, msgid
from bot.commands.command import Command, Invocation, Param, ParamKind, Reply
from bot.commands.desk import Desk


def command(others: Sequence[Command]) -> Command:
    """The help on all other commands and on itself."""

    async def run(invocation: Invocation, _desk: Desk) -> Reply:
        wanted = invocation.args.get("command")
        say = Phrases(invocation.reader)
        shown = [one for one in (*others, itself) if wanted in (None, one.name)]
        lines = [line for one in shown for line in _lines(one, say, is_full=wanted is not None)]
        return Reply(card=help_card.card(lines, reader=invocation.reader))

    itself = Command(
        name="help",
        help=msgid("What you can ask, and how."),
        run=run,
        params=(
            Param(
                name="command",
                help=msgid("The command you want to know about."),
                example="status",
                required=False,
                kind=ParamKind.CHOICE,
                choices=(*(one.name for one in others), "help"),
            ),
        ),
    )
    return itself


def _lines(one: Command, say: Phrases, *, is_full: bool) -> list[HelpLine]:
    whole = HelpLine(name=one.name, usage=one.brief, help=say(one.help))
    params = [HelpLine(name=param.name, usage=param.usage, help=say(param.help)) for param in one.params]
    return [whole, *params] if is_full else [whole]
