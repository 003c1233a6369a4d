"""What the fields of an incident are called when one changed, and their values before and after."""

from __future__ import annotations

from collections.abc import Mapping

from bot.cards import control, facts, headline, labels, standing, toll, who
from bot.cards.phrases import Names, Phrases, msgid
from bot.domain.incident import Incident

_LABELS: Mapping[str, str] = {
    "killed": msgid("Killed"),
    "wounded": msgid("Wounded"),
    "captured": msgid("Captured"),
    "displaced": msgid("Displaced"),
    "place": msgid("Where"),
    "date": msgid("When"),
    "time": msgid("When"),
    "operations": msgid("What"),
    "type": msgid("What"),
    "target": msgid("Target"),
    "actors": msgid("Who"),
    "actor": msgid("Who"),
    "control": msgid("Control"),
    "standing": msgid("Standing"),
    "disputed": msgid("Standing"),
}


def label(field: str, say: Phrases) -> str:
    """The field's label; its own name with spaces where there is none. An actor's part ("actor:agent") is Who."""
    field = field.partition(":")[0]
    return say(_LABELS[field]) if field in _LABELS else field.replace("_", " ")


def value(field: str, incident: Incident, names: Names, say: Phrases) -> str:
    """The field's value in words; empty for a field that has no short form."""
    match field:
        case "killed":
            return toll.figure(incident.killed, say)
        case "wounded":
            return toll.figure(incident.wounded, say)
        case "place":
            return _place(incident, say)
        case "date":
            return headline.days(incident, say)
        case "operations" | "type":
            return facts.kinds(incident, say)
        case "target":
            return labels.label(incident.target, say) if incident.target else say("unknown")
        case "actors":
            return who.sentence(incident, names, say)
        case "control":
            return control.claim(incident.control, names, say) if incident.control else say("unchanged")
        case "standing" | "disputed":
            return standing.word(incident, say)
        case _:
            return ""


def _place(incident: Incident, say: Phrases) -> str:
    km = headline.precision(incident.place.precision_km, say)
    return say("{place}, within {km}", place=headline.where(incident.place, say), km=km)
