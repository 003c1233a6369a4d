"""What piled up while a platform could not be reached: told together where it would break a channel's cap at once.

Works inside the transaction of the routing loop. Must not know cards or platforms.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain.channel import CAP
from bot.domain.subscription import destination
from bot.pipeline.wishes import Wishes
from bot.ports.store import Tx
from bot.routing import pace
from bot.routing.roster import Roster

LATE = timedelta(minutes=15)
LEAST = 4  # fewer are told one by one, however late


def too_many(late: Mapping[str, int], roster: Roster) -> dict[str, int]:
    """Of the destinations with so many late first news, those for which that is too much; how many may stay."""
    kept: dict[str, int] = {}
    for key, number in sorted(late.items()):
        local = roster.get(key)
        most = (local.channel.cap if local else CAP) // 2
        if number > most:
            kept[key] = most
    return kept


async def gather(tx: Tx, late: Mapping[str, int], wishes: Wishes, now: datetime) -> None:
    """Holds all but the most severe of the late first news: half of a channel's cap is still told one by one."""
    for key, most in late.items():
        to = destination(key)
        surplus = (await tx.outbox.late(to, now - LATE))[most:]
        hold = pace.overflow(to, now, wishes.recent)
        wishes.recent.hold(hold)
        await tx.holds.put([hold])
        await tx.outbox.hold_back([one.id for one in surplus], hold.id, "piled")
