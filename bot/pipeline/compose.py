"""Makes the card of a delivery when it is sent, from what it speaks of and from what the destination was told before.

Must not know platforms. Reads the store where a delivery tells more than it carries.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from bot.cards import alert as alert_card
from bot.cards import gathering as gathering_card
from bot.cards import news as news_card
from bot.cards import notice as notice_card
from bot.cards.gathering import Gathered
from bot.cards.phrases import Names
from bot.domain.card import Card
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, Gathering, News, Notice, NoticeKind, Told, latest
from bot.domain.hold import HoldKind
from bot.domain.ids import MuteId
from bot.domain.incident import Incident
from bot.domain.reader import Reader
from bot.domain.subscription import Destination
from bot.ports.store import Store, Tx

BASELINE = timedelta(days=90)  # before the time that a digest speaks of
MOST_REGIONS = 12  # each costs a count

Answer = Callable[[Destination, str], Awaitable[Card]]  # what a channel gets for a command line


class Compose:
    """Cards for one installation: its names, its default language, and how it answers a command line."""

    def __init__(self, *, store: Store, names: Names, default_language: str, answer: Answer) -> None:
        self._store, self._names, self._answer = store, names, answer
        self._default_language = default_language

    def alert(self, delivery: Delivery, channel: Channel, now: datetime, *, is_again: bool) -> Card:
        """The standing message of an incident as the delivery knows it."""
        about = delivery.about
        assert isinstance(about, News)
        return alert_card.card(
            about.change.incident, about.alerts, names=self._names, reader=self._reader(delivery, channel), now=now,
            precision_km=delivery.manner.precision_km, is_again=is_again,
        )  # fmt: skip

    def news(self, delivery: Delivery, told: Told, channel: Channel, now: datetime) -> Card:
        """What changed since the destination was told last."""
        about = delivery.about
        assert isinstance(about, News)
        return news_card.card(
            about.change.incident, about.change.fields, about.change, told.change.incident, about.alerts,
            names=self._names, reader=self._reader(delivery, channel), now=now,
            precision_km=delivery.manner.precision_km,
        )  # fmt: skip

    async def gathering(self, delivery: Delivery, parts: list[Delivery], channel: Channel, now: datetime) -> Card:
        """Everything that was held, in one card."""
        about = delivery.about
        assert isinstance(about, Gathering)
        hold = about.hold
        news = latest(parts)
        async with self._store.read() as tx:
            mute = await tx.mutes.get(hold.destination, MuteId(hold.key)) if hold.kind is HoldKind.MUTE else None
            wishes = await tx.subscriptions.of(hold.destination) if hold.kind is HoldKind.DIGEST else []
            usual = await _usual(tx, about, news) if hold.kind is HoldKind.DIGEST else {}
        gathered = Gathered(
            about=about,
            parts=news,
            mute=mute,
            wish=next((one.label for one in wishes if one.id == hold.key), ""),
            usual=usual,
            delivery=delivery.id,
        )
        return gathering_card.card(
            gathered, names=self._names, reader=self._reader(delivery, channel), now=now,
            precision_km=delivery.manner.precision_km,
        )  # fmt: skip

    async def notice(self, delivery: Delivery, channel: Channel) -> Card:
        """A message about a channel itself."""
        about = delivery.about
        assert isinstance(about, Notice)
        if about.kind is NoticeKind.ANSWER:
            return await self._answer(delivery.destination, about.text)
        if about.kind is NoticeKind.RULES:
            return notice_card.rules_wrong(about.text, int(about.reason), reader=self._reader(delivery, channel))
        return notice_card.suspended(about.text, about.reason, reader=self._reader(delivery, channel))

    def _reader(self, delivery: Delivery, channel: Channel) -> Reader:
        own = channel.reader(self._default_language)
        return Reader(language=delivery.language or own.language, zone=own.zone, units=own.units)


async def _usual(tx: Tx, about: Gathering, news: tuple[News, ...]) -> Mapping[tuple[str, str], float]:
    """Incidents that a time of this length usually has, by region: the mean of the 90 days before it."""
    span = about.until - about.since
    if span <= timedelta():
        return {}
    counted: dict[tuple[str, str], int] = {}
    for one in news:
        region = _region(one.change.incident)
        counted[region] = counted.get(region, 0) + 1
    usual: dict[tuple[str, str], float] = {}
    for country, admin1 in sorted(counted, key=lambda region: (-counted[region], region))[:MOST_REGIONS]:
        windows = [(about.since - BASELINE, about.since)]
        (before,) = await tx.incidents.counts(country=country, admin1=admin1, windows=windows)
        usual[country, admin1] = before.incidents * (span / BASELINE)
    return usual


def _region(incident: Incident) -> tuple[str, str]:
    return incident.place.country, incident.place.admin1
