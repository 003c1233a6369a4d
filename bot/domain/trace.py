"""What every stage between a change and a channel decided, as `why` shows it. Must not know the stages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.alert import Alert
from bot.domain.hold import Hold
from bot.domain.subscription import Subscription


class Reason(StrEnum):
    """Why a subscription does not hear of a change."""

    NOT_MATERIAL = "not_material"  # one more copy, another wording
    RETRACTED = "retracted"  # and the channel was never told of it
    NO_ALERT = "no_alert"  # no rule fired on it
    NOT_WANTED = "not_wanted"  # the wish asks for something else
    TOO_MILD = "too_mild"
    TOO_UNSURE = "too_unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """One subscription that hears nothing of a change: at which stage, why, and what was wanted and seen."""

    subscription: Subscription
    stage: str
    reason: Reason
    wanted: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stage of a channel's pace: `hold` where it held the news, else `until` where it put it off."""

    stage: str
    hold: Hold | None
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What would become of a change in one channel, were it routed now."""

    dropped: tuple[Dropped, ...]
    kept: tuple[Subscription, ...]
    alerts: tuple[Alert, ...]  # for which the channel is told; empty where nothing is left of them
    steps: tuple[Step, ...]  # only those that did something, in their order
    is_suspended: bool
