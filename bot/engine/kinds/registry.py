"""Every kind of rule. A new kind is a module beside this one and a line here."""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine.kinds import lull, match, new, sequence, spike, threshold
from bot.engine.kinds.base import Kind

KINDS: Mapping[str, Kind] = {
    "lull": lull.Lull(),
    "match": match.Match(),
    "new": new.New(),
    "sequence": sequence.Sequences(),
    "spike": spike.Spike(),
    "threshold": threshold.Threshold(),
}
