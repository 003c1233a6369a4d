"""One message to one destination: the rows of the outbox, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.alert import Alert
from bot.domain.hold import Hold
from bot.domain.ids import DeliveryId, HoldId, IncidentId, SubscriptionId, digest
from bot.domain.incident import Change, Severity
from bot.domain.subscription import Destination

NO_HOLD, NOT_FOLDED = HoldId(""), DeliveryId("")


class DeliveryState(StrEnum):
    PENDING = "pending"
    LEASED = "leased"  # somebody is sending it now; after the lease ends it is unknown whether it went out
    SENT = "sent"
    PARKED = "parked"  # refused for good; kept with the reason
    HELD = "held"  # waits for its hold to end
    FOLDED = "folded"  # told as a part of another delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A change of an incident, with the alerts that speak for it."""

    change: Change
    alerts: tuple[Alert, ...]

    @property
    def incident(self) -> IncidentId:
        return self.change.incident.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """News that was held, told together: a digest, a recap, a summary. Its parts are the deliveries folded into it."""

    hold: Hold
    since: datetime  # the time that it speaks of
    until: datetime


class NoticeKind(StrEnum):
    SUSPENDED = "suspended"  # text: the key of a channel that cannot be written to; to those who subscribed it
    RULES = "rules"  # text: the first faults of rule files that could not take force, reason: how many there are
    ANSWER = "answer"  # text: a command line that the channel gets the answer to without asking (weekly scorecard)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message about the channel itself. `reason` is why, where there is a why."""

    kind: NoticeKind
    text: str
    reason: str = ""


About = News | Gathering | Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a destination wants a message. The sender takes the mention away where the news deserves no ping."""

    mention: str = ""  # the platform's id of a role or group; empty: nobody
    threads: bool = True  # news goes beneath the standing message; else it only edits it
    silent: bool = False  # without a sound where the platform knows such messages
    precision_km: float = 0  # places are told no better than this


PLAIN = Manner()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message for one destination, or a part of one."""

    id: DeliveryId
    destination: Destination
    about: About
    subscriptions: tuple[SubscriptionId, ...]
    severity: Severity
    language: str  # empty: the channel's own
    state: DeliveryState
    created_at: datetime
    next_at: datetime
    theatre: str = ""  # shares in the sender's time are per theatre
    manner: Manner = PLAIN
    is_first: bool = False  # planned as a new message: the destination was not told of its incident before
    hold: HoldId = NO_HOLD  # what it waits for, or waited for
    folded_in: DeliveryId = NOT_FOLDED
    attempts: int = 0
    reason: str = ""  # why it waits, was put off or parked
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The platform's own name of the message, by which it is edited later."""

    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The message that stands for an incident in a destination, and what was told in it last."""

    receipt: Receipt
    change: Change
    severity: Severity
    at: datetime


def latest(deliveries: Iterable[Delivery]) -> tuple[News, ...]:
    """The newest news of each incident among them."""
    newest: dict[IncidentId, News] = {}
    for one in deliveries:
        if isinstance(one.about, News):
            known = newest.get(one.about.incident)
            if known is None or known.change.seq < one.about.change.seq:
                newest[one.about.incident] = one.about
    return tuple(newest.values())


def delivery_id(destination: Destination, incident: IncidentId, change: int) -> DeliveryId:
    """One per destination and change: dispatching twice makes the same row."""
    return DeliveryId(digest(destination.key, incident, str(change)))


def gathering_id(hold: HoldId, until: datetime) -> DeliveryId:
    """One per hold and moment of its end."""
    return DeliveryId(digest("gathering", hold, until.isoformat()))


def notice_id(destination: Destination, notice: Notice, at: datetime) -> DeliveryId:
    """One per destination, notice and moment."""
    return DeliveryId(digest("notice", destination.key, notice.kind.value, notice.text, at.isoformat()))
