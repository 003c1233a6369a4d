"""Keeps the roster true to the store: loads it once, then takes anew what was touched, in whichever process.

Also sees to the holds that begin by themselves: each digest's next moment, and the weekly scorecard's. Must not know
changes or deliveries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain.hold import Hold, HoldKind, hold_id
from bot.domain.ids import RuleId
from bot.domain.subscription import Destination
from bot.domain.wallclock import Period, Schedule
from bot.ports.store import Tx
from bot.routing.recent import HOUR, Recent
from bot.routing.roster import Local, Roster, variants

WEEKLY = "weekly"
SCORECARDS = Schedule(period=Period.WEEKLY, minute=8 * 60)  # Monday at eight, before the week's first meeting


class Wishes:
    """The roster and what was planned lately, as the store has them."""

    def __init__(self) -> None:
        self.roster, self.recent = Roster(), Recent()
        self._seq: int | None = None

    def drop(self) -> None:
        """Forgets everything: a step has failed, and what it had noted is not in the store."""
        self.roster, self.recent, self._seq = Roster(), Recent(), None

    async def refresh(self, tx: Tx, now: datetime) -> list[Hold]:
        """Takes what was touched since the last call; gives the holds that have to be stored for it."""
        if self._seq is None:
            return await self._load(tx, now)
        touched, self._seq = await tx.wishes.touched_after(self._seq)
        for destination in touched:
            await self._take(tx, destination, now)
        missing: list[Hold] = []
        for destination in touched:
            local = self.roster.get(destination.key)
            assert local is not None
            for hold in _own_holds(local, now):
                stored = await tx.holds.get(hold.id)
                missing += [hold] if _has_to_be_stored(stored, hold, now) else []
        self.recent.forget(now - 2 * HOUR)
        return missing

    async def _load(self, tx: Tx, now: datetime) -> list[Hold]:
        self._seq = await tx.wishes.newest()
        subscriptions, mutes = defaultdict(list), defaultdict(list)
        for one in await tx.subscriptions.all():
            subscriptions[one.destination].append(one)
        for mute in await tx.mutes.all(now):
            mutes[mute.destination].append(mute)
        other: defaultdict[Destination, dict[RuleId, str]] = defaultdict(dict)
        for tuning in await tx.tunings.all():
            other[tuning.destination] |= variants([tuning], [])
        for watch in await tx.watches.all():
            other[watch.destination] |= variants([], [watch])
        channels = {channel.destination: channel for channel in await tx.channels.all()}
        unsaved = [one for one in {*subscriptions, *mutes, *other} if one not in channels]
        channels |= {channel.destination: channel for channel in (await tx.channels.of(unsaved)).values()}
        for destination, channel in channels.items():
            self.roster.put(channel, subscriptions[destination], mutes[destination], other[destination])
        posts = [(post.destination, post.at, post.theatre) for post in await tx.outbox.posts(now - 2 * HOUR)]
        cooldowns = [(hold, hold.key.rpartition("|")[0]) for hold in await tx.holds.of(HoldKind.COOLDOWN)]
        overflows = [(hold, "") for hold in await tx.holds.of(HoldKind.OVERFLOW)]
        self.recent.load(posts, [*cooldowns, *overflows])
        stored = {hold.id: hold for kind in (HoldKind.DIGEST, HoldKind.SCORECARD) for hold in await tx.holds.of(kind)}
        wanted = [hold for local in self.roster.every() for hold in _own_holds(local, now)]
        return [hold for hold in wanted if _has_to_be_stored(stored.get(hold.id), hold, now)]

    async def _take(self, tx: Tx, destination: Destination, now: datetime) -> None:
        channel = await tx.channels.get(destination)
        subscriptions = await tx.subscriptions.of(destination)
        mutes = await tx.mutes.of(destination, now)
        tuned = variants(await tx.tunings.of(destination), await tx.watches.of(destination))
        self.roster.put(channel, subscriptions, mutes, tuned)


def _own_holds(local: Local, now: datetime) -> Iterable[Hold]:
    """The holds that a destination's wishes bring along, until their next moments."""
    channel = local.channel
    for one in local.subscriptions:
        if one.digest is not None:
            yield _until(channel.destination, HoldKind.DIGEST, one.id, now, one.digest.after(now, channel.zone))
    if local.subscriptions and channel.scorecard:
        yield _until(channel.destination, HoldKind.SCORECARD, WEEKLY, now, SCORECARDS.after(now, channel.zone))


def _until(destination: Destination, kind: HoldKind, key: str, now: datetime, until: datetime) -> Hold:
    id_ = hold_id(destination, kind, key)
    return Hold(id=id_, kind=kind, destination=destination, key=key, since=now, until=until)


def _has_to_be_stored(stored: Hold | None, wanted: Hold, now: datetime) -> bool:
    """A hold that is due is left as it is until it has ended; then it begins again by itself."""
    return stored is None or (stored.until > now and stored.until != wanted.until)


def began_again(hold: Hold, local: Local | None, now: datetime) -> Hold | None:
    """The next round of a digest or scorecard that has just ended; None where nobody wants it any more."""
    if local is None or local.channel.suspended:
        return None
    own = {one.id: one for one in _own_holds(local, now + timedelta(microseconds=1))}
    return own.get(hold.id)
