"""Thanks for an opinion on an alert."""

from __future__ import annotations

from bot.cards import headline, labels
from bot.cards.phrases import Names, Phrases
from bot.domain.card import Bold, Card, Code, Faint, Para, Text
from bot.domain.incident import Incident
from bot.domain.reader import Reader
from bot.domain.verdict import Opinion


def card(incident: Incident, opinion: Opinion, *, names: Names, reader: Reader) -> Card:
    """What was noted, on what, and what becomes of it."""
    say = Phrases(reader)
    return Card(
        title=say("Noted: {opinion}", opinion=labels.label(opinion, say)),
        reader=say.reader,
        blocks=(
            Para((Bold(headline.title(incident, names, say)),)),
            Para((Text(say("You can change your mind: only your latest opinion counts.")),
                  Faint(" " + say("Who gave it is shown to nobody.")))),
        ),
        footer=say.spans("{command} adds the opinions up", command=Code("scorecard")),
    )  # fmt: skip
