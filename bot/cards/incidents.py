"""A list of incidents: the answer to `incidents PLACE`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.cards.line import line
from bot.cards.phrases import Names, Phrases
from bot.domain.card import Bullets, Card, Para, Text, Time
from bot.domain.incident import Incident


def card(place_label: str, incidents: Sequence[Incident], *, names: Names, language: str, now: datetime) -> Card:
    """The incidents in the order given, newest first by custom."""
    say = Phrases(language)
    none = Para((Text(say("No incident is known here. That may mean quiet, or that no source saw it.")),))
    body = Bullets(tuple(line(incident, names, say) for incident in incidents)) if incidents else none
    return Card(
        title=say("Incidents: {place}", place=place_label),
        language=say.language,
        blocks=(body,),
        footer=say.spans("As of {time}", time=Time(now)),
    )
