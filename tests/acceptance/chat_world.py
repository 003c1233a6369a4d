"""A whole Tocsin over two chats in another process, for acceptance tests of delivery.

The chat named `chat` knows keys again, as Discord does; `chatlog` does not, as Slack.

`chat_world` is for tests that live through; one that kills starts a `far_server` itself and opens `tocsin` on it in the
process that dies. Nothing here runs by itself: a test injects events, sets the clock and drains.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import app as house
from bot.dedupe import assign
from bot.demo.conductor import demo_settings
from bot.domain.channel import Channel
from bot.domain.clock import SteppedClock
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.event import Event
from bot.domain.ids import SubscriptionId, short_code
from bot.domain.incident import Incident, Severity, Standing
from bot.domain.matcher import EVERYTHING
from bot.domain.place import Place
from bot.domain.subscription import Destination, Subscription
from bot.domain.taxonomy import Operation
from bot.given import DatabaseUrl
from bot.ports.platform import Platform
from tests.fakes import world
from tests.fakes.chat.adapter import ChatPlatform
from tests.fakes.chat.far import FarServer, Seen, far_server
from tests.fakes.chat.rooms import Message

NOW = datetime(2023, 11, 14, 12, 0, tzinfo=UTC)
CHAT, CHATLOG = "chat", "chatlog"
TENANT = "desk"
ASKER = "u1"
PATIENCE = timedelta(seconds=0.5)  # what a request of a platform may take
STRIDE = timedelta(minutes=10)  # how far the clock leaps at most: some work has no announced time

Around = Callable[[Platform], Platform]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatWorld:
    """An assembled Tocsin, its clock, and the server it talks to."""

    app: house.App
    clock: SteppedClock
    server: FarServer

    async def subscribe(
        self, channels: Iterable[str], *, on: str = CHAT, tenant: str = TENANT, **wish: Any
    ) -> list[Destination]:
        """Opens the channels at the server and lets each want everything; `wish` replaces fields of Subscription.

        A second wish of one channel needs a label of its own, and something else to wish for.
        """
        names = list(channels)
        self.server.chats[on].open(tenant, names)
        to = [Destination(platform=on, tenant=tenant, channel=name) for name in names]
        async with self.app.desk.store.write() as tx:
            for destination in to:
                if not await tx.subscriptions.add(self._wish(destination, wish)):
                    raise ValueError(f"{destination.key} wishes this already")
        return to

    async def set_up(self, destinations: Iterable[Destination], **settings: Any) -> None:
        """Saves settings of channels: fields of Channel."""
        async with self.app.desk.store.write() as tx:
            for destination in destinations:
                await tx.channels.save(Channel(destination=destination, **settings))

    async def happen(self, *events: Event) -> list[Incident]:
        """Stores each event as an incident of its own, with the change that opened it, in this order."""
        return await self._store(events, [self._joined(event) for event in events])

    async def follow(self, incident: Incident, event: Event) -> Incident:
        """Joins one more event to an incident as it stands now. Raises ValueError where it tells another happening."""
        async with self.app.desk.store.read() as tx:
            stands = await tx.incidents.get(incident.id)
        joined = self._joined(event, *([stands] if stands else []))
        if joined.assignments[event.id] != incident.id:
            raise ValueError(f"{event.origin} is not taken for another report of {incident.id}")
        (after,) = await self._store([event], [joined])
        return after

    async def drain(self) -> None:
        """Walks what was injected through the rules, the routing and the sending, as far as it is due."""
        await self.app.drain_after_reading()

    async def let_pass(self, span: timedelta) -> None:
        """Moves the clock on, stopping to drain whenever something becomes due."""
        end = self.clock.now() + span
        while True:
            await self.drain()
            now = self.clock.now()
            if now >= end:
                return
            async with self.app.desk.store.read() as tx:
                due = [at for at in (await tx.outbox.next_due(), await tx.holds.next_end()) if at is not None]
            self.set_clock(min([end, now + STRIDE, *(at for at in due if at > now)]))

    def set_clock(self, instant: datetime) -> None:
        """Moves Tocsin's clock and those of the chats, which else keep real time."""
        self.clock.set(instant)
        for chat in self.server.chats.values():
            chat.set_clock(self.clock.now().timestamp())

    async def until_told(self, within: timedelta = timedelta(days=1)) -> None:
        """Moves the clock on until nothing waits to be sent. Raises TimeoutError where that takes longer."""
        end = self.clock.now() + within
        while await self.waiting():
            if self.clock.now() >= end:
                raise TimeoutError(f"{await self.waiting()} deliveries still wait after {within}")
            await self.let_pass(STRIDE)

    async def waiting(self) -> int:
        """How many deliveries are pending or under way, once everything is drained."""
        await self.drain()
        async with self.app.desk.store.read() as tx:
            return await tx.outbox.waiting()

    async def queued(self) -> int:
        """The same without draining."""
        async with self.app.desk.store.read() as tx:
            return await tx.outbox.waiting()

    async def tally(self) -> Mapping[DeliveryState, int]:
        async with self.app.desk.store.read() as tx:
            return await tx.outbox.tally()

    async def parked(self, limit: int = 10_000) -> Sequence[Delivery]:
        async with self.app.desk.store.read() as tx:
            return await tx.outbox.parked(limit)

    def seen(self, chat: str = CHAT) -> Seen:
        """Everything that the server has of one chat."""
        return self.server.chats[chat].seen()

    def told(self, destination: Destination) -> list[Message]:
        """What stands in a channel and its threads, in order of arrival."""
        return self.seen(destination.platform).standing(destination.tenant, destination.channel)

    def place(self, name: str = "Kidal") -> Place:
        found = self.app.desk.places.find(name)
        assert found is not None
        return found

    def places(self, around: str = "Gao", km: float = 600) -> tuple[Place, ...]:
        """Spots of the pack, the nearest first: where a storm of incidents can happen."""
        return self.app.desk.places.near(self.place(around), km)

    def event(
        self, key: str, operation: Operation = Operation.CONVOY_ATTACK, where: Place | str = "Kidal", **more: Any
    ) -> Event:
        """A report that comes in now, of something of this morning; `more` as in tests.fakes.world.event.

        The shipped rules make a captured base or town critical and an attacked convoy high.
        """
        now = self.clock.now()
        place = self.place(where) if isinstance(where, str) else where
        made = world.event(key, place, now.date().isoformat(), operation, **more)
        return replace(made, start=now - timedelta(hours=6), end=now, published_at=now, seen_at=now)

    def _wish(self, destination: Destination, wish: Mapping[str, Any]) -> Subscription:
        label = wish.get("label", "everything")
        given: dict[str, Any] = {
            "id": SubscriptionId(short_code(destination.key, label)),
            "destination": destination,
            "label": label,
            "matcher": EVERYTHING,
            "min_severity": Severity.LOW,
            "min_standing": Standing.REPORTED,
            "language": "",
            "created_by": ASKER,
            "created_at": self.clock.now(),
        }
        return Subscription(**{**given, **wish})

    def _joined(self, event: Event, *near: Incident) -> assign.Joined:
        reader = self.app.extractor
        return assign.join([event], near, reader.actors, reader.outlets, self.clock.now())

    async def _store(self, events: Sequence[Event], joined: Sequence[assign.Joined]) -> list[Incident]:
        """Stores what became of the events in one transaction; gives the incidents as they are now."""
        made = [incident for one in joined for incident in one.incidents]
        parents = [(event, one.assignments[event.id]) for event, one in zip(events, joined, strict=True)]
        async with self.app.desk.store.write() as tx:
            await tx.incidents.save(made, parents)
            await tx.changes.append([change for one in joined for change in one.changes])
        return made


