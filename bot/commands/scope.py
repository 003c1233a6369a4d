"""The argument `scope=channel|all` of verbs that can also look at all channels, which only operators may.

Must not know any verb.
"""

from __future__ import annotations

from bot.cards.phrases import Phrases, msgid
from bot.commands.command import Invocation, Param, ParamKind
from bot.commands.mistake import Mistake

CHANNEL, ALL = "channel", "all"

SCOPE = Param(
    name="scope",
    help=msgid("This channel, or all of them (for operators)."),
    example=CHANNEL,
    required=False,
    kind=ParamKind.CHOICE,
    choices=(CHANNEL, ALL),
)


def is_everywhere(invocation: Invocation) -> bool:
    """Whether all channels are asked for. Raises Mistake where the caller may not see them."""
    if invocation.args.get("scope", CHANNEL) == CHANNEL:
        return False
    if invocation.caller.is_operator:
        return True
    say = Phrases(invocation.reader)
    asked = f"{invocation.command} scope={ALL}"
    why = say("Only operators of this Tocsin may use “{command}”.", command=asked)
    raise Mistake(say("You may not do this here"), why)
