"""Discord as a platform: one message, edit or removal a call, and finding what was sent before.

A receipt's ref is "channel/message/key": an edit has to leave the key in the message's first button, or the message
could not be found again. Nothing has to be remembered over a restart; what is remembered only saves requests.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import timedelta
from typing import Generic, TypeVar

from bot.domain.card import Card
from bot.domain.clock import Clock
from bot.domain.delivery import Manner, Receipt
from bot.domain.errors import Gone, Lost, Refused
from bot.domain.ids import DeliveryId, digest
from bot.domain.incident import Severity
from bot.domain.subscription import DIRECT, Destination
from bot.platforms.discord import buttons, filing, render
from bot.platforms.discord.call import Declined
from bot.platforms.discord.limits import NONCE
from bot.platforms.discord.wire import PAGE, Json, Wire
from bot.ports.store import Store

T = TypeVar("T")

NAME = "discord"
NO_GUILD = "@me"  # the tenant of conversations with one person
WEEK_MIN = 10080  # a thread that nobody writes in leaves the list after so many minutes

LOOK_BACK = timedelta(days=7)  # no delivery is tried for longer
PAGES, POSTS = 10, 50  # of a channel's history, and of a forum, that are looked through
REMEMBERED = 20_000

_NOT_A_TEXT_CHANNEL, _ARCHIVED, _THREAD_EXISTS, _TAG_DEMANDED = 50008, 50083, 160004, 40067
_FORUM, _MEDIA = 15, 16
_EPOCH_MS = 1_420_070_400_000  # https://discord.com/developers/docs/reference#snowflakes


class Discord:
    """A bot.ports.platform.Platform."""

    def __init__(self, *, wire: Wire, store: Store, clock: Clock) -> None:
        self._wire, self._store, self._clock = wire, store, clock
        self._people = Memory[str]()  # conversations by person
        self._forums = Memory[bool]()  # whether a channel is one
        self._strict = Memory[Json]()  # forums that demand a tag, and the tags that they have
        self._threads = Memory[bool]()  # messages with a thread
        self._threadless = Memory[bool]()  # channels that let nobody, or not us, open one

    @property
    def name(self) -> str:
        return NAME

    async def post(self, key: DeliveryId, destination: Destination, card: Card, manner: Manner) -> Receipt:
        """Posts the card, in a forum as a post of its own."""
        channel = await self._channel(destination)
        body = await self._body(key, destination, card, manner)
        if self._forums.get(channel):
            return await self._publish(channel, key, card, body)
        try:
            return await self._create(channel, key, card, body)
        except Declined as error:
            if error.code != _NOT_A_TEXT_CHANNEL:
                raise
        self._forums.put(channel, True)
        return await self._publish(channel, key, card, body)

    async def edit(self, destination: Destination, receipt: Receipt, card: Card) -> None:
        """Gives the message the card's words and buttons; nobody is called again."""
        channel, message, key = _parts(receipt)
        await self._keep(card, key, destination)
        body = render.edit(card, key)
        try:
            await self._wire.edit(channel, message, body, critical=_is_critical(card))
        except Declined as error:
            if error.code != _ARCHIVED:
                raise
            await self._reopen(channel)
            await self._wire.edit(channel, message, body, critical=_is_critical(card))

    async def reply(
        self, key: DeliveryId, destination: Destination, receipt: Receipt, card: Card, manner: Manner
    ) -> Receipt:
        """Posts the card in the message's thread, or in the channel as an answer to it.

        The latter too where the channel has no threads, or does not let Tocsin open or use them.
        """
        channel, message, _ = _parts(receipt)
        body = await self._body(key, destination, card, manner)
        # A post in a forum is a thread itself, and a conversation with one person knows none.
        has_threads = channel != message and not _is_alone(destination)
        if manner.threads and has_threads and self._threadless.get(channel) is None:
            receipt_in_thread = await self._in_thread(channel, message, key, card, body)
            if receipt_in_thread is not None:
                return receipt_in_thread
        reference = {"message_id": message, "channel_id": channel, "fail_if_not_exists": True}
        return await self._create(channel, key, card, {**body, "message_reference": reference})

    async def find(
        self, key: DeliveryId, destination: Destination, beneath: Receipt | None = None
    ) -> tuple[Receipt, ...]:
        """Every message of ours whose first button carries the key, oldest first; at most a week is looked back."""
        if beneath is None:
            channel = await self._channel(destination)
            since = _snowflake(self._clock.now().timestamp() - LOOK_BACK.total_seconds())
            if await self._is_forum(channel):
                return await self._posts(channel, destination.tenant, key)
            return _oldest_first(await self._search(channel, key, since))
        channel, message, _ = _parts(beneath)
        found = await self._search(channel, key, int(message))
        if channel != message:
            try:
                found += await self._search(message, key, int(message))
            except Lost:  # there is no thread beneath it
                self._threads.drop(message)
        return _oldest_first(found)

    async def remove(self, destination: Destination, receipt: Receipt) -> None:
        """Deletes the message, or finds it deleted."""
        channel, message, _ = _parts(receipt)
        try:
            await self._wire.delete(channel, message)
        except Gone:
            return

    async def _body(self, key: DeliveryId, destination: Destination, card: Card, manner: Manner) -> Json:
        """The message as it is to be sent, with a nonce by which Discord knows for some minutes that it has it."""
        await self._keep(card, key, destination)
        nonce = key if len(key) <= NONCE.value else digest(key)
        return {**render.message(card, manner, key), "nonce": nonce, "enforce_nonce": True}

    async def _keep(self, card: Card, key: DeliveryId, near: Destination) -> None:
        lines = render.kept(card, key)
        if not lines:
            return
        async with self._store.write() as tx:
            for line in lines.values():
                await tx.prepared.keep(line, self._clock.now(), near)

    async def _channel(self, destination: Destination) -> str:
        """The channel's id; that of the conversation where the destination is a person."""
        if not destination.channel.startswith(DIRECT):
            return destination.channel
        person = destination.channel.removeprefix(DIRECT)
        known = self._people.get(person)
        if known is None:
            known = await self._wire.direct(person)
            self._people.put(person, known)
        return known

    async def _create(self, channel: str, key: DeliveryId, card: Card, body: Json) -> Receipt:
        made = await self._wire.create(channel, body, critical=_is_critical(card))
        return _receipt(channel, str(made["id"]), key)

    async def _publish(self, forum: str, key: DeliveryId, card: Card, body: Json) -> Receipt:
        message = {name: value for name, value in body.items() if name not in ("nonce", "enforce_nonce")}
        post = {"name": render.name(card), "auto_archive_duration": WEEK_MIN, "message": message}
        known = self._strict.get(forum)
        try:
            made = await self._wire.publish(forum, _filed(post, known, card), critical=_is_critical(card))
        except Declined as error:
            if known is None and error.code != _TAG_DEMANDED:
                raise
            # Else it may be that a tag is no more, which was there when Discord last told of the forum.
            known = {"available_tags": (await self._wire.channel(forum)).get("available_tags")}
            self._strict.put(forum, known)
            made = await self._wire.publish(forum, _filed(post, known, card), critical=_is_critical(card))
        return _receipt(str(made["id"]), str(made["id"]), key)

    async def _in_thread(self, channel: str, message: str, key: DeliveryId, card: Card, body: Json) -> Receipt | None:
        """Posts beneath a message; None where that cannot be done, for now or for ever."""
        if self._threads.get(message) is None and not await self._has_thread(channel, message, card):
            return None
        try:
            return await self._create(message, key, card, body)
        except (Lost, Declined):  # somebody has deleted or locked the thread, or does not let us write in threads
            self._threads.drop(message)
            return None

    async def _has_thread(self, channel: str, message: str, card: Card) -> bool:
        """Opens the thread beneath a message. Raises Gone where the message was deleted."""
        thread = {"name": render.name(card), "auto_archive_duration": WEEK_MIN}
        try:
            await self._wire.start_thread(channel, message, thread, critical=_is_critical(card))
        except Declined as error:
            if error.code != _THREAD_EXISTS:
                self._threadless.put(channel, True)
                return False
        except Lost:
            self._threadless.put(channel, True)
            return False
        self._threads.put(message, True)
        return True

    async def _reopen(self, thread: str) -> None:
        """Takes a forum's post out of the archive. Raises Gone where it was locked: it has to be told anew."""
        try:
            await self._wire.reopen(thread)
        except Refused as error:
            raise Gone from error

    async def _is_forum(self, channel: str) -> bool:
        known = self._forums.get(channel)
        if known is None:
            known = (await self._wire.channel(channel)).get("type") in (_FORUM, _MEDIA)
            self._forums.put(channel, known)
        return known

    async def _search(self, channel: str, key: DeliveryId, since: int) -> list[Receipt]:
        """Our messages in a channel with that key, of those that came after a snowflake."""
        found, before = list[Receipt](), ""
        for _ in range(PAGES):
            page = await self._wire.history(channel, before)
            found += [_receipt(channel, str(one["id"]), key) for one in page if self._carries(one, key)]
            if len(page) < PAGE or int(page[-1]["id"]) <= since:
                break
            before = str(page[-1]["id"])
        return found

    async def _posts(self, forum: str, guild: str, key: DeliveryId) -> tuple[Receipt, ...]:
        """Our posts in a forum with that key; a forum knows no nonce, so there can be several."""
        threads = [one for one in await self._wire.threads(guild) if one.get("parent_id") == forum]
        ours = sorted((int(one["id"]) for one in threads if one.get("owner_id") == self._wire.me), reverse=True)
        found = []
        for thread in map(str, ours[:POSTS]):
            try:
                first = await self._wire.message(thread, thread)
            except Gone:
                continue
            if self._carries(first, key):
                found.append(_receipt(thread, thread, key))
        return _oldest_first(found)

    def _carries(self, message: Json, key: DeliveryId) -> bool:
        is_ours = (message.get("author") or {}).get("id") == self._wire.me
        return is_ours and buttons.key_of(message.get("components") or ()) == key


