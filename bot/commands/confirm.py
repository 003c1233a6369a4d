"""The last parameter of a command that shows first what it would change. Must not know any verb."""

from __future__ import annotations

from bot.cards.phrases import msgid
from bot.commands.command import Param, ParamKind


def confirm(*choices: str) -> Param:
    """What saves it: "yes" where there is nothing more to say."""
    return Param(
        name="confirm",
        help=msgid("Save what the preview showed."),
        example="yes",
        required=False,
        kind=ParamKind.CHOICE,
        choices=choices or ("yes",),
    )
