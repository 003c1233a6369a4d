"""Answers `why ID` and `why not ID`: what each stage saw and decided about an incident, for this channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.cards import why as why_card
from bot.cards.phrases import msgid
from bot.cards.why import RuleSeen, Why
from bot.commands import lookup
from bot.commands.command import Command, Invocation, Param, ParamKind, Reply
from bot.commands.desk import Desk
from bot.domain.alert import Alert
from bot.domain.delivery import Delivery, News
from bot.domain.incident import Change
from bot.engine.explain import explain
from bot.engine.rule import Rule
from bot.ports.store import Tx
from bot.routing.recent import HOUR, Recent
from bot.routing.roster import Local, variants
from bot.routing.trace import trace

NEAREST = 3  # rules that did not fire, by the share of their conditions that held
NOT_WORDS = ("not ", "pas ", "pas de ")


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The card for one incident; only this channel's wishes and messages are looked at."""
    now, here = desk.clock.now(), invocation.caller.destination
    asked = _without_not(invocation.args["id"])
    async with desk.store.read() as tx:
        incident = await lookup.incident(asked, replace(invocation, args={"id": asked}), desk, tx)
        changes = await tx.changes.of(incident.id)
        deliveries = await tx.outbox.of(here, incident.id)
        change = _spoken_of(changes, deliveries)
        alerts = _standing_for(await tx.alerts.of_incident(incident.id), change)
        subscriptions = await tx.subscriptions.of(here)
        tuned = variants(await tx.tunings.of(here), await tx.watches.of(here))
        local = Local(invocation.channel, tuple(subscriptions), tuple(await tx.mutes.of(here, now)), tuned)
        recent = await _recent(tx, now - 2 * HOUR, here.key)
    # What a channel was told coarsely is not told exactly in it because somebody asks.
    precision_km = max((one.manner.precision_km for one in deliveries), default=0.0)
    seen = trace(change, alerts, local, recent, is_known=bool(deliveries), now=now)
    why = Why(
        change=change,
        rules=_rules(desk.rules, change, alerts),
        trace=seen,
        deliveries=tuple(deliveries),
        precision_km=precision_km,
    )
    return Reply(card=why_card.card(why, names=desk.names, reader=invocation.reader))


def _without_not(typed: str) -> str:
    folded = typed.casefold()
    return next((typed[len(word) :] for word in NOT_WORDS if folded.startswith(word)), typed)


def _spoken_of(changes: Sequence[Change], deliveries: Sequence[Delivery]) -> Change:
    """The change that the channel was told of last, else the last one that people should hear of."""
    told = [one.about.change for one in deliveries if isinstance(one.about, News)]
    material = [change for change in changes if change.is_material]
    return (told or material or list(changes))[-1]


def _standing_for(alerts: Sequence[Alert], change: Change) -> list[Alert]:
    """The last alert of each rule up to that change."""
    return list({alert.rule: alert for alert in alerts if alert.change <= change.seq}.values())


async def _recent(tx: Tx, since: datetime, key: str) -> Recent:
    recent = Recent()
    posts = [post for post in await tx.outbox.posts(since) if post.destination == key]
    recent.load([(post.destination, post.at, post.theatre) for post in posts], [])
    return recent


def _rules(rules: Sequence[Rule], change: Change, alerts: Sequence[Alert]) -> tuple[RuleSeen, ...]:
    fired = {alert.rule: alert for alert in alerts}
    seen = []
    for rule in rules:
        explained = explain(rule, change)
        alert = fired.get(rule.id)
        seen.append(
            RuleSeen(
                id=rule.id,
                title=rule.title,
                severity=alert.severity if alert else rule.severity,
                fired=alert is not None,
                conditions=alert.why if alert else explained.conditions,
            )
        )
    told = [one for one in seen if one.fired]
    silent = sorted((one for one in seen if not one.fired), key=lambda one: (-_share(one), one.id))
    return (*told, *silent[:NEAREST])


def _share(rule: RuleSeen) -> float:
    """The share of a rule's conditions that held."""
    return sum(one.held for one in rule.conditions) / max(1, len(rule.conditions))


COMMAND = Command(
    name="why",
    help=msgid("Why this channel was told of an incident, or was not: every stage and what it decided."),
    run=run,
    params=(
        Param(
            name="id",
            help=msgid("The incident’s id; “not” before it is understood too."),
            example="7K3M9QXZ",
            kind=ParamKind.INCIDENT,
            rest=True,
        ),
    ),
)
