"""Answers `scorecard [days=7] [scope=channel|all]`: how well the alerts of the last days served."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.cards import scorecard as scorecard_card
from bot.cards.phrases import msgid
from bot.commands import area
from bot.commands.command import Command, Invocation, Param, ParamKind, Reply
from bot.commands.desk import Desk
from bot.commands.scope import SCOPE, is_everywhere
from bot.domain.delivery import News
from bot.domain.incident import Incident
from bot.domain.matcher import holds
from bot.domain.score import Score
from bot.domain.subscription import Destination
from bot.ports.store import Tx
from bot.routing import score

DAYS = 7
MOST_DAYS = 90
BEFORE = timedelta(days=7)  # an incident that was told in this time before is an alert of then, not of now
LAG = timedelta(days=30)  # coded data sets come so much later than what they tell of
MOST_READ = 5000  # incidents


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The card of the score; the one of all channels is for operators."""
    everywhere = is_everywhere(invocation)
    days = int(invocation.args.get("days", DAYS))
    now = desk.clock.now() + timedelta.resolution  # times end right before their end: this moment belongs to it
    async with desk.store.read() as tx:
        scored = await scored_between(
            tx, now - timedelta(days=days), now, None if everywhere else invocation.caller.destination
        )
    card = scorecard_card.card(scored, days=days, everywhere=everywhere, names=desk.names, reader=invocation.reader)
    return Reply(card=card)


async def scored_between(tx: Tx, since: datetime, until: datetime, here: Destination | None) -> Score:
    """The score of the incidents that were told first in that time; of one destination or of all."""
    told = await tx.outbox.told_between(since - BEFORE, until, here)
    first = score.first_told(told)
    newly = [one for one in told if isinstance(one.about, News) and first.get(one.about.incident, since) >= since]
    verdicts = await tx.verdicts.between(since, until, here)
    recent = await area.EVERYWHERE.recent(tx, since=since - LAG, limit=MOST_READ)
    opened = [one for one in recent if since <= one.opened_at < until]
    late = await _wished_for(tx, score.came_late(opened, first), here)
    about = await tx.incidents.of([one.about.incident for one in newly if isinstance(one.about, News)])
    return score.score(newly, verdicts, about, late)


async def _wished_for(tx: Tx, incidents: Sequence[Incident], here: Destination | None) -> list[Incident]:
    """Those that a subscription is about, whatever severity or standing it asks for."""
    wishes = await tx.subscriptions.all() if here is None else await tx.subscriptions.of(here)
    fired = await tx.alerts.of_incidents([one.id for one in incidents])
    matchers = {one.matcher for one in wishes}
    found: list[Incident] = []
    for incident in incidents:
        rules = frozenset(alert.rule for alert in fired.get(incident.id, ()))
        if any(holds(matcher, incident, rules) for matcher in matchers):
            found.append(incident)
    return found


COMMAND = Command(
    name="scorecard",
    help=msgid("How well the alerts served: verdicts, precision, and lead over official data."),
    run=run,
    params=(
        Param(
            name="days",
            help=msgid("How many days back."),
            example=str(DAYS),
            required=False,
            kind=ParamKind.NUMBER,
            least=1,
            most=MOST_DAYS,
        ),
        SCOPE,
    ),
)
