"""What cards say, as plain text."""

from __future__ import annotations

from bot.cards import alert
from bot.cards.phrases import Phrases
from bot.domain.alert import Alert
from bot.domain.card import EVERYBODY, Facts, Spans, Time
from bot.domain.incident import Incident
from bot.domain.reader import Reader
from tests.cards.samples import ALERTS, NAMES, NOW


def facts(incident: Incident, alerts: tuple[Alert, ...] = ALERTS, *, reader: Reader = EVERYBODY) -> dict[str, str]:
    card = alert.card(incident, alerts, names=NAMES, reader=reader, now=NOW)
    rows = [row for block in card.blocks if isinstance(block, Facts) for row in block.rows]
    return {label: flat(spans, reader) for label, spans in rows}


def flat(spans: Spans, reader: Reader = EVERYBODY) -> str:
    """The words of the spans; an instant as day and time of the reader's zone."""
    say = Phrases(reader)
    return "".join(say.time(span.at) if isinstance(span, Time) else span.text for span in spans)