class Memory(Generic[T]):
    """What was learnt of ids; the oldest is forgotten when there is too much."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._known: OrderedDict[str, T] = OrderedDict()
        self._most = most

    def get(self, name: str) -> T | None:
        """What is known of a name."""
        return self._known.get(name)

    def put(self, name: str, value: T) -> None:
        """Remembers it."""
        self._known[name] = value
        if len(self._known) > self._most:
            self._known.popitem(last=False)

    def drop(self, name: str) -> None:
        """Forgets it."""
        self._known.pop(name, None)


def _is_critical(card: Card) -> bool:
    return card.severity is Severity.CRITICAL


def _filed(post: Json, forum: Json | None, card: Card) -> Json:
    """The post with tags, where the forum is known to demand one."""
    chosen = filing.tags(forum, card.topics) if forum else []
    return {**post, "applied_tags": chosen} if chosen else post


def _is_alone(destination: Destination) -> bool:
    return destination.tenant == NO_GUILD or destination.channel.startswith(DIRECT)


def _receipt(channel: str, message: str, key: DeliveryId) -> Receipt:
    return Receipt(ref=f"{channel}/{message}/{key}")


def _parts(receipt: Receipt) -> tuple[str, str, DeliveryId]:
    channel, message, key = receipt.ref.split("/", 2)
    return channel, message, DeliveryId(key)


def _oldest_first(found: Sequence[Receipt]) -> tuple[Receipt, ...]:
    return tuple(sorted(found, key=lambda one: int(_parts(one)[1])))


def _snowflake(timestamp: float) -> int:
    """The least id of what was made at that moment."""
    return max(0, int(timestamp * 1000) - _EPOCH_MS) << 22
