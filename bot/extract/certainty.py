"""How sure the reader is of one event, from 0 to 1, by what the text gave it.

Must not know who else reports the event: that is the incident's certainty.
"""

from __future__ import annotations

from bot.domain.event import Realis
from bot.domain.outlet import Tier
from bot.domain.place import Place
from bot.extract.cues import Group
from bot.extract.frames import Frame
from bot.extract.reading import Reading

# Chosen so that a plain agency lead with place, day, actor and figure stands near 0.9, a hedged rumour near 0.4.
_BASE = 0.45
_TIER = {Tier.OFFICIAL: 0.12, Tier.AGENCY: 0.10, Tier.PRESS: 0.05, Tier.LOCAL: 0.0, Tier.PARTISAN: -0.08}


def certainty_of(
    reading: Reading, primary: Frame, place: Place, dated: bool, fields: int, mood: Realis, tier: Tier
) -> float:
    """The certainty of an event; `fields` counts what else was found (toll, named actors, target, claim)."""
    sure = _BASE + _TIER[tier]
    sure += 0.10 if primary.in_title else 0.0
    sure += 0.0 if primary.trigger.weak else 0.08
    sure += 0.10 if place.precision_km <= 10 else 0.04 if place.precision_km <= 30 else -0.05
    sure += 0.05 if dated else 0.0
    sure += 0.03 * min(fields, 4)
    sure -= 0.08 * min(2, len(reading.cues(Group.HEDGE)))
    sure -= 0.12 if mood is Realis.CLAIMED else 0.0
    return round(min(0.97, max(0.05, sure)), 3)
