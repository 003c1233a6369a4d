"""Puts the house together: opens the store, reads the theatres, wires loops and platforms, runs and stops them.

The only place where rooms meet. One long straight function on purpose: reading it top to bottom is reading the wiring.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.bus import LocalBus
from bot.chats import Chat
from bot.commands.command import Caller
from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.card import Card
from bot.domain.clock import Clock
from bot.domain.errors import BadFile, Fault
from bot.domain.ids import OutletId, SourceId, SubscriptionId, short_code
from bot.domain.incident import Severity, Standing
from bot.domain.matcher import EVERYTHING
from bot.domain.outlet import Outlet
from bot.domain.subscription import Destination, Subscription
from bot.knowledge import lineage_in, read_rules, read_theatres, stamp
from bot.located import nearest
from bot.pipeline.compose import Compose
from bot.pipeline.deliver import Deliver
from bot.pipeline.dispatch import Dispatch
from bot.pipeline.evaluate import Evaluate
from bot.pipeline.farewell import Farewell
from bot.pipeline.health import Announce
from bot.pipeline.ingest import Ingest
from bot.pipeline.poll import Poller, topic
from bot.pipeline.reload import Reload
from bot.pipeline.send import Send
from bot.pipeline.supervise import supervise
from bot.ports.platform import Platform
from bot.ports.source import Feed, Source
from bot.ports.theatre import Extractor
from bot.schedule import Schedule
from bot.settings import Settings
from bot.sources import registry
from bot.sources.http import Client
from bot.store import connect
from bot.store.lock import held

GRACE_S = 3.0  # for the drain after a stop is asked; the whole stop stays under 5 s

SCREEN = Destination(platform="terminal", tenant="local", channel="screen")
SEEDED = "terminal.seeded"

log = logging.getLogger(__name__)

Outlets = Callable[[Mapping[OutletId, Outlet]], Mapping[OutletId, Outlet]]


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Everything that runs, for `run`, the demo and tests to drive."""

    desk: Desk
    extractor: Extractor
    pollers: tuple[tuple[Feed, Poller], ...]
    ingest: Ingest
    evaluate: Evaluate
    reload: Reload
    dispatch: Dispatch
    deliver: Deliver
    announce: Announce
    farewell: Farewell
    schedule: Schedule
    chats: Mapping[str, Chat]

    async def drain(self) -> None:
        """Walks everything that waits through every stage, until nothing moves."""
        while await self.ingest.step() is not None:
            pass
        await self.drain_after_reading()

    async def drain_after_reading(self) -> None:
        """The same from the rules on: evaluates, routes and delivers what has been read."""
        while await self.evaluate.step():
            pass
        while await self.dispatch.step():
            pass
        while await self.deliver.step():
            pass


def read_sources(settings: Settings) -> dict[SourceId, Source]:
    """The sources that are not switched off. Raises BadFile when a switched-off name is no source."""
    known = registry.load()
    unknown = [name for name in settings.sources_off if name not in known]
    if unknown:
        raise BadFile(
            [
                Fault(
                    where="TOCSIN_SOURCES_OFF",
                    line=None,
                    column=None,
                    what=f"no source {name!r}",
                    fix=nearest(name, known),
                )
                for name in unknown
            ]
        )
    return {id_: source for id_, source in known.items() if id_ not in settings.sources_off}


