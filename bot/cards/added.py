"""What a platform adds to a card: the line that says where it was cut, and a button where the card brings none.

Must not know platforms: one only says that the card did not fit, or that it needs a button.
"""

from __future__ import annotations

from bot.cards.phrases import Phrases
from bot.domain.card import Action, Card, Code, Link, Spans
from bot.domain.reader import Reader

# Commands that show and change nothing.
_SHOWING = ("incident", "digest", "incidents", "status", "control", "subscriptions", "mutes", "settings", "audit")


def rest(line: str, reader: Reader) -> Spans:
    """The last line of a card that was cut. `line`: the command that tells more; empty where none does."""
    say = Phrases(reader)
    if not line:
        return say.spans("There is more than fits into one message.")
    return say.spans("There is more than fits into one message: {command} tells more.", command=Code(line))


def above(url: str, reader: Reader) -> Spans:
    """The way from news that stands in a channel to the message that it belongs to."""
    return (Link(Phrases(reader)("The message that this belongs to"), url),)


def fact(label: str, value: str, reader: Reader) -> str:
    """Label and value as a line of words: "Where: Kidal"."""
    return Phrases(reader)("{label}: {value}", label=label, value=value)


def showing(card: Card) -> Action | None:
    """The card's own way to more of what it tells: the first action that only shows something."""
    return next((one for one in card.actions if one.command in _SHOWING), None)


def button(card: Card) -> Action:
    """What a card without actions offers: the help."""
    return Action(label=Phrases(card.reader)("Help"), command="help")
