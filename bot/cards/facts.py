"""The facts of an incident as rows of label and value, in the order a duty officer asks for them."""

from __future__ import annotations

from datetime import datetime

from bot.cards import control, evidence, headline, labels, standing, toll, who
from bot.cards.phrases import Names, Phrases
from bot.domain.card import Action, Code, Facts, Spans, Text
from bot.domain.incident import Incident
from bot.domain.place import Place
from bot.domain.verdict import Opinion


def block(incident: Incident, names: Names, say: Phrases, now: datetime) -> Facts:
    """What else it is, who, how many, when, where, control, standing."""
    rows: list[tuple[str, Spans]] = []
    if len(incident.operations) > 1:
        rows.append((say("What"), (Text(kinds(incident, say)),)))
    rows.append((say("Who"), (Text(who.sentence(incident, names, say)),)))
    rows.extend(toll.rows(incident, names, say))
    rows.append((say("When"), headline.when_exactly(incident, say, now)))
    rows.append((say("Where"), headline.where_exactly(incident.place, say)))
    if incident.control is not None:
        rows.append((say("Control"), (Text(control.claim(incident.control, names, say)),)))
    rows.append((say("Standing"), standing.spans(incident, names, say)))
    return Facts(tuple(rows))


def kinds(incident: Incident, say: Phrases) -> str:
    """Every operation (or the sub-type), the naming one first."""
    return ", ".join(labels.label(kind, say) for kind in headline.kinds(incident))


def footer(incident: Incident, names: Names, say: Phrases) -> Spans:
    """How to ask for more, and whom to credit."""
    return say.spans(
        "{command} tells all · {credit}",
        command=Code(f"incident {incident.id}"),
        credit=evidence.credit(incident.members, names, say),
    )


def details(incident: Incident, say: Phrases) -> Action:
    """The way to everything that is known of it."""
    return Action(label=say("Details"), command="incident", args=(("id", incident.id),))


def actions(incident: Incident, say: Phrases) -> tuple[Action, ...]:
    """What follows from any alert: two questions about it, one about why it came, quiet, and what it was worth."""
    asked, place = (("id", incident.id),), incident.place
    about = say("Status of {place}", place=headline.named(place, say))
    return (
        details(incident, say),
        Action(label=about, command="status", args=(("place", _typed(place)),)),
        Action(label=say("Why"), command="why", args=asked),
        Action(label=say("Mute"), command="mute", args=(("what", incident.id),)),
        *(
            Action(
                label=labels.capital(labels.label(opinion, say)),
                command="verdict",
                args=(*asked, ("opinion", opinion.value)),
            )
            for opinion in Opinion
        ),
    )


def _typed(place: Place) -> str:
    """What names the place in a command; a place that is told coarsely has no id of its own: "Kidal region"."""
    return place.id or f"{place.name} {place.kind.value}"
