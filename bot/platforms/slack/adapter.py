"""Slack as a platform: one message, edit or removal a call, and finding what was sent before.

A receipt's ref is "channel/ts/key". Slack knows no key by which it would refuse a message that it has already, so the
key stands in the message's metadata, which only apps see. Nothing has to be remembered over a restart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.cards import added
from bot.domain.card import Card, Para
from bot.domain.clock import Clock
from bot.domain.delivery import Manner, Receipt
from bot.domain.errors import Busy, Gone, Refused, Uncertain
from bot.domain.ids import DeliveryId
from bot.domain.incident import Severity
from bot.domain.subscription import DIRECT, Destination
from bot.platforms.slack import render
from bot.platforms.slack.call import Json
from bot.platforms.slack.lately import Lately
from bot.platforms.slack.search import Search
from bot.platforms.slack.typed import ROOT
from bot.platforms.slack.wire import Wire
from bot.ports.store import Store

NAME = "slack"
LOOK_BACK = timedelta(days=7)  # no delivery is tried for longer
KNOWN_S = 24 * 3600.0  # a conversation with a person stays what it is


class Slack:
    """A bot.ports.platform.Platform. `root` is how its command is typed."""

    def __init__(self, *, wire: Wire, store: Store, clock: Clock, root: str = ROOT) -> None:
        self._wire, self._store, self._clock, self._root = wire, store, clock, root
        self._search = Search(wire)
        self._people: Lately[str] = Lately(KNOWN_S)  # conversations by team and person

    @property
    def name(self) -> str:
        return NAME

    async def post(self, key: DeliveryId, destination: Destination, card: Card, manner: Manner) -> Receipt:
        """Posts the card."""
        channel = await self._channel(destination, card)
        return await self._send(
            destination.tenant, channel, key, card, render.message(card, manner, key, root=self._root)
        )

    async def edit(self, destination: Destination, receipt: Receipt, card: Card) -> None:
        """Gives the message the card's words and buttons; nobody is called again, and it keeps its key."""
        channel, ts, key = _parts(receipt)
        await self._keep(card)
        body = {**render.edit(card, key, root=self._root), "channel": channel, "ts": ts}
        await self._wire.update(destination.tenant, body, critical=_is_critical(card))

    async def reply(
        self, key: DeliveryId, destination: Destination, receipt: Receipt, card: Card, manner: Manner
    ) -> Receipt:
        """Posts the card in the message's thread, or in the channel where the manner is without threads.

        Few look into threads: what is critical or calls somebody is shown in the channel too, unless it is to be quiet.
        """
        channel, ts, _ = _parts(receipt)
        if not manner.threads:
            card = await self._with_link(destination.tenant, channel, ts, card)
        body = render.message(card, manner, key, root=self._root)
        if manner.threads:
            body["thread_ts"] = ts
            if not manner.silent and (manner.mention or _is_critical(card)):
                body["reply_broadcast"] = True
        return await self._send(destination.tenant, channel, key, card, body)

    async def find(
        self, key: DeliveryId, destination: Destination, beneath: Receipt | None = None
    ) -> tuple[Receipt, ...]:
        """Every message of ours whose metadata carry the key, oldest first.

        At most a week is looked back, and a thousand messages. Raises Busy where Slack lets Tocsin see only a part of
        them for now, and also where it lets it see none because a scope is missing: then nothing is sent and nothing
        lost, and the reason stands beside the delivery until that is put right.
        """
        team = destination.tenant
        if beneath is None:
            channel = await self._channel(destination)
            since = (self._clock.now() - LOOK_BACK).timestamp()
            return _receipts(channel, await self._search.channel(team, channel, key, since=since), key)
        channel, head, _ = _parts(beneath)
        found = await self._search.beneath(team, channel, head, key)
        found |= await self._search.channel(team, channel, key, since=float(head))
        return _receipts(channel, found, key)

    async def remove(self, destination: Destination, receipt: Receipt) -> None:
        """Deletes the message, or finds it deleted."""
        channel, ts, _ = _parts(receipt)
        try:
            await self._wire.delete(destination.tenant, channel, ts)
        except Gone:
            return

    async def _send(self, team: str, channel: str, key: DeliveryId, card: Card, body: Json) -> Receipt:
        await self._keep(card)
        ts = await self._wire.post(team, {**body, "channel": channel}, critical=_is_critical(card))
        return _receipt(channel, ts, key)

    async def _with_link(self, team: str, channel: str, ts: str, card: Card) -> Card:
        """The card with the way to the message that it belongs to; without, where Slack does not tell it at once."""
        try:
            url = await self._wire.permalink(team, channel, ts, critical=_is_critical(card))
        except (Busy, Refused, Uncertain):
            return card
        return replace(card, blocks=(*card.blocks, Para(added.above(url, card.reader))))

    async def _keep(self, card: Card) -> None:
        lines = render.kept(card)
        if not lines:
            return
        async with self._store.write() as tx:
            for line in lines.values():
                await tx.prepared.keep(line, self._clock.now())

    async def _channel(self, destination: Destination, card: Card | None = None) -> str:
        """The channel's id; that of the conversation where the destination is a person."""
        if not destination.channel.startswith(DIRECT):
            return destination.channel
        person, name = destination.channel.removeprefix(DIRECT), destination.key
        known = self._people.get(name)
        if known is not None:
            return known
        is_critical = card is not None and _is_critical(card)
        return self._people.put(name, await self._wire.open(destination.tenant, person, critical=is_critical))


def _is_critical(card: Card) -> bool:
    return card.severity is Severity.CRITICAL


def _receipt(channel: str, ts: str, key: DeliveryId) -> Receipt:
    return Receipt(ref=f"{channel}/{ts}/{key}")


def _receipts(channel: str, found: Iterable[str], key: DeliveryId) -> tuple[Receipt, ...]:
    return tuple(_receipt(channel, ts, key) for ts in sorted(found, key=_micros))


def _micros(ts: str) -> tuple[int, int]:
    """A ts as seconds and the rest, for it is longer than what a float tells apart."""
    seconds, _, rest = ts.partition(".")
    return int(seconds), int(rest or 0)


def _parts(receipt: Receipt) -> tuple[str, str, DeliveryId]:
    channel, ts, key = receipt.ref.split("/", 2)
    return channel, ts, DeliveryId(key)
