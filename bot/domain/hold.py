"""Why deliveries wait, and until when: what is held together is told together when the hold ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import HoldId, digest
from bot.domain.subscription import Destination


class HoldKind(StrEnum):
    MUTE = "mute"  # key: the mute's id; ends with a recap
    DIGEST = "digest"  # key: the subscription's id; ends and begins again at each moment of its schedule
    QUIET = "quiet"  # key: the first instant of the quiet hours
    COOLDOWN = "cooldown"  # key: rule, region and the moment it began
    OVERFLOW = "overflow"  # key: the moment it began; one message that grows while the channel is at its cap
    SCORECARD = "scorecard"  # key: "weekly"; nothing waits for it, its end is the moment of the weekly scorecard


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """`since` is when it began, or when it last ended and began again."""

    id: HoldId
    kind: HoldKind
    destination: Destination
    key: str
    since: datetime
    until: datetime


def hold_id(destination: Destination, kind: HoldKind, key: str) -> HoldId:
    """One per destination, kind and key: holding twice makes the same row."""
    return HoldId(digest(destination.key, kind.value, key))
