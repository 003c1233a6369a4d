"""What a rule, or other values of it, would have meant for one channel: the past told again, before and after.

Must not know any verb, nor how the figures are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.cards.tuning import DAYS, WEEKS, Effect, Told
from bot.commands import past
from bot.commands.desk import Desk
from bot.domain.incident import Incident, Standing
from bot.domain.matcher import holds
from bot.domain.subscription import Destination, Subscription
from bot.engine.backtest import Hit
from bot.engine.rule import Rule

LOOK_BACK = timedelta(days=DAYS[-1])
WEEK = timedelta(days=7)


async def effect(before: Rule | None, after: Rule, desk: Desk, here: Destination) -> Effect:
    """How often each would have fired for the channel, and on what: as far as its subscriptions want to hear of it.

    Without any subscription everything that the rule fires on counts; a channel's own rule always counts whole.
    """
    now = desk.clock.now()
    asked = [rule for rule in (before, after) if rule is not None]
    made = await past.retold(asked, desk.store, since=now - LOOK_BACK, until=now)
    async with desk.store.read() as tx:
        wishes = await tx.subscriptions.of(here)
        first = await tx.changes.first()
    was = _wanted(made.hits[before.key], wishes, before) if before else []
    becomes = _wanted(made.hits[after.key], wishes, after)
    return Effect(
        before=_told(was, now) if before else None,
        after=_told(becomes, now),
        gained=_only(becomes, was),
        lost=_only(was, becomes),
        days=min(LOOK_BACK, now - first.at).days if first else 0,
        is_of_wishes=bool(wishes) and not after.owner,
    )


def _wanted(hits: Iterable[Hit], wishes: Sequence[Subscription], rule: Rule) -> list[Hit]:
    if not wishes or rule.owner:
        return list(hits)
    return [hit for hit in hits if any(_wants(one, hit) for one in wishes)]


def _wants(wish: Subscription, hit: Hit) -> bool:
    standing = hit.incident.standing
    return (
        hit.fired.severity >= wish.min_severity
        and (standing >= wish.min_standing or standing is Standing.RETRACTED)
        and holds(wish.matcher, hit.incident, frozenset({hit.fired.rule}))
    )


def _told(hits: Sequence[Hit], now: datetime) -> Told:
    days = tuple(sum(hit.at >= now - timedelta(days=n) for hit in hits) for n in DAYS)
    weeks = [0] * WEEKS
    for hit in hits:
        weeks[WEEKS - 1 - min(WEEKS - 1, (now - hit.at) // WEEK)] += 1
    return Told(days=days, weeks=tuple(weeks))


def _only(these: Sequence[Hit], others: Sequence[Hit]) -> tuple[Incident, ...]:
    """The incidents that only the first fired on, newest first."""
    known = {hit.fired.incident for hit in others}
    return tuple(hit.incident for hit in reversed(these) if hit.fired.incident not in known)
