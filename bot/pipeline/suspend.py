"""Lets a channel rest that cannot be written to any more, and tells those who made its subscriptions."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from bot.domain.delivery import Delivery, DeliveryState, Notice, NoticeKind, notice_id
from bot.domain.incident import Severity
from bot.domain.subscription import DIRECT, Destination, direct
from bot.ports.store import Tx

log = logging.getLogger(__name__)


async def suspend(tx: Tx, destination: Destination, why: str, now: datetime) -> None:
    """Parks all that waits for the channel, keeps its wishes, and writes to their makers. Once is enough."""
    await tx.outbox.suspend(destination, why, now)
    channel = await tx.channels.get(destination)
    if channel.suspended or destination.channel.startswith(DIRECT):
        return
    await tx.channels.save(replace(channel, suspended=why, suspended_at=now))
    makers = sorted({one.created_by for one in await tx.subscriptions.of(destination) if one.created_by})
    await tx.outbox.enqueue([_letter(destination, maker, why, channel.language, now) for maker in makers])
    extra = {"action": "channel_suspended", "destination": destination.key, "reason": why}
    log.warning("channel suspended", extra=extra)


def _letter(destination: Destination, maker: str, why: str, language: str, now: datetime) -> Delivery:
    to = direct(destination, maker)
    # Two channels may be lost in one moment: the text keeps their letters apart.
    about = Notice(kind=NoticeKind.SUSPENDED, text=destination.key, reason=why)
    return Delivery(
        id=notice_id(to, about, now),
        destination=to,
        about=about,
        subscriptions=(),
        severity=Severity.MEDIUM,
        language=language,
        state=DeliveryState.PENDING,
        created_at=now,
        next_at=now,
    )
