"""Ends a hold: what waited for it is told together, or alone where it is one thing, and a digest begins again.

Works inside the transaction of the routing loop. Must not know cards or platforms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.channel import Channel
from bot.domain.delivery import (
    Delivery,
    DeliveryState,
    Gathering,
    Manner,
    News,
    Notice,
    NoticeKind,
    delivery_id,
    gathering_id,
    notice_id,
)
from bot.domain.hold import Hold, HoldKind
from bot.domain.ids import IncidentId
from bot.domain.incident import Severity
from bot.pipeline.wishes import Wishes, began_again
from bot.ports.store import Tx
from bot.routing import mute, pace
from bot.routing.recent import HOUR

WEEK = timedelta(days=7)
SCORECARD, SCORECARD_OF_ALL = "scorecard days=7", "scorecard days=7 scope=all"
ALONE = frozenset({HoldKind.QUIET, HoldKind.COOLDOWN})  # a single thing that waited for these is told as any other


async def end(tx: Tx, hold: Hold, wishes: Wishes, now: datetime, operators: frozenset[str]) -> None:
    """Carries out the end of one hold."""
    channel = await tx.channels.get(hold.destination)
    is_over = (
        await _scorecard(tx, hold, channel, wishes, now, operators)
        if hold.kind is HoldKind.SCORECARD
        else await _tell(tx, hold, channel, wishes, now)
    )
    if not is_over:
        return
    local = wishes.roster.get(hold.destination.key)
    again = began_again(hold, local, now) if hold.kind in (HoldKind.DIGEST, HoldKind.SCORECARD) else None
    if again is not None:
        await tx.holds.close(hold.id)  # so that the next round speaks of its own time
        await tx.holds.put([again])
    elif hold.kind is HoldKind.OVERFLOW:
        await _go_on(tx, hold, wishes, now)
    else:
        await tx.holds.close(hold.id)


async def _go_on(tx: Tx, hold: Hold, wishes: Wishes, now: datetime) -> None:
    """Lets a gathered message grow for an hour after it was sent; one that waits for its platform goes on growing."""
    if now < hold.since + HOUR:
        await tx.holds.put([replace(hold, until=hold.since + HOUR)])
        return
    await tx.holds.close(hold.id)
    if await tx.outbox.growing(hold.id) is None and await tx.outbox.is_waiting(hold.id):
        again = replace(hold, since=now, until=now + HOUR)
        await tx.holds.put([again])
        wishes.recent.hold(again)


async def _tell(tx: Tx, hold: Hold, channel: Channel, wishes: Wishes, now: datetime) -> bool:
    """Wakes or gathers what waited; False where the channel has no room yet and the hold was prolonged."""
    waiting = await _still_untold(tx, hold, now)
    latest = {one.about.incident: one for one in waiting if isinstance(one.about, News)}
    if channel.suspended or not _is_told(hold, latest, wishes):
        await tx.outbox.fold([one.id for one in waiting], gathering_id(hold.id, hold.until))
        return True
    is_alone = hold.kind in ALONE and len(latest) == 1
    is_beneath = is_alone and not any(one.is_first for one in latest.values())
    if hold.kind is not HoldKind.OVERFLOW and not is_beneath and not await _has_room(tx, hold, channel, wishes, now):
        return False
    if is_alone:
        (one,) = latest.values()
        await tx.outbox.fold([other.id for other in waiting if other.id != one.id], one.id)
        await tx.outbox.wake([one.id], now)
        return True
    await _gather(tx, hold, list(latest.values()), waiting, now)
    return True


async def _still_untold(tx: Tx, hold: Hold, now: datetime) -> list[Delivery]:
    """What waits for the hold, but for what was told since and for what somebody muted meanwhile."""
    waiting = await tx.outbox.held(hold.id)
    standing = await tx.outbox.standing(
        [(one.destination, one.about.incident) for one in waiting if isinstance(one.about, News)]
    )
    mutes = [one for one in await tx.mutes.of(hold.destination, now) if mute.hold_of(one).id != hold.id]
    kept: list[Delivery] = []
    for one in waiting:
        assert isinstance(one.about, News)
        incident, seq = one.about.change.incident, one.about.change.seq
        told = standing.get((one.destination.key, incident.id))
        if told is not None and told.change.seq >= seq:
            await tx.outbox.fold([one.id], delivery_id(one.destination, incident.id, told.change.seq))
        elif not mute.audible(one.about.alerts, mutes, incident, now):
            keeper = mute.longest(one.about.alerts, mutes, incident, now)
            assert keeper is not None
            await tx.outbox.hold_back([one.id], mute.hold_of(keeper).id, "mute")
        else:
            kept.append(one)
    return kept


def _is_told(hold: Hold, latest: dict[IncidentId, Delivery], wishes: Wishes) -> bool:
    """Whether the end of a hold is worth a message: of a mute always, of an empty digest where it was wished so."""
    if hold.kind is HoldKind.MUTE:
        return True
    if hold.kind is not HoldKind.DIGEST:
        return bool(latest)
    local = wishes.roster.get(hold.destination.key)
    own = [one for one in local.subscriptions if one.id == hold.key] if local else []
    return bool(own) and (bool(latest) or own[0].tell_empty)


async def _has_room(tx: Tx, hold: Hold, channel: Channel, wishes: Wishes, now: datetime) -> bool:
    """Counts a new message against the cap; without room the hold goes on until there is."""
    key = channel.destination.key
    if sum(wishes.recent.within_hour(key, now).values()) < channel.cap - 1:
        wishes.recent.post(key, now, "")
        return True
    until = max(wishes.recent.frees_at(key, now), now + pace.GATHER_EVERY)
    await tx.holds.put([replace(hold, until=until)])
    return False


async def _gather(tx: Tx, hold: Hold, parts: Sequence[Delivery], waiting: Sequence[Delivery], now: datetime) -> None:
    gathering = Delivery(
        id=gathering_id(hold.id, hold.until),
        destination=hold.destination,
        about=Gathering(hold=hold, since=hold.since, until=min(hold.until, now)),
        subscriptions=tuple(sorted({id_ for one in parts for id_ in one.subscriptions})),
        severity=max((one.severity for one in parts), default=Severity.LOW),
        language=parts[0].language if parts else "",
        state=DeliveryState.PENDING,
        created_at=now,
        next_at=now,
        theatre=parts[0].theatre if parts else "",
        manner=_manner(parts),
        is_first=hold.kind is not HoldKind.OVERFLOW or await tx.outbox.growing(hold.id) is None,
    )
    await tx.outbox.enqueue([gathering])
    if hold.kind is HoldKind.OVERFLOW:
        await tx.outbox.fold_all(hold.id, gathering.id)
    else:
        await tx.outbox.fold([one.id for one in waiting], gathering.id)


async def _scorecard(
    tx: Tx, hold: Hold, channel: Channel, wishes: Wishes, now: datetime, operators: frozenset[str]
) -> bool:
    """The week's scorecard, for a channel that was told anything in that week; False where it has to wait for room."""
    if channel.suspended or not channel.scorecard:
        return True
    if not await tx.outbox.told_between(hold.until - WEEK, hold.until, hold.destination):
        return True
    if not await _has_room(tx, hold, channel, wishes, now):
        return False
    line = SCORECARD_OF_ALL if hold.destination.key in operators else SCORECARD
    about = Notice(kind=NoticeKind.ANSWER, text=line)
    notice = Delivery(
        id=notice_id(hold.destination, about, hold.until),
        destination=hold.destination,
        about=about,
        subscriptions=(),
        severity=Severity.LOW,
        language="",
        state=DeliveryState.PENDING,
        created_at=now,
        next_at=now,
        is_first=True,
    )
    await tx.outbox.enqueue([notice])
    return True


def _manner(parts: Sequence[Delivery]) -> Manner:
    """The strictest of its parts' wishes; a gathered message calls nobody."""
    precision_km = max((one.manner.precision_km for one in parts), default=0.0)
    return Manner(silent=all(one.severity is Severity.LOW for one in parts), precision_km=precision_km)
