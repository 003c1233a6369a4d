"""Sends one delivery and says what became of it: new message, edit and news beneath it, or one gathered message.

Knows how often and when something is tried again. Must not know the outbox: it only gives outcomes.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.card import Card
from bot.domain.channel import Channel
from bot.domain.clock import Clock
from bot.domain.delivery import Delivery, Gathering, News, Receipt, Told
from bot.domain.errors import Busy, Gone, Later, Lost, Refused, Uncertain
from bot.domain.hold import HoldKind
from bot.domain.ids import DeliveryId, IncidentId, digest
from bot.domain.incident import Severity
from bot.domain.mute import Mute
from bot.pipeline.compose import Compose
from bot.ports.outbox import Claimed, Outcome
from bot.ports.platform import Platform
from bot.ports.store import Store
from bot.routing import mute as muting
from bot.routing.significance import deserves_ping

FIRST_RETRY = timedelta(seconds=5)
FIRST_URGENT_RETRY = timedelta(seconds=0.5)  # less than any platform asks for
LONGEST_RETRY = timedelta(minutes=30)
NO_PLATFORM = timedelta(minutes=10)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What has to be known of a delivery's destination; `told` is the message that stands for its incident."""

    channel: Channel
    mutes: tuple[Mute, ...]
    told: Told | None


