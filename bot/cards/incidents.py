"""A list of incidents: the answer to `incidents PLACE`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.cards.line import line
from bot.cards.phrases import Names, Phrases
from bot.domain.card import Block, Bullets, Card, Faint, Para, Text, Time
from bot.domain.incident import Incident
from bot.domain.reader import Reader


def card(
    area: str, days: int, incidents: Sequence[Incident], *, names: Names, reader: Reader, now: datetime, more: bool
) -> Card:
    """The incidents of the last `days` in the order given, newest first by custom; `more`: there were others."""
    say = Phrases(reader)
    none = Para((Text(say("No incident is known here. That may mean quiet, or that no source saw it.")),))
    blocks: list[Block] = [Bullets(tuple(line(one, names, say) for one in incidents)) if incidents else none]
    if more:
        blocks.append(Para((Faint(say("Only the newest {n} are shown.", n=len(incidents))),)))
    return Card(
        title=say.many(days, "Incidents: {area}, last day", "Incidents: {area}, last {n} days", area=area),
        reader=say.reader,
        blocks=tuple(blocks),
        footer=say.spans("As of {time}", time=Time(now)),
    )
