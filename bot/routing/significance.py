"""Whether news of an incident deserves a new ping. Must not know how a platform pings."""

from __future__ import annotations

from bot.domain.delivery import Told
from bot.domain.event import Count, toll_class
from bot.domain.incident import Incident, Severity


def deserves_ping(told: Told | None, incident: Incident, severity: Severity) -> bool:
    """True for the first news, a promotion, a higher severity, and a fact that changes a decision.

    Such facts are a higher class of toll, who holds the place, and who is the target; all against what the destination
    was told last.
    """
    if told is None:
        return True
    before = told.change.incident
    return (
        incident.standing > before.standing
        or severity > told.severity
        or _class(incident.killed) > _class(before.killed)
        or (incident.control is not None and incident.control != before.control)
        or (before.target is not None and incident.target is not None and incident.target is not before.target)
    )


def _class(killed: Count | None) -> int:
    """By the low figure: a guess at the top is no reason to wake anybody."""
    return -1 if killed is None else toll_class(killed.low)
