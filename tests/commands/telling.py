"""What a channel was told, is waiting to be told, or could not be told, put into a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.commands.desk import Desk
from bot.domain.alert import Alert, alert_id
from bot.domain.delivery import Delivery, DeliveryState, News, Receipt, delivery_id
from bot.domain.hold import Hold
from bot.domain.ids import RuleId
from bot.domain.incident import Incident, Severity
from bot.domain.subscription import Destination
from bot.ports.outbox import Outcome
from bot.ports.store import Tx
from tests.commands.conftest import CHANNEL, NOW

CONVOY = "sahel/convoy_attack"
LEASE = timedelta(minutes=1)


async def news(
    tx: Tx, about: Incident, *, to: Destination = CHANNEL, at: datetime = NOW, severity: Severity = Severity.HIGH,
    rules: tuple[str, ...] = (CONVOY,),
) -> Delivery:  # fmt: skip
    """A waiting delivery of an incident's newest change, with an alert of each rule in the store."""
    change = (await tx.changes.of(about.id))[-1]
    alerts = tuple(
        Alert(
            id=alert_id(RuleId(rule), about.id),
            rule=RuleId(rule),
            incident=about.id,
            revision=about.revision,
            change=change.seq,
            severity=severity,
            at=at,
            why=(),
        )
        for rule in rules
    )
    await tx.alerts.add(alerts)
    return Delivery(
        id=delivery_id(to, about.id, change.seq), destination=to, about=News(change=change, alerts=alerts),
        subscriptions=(), severity=severity, language="", state=DeliveryState.PENDING, created_at=at, next_at=at,
        is_first=True,
    )  # fmt: skip


async def told(desk: Desk, about: Incident, *, at: datetime = NOW, **more: object) -> Delivery:
    """An incident that a channel was told of."""
    return await _settled(desk, about, at, more, sent=Receipt(ref=f"m{about.id}"))


async def parked(desk: Desk, about: Incident, reason: str, *, at: datetime = NOW, **more: object) -> Delivery:
    """An incident that could not be told."""
    return await _settled(desk, about, at, more, parked=True, reason=reason)


async def held(desk: Desk, about: Incident, hold: Hold, **more: object) -> Delivery:
    """An incident that waits for the end of a hold."""
    async with desk.store.write() as tx:
        made = replace(await news(tx, about, to=hold.destination, **more), state=DeliveryState.HELD, hold=hold.id,
                       next_at=hold.until)  # fmt: skip
        await tx.outbox.enqueue([made])
    return made


async def _settled(desk: Desk, about: Incident, at: datetime, more: dict[str, object], **outcome: object) -> Delivery:
    async with desk.store.write() as tx:
        made = await news(tx, about, at=at, **more)
        await tx.outbox.enqueue([made])
        (claimed,) = await tx.outbox.claim("w", at, LEASE, 1)
        await tx.outbox.settle([Outcome(delivery=claimed.delivery.id, **outcome)], at)
    return made
