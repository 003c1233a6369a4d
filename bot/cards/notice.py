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


def rules_wrong(faults: str, count: int, *, reader: Reader) -> Card:
    """Changed rule files have mistakes: which, one a line, `count` in all, and that the former rules stay in force."""
    say = Phrases(reader)
    shown = faults.splitlines()
    more = (say.many(count - len(shown), "and {n} more", "and {n} more"),) if count > len(shown) else ()
    return Card(
        title=say("Changed rules were not taken into force"),
        symbol=SYMBOL,
        reader=say.reader,
        blocks=(
            Para((Text(say("The rules that were in force before stay so until the files are right.")),)),
            Bullets(tuple((Code(line),) for line in shown) + tuple((Text(line),) for line in more)),
        ),
        footer=say.spans("{command} checks the files", command=Code("tocsin rules lint")),
    )
