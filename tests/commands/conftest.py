"""A desk over a real store, the shipped Sahel pack and its rules, and incidents to fill it with."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import theatre
from bot.cards.phrases import Names
from bot.commands.command import Caller
from bot.commands.desk import Desk
from bot.domain.actor import Participant, Role
from bot.domain.clock import SteppedClock
from bot.domain.control import ControlClaim, Shape, Site
from bot.domain.event import Count, Event, Evidence, Realis, Toll
from bot.domain.health import SourceHealth, SourceState
from bot.domain.ids import ActorId, EventId, IncidentId, OutletId, ReportId, SourceId, digest, short_code
from bot.domain.incident import Change, ChangeKind, Incident, Member, Standing, TollClaim
from bot.domain.place import Place
from bot.domain.subscription import Destination
from bot.domain.taxonomy import TYPE_OF, USUAL_SUB_TYPE, Operation
from bot.engine import load as rule_files
from bot.engine.book import Rulebook
from bot.extract import pack as packs
from bot.ports.source import Feed, Manifest
from bot.ports.store import Tx
from bot.store import connect

NOW = datetime(2023, 11, 20, 12, 0, tzinfo=UTC)
CHANNEL = Destination(platform="terminal", tenant="local", channel="screen")
OTHER_CHANNEL = Destination(platform="terminal", tenant="local", channel="other")
GDELT, RSS = SourceId("gdelt"), SourceId("rss")
FEEDS = (
    Feed(source=GDELT, name="export", url="http://127.0.0.1/export"),
    Feed(source=RSS, name="rfi", url="http://127.0.0.1/rfi", outlet=OutletId("rfi")),
)


@pytest.fixture(scope="session")
def files() -> theatre.TheatreFiles:
    return theatre.read_theatre(theatre.shipped_rules(), "sahel")


@pytest.fixture(scope="session")
def pack(files: theatre.TheatreFiles) -> packs.Pack:
    return packs.load_pack(files.pack)


@pytest.fixture(scope="session")
def book(files: theatre.TheatreFiles, pack: packs.Pack) -> Rulebook:
    return Rulebook(rule_files.templates(files.rules, pack.places, pack.actors, pack.outlets))


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables and nothing in them: copying it takes a tenth of the time of making it."""
    path = tmp_path_factory.mktemp("empty") / "tocsin.db"

    async def make() -> None:
        async with connect.open_store(f"sqlite:///{path}"):
            pass

    asyncio.run(make())
    return path


@pytest.fixture
async def desk(tmp_path: Path, empty_database: Path, pack: packs.Pack, book: Rulebook) -> AsyncIterator[Desk]:
    path = shutil.copy(empty_database, tmp_path)

    def lineage(actor: ActorId) -> str:
        known = pack.actors.get(actor)
        return known.lineage if known else actor

    async with connect.open_store(f"sqlite:///{path}", lineage=lineage) as store:
        yield Desk(
            store=store,
            places=pack.places,
            actors=pack.actors,
            outlets=pack.outlets,
            names=Names(actor=pack.actors.get, outlet=pack.outlets.get),
            book=book,
            manifests=(manifest(GDELT), manifest(RSS)),
            feeds=FEEDS,
            clock=SteppedClock(NOW),
            default_language="en",
        )


def manifest(source: SourceId) -> Manifest:
    return Manifest(
        id=source,
        title=source.upper(),
        homepage="https://example.org",
        licence="CC BY 4.0",
        attribution=f"{source.upper()} project",
        cadence=timedelta(minutes=15),
        tier=3,
        redistribute=True,
        keys=(),
        rows_low=1,
        rows_high=100,
        phase_locked=False,
    )


def caller(
    *,
    language: str = "en",
    may_change: bool = True,
    is_operator: bool = False,
    destination: Destination = CHANNEL,
    roles: frozenset[str] = frozenset(),
) -> Caller:
    return Caller(
        destination=destination,
        user="u1",
        language=language,
        may_change=may_change,
        is_operator=is_operator,
        roles=roles,
    )


