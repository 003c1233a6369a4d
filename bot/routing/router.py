"""Turns a change and its alerts into deliveries: a tuple of stages, each of which tells why it drops a wish.

Several wishes of one destination make one delivery. Must not know how a card looks or where it is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.alert import Alert
from bot.domain.delivery import Delivery, DeliveryState, delivery_id
from bot.domain.incident import Change, Severity, Standing
from bot.domain.subscription import Destination, Subscription
from bot.routing.match import relevant


class Reason(StrEnum):
    """Why a subscription does not hear of a change."""

    NOT_MATERIAL = "not_material"  # one more copy, another wording
    RETRACTED = "retracted"
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
    detail: str

    @property
    def destination(self) -> Destination:
        return self.subscription.destination


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    kept: tuple[Delivery, ...]  # one per destination, in order of destinations
    dropped: tuple[Dropped, ...]  # in the order of the subscriptions given


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One subscription on its way through the stages, with the alerts that are still for it."""

    change: Change
    subscription: Subscription
    alerts: tuple[Alert, ...]

    @property
    def severity(self) -> Severity:
        """The highest of its alerts."""
        return max(alert.severity for alert in self.alerts)


Stage = Callable[[Wish], "Wish | tuple[Reason, str]"]


def route(change: Change, alerts: Sequence[Alert], subscriptions: Sequence[Subscription], now: datetime) -> Routed:
    """Deliveries of one change, due `now`, and every subscription that was left out with its reason.

    `alerts` are those that speak for this change. The same change routed again gives deliveries with the same ids.
    """
    kept: dict[Destination, list[Wish]] = {}
    dropped: list[Dropped] = []
    for subscription in subscriptions:
        wish = _through(Wish(change=change, subscription=subscription, alerts=tuple(alerts)))
        if isinstance(wish, Dropped):
            dropped.append(wish)
        else:
            kept.setdefault(subscription.destination, []).append(wish)
    deliveries = tuple(_delivery(destination, kept[destination], now) for destination in sorted(kept))
    return Routed(kept=deliveries, dropped=tuple(dropped))


def material(wish: Wish) -> Wish | tuple[Reason, str]:
    """Keeps news: opened incidents and changed facts, of incidents that still stand."""
    if wish.change.incident.standing is Standing.RETRACTED:
        return Reason.RETRACTED, "the incident was taken back"
    if not wish.change.is_material:
        return Reason.NOT_MATERIAL, f"{wish.change.kind.value} without a changed fact"
    return wish


def match(wish: Wish) -> Wish | tuple[Reason, str]:
    """Keeps the alerts that the wish is about."""
    if not wish.alerts:
        return Reason.NO_ALERT, "no rule fired"
    wanted = relevant(wish.subscription, wish.change.incident, wish.alerts)
    if not wanted:
        return Reason.NOT_WANTED, wish.subscription.label
    return replace(wish, alerts=wanted)


def severity(wish: Wish) -> Wish | tuple[Reason, str]:
    """Keeps what is severe enough."""
    least = wish.subscription.min_severity
    if wish.severity < least:
        return Reason.TOO_MILD, f"{wish.severity.name.lower()} is below {least.name.lower()}"
    return wish


def standing(wish: Wish) -> Wish | tuple[Reason, str]:
    """Keeps what stands well enough; a promotion comes through here later."""
    least, present = wish.subscription.min_standing, wish.change.incident.standing
    if present < least:
        return Reason.TOO_UNSURE, f"{present.name.lower()} is below {least.name.lower()}"
    return wish


STAGES: tuple[Stage, ...] = (material, match, severity, standing)


def _through(wish: Wish) -> Wish | Dropped:
    for stage in STAGES:
        result = stage(wish)
        if not isinstance(result, Wish):
            reason, detail = result
            return Dropped(subscription=wish.subscription, stage=stage.__name__, reason=reason, detail=detail)
        wish = result
    return wish


def _delivery(destination: Destination, wishes: Sequence[Wish], now: datetime) -> Delivery:
    oldest = min(wishes, key=lambda wish: (wish.subscription.created_at, wish.subscription.id)).subscription
    change = wishes[0].change
    alerts = {alert.id: alert for wish in wishes for alert in wish.alerts}
    return Delivery(
        id=delivery_id(destination, change.incident.id, change.seq),
        destination=destination,
        incident=change.incident.id,
        change=change,
        alerts=tuple(sorted(alerts.values(), key=lambda alert: (-alert.severity, alert.rule))),
        subscriptions=tuple(sorted(wish.subscription.id for wish in wishes)),
        severity=max(wish.severity for wish in wishes),
        language=oldest.language,
        state=DeliveryState.PENDING,
        attempts=0,
        created_at=now,
        next_at=now,
    )
