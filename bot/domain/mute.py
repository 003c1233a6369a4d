"""What a channel does not want to hear of for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import MuteId
from bot.domain.incident import Severity
from bot.domain.matcher import Matcher
from bot.domain.subscription import Destination


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """In force from `since` until right before `until`. `label` is what the person typed, for showing it back."""

    id: MuteId
    destination: Destination
    label: str
    matcher: Matcher
    since: datetime
    until: datetime
    by: str
    reason: str = ""
    breaks_through: Severity | None = None  # alerts of this severity and above are told all the same

    def is_in_force(self, at: datetime) -> bool:
        return self.since <= at < self.until
