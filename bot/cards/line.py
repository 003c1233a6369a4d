"""One incident as one line of a list."""

from __future__ import annotations

from bot.cards import headline, standing, toll
from bot.cards.phrases import Names, Phrases
from bot.domain.card import Bold, Code, Spans, Text, Time, TimeStyle
from bot.domain.incident import Incident

NAMED = 3


def line(incident: Incident, names: Names, say: Phrases) -> Spans:
    """What and where, day, killed, standing with publishers and certainty, age, id."""
    parts = [
        headline.days(incident, say),
        say("killed: {figure}", figure=toll.figure(incident.killed, say)),
        _standing(incident, names, say),
        say("certainty {percent}%", percent=round(incident.certainty * 100)),
    ]
    return (
        Bold(headline.brief(incident, say)),
        Text(f" · {' · '.join(parts)} · "),
        Time(incident.start, TimeStyle.AGE),
        Text(" · "),
        Code(incident.id),
    )


def _standing(incident: Incident, names: Names, say: Phrases) -> str:
    word, behind = standing.word(incident, say), standing.publishers(incident, names)
    if not behind:
        return word
    shown = ", ".join(behind[:NAMED])
    if len(behind) <= NAMED:
        return say("{standing}: {outlets}", standing=word, outlets=shown)
    return say("{standing}: {outlets} and {n} more", standing=word, outlets=shown, n=len(behind) - NAMED)
