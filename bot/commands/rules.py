"""Answers `rules`: what Tocsin raises an alert for."""

from __future__ import annotations

from bot.cards import rules as rules_card
from bot.cards.phrases import msgid
from bot.cards.rules import RuleLine
from bot.commands.command import Command, Invocation, Reply
from bot.commands.desk import Desk


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The list card of all loaded rules, most severe first."""
    lines = [
        RuleLine(id=rule.id, title=rule.title, severity=rule.severity, kind=rule.kind, status=rule.status.value)
        for rule in desk.rules
    ]
    return Reply(card=rules_card.card(lines, reader=invocation.reader))


COMMAND = Command(name="rules", help=msgid("What Tocsin raises an alert for."), run=run)
