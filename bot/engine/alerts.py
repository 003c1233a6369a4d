"""A firing as the alert that is kept of it, and back. Must not know rules or the store."""

from __future__ import annotations

from bot.domain.alert import Alert, alert_id
from bot.domain.incident import Change
from bot.engine.rule import Fired


def alert_of(fired: Fired, change: Change) -> Alert:
    """What is kept of a rule that fired on a change."""
    return Alert(
        id=alert_id(fired.rule, fired.incident, fired.variant),
        rule=fired.rule,
        variant=fired.variant,
        incident=fired.incident,
        revision=change.incident.revision,
        change=change.seq,
        severity=fired.severity,
        at=change.at,
        why=fired.why,
        others=fired.others,
        groups=fired.groups,
        again=fired.again,
        title=fired.title,
    )


def fired_of(alert: Alert) -> Fired:
    """The firing that an alert was made of."""
    return Fired(
        rule=alert.rule,
        variant=alert.variant,
        incident=alert.incident,
        severity=alert.severity,
        why=alert.why,
        others=alert.others,
        groups=alert.groups,
        again=alert.again,
        title=alert.title,
    )
