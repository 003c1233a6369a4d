"""Who changed a channel's wishes, when, and with which words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.subscription import Destination

FORGOTTEN = ""  # stands for a person who asked to be forgotten


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change that was carried out. `line` is the command as it can be typed; `seq` is 0 before it is stored."""

    at: datetime
    destination: Destination
    user: str  # the platform's id of the person
    line: str
    seq: int = 0
