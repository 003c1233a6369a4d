"""Turns a change and its alerts into rows for the outbox: who wants it, and when each is told.

Several wishes of one destination make one delivery. Must not know how a card looks or where it is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.alert import Alert
from bot.domain.delivery import Delivery, News
from bot.domain.hold import Hold
from bot.domain.ids import HoldId
from bot.domain.incident import Change
from bot.routing import pace
from bot.routing.pace import Circumstances
from bot.routing.passage import Passage
from bot.routing.roster import Roster, Wanted

Known = Mapping[str, datetime | None]  # destination key → when it was told of the incident; None: it waits to be told


@dataclass(frozen=True, slots=True)
class Routed:
    """Rows to store together: one delivery per destination, in order of keys, and the holds that some wait for."""

    deliveries: tuple[Delivery, ...]
    holds: tuple[Hold, ...]


def route(
    change: Change,
    alerts: Sequence[Alert],
    roster: Roster,
    known: Known,
    circumstances: Circumstances,
    now: datetime,
    heard: frozenset[str] = frozenset(),
) -> Routed:
    """What follows from one change. The same change routed again gives deliveries with the same ids.

    `alerts` are those that speak for this change, `heard` the destinations that heard of its incident otherwise than by
    a message of its own. What is planned is noted in the circumstances.
    """
    deliveries: list[Delivery] = []
    holds: dict[HoldId, Hold] = {}
    told: dict[tuple[int, ...], News] = {}  # one value for all who are told for the same alerts
    for wanted in roster.wanting(change, alerts, heard | known.keys()):
        passage = pace.paced(entering(wanted, change, known, now), circumstances)
        for hold in pace.note(passage, circumstances.recent):
            holds[hold.id] = hold
        key = tuple(map(id, passage.alerts))
        if key not in told:
            told[key] = passage.news()
        deliveries.append(passage.delivery(told[key]))
    return Routed(tuple(deliveries), tuple(holds.values()))


def entering(wanted: Wanted, change: Change, known: Known, now: datetime) -> Passage:
    """A destination's share at the beginning of its way."""
    key = wanted.local.channel.destination.key if known else ""
    return Passage(
        local=wanted.local,
        change=change,
        subscriptions=wanted.subscriptions,
        alerts=wanted.alerts,
        is_first=key not in known,
        last_told=known.get(key),
        now=now,
        due=now,
    )
