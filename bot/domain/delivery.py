"""One alert to one destination: the rows of the outbox, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.alert import Alert
from bot.domain.ids import DeliveryId, IncidentId, SubscriptionId, digest
from bot.domain.incident import Change, Severity
from bot.domain.subscription import Destination


class DeliveryState(StrEnum):
    PENDING = "pending"
    LEASED = "leased"  # somebody is sending it now; after the lease ends it is unknown whether it went out
    SENT = "sent"
    PARKED = "parked"  # refused for good; kept with the reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """News of one change of one incident for one destination."""

    id: DeliveryId
    destination: Destination
    incident: IncidentId
    change: Change
    alerts: tuple[Alert, ...]
    subscriptions: tuple[SubscriptionId, ...]
    severity: Severity
    language: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    next_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The platform's own name of the message, by which it is edited later."""

    ref: str


Told = tuple[Receipt, Change]  # the message that stands, and the last change of its incident that was told in it


def delivery_id(destination: Destination, incident: IncidentId, change: int) -> DeliveryId:
    """One per destination and change: dispatching twice makes the same row."""
    return DeliveryId(digest(destination.key, incident, str(change)))
