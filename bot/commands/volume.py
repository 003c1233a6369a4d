"""How much a wish would have told: the rules asked again about what the store knows of the last 90 days.

Must not know any verb, nor how the figures are shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.cards.preview import Expected
from bot.commands import area
from bot.commands.desk import Desk
from bot.domain.incident import Change, ChangeKind, Incident
from bot.domain.subscription import Subscription
from bot.engine.alerts import alert_of
from bot.engine.rule import Rule
from bot.engine.run import Engine
from bot.routing.wish import Wish, through

LOOK_BACK = timedelta(days=90)
MOST_READ = 5000  # incidents; beyond it the rate is taken from the time that these span
SHOWN = 3
DAY, WEEK = timedelta(days=1), timedelta(days=7)


async def expected(wish: Subscription, desk: Desk) -> Expected:
    """Messages a week, reckoned from the last 90 days or from as long as Tocsin has watched, and the newest of them."""
    now = desk.clock.now()
    async with desk.store.read() as tx:
        first = await tx.changes.after(0, 1)
        read = await area.covering(wish.matcher).recent(tx, since=now - LOOK_BACK, limit=MOST_READ)
    if not first:
        return Expected(told=0, per_week=0, days=0, examples=())
    # Rules are asked some ten thousand times: off the loop, so that deliveries do not wait for a preview.
    told = await asyncio.to_thread(would_tell, wish, read, desk.rules)
    span = _watched(now, first[0].at, read)
    return Expected(told=len(told), per_week=len(told) * (WEEK / span), days=span // DAY, examples=tuple(told[:SHOWN]))


def _watched(now: datetime, since: datetime, read: Sequence[Incident]) -> timedelta:
    """The time that the incidents read are spread over. What a young Tocsin found in old news lies before its birth."""
    if len(read) >= MOST_READ:
        return max(DAY, now - read[-1].start)
    oldest = min([since, *(incident.start for incident in read[-1:])])
    return max(DAY, min(LOOK_BACK, now - oldest))


def would_tell(wish: Subscription, incidents: Sequence[Incident], rules: Sequence[Rule]) -> list[Incident]:
    """The incidents that a wish would have been told of when they were opened, in the order given."""
    if not incidents:
        return []
    engine = Engine(rules, began=min(one.opened_at for one in incidents))
    oldest_first = sorted(incidents, key=lambda one: one.opened_at)
    told = {one.id for one in oldest_first if _is_told(wish, one, engine)}
    return [one for one in incidents if one.id in told]


def _is_told(wish: Subscription, incident: Incident, engine: Engine) -> bool:
    opened = Change(
        seq=0,
        kind=ChangeKind.OPENED,
        incident=incident,
        event=incident.members[0].event,
        fields=(),
        at=incident.opened_at,
        why="",
    )
    alerts = tuple(alert_of(fired, opened) for fired in engine.step(opened))
    return isinstance(through(Wish(change=opened, subscription=wish, alerts=alerts, is_known=False)), Wish)
