"""Every card that can be made of the samples, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.cards import alert, error, incident, incidents, news, rules, sources, status
from bot.cards import help as help_card
from bot.cards.help import HelpLine
from bot.domain.alert import Alert
from bot.domain.card import Card
from bot.domain.incident import ChangeKind, Incident, Severity, Standing
from bot.domain.reader import Reader
from tests.cards.answers import HEALTH, MANIFEST, RULE_LINES, STATUS
from tests.cards.deck_told import TOLD
from tests.cards.samples import (  # fmt: skip
    ALERTS,
    NAMES,
    NOW,
    abandoned,
    captured,
    change,
    convoy,
    edited,
    event_of,
    fired,
    grown,
    lead,
)


def _news(kind: ChangeKind, pair: tuple[Incident, Incident], event: str, *fields: str) -> Callable[[str], Card]:
    before, after = pair
    return lambda language: news.card(
        after, fields, change(kind, after, event, *fields), before,
        [fired("sahel/convoy_attack", after, Severity.HIGH)], names=NAMES, reader=Reader(language=language),
        now=after.updated_at,
    )  # fmt: skip


def _alert(about: Incident, alerts: tuple[Alert, ...], now: datetime = NOW) -> Callable[[str], Card]:
    return lambda language: alert.card(about, alerts, names=NAMES, reader=Reader(language=language), now=now)


def _incident(language: str) -> Card:
    about = captured()
    opened = change(ChangeKind.OPENED, about, "e1")
    promoted = replace(change(ChangeKind.PROMOTED, about, "e2", "standing"), seq=10)
    events = [event_of(one, about) for one in about.members]
    return incident.card(about, events, [opened, promoted], names=NAMES, reader=Reader(language=language), now=NOW)


CARDS: dict[str, Callable[[str], Card]] = {
    "alert": _alert(captured(), ALERTS),
    "alert_abandoned": _alert(abandoned(), (fired("sahel/kidal_base", abandoned(), Severity.CRITICAL),)),
    "alert_disputed": _alert(convoy(), (fired("sahel/convoy_attack", convoy(), Severity.HIGH),)),
    "alert_lead": _alert(lead(), (fired("sahel/convoy_attack", lead(), Severity.LOW),)),
    "news_toll": _news(ChangeKind.REVISED, grown(), "c2", "killed", "disputed"),
    "news_correction": _news(ChangeKind.REVISED, edited(), "c1+", "killed"),
    "news_promoted": _news(
        ChangeKind.PROMOTED, (captured(standing=Standing.REPORTED), captured()), "e2", "standing", "control"
    ),
    "incident": _incident,
    "incidents": lambda language: incidents.card(
        "Kidal", 30, STATUS.recent, names=NAMES, reader=Reader(language=language), now=NOW, more=True
    ),
    "status": lambda language: status.card(STATUS, names=NAMES, reader=Reader(language=language), now=NOW),
    "rules": lambda language: rules.card(RULE_LINES, reader=Reader(language=language)),
    "sources": lambda language: sources.card(HEALTH, [MANIFEST], reader=Reader(language=language), now=NOW),
    "help": lambda language: help_card.card(
        [
            HelpLine(name="status", usage="status <place>", help="Who holds a place and what happened there."),
            HelpLine(name="incidents", usage="incidents <place>", help="The last incidents."),
        ],
        reader=Reader(language=language),
    ),
    "error": lambda language: error.card(
        "Unknown place: Kidaal", "No place is called so.", ["Kidal"], reader=Reader(language=language)
    ),
    **TOLD,
}