class Send:
    """The one retry policy: doubling with jitter up to half an hour, never sooner than a platform asks for."""

    def __init__(
        self, *, store: Store, compose: Compose, clock: Clock, chance: Callable[[], float] = random.random
    ) -> None:
        self._store, self._compose, self._clock, self._chance = store, compose, clock, chance

    async def send(self, platform: Platform | None, item: Claimed, context: Context) -> Outcome:
        """Tries once. An adapter's errors become outcomes; others are faults of Tocsin and pass through."""
        delivery = item.delivery
        if platform is None:
            why = f"platform {delivery.destination.platform!r} is not running"
            return self._again(delivery, NO_PLATFORM, why, is_doubtful=item.is_doubtful)
        try:
            if item.is_doubtful and (found := await self._found(platform, delivery, context)):
                return Outcome(delivery=delivery.id, sent=found)
            return await self._try(platform, delivery, context)
        except Later as error:
            # Its place was counted out: whoever comes later than that leaves it empty.
            return self._again(delivery, error.retry_after, str(error), is_doubtful=item.is_doubtful, first=timedelta())
        except Busy as error:
            # At a channel's limit whoever comes back first gets the next place: critical news comes as soon as it may.
            first = FIRST_URGENT_RETRY if delivery.severity is Severity.CRITICAL else FIRST_RETRY
            return self._again(delivery, error.retry_after, str(error), is_doubtful=item.is_doubtful, first=first)
        except Lost as error:
            return Outcome(delivery=delivery.id, parked=True, lost=True, reason=error.reason)
        except Refused as error:
            return Outcome(delivery=delivery.id, parked=True, reason=error.reason)
        except Uncertain as error:
            return self.doubtful(delivery, error.reason)

    def doubtful(self, delivery: Delivery, why: str) -> Outcome:
        """The outcome of a try of which nobody knows whether it went out: it is asked for before the next."""
        log.warning("delivery uncertain", extra={"action": "uncertain", "reason": why, "id": delivery.id})
        return self._again(delivery, timedelta(), why, is_doubtful=True)

    async def _try(self, platform: Platform, delivery: Delivery, context: Context) -> Outcome:
        match delivery.about:
            case News():
                return await self._news(platform, delivery, delivery.about, context)
            case Gathering():
                return await self._gathering(platform, delivery, delivery.about, context)
            case _:
                card = await self._compose.notice(delivery, context.channel)
                receipt = await platform.post(delivery.id, delivery.destination, card, delivery.manner)
                return Outcome(delivery=delivery.id, sent=receipt)

    async def _news(self, platform: Platform, delivery: Delivery, about: News, context: Context) -> Outcome:
        now, incident = self._clock.now(), about.change.incident
        if not muting.audible(about.alerts, context.mutes, incident, now) and (
            keeper := muting.longest(about.alerts, context.mutes, incident, now)
        ):
            return Outcome(delivery=delivery.id, held=muting.hold_of(keeper).id, reason="mute")
        told = context.told
        if told is None:
            return await self._post(platform, delivery, context, is_again=False)
        card = self._compose.alert(delivery, context.channel, now, is_again=False)
        try:
            await platform.edit(delivery.destination, told.receipt, card)
            news = self._compose.news(delivery, told, context.channel, now)
            await self._tell(platform, delivery, told, news, incident_ping=self._pings(delivery, about, told))
        except Gone:
            return await self._post(platform, delivery, context, is_again=True)
        return Outcome(delivery=delivery.id, sent=told.receipt)

    def _pings(self, delivery: Delivery, about: News, told: Told) -> bool:
        return deserves_ping(told, about.change.incident, delivery.severity)

    async def _tell(
        self, platform: Platform, delivery: Delivery, told: Told, news: Card, *, incident_ping: bool
    ) -> None:
        """News beneath the standing message; without threads only what deserves a ping is told beside the edit."""
        manner = delivery.manner
        if not manner.threads and not incident_ping:
            return
        if not incident_ping:
            manner = replace(manner, mention="", silent=True)
        await platform.reply(delivery.id, delivery.destination, told.receipt, news, manner)

    async def _post(self, platform: Platform, delivery: Delivery, context: Context, *, is_again: bool) -> Outcome:
        card = self._compose.alert(delivery, context.channel, self._clock.now(), is_again=is_again)
        own, anew = keys(delivery)
        receipt = await platform.post(anew if is_again else own, delivery.destination, card, delivery.manner)
        return Outcome(delivery=delivery.id, sent=receipt)

    async def _gathering(self, platform: Platform, delivery: Delivery, about: Gathering, context: Context) -> Outcome:
        async with self._store.read() as tx:
            parts = await tx.outbox.parts(delivery.id)
            standing = await tx.outbox.growing(about.hold.id) if about.hold.kind is HoldKind.OVERFLOW else None
        if not parts and about.hold.kind is HoldKind.OVERFLOW:
            return Outcome(delivery=delivery.id, parked=True, reason="told in a later message")
        also = await self._bring_up_to_date(platform, parts, context)
        card = await self._compose.gathering(delivery, parts, context.channel, self._clock.now())
        if standing is not None and await self._is_edited(platform, delivery, standing, card):
            return Outcome(delivery=delivery.id, sent=standing, also=also)
        receipt = await platform.post(delivery.id, delivery.destination, card, delivery.manner)
        return Outcome(delivery=delivery.id, sent=receipt, also=also)

    async def _bring_up_to_date(
        self, platform: Platform, parts: Sequence[Delivery], context: Context
    ) -> tuple[Outcome, ...]:
        """Edits the standing messages of what was held back: they must not go on saying what is known to be wrong."""
        latest: dict[IncidentId, Delivery] = {}
        for one in sorted(parts, key=lambda one: one.about.change.seq if isinstance(one.about, News) else 0):
            if isinstance(one.about, News):
                latest[one.about.incident] = one
        async with self._store.read() as tx:
            standing = await tx.outbox.standing([(one.destination, incident) for incident, one in latest.items()])
        also = []
        for incident, one in latest.items():
            told = standing.get((one.destination.key, incident))
            assert isinstance(one.about, News)
            if told is None or told.change.seq >= one.about.change.seq:
                continue
            card = self._compose.alert(one, context.channel, self._clock.now(), is_again=False)
            if await self._is_edited(platform, one, told.receipt, card):
                also.append(Outcome(delivery=one.id, sent=told.receipt))
        return tuple(also)

    async def _is_edited(self, platform: Platform, delivery: Delivery, receipt: Receipt, card: Card) -> bool:
        try:
            await platform.edit(delivery.destination, receipt, card)
        except Gone:
            log.info("message was deleted", extra={"action": "message_gone", "id": delivery.id})
            return False
        return True

    async def _found(self, platform: Platform, delivery: Delivery, context: Context) -> Receipt | None:
        """The message that is to be edited from now on, if an earlier try went out after all.

        News beneath a standing message leaves that as the one to edit; a message that was posted anew takes its place.
        """
        own, anew = keys(delivery)
        if context.told is None:
            copies = await platform.find(own, delivery.destination)
            return copies[0] if copies else None
        if copies := await platform.find(anew, delivery.destination):
            return copies[0]
        standing = context.told.receipt
        return standing if await platform.find(own, delivery.destination, standing) else None

    def _again(
        self, delivery: Delivery, wait: timedelta, why: str, *, is_doubtful: bool, first: timedelta = FIRST_RETRY
    ) -> Outcome:
        doubled = min(first * (1 << min(delivery.attempts - 1, 10)), LONGEST_RETRY)
        backed_off = doubled * (0.75 + self._chance() / 2)
        return Outcome(
            delivery=delivery.id,
            again_at=self._clock.now() + max(wait, backed_off),
            reason=why,
            doubtful=is_doubtful,
        )


def keys(delivery: Delivery) -> tuple[DeliveryId, DeliveryId]:
    """What its messages carry to be found again: the first, and one that is posted anew in a deleted one's place."""
    return delivery.id, DeliveryId(digest("anew", delivery.id))
