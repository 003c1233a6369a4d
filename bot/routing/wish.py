"""One subscription against one change: a tuple of stages, each of which tells why it drops the wish.

The roster finds the same wishes through an index; these stages say what holds, and `why` shows them. Must not know what
else the channel wishes, nor when it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.domain.alert import Alert
from bot.domain.incident import Change, Incident, Severity, Standing
from bot.domain.matcher import holds
from bot.domain.subscription import Subscription
from bot.domain.trace import Dropped, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One subscription on its way through the stages, with the alerts that are still for it."""

    change: Change
    subscription: Subscription
    alerts: tuple[Alert, ...]
    is_known: bool  # the channel was told of the incident before

    @property
    def severity(self) -> Severity:
        """The highest of its alerts."""
        return max(alert.severity for alert in self.alerts)


Stage = Callable[[Wish], "Wish | tuple[Reason, str, str]"]


def material(wish: Wish) -> Wish | tuple[Reason, str, str]:
    """Keeps news: opened incidents and changed facts; that an incident was taken back is news to those who know it."""
    if is_untold_retraction(wish.change, is_known=wish.is_known):
        return Reason.RETRACTED, "an incident that stands", "taken back before it was told here"
    if not wish.change.is_material:
        return Reason.NOT_MATERIAL, "a new incident or a changed fact", wish.change.kind.value
    return wish


def match(wish: Wish) -> Wish | tuple[Reason, str, str]:
    """Keeps the alerts that the wish is about."""
    if not wish.alerts:
        return Reason.NO_ALERT, "an alert", "none"
    wanted = relevant(wish.subscription, wish.change.incident, wish.alerts)
    if not wanted:
        return Reason.NOT_WANTED, wish.subscription.label, "something else"
    return replace(wish, alerts=wanted)


def severity(wish: Wish) -> Wish | tuple[Reason, str, str]:
    """Keeps what is severe enough."""
    least = wish.subscription.min_severity
    if wish.severity < least:
        return Reason.TOO_MILD, least.name.lower(), wish.severity.name.lower()
    return wish


def standing(wish: Wish) -> Wish | tuple[Reason, str, str]:
    """Keeps what stands well enough; a promotion comes through here later, and a retraction after it was told."""
    least, present = wish.subscription.min_standing, wish.change.incident.standing
    if present < least and not (present is Standing.RETRACTED and wish.is_known):
        return Reason.TOO_UNSURE, least.name.lower(), present.name.lower()
    return wish


STAGES: tuple[Stage, ...] = (material, match, severity, standing)


def through(wish: Wish) -> Wish | Dropped:
    """The wish with its alerts after every stage, or the first stage that drops it."""
    for stage in STAGES:
        result = stage(wish)
        if not isinstance(result, Wish):
            reason, wanted, seen = result
            return Dropped(
                subscription=wish.subscription, stage=stage.__name__, reason=reason, wanted=wanted, seen=seen
            )
        wish = result
    return wish


def relevant(subscription: Subscription, incident: Incident, alerts: Sequence[Alert]) -> tuple[Alert, ...]:
    """The alerts that satisfy the wish, each asked for on its own, so that `rule:` picks single ones."""
    return tuple(alert for alert in alerts if holds(subscription.matcher, incident, frozenset({alert.rule})))


def is_untold_retraction(change: Change, *, is_known: bool) -> bool:
    """Whether an incident was taken back of which the channel never heard."""
    return change.incident.standing is Standing.RETRACTED and not is_known