@asynccontextmanager
async def assemble(
    settings: Settings,
    clock: Clock,
    platforms: Mapping[str, Platform],
    *,
    exclusive: bool = True,
    outlets: Outlets = lambda outlets: outlets,
    allow_hosts: Sequence[str] = (),
    chats: Callable[[Desk], Mapping[str, Chat]] = lambda _: {},
) -> AsyncIterator[App]:
    """A whole Tocsin, opened and not yet running. `exclusive` takes the database for this process alone.

    `outlets` may replace feed addresses (the demo's local publisher); `allow_hosts` are hosts on private addresses that
    may be asked all the same; `chats` are platforms beside those given, for this desk. Raises BadFile, AlreadyRunning
    or DatabaseTooNew before anything has started.
    """
    knowledge = read_theatres(settings)
    sources = read_sources(settings)
    url = settings.database.reveal()
    async with AsyncExitStack() as opened:
        if exclusive:
            await opened.enter_async_context(held(url))
        actors = knowledge.extractor.actors
        store = await opened.enter_async_context(connect.open_store(url, lineage=lineage_in(actors)))
        http = await opened.enter_async_context(
            Client(
                contact=settings.contact or "",
                timeout=timedelta(seconds=settings.http_timeout_s),
                max_bytes=settings.http_max_bytes,
                allow_hosts=frozenset(allow_hosts),
            )
        )
        bus = LocalBus()
        feeds = [
            (source, feed) for source in sources.values() for feed in source.feeds(outlets(knowledge.extractor.outlets))
        ]
        desk = Desk(
            store=store,
            places=knowledge.extractor.places,
            actors=actors,
            outlets=knowledge.extractor.outlets,
            names=knowledge.names,
            book=knowledge.book,
            manifests=tuple(source.manifest for source in sources.values()),
            feeds=tuple(feed for _, feed in feeds),
            clock=clock,
            default_language=settings.language,
        )
        connected = chats(desk)
        schedule = Schedule(bus)
        for source, feed in feeds:
            if source.manifest.phase_locked:
                schedule.on_the(source.manifest.cadence, topic(feed), clock.now())
            else:
                schedule.every(source.manifest.cadence, topic(feed))
        yield App(
            desk=desk,
            extractor=knowledge.extractor,
            pollers=tuple(
                (feed, Poller(source=source, feed=feed, store=store, http=http, bus=bus, clock=clock))
                for source, feed in feeds
            ),
            ingest=Ingest(store=store, sources=sources, extractor=knowledge.extractor, bus=bus, clock=clock),
            evaluate=Evaluate(store=store, book=knowledge.book, bus=bus, clock=clock),
            reload=Reload(
                book=knowledge.book,
                stamp=partial(stamp, settings),
                read=partial(read_rules, settings, knowledge.extractor),
                told=(SCREEN,),
                store=store,
                bus=bus,
                clock=clock,
            ),
            dispatch=Dispatch(
                store=store, bus=bus, clock=clock, theatres=len(settings.theatres), operators=frozenset({SCREEN.key})
            ),
            deliver=Deliver(
                store=store,
                platforms={**platforms, **{name: chat.platform for name, chat in connected.items()}},
                send=Send(
                    store=store,
                    compose=Compose(
                        store=store,
                        names=knowledge.names,
                        default_language=settings.language,
                        answer=partial(unasked, desk),
                    ),
                    clock=clock,
                ),
                bus=bus,
                clock=clock,
                worker=short_code(url),
            ),
            announce=Announce(store=store, bus=bus),
            farewell=Farewell(store=store, bus=bus, clock=clock),
            schedule=schedule,
            chats=connected,
        )


async def run(app: App, stop: asyncio.Event) -> None:
    """Runs every loop until `stop` is set, then stops ticks and loops and drains what has come in."""
    loops = {f"poll:{feed.source}:{feed.name}": poller.run for feed, poller in app.pollers} | {
        "ingest": app.ingest.run,
        "evaluate": app.evaluate.run,
        "reload": app.reload.run,
        "dispatch": app.dispatch.run,
        "deliver": app.deliver.run,
        "health": app.announce.run,
        "farewell": app.farewell.run,
        **{name: chat.run for name, chat in app.chats.items()},
    }
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(supervise(name, loop), name=name) for name, loop in loops.items()]
        app.schedule.start()
        await stop.wait()
        app.schedule.stop()
        for task in tasks:
            task.cancel()
    with suppress(TimeoutError):
        async with asyncio.timeout(GRACE_S):
            await app.deliver.take_over()  # what was cut off in the middle of a send
            await app.drain()
    log.info("stopped", extra={"action": "stopped"})


async def unasked(desk: Desk, destination: Destination, line: str) -> Card:
    """What a channel gets for a command line that nobody typed there: its weekly scorecard."""
    caller = Caller(destination=destination, user="", language="", may_change=False, is_operator=destination == SCREEN)
    return (await perform(line, caller, desk)).card


async def seed_screen(desk: Desk, language: str) -> None:
    """Subscribes this terminal to everything of medium severity and above, once in the life of a database."""
    async with desk.store.write() as tx:
        if await tx.changes.checkpoint(SEEDED):
            return
        await tx.changes.save_checkpoint(SEEDED, 1)
        await tx.subscriptions.add(everything(desk, language))


def everything(desk: Desk, language: str) -> Subscription:
    """The terminal's first wish."""
    return Subscription(
        id=SubscriptionId(short_code(SCREEN.key, "everything")),
        destination=SCREEN,
        label="everything",
        matcher=EVERYTHING,
        min_severity=Severity.MEDIUM,
        min_standing=Standing.REPORTED,
        language=language,
        created_by="",
        created_at=desk.clock.now(),
    )


def with_feeds(outlets: Mapping[OutletId, Outlet], urls: Mapping[OutletId, str]) -> dict[OutletId, Outlet]:
    """The outlets with their feeds replaced; those without an address in `urls` are not polled."""
    return {
        id_: replace(outlet, feeds=(urls[id_],) if id_ in urls else (), broken="" if id_ in urls else outlet.broken)
        for id_, outlet in outlets.items()
    }


def database_folder(settings: Settings) -> Path:
    """Where the database and what belongs to it stand (`var` for PostgreSQL)."""
    path = settings.database.sqlite_path
    return path.parent if path else Path("var")