def event(place: Place, at: datetime, *, operation: Operation = Operation.AMBUSH, **other: object) -> Event:
    """One report of one publisher; `other` replaces any field."""
    origin = digest(place.id, at.isoformat(), operation.value)
    sub_type = USUAL_SUB_TYPE[operation]
    fields: dict[str, object] = {
        "id": EventId(origin),
        "report": ReportId(f"r{origin}"),
        "origin": origin,
        "source": RSS,
        "outlet": OutletId("rfi"),
        "family": "france_medias_monde",
        "party": "",
        "type": TYPE_OF[sub_type],
        "sub_type": sub_type,
        "operations": frozenset({operation}),
        "place": place,
        "start": at,
        "end": at,
        "time_precision": timedelta(hours=12),
        "published_at": at,
        "seen_at": at,
        "participants": (),
        "target": None,
        "toll": Toll(killed=Count(low=2, high=4)),
        "control": None,
        "realis": Realis.NEW,
        "certainty": 0.8,
        "lead": False,
        "title": f"Attack near {place.name}",
        "url": "https://example.org/1",
        "language": "en",
        "evidence": (Evidence(field="type", quote="Attack", start=0, end=6, entry="triggers.en/attack"),),
    }
    return Event(**(fields | other))


def incident(told: Event, *, standing: Standing = Standing.REPORTED) -> Incident:
    """The incident that one event opens."""
    member = Member(
        event=told.id,
        origin=told.origin,
        outlet=told.outlet,
        family=told.family,
        party=told.party,
        url=told.url,
        title=told.title,
        language=told.language,
        published_at=told.published_at,
        certainty=told.certainty,
        lead=told.lead,
        official=False,
    )
    claim = TollClaim(
        event=told.id,
        origin=told.origin,
        outlet=told.outlet,
        claimant="",
        at=told.published_at,
        killed=told.toll.killed,
        wounded=None,
        captured=None,
        displaced=None,
    )
    return Incident(
        id=IncidentId(short_code(told.origin)),
        revision=1,
        type=told.type,
        sub_type=told.sub_type,
        operations=told.operations,
        place=told.place,
        start=told.start,
        end=told.end,
        participants=told.participants,
        target=told.target,
        killed=told.toll.killed,
        wounded=None,
        claims=(claim,),
        control=told.control,
        standing=standing,
        disputed=False,
        certainty=told.certainty,
        members=(member,),
        opened_at=told.seen_at,
        updated_at=told.seen_at,
    )


async def opened(desk: Desk, *events: Event) -> list[Incident]:
    """Stores each event as an incident of its own, with the change that opened it."""
    made = [incident(one) for one in events]
    async with desk.store.write() as tx:
        await tx.incidents.save(made, [(one, whole.id) for one, whole in zip(events, made, strict=True)])
        await tx.changes.append([_opening(one) for one in made])
    return made


def _opening(one: Incident) -> Change:
    return Change(
        seq=0,
        kind=ChangeKind.OPENED,
        incident=one,
        event=one.members[0].event,
        fields=(),
        at=one.opened_at,
        why="first",
    )


def handed(place: Place, at: datetime, shape: Shape, giver: str | None, taker: str | None, site: Site) -> Event:
    """A place changing hands."""
    operation = {
        Shape.HANDOVER: Operation.BASE_HANDOVER,
        Shape.ABANDONMENT: Operation.BASE_ABANDONED,
    }.get(shape, Operation.TOWN_CAPTURED)
    claim = ControlClaim(
        shape=shape, site=site, giver=ActorId(giver) if giver else None, taker=ActorId(taker) if taker else None
    )
    return event(place, at, operation=operation, control=claim, toll=Toll())


def fights(desk: Desk, actor: str) -> Participant:
    found = desk.actors.find(actor)
    assert found is not None
    return Participant(actor=found.id, kind=found.kind, role=Role.AGENT)


async def save_health(tx: Tx, source: SourceId, feed: str, state: SourceState, detail: str = "") -> None:
    await tx.feeds.save_health(
        SourceHealth(
            source=source,
            feed=feed,
            state=state,
            since=NOW - timedelta(hours=3),
            polled_at=NOW - timedelta(minutes=5),
            item_at=NOW - timedelta(hours=1),
            failures=0 if state is SourceState.OK else 3,
            detail=detail,
        )
    )
