"""Where alerts go, and what a channel asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import SubscriptionId
from bot.domain.incident import Severity, Standing
from bot.domain.matcher import Matcher


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Destination:
    """One channel of one tenant (server, workspace) on one platform."""

    platform: str
    tenant: str
    channel: str

    @property
    def key(self) -> str:
        return f"{self.platform}:{self.tenant}:{self.channel}"


def destination(key: str) -> Destination:
    """The destination that a key names. Raises ValueError when it has not three parts."""
    platform, tenant, channel = key.split(":", 2)
    return Destination(platform=platform, tenant=tenant, channel=channel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A channel's standing wish. `label` is what the person typed, for showing it back."""

    id: SubscriptionId
    destination: Destination
    label: str
    matcher: Matcher
    min_severity: Severity
    min_standing: Standing
    language: str
    created_by: str
    created_at: datetime
