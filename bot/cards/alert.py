"""The first news of an incident to a channel, and its standing message from then on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bot.cards import because, evidence, facts, headline, labels, standing, topics
from bot.cards.coarse import coarsened
from bot.cards.phrases import Names, Phrases
from bot.domain.alert import Alert
from bot.domain.card import Block, Bullets, Card, Faint, Heading, Para
from bot.domain.incident import Incident, Severity
from bot.domain.reader import Reader


def card(
    incident: Incident,
    alerts: Sequence[Alert],
    *,
    names: Names,
    reader: Reader,
    now: datetime,
    precision_km: float = 0,
    is_again: bool = False,
) -> Card:
    """Headline, severity, facts, quoted evidence and the rules that fired.

    With a `precision_km` the place is told no better than that, and nothing is quoted. `is_again`: somebody deleted
    the earlier message on this incident.
    """
    say, severity = Phrases(reader), highest(alerts)
    told = coarsened(incident, precision_km)
    blocks: list[Block] = [Para(standing.kicker(told, severity, say))]
    if is_again:
        blocks.append(Para((Faint(say("The earlier message on this was deleted; this one takes its place.")),)))
    blocks.append(facts.block(told, names, say, now))
    blocks += (_coarse(precision_km, say),) if precision_km > 0 else _behind(told, alerts, names, say)
    return Card(
        title=headline.title(told, names, say),
        severity=severity,
        symbol=labels.SYMBOLS[severity] if severity else "",
        reader=say.reader,
        blocks=tuple(blocks),
        actions=facts.actions(told, say),
        footer=facts.footer(told, names, say),
        topics=topics.of(told, severity),
    )


def highest(alerts: Iterable[Alert]) -> Severity | None:
    """The highest severity of the alerts; None where no rule fired."""
    return max((alert.severity for alert in alerts), default=None)


def titles(alerts: Iterable[Alert], names: Names, say: Phrases) -> list[str]:
    """The titles of the rules that fired, the most severe first, each once."""
    ranked = sorted(alerts, key=lambda alert: (-alert.severity, alert.rule))
    return list(dict.fromkeys(because.title(alert, names, say) for alert in ranked))


def _behind(incident: Incident, alerts: Sequence[Alert], names: Names, say: Phrases) -> Iterator[Block]:
    yield Heading(say("What was reported"))
    yield Bullets(evidence.bullets(incident, names, say))
    if alerts:
        rules = Faint(", ".join(titles(alerts, names, say)))
        yield Para(say.spans("Told because of: {rules}", rules=rules))
    if reasons := tuple(because.bullets(alerts, names, say)):
        yield Bullets(reasons)


def _coarse(precision_km: float, say: Phrases) -> Block:
    """Stands for quotes and rules: a headline names the place, and so may the title of a rule."""
    km = say.distance(precision_km)
    return Para((Faint(say("Here places are told to within {km} at best, and reports are not quoted.", km=km)),))
