"""Where alerts go, and what a channel asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.ids import SubscriptionId
from bot.domain.incident import Severity, Standing
from bot.domain.matcher import Matcher
from bot.domain.wallclock import Schedule

DIRECT = "@"  # before a person's id in the place of a channel: a message to that person alone


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


def direct(near: Destination, user: str) -> Destination:
    """The person of that id on the platform and in the tenant of a channel."""
    return Destination(platform=near.platform, tenant=near.tenant, channel=f"{DIRECT}{user}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A channel's standing wish. `label` is what the person typed, for showing it back."""

    id: SubscriptionId
    destination: Destination
    label: str
    matcher: Matcher
    min_severity: Severity
    min_standing: Standing
    language: str  # empty: the channel's own
    created_by: str
    created_at: datetime
    digest: Schedule | None = None  # None: each alert at once
    tell_empty: bool = False  # a digest with nothing in it is told in one line, instead of left out
    mention: str = ""  # the platform's id of a role or group; empty: the channel's own
    mention_from: Severity | None = None  # None: the channel's own
    threads: bool = True  # news of an incident goes beneath its message; else it only edits the message
    precision_km: float = 0  # places are told no better than this
    delay: timedelta = timedelta()  # everything is told so much later