@asynccontextmanager
async def tocsin(
    folder: Path,
    address: str,
    clock: SteppedClock,
    *,
    patience: timedelta = PATIENCE,
    database: str = "",
    language: str = "en",
    around: Around = lambda platform: platform,
    **more: Any,
) -> AsyncIterator[house.App]:
    """A Tocsin over both chats of the server at `address`, which has taken over what a former life had claimed.

    `database` is a URL in the place of a SQLite file in the folder; `around` stands between Tocsin and each of its
    platforms; `more` goes to `bot.app.assemble`.
    """
    settings = demo_settings(folder, language)
    if database:
        settings = settings.model_copy(update={"database": DatabaseUrl(database)})
    async with (
        ChatPlatform(CHAT, address, clock=clock, timeout=patience) as chat,
        ChatPlatform(CHATLOG, address, clock=clock, timeout=patience) as chatlog,
        house.assemble(settings, clock, {CHAT: around(chat), CHATLOG: around(chatlog)}, **more) as app,
    ):
        await app.deliver.take_over()
        yield app


@asynccontextmanager
async def chat_world(
    folder: Path,
    *,
    start: datetime = NOW,
    seed: int = 0,
    lag: int = 0,
    patience: timedelta = PATIENCE,
    database: str = "",
    language: str = "en",
    around: Around = lambda platform: platform,
) -> AsyncIterator[ChatWorld]:
    """The server in a process of its own and a Tocsin over it in this one, as long as the block lasts."""
    clock = SteppedClock(start)
    with far_server(folder, idempotent=[CHAT], plain=[CHATLOG], seed=seed, lag=lag) as server:
        async with tocsin(
            folder, server.address, clock, patience=patience, database=database, language=language, around=around
        ) as app:
            yield ChatWorld(app=app, clock=clock, server=server)
