"""Every kind of rule. A new kind is a module beside this one and a line here."""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine.kinds import match
from bot.engine.kinds.base import Kind

KINDS: Mapping[str, Kind] = {
    "match": match.Match(),
}
