"""Which mute keeps an alert back, and the hold that it waits for. The same on every path: at once, digest, summary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.alert import Alert
from bot.domain.hold import Hold, HoldKind, hold_id
from bot.domain.incident import Incident
from bot.domain.matcher import holds
from bot.domain.mute import Mute


def audible(alerts: Iterable[Alert], mutes: Iterable[Mute], incident: Incident, at: datetime) -> tuple[Alert, ...]:
    """The alerts that no mute keeps back at that time."""
    in_force = [one for one in mutes if one.is_in_force(at)]
    return tuple(alert for alert in alerts if not any(_keeps_back(one, alert, incident) for one in in_force))


def longest(alerts: Sequence[Alert], mutes: Iterable[Mute], incident: Incident, at: datetime) -> Mute | None:
    """Of the mutes that keep back any of the alerts, the one that ends last."""
    fitting = [
        one for one in mutes if one.is_in_force(at) and any(_keeps_back(one, alert, incident) for alert in alerts)
    ]
    return max(fitting, key=lambda one: (one.until, one.id), default=None)


def hold_of(mute: Mute) -> Hold:
    """The hold of everything that a mute keeps back."""
    id_ = hold_id(mute.destination, HoldKind.MUTE, mute.id)
    return Hold(
        id=id_, kind=HoldKind.MUTE, destination=mute.destination, key=mute.id, since=mute.since, until=mute.until
    )


def _keeps_back(mute: Mute, alert: Alert, incident: Incident) -> bool:
    if mute.breaks_through is not None and alert.severity >= mute.breaks_through:
        return False
    return holds(mute.matcher, incident, frozenset({alert.rule}))
