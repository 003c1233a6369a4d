"""Which alerts of a change one subscription is about. Must not know what happens to them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.alert import Alert
from bot.domain.incident import Incident
from bot.domain.matcher import holds
from bot.domain.subscription import Subscription


def relevant(subscription: Subscription, incident: Incident, alerts: Sequence[Alert]) -> tuple[Alert, ...]:
    """The alerts that satisfy the wish, each asked for on its own, so that `rule:` picks single ones."""
    return tuple(alert for alert in alerts if holds(subscription.matcher, incident, frozenset({alert.rule})))
