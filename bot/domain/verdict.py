"""What people in a channel thought of an alert."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import IncidentId
from bot.domain.subscription import Destination


class Opinion(StrEnum):
    USEFUL = "useful"
    WRONG = "wrong"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One person's opinion on one incident as it was told in one channel; the newest replaces the earlier ones."""

    destination: Destination
    incident: IncidentId
    user: str
    opinion: Opinion
    at: datetime
