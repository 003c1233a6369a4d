"""What a platform adds to a card: the line that says where it was cut, and a button where the card brings none.

Must not know platforms: one only says that the card did not fit, or that it needs a button.
"""

from __future__ import annotations

import re

from bot.cards.phrases import Phrases
from bot.domain.card import Action, Card, Code, Spans
from bot.domain.reader import Reader

# Commands that show and change nothing.
_SHOWING = ("incident", "digest", "incidents", "status", "control", "subscriptions", "mutes", "settings", "audit")
_ABOUT_ONE = re.compile(r"incident ([0-9A-Z]{8})")


def rest(line: str, reader: Reader) -> Spans:
    """The last line of a card that was cut. `line`: the command that tells more; empty where none does."""
    say = Phrases(reader)
    if not line:
        return say.spans("There is more than fits into one message.")
    return say.spans("There is more than fits into one message: {command} tells more.", command=Code(line))


def showing(card: Card) -> Action | None:
    """The card's own way to more of what it tells: the first action that only shows something."""
    return next((one for one in (*card.actions, button(card)) if one.command in _SHOWING), None)


def button(card: Card) -> Action:
    """What a card without actions offers: all of the incident that its footer names, or else the help."""
    say = Phrases(card.reader)
    for span in card.footer:
        if isinstance(span, Code) and (named := _ABOUT_ONE.fullmatch(span.text)):
            return Action(label=say("Details"), command="incident", args=(("id", named.group(1)),))
    return Action(label=say("Help"), command="help")
