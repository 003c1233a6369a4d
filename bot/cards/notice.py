"""Messages about a channel itself, to those who chose what it is told."""

from __future__ import annotations

from bot.cards.phrases import Phrases
from bot.domain.card import Bullets, Card, Code, Facts, Para, Text
from bot.domain.reader import Reader

SYMBOL = "!"


def suspended(destination_key: str, reason: str, *, reader: Reader) -> Card:
    """A channel can no longer be written to: why, what that means, and what to do. `reason` as the platform gave it."""
    say = Phrases(reader)
    rests = say("Its subscriptions are kept and rest: until it is resumed nothing is told there.")
    return Card(
        title=say("A channel can no longer be written to"),
        symbol=SYMBOL,
        reader=say.reader,
        blocks=(
            Facts(((say("Channel"), (Code(destination_key),)), (say("Reason"), (Text(reason),)))),
            Para((Text(rests),)),
            Bullets(
                (
                    (Text(say("Invite Tocsin to the channel again, or give it the right to write there.")),),
                    say.spans("Then type {command} in that channel.", command=Code("resume")),
                )
            ),
        ),
    )
