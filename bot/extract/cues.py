"""Cue words of a pack: what is no trigger but changes how triggers are read, read from located YAML with every mistake.

Must not know how cues act on triggers (realis.py, frames.py, fatalities.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.errors import Fault
from bot.extract.forms import Form
from bot.extract.triggers import section, words_of
from bot.located import Node, nearest


class Group(StrEnum):
    """What a cue says about the words around it."""

    IDIOM = "idiom"  # looks like a trigger and is none: "pris d'assaut"
    DENIED = "denied"
    PLANNED = "planned"
    HYPOTHETICAL = "hypothetical"
    HISTORICAL = "historical"
    PERFECT = "perfect"  # "had", "avait": what happened before the news
    AFTERWARDS = "afterwards"  # "after", "après": what follows was there before the news
    COMMEMORATED = "commemorated"
    TRIAL = "trial"
    RUNNING_TOTAL = "running_total"
    CONDEMNED = "condemned"
    DEBATE = "debate"
    SPORT = "sport"
    ACCIDENT = "accident"
    HEDGE = "hedge"
    CLAIM = "claim"  # "say they", "revendique"
    ATTRIBUTION = "attribution"  # "selon", "according to": what follows speaks, it does not act
    EARLIER_COUNT = "earlier_count"  # "un premier bilan": figures near it are superseded
    BASE = "base"
    TOWN = "town"
    CONVOY = "convoy"
    AIRCRAFT = "aircraft"
    DRONE = "drone"
    PEACEKEEPING = "peacekeeping"  # "onusien", "U.N.": marks the thing named as the mission's
    CIVILIANS = "civilians"
    AID = "aid"
    ARMED = "armed"  # "gunmen", "assaillants": armed, nobody's name
    SOLDIERS = "soldiers"
    ELSEWHERE = "elsewhere"  # countries that no pack covers
    BOILERPLATE = "boilerplate"  # "lire aussi": the rest of the line is another story


@dataclass(frozen=True, slots=True)
class Cue:
    """One group in one language."""

    id: str  # "fr/planned"
    language: str
    group: Group


def parse_cues(language: str, root: Node, faults: list[Fault]) -> list[tuple[Cue, tuple[Form, ...]]]:
    """The cues of one file with their words: `cues: {group: [words]}`. All mistakes go to `faults`."""
    allowed = [group.value for group in Group]
    found: list[tuple[Cue, tuple[Form, ...]]] = []
    for name, node in section(root, "cues", faults).items():
        if name not in allowed:
            faults.append((node.key_mark or node.mark).fault(f"unknown group {name!r}", nearest(name, allowed)))
            continue
        found.append((Cue(f"{language}/{name}", language, Group(name)), words_of(node, faults)))
    return found
