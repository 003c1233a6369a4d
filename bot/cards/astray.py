"""To somebody whose request could not be taken as it was meant: what happened, and another way."""

from __future__ import annotations

from bot.cards.phrases import Phrases
from bot.domain.card import Action, Card, Code, Para, Text
from bot.domain.reader import Reader

SYMBOL = "!"


def late(line: str, *, reader: Reader) -> Card:
    """A form came too late to be shown. `line`: what can be typed instead."""
    say = Phrases(reader)
    return Card(
        title=say("The form could not be opened"),
        symbol=SYMBOL,
        reader=say.reader,
        blocks=(
            Para((Text(say("It has to open within seconds, and that took longer. Nothing was changed.")),)),
            Para(say.spans("Try again, or type {command}.", command=Code(line))),
        ),
        actions=(Action(label=say("Help"), command="help"),),
    )


def foreign(*, reader: Reader) -> Card:
    """A question about an alert was asked of a message that is none."""
    say = Phrases(reader)
    return Card(
        title=say("This is not an alert of Tocsin’s"),
        symbol=SYMBOL,
        reader=say.reader,
        blocks=(
            Para((Text(say("Only the alerts that it has sent can be asked about, or muted, in this way.")),)),
            Para(say.spans("{command} explains any incident by its id.", command=Code("why ID"))),
        ),
        actions=(Action(label=say("Latest incidents"), command="incidents"),),
    )


def several(key: str, *, reader: Reader) -> Card:
    """A question about one alert was asked of a gathered message. `key`: the id of the message."""
    say = Phrases(reader)
    return Card(
        title=say("This message tells of several incidents"),
        symbol=SYMBOL,
        reader=say.reader,
        blocks=(
            Para(
                say.spans(
                    "Each has an id: {why} explains one, {mute} keeps it back.",
                    why=Code("why ID"),
                    mute=Code("mute ID"),
                )
            ),
        ),
        actions=(Action(label=say("Everything in it"), command="digest", args=(("id", key),)),),
    )


def unknown(say: Phrases) -> Para:
    """What a refusal has to add where the platform has not said who asks, so that nobody can know what they may do."""
    return Para((Text(say("Just now it could not be found out who you are; try again in a minute.")),))


def uninvited(invitation: str, say: Phrases) -> Para:
    """What an answer has to add in a channel that Tocsin is not in. `invitation`: what is to be typed there."""
    return Para(
        say.spans(
            "Tocsin is not in this channel: until {command} is typed here, nothing arrives.", command=Code(invitation)
        )
    )
