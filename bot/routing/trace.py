"""Why a channel hears of a change, or does not: every stage with what it saw and decided, as the wishes stand now.

Must not change anything: it walks the same stages as the router, on the side.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.alert import Alert
from bot.domain.incident import Change
from bot.domain.trace import Dropped, Step, Trace
from bot.routing import pace
from bot.routing.pace import Circumstances
from bot.routing.passage import Passage
from bot.routing.recent import Recent
from bot.routing.roster import Local
from bot.routing.wish import Wish, through


def trace(
    change: Change, alerts: Sequence[Alert], local: Local, recent: Recent, *, is_known: bool, now: datetime
) -> Trace:
    """Walks a change through every stage for one channel."""
    kept: list[Wish] = []
    dropped: list[Dropped] = []
    for subscription in local.subscriptions:
        wish = through(Wish(change=change, subscription=subscription, alerts=local.its(alerts), is_known=is_known))
        if isinstance(wish, Dropped):
            dropped.append(wish)
        else:
            kept.append(wish)
    wanted = {alert.id: alert for wish in kept for alert in wish.alerts}
    ranked = tuple(sorted(wanted.values(), key=lambda alert: (-alert.severity, alert.rule)))
    left, steps = _paced(local, change, kept, ranked, recent, is_known, now) if kept else ((), ())
    return Trace(
        dropped=tuple(dropped),
        kept=tuple(wish.subscription for wish in kept),
        alerts=left,
        steps=steps,
        is_suspended=bool(local.channel.suspended),
    )


def _paced(
    local: Local,
    change: Change,
    kept: Sequence[Wish],
    alerts: tuple[Alert, ...],
    recent: Recent,
    is_known: bool,
    now: datetime,
) -> tuple[tuple[Alert, ...], tuple[Step, ...]]:
    passage = Passage(
        local=local, change=change, subscriptions=tuple(wish.subscription for wish in kept), alerts=alerts,
        is_first=not is_known, last_told=None, now=now, due=now,
    )  # fmt: skip
    steps: list[Step] = []
    for stage in pace.STAGES:
        after = stage(passage, Circumstances(recent))
        if after.hold is not None:
            return after.alerts, (*steps, Step(stage=stage.__name__, hold=after.hold, until=None))
        if after.due != passage.due:
            steps.append(Step(stage=stage.__name__, hold=None, until=after.due))
        elif len(after.alerts) != len(passage.alerts):
            steps.append(Step(stage=stage.__name__, hold=None, until=None))
        passage = after
    return passage.alerts, tuple(steps)
