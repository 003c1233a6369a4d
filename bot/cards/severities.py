"""How many of each severity, in words. Must not know what is counted."""

from __future__ import annotations

from collections.abc import Mapping

from bot.cards import labels
from bot.cards.phrases import Phrases
from bot.domain.incident import Severity


def counted(alerts: Mapping[Severity, int], say: Phrases) -> str:
    """ "no alerts", "1 alert (high)", "7 alerts (high: 1, medium: 6)"; the most severe first."""
    total = sum(alerts.values())
    if not total:
        return say("no alerts")
    said = say.many(total, "{n} alert", "{n} alerts")
    return say("{alerts} ({levels})", alerts=said, levels=levels(alerts, say))


def levels(alerts: Mapping[Severity, int], say: Phrases) -> str:
    """ "high: 1, medium: 6"; of one severity only, its name alone."""
    present = [(level, alerts[level]) for level in sorted(alerts, reverse=True) if alerts[level]]
    if len(present) == 1:
        return labels.label(present[0][0], say)
    return ", ".join(say("{level}: {n}", level=labels.label(level, say), n=n) for level, n in present)
