"""The first news of an incident to a channel, and its standing message from then on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.cards import evidence, facts, headline, labels, standing
from bot.cards.phrases import Names, Phrases
from bot.domain.alert import Alert
from bot.domain.card import Block, Bullets, Card, Faint, Heading, Para
from bot.domain.incident import Incident, Severity


def card(incident: Incident, alerts: Sequence[Alert], *, names: Names, language: str, now: datetime) -> Card:
    """Headline, severity, facts, quoted evidence and the rules that fired."""
    say = Phrases(language)
    severity = highest(alerts)
    blocks: list[Block] = [
        Para(standing.kicker(incident, severity, say)),
        facts.block(incident, names, say, now),
        Heading(say("What was reported")),
        Bullets(evidence.bullets(incident, names, say)),
    ]
    if alerts:
        rules = Faint(", ".join(titles(alerts, names, say)))
        blocks.append(Para(say.spans("Told because of: {rules}", rules=rules)))
    return Card(
        title=headline.title(incident, names, say),
        severity=severity,
        symbol=labels.SYMBOLS[severity] if severity else "",
        language=say.language,
        blocks=tuple(blocks),
        actions=facts.actions(incident, say),
        footer=facts.footer(incident, names, say),
    )


def highest(alerts: Iterable[Alert]) -> Severity | None:
    """The highest severity of the alerts; None where no rule fired."""
    return max((alert.severity for alert in alerts), default=None)


def titles(alerts: Iterable[Alert], names: Names, say: Phrases) -> list[str]:
    """The titles of the rules that fired, the most severe first, each once."""
    ranked = sorted(alerts, key=lambda alert: (-alert.severity, alert.rule))
    return list(dict.fromkeys(labels.titled(names.rule(alert.rule) or alert.rule, say) for alert in ranked))
