"""What an alert card says, as plain text."""

from __future__ import annotations

from bot.cards import alert
from bot.domain.alert import Alert
from bot.domain.card import Facts, Spans
from bot.domain.incident import Incident
from tests.cards.samples import ALERTS, NAMES, NOW


def facts(incident: Incident, alerts: tuple[Alert, ...] = ALERTS) -> dict[str, str]:
    card = alert.card(incident, alerts, names=NAMES, language="en", now=NOW)
    return {label: flat(spans) for block in card.blocks if isinstance(block, Facts) for label, spans in block.rows}


def flat(spans: Spans) -> str:
    return "".join(getattr(span, "text", "") for span in spans)
