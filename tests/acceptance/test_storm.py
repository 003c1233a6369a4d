"""Two thousand incidents in an hour over three hundred channels: nobody is flooded, nothing is kept from anybody.

The storm is lived through once; what every channel was told, and what it can still read, is judged by several tests.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from bot.bus import LocalBus
from bot.commands.command import Caller
from bot.commands.perform import perform
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, News
from bot.domain.hold import HoldKind
from bot.domain.ids import DeliveryId
from bot.domain.incident import Change, ChangeKind, Incident, Severity
from bot.domain.matcher import EVERYTHING, Matcher, Near, Within
from bot.domain.place import Place, distance_km
from bot.domain.wallclock import Period, Quiet, Schedule
from bot.pipeline.dispatch import UPSTREAM, Dispatch
from bot.platforms.terminal.render import render
from bot.ports.store import Tx
from tests.acceptance.chat_world import CHAT, CHATLOG, NOW, ChatWorld, chat_world
from tests.fakes.chat.rooms import Message
from tests.pipeline.told import HOUR, MINUTE, alert, incident, revised

pytestmark = pytest.mark.slow

INCIDENTS, CHANNELS, MINUTES = 2000, 300, 60
CAPS = (4, 7, 12, 20, 30)
STORM, OTHER = "sahel", "horn"  # theatres
# Of the other theatre eight a minute come when the storm has filled every channel, and before anything critical does.
OTHERS, OTHERS_EACH, GRAVE_FROM = range(14, 22), 8, 24
SEVERITIES = (*[Severity.LOW] * 40, *[Severity.MEDIUM] * 40, *[Severity.HIGH] * 19, Severity.CRITICAL)
QUIET = Quiet(from_minute=12 * 60 + 20, to_minute=12 * 60 + 50)
HOURLY, DAILY = Schedule(period=Period.HOURLY, minute=30), Schedule(period=Period.DAILY, minute=20 * 60)
SMALL = (("NE", "Tahoua"), ("BF", "Nord"), ("BF", "Boucle du Mouhoun"), ("BF", "Centre-Nord"), ("ML", "Ménaka"))
LARGE = (("ML", "Gao"), ("ML", "Kidal"), ("ML", "Mopti"), ("ML", "Tombouctou"), ("NE", "Tillabéri"), ("BF", "Sahel"))
NEAR_KM = 40.0
INCIDENT_ID = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{8}\b")


@dataclass(slots=True, eq=False)
class Happening:
    """One incident; `severity` is the greatest that it came to have."""

    incident: Incident
    rule: str
    severity: Severity

    @property
    def theatre(self) -> str:
        return self.rule.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """One channel; `least` and `lies_there` say again what its subscription says."""

    channel: Channel
    least: Severity
    lies_there: Callable[[Place], bool]
    is_plain: bool  # tells at once, whatever the hour

    @property
    def key(self) -> str:
        return self.channel.destination.key

    def wants(self, one: Happening) -> bool:
        return one.severity >= self.least and self.lies_there(one.incident.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One new message as the server had it; `incident` is empty where it gathers."""

    at: datetime
    severity: Severity
    incident: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """By destination key: what came in order of arrival, what can be read, what still waits for a digest."""

    listeners: list[Listener]
    happenings: list[Happening]
    posts: dict[str, list[Post]]
    readable: dict[str, set[str]]
    waiting: dict[str, set[str]]
    capped: list[Delivery]  # critical news that a cap has held back

    def of(self, listener: Listener) -> list[Happening]:
        return [one for one in self.happenings if listener.wants(one)]


# What the channels wish.


def wish(number: int, spots: tuple[Place, ...]) -> tuple[Matcher, Severity, Callable[[Place], bool]]:
    """What a channel subscribes, the least severity, and the matcher in other words."""
    if number < 40:
        # One channel wants nearly everything and three much of it: what has gathered there costs most to tell and read.
        least = Severity.MEDIUM if number == 4 else Severity.HIGH if number in (5, 6, 7) else Severity.CRITICAL
        return EVERYTHING, least, lambda _: True
    if number < 180:
        names, least = (SMALL, Severity.LOW) if number < 70 else (LARGE, Severity.HIGH)
        country, admin1 = names[number % len(names)]
        within = Within(label=admin1, country=country, admin1=admin1)
        return within, least, lambda place: (place.country, place.admin1) == (country, admin1)
    spot = spots[number * 7 % len(spots)]
    near = Near(place=spot.id, label=spot.name, point=spot.point, radius_km=NEAR_KM)
    return near, Severity.LOW, lambda place: distance_km(place.point, spot.point) <= NEAR_KM


async def listening(world: ChatWorld) -> list[Listener]:
    """Half of the channels tell at once, the others by digest, with quiet hours or with a cooldown."""
    listeners = []
    for number in range(CHANNELS):
        matcher, least, lies_there = wish(number, world.places())
        on, digest = (CHAT, CHATLOG)[number // 2 % 2], {1: HOURLY, 3: DAILY}.get(number % 8)
        (to,) = await world.subscribe([f"c{number}"], on=on, matcher=matcher, min_severity=least, digest=digest)
        paces: dict[int, dict[str, Any]] = {5: {"quiet": QUIET}, 7: {"cooldown": 10 * MINUTE}}
        channel = Channel(destination=to, cap=CAPS[number % len(CAPS)], **paces.get(number % 8, {}))
        await world.set_up([to], cap=channel.cap, quiet=channel.quiet, cooldown=channel.cooldown)
        is_plain = number % 2 == 0
        listeners.append(Listener(channel=channel, least=least, lies_there=lies_there, is_plain=is_plain))
    return listeners


# What happens.


async def minute_of(world: ChatWorld, happenings: list[Happening], minute: int, chance: random.Random) -> None:
    """Stores what one minute brings, as the stages before dispatch would."""
    spots, known = world.places(), len(happenings)
    for number in range(INCIDENTS * minute // MINUTES, INCIDENTS * (minute + 1) // MINUTES):
        is_other = minute in OTHERS and len(happenings) - known < OTHERS_EACH
        rule = f"{OTHER}/x" if is_other else f"{STORM}/x{number % 5}"
        severity = min(chance.choice(SEVERITIES), Severity.HIGH if minute < GRAVE_FROM else Severity.CRITICAL)
        happenings.append(Happening(incident(f"n{number}", world.clock, chance.choice(spots)), rule, severity))
    opened, now = happenings[known:], world.clock.now()
    news = [*opened, *(grown(happenings[:known], world, chance) if minute >= GRAVE_FROM else ())]
    async with world.app.desk.store.write() as tx:
        await tx.incidents.save([one.incident for one in news], [])
        changes = await tx.changes.append([change(one, is_new=one in opened, now=now) for one in news])
        await tx.alerts.add([alert(made, one.severity, one.rule) for made, one in zip(changes, news, strict=True)])
        await tx.changes.save_checkpoint(UPSTREAM, changes[-1].seq)


def grown(happenings: list[Happening], world: ChatWorld, chance: random.Random) -> Iterator[Happening]:
    """Two incidents of the storm that turn out to be graver than they seemed."""
    for before in (Severity.MEDIUM, Severity.HIGH):
        one = chance.choice([one for one in happenings if one.severity is before and one.theatre == STORM])
        one.incident, one.severity = revised(one.incident, world.clock), Severity(before + 1)
        yield one


def change(one: Happening, *, is_new: bool, now: datetime) -> Change:
    kind, fields = (ChangeKind.OPENED, ()) if is_new else (ChangeKind.PROMOTED, ("standing",))
    event = one.incident.members[0].event
    return Change(seq=0, kind=kind, incident=one.incident, event=event, fields=fields, at=now, why="")


async def lived_through(folder: Path) -> Aftermath:
    chance = random.Random(2023)
    happenings: list[Happening] = []
    async with chat_world(folder, patience=timedelta(seconds=30)) as world:
        app = world.app
        dispatch = Dispatch(store=app.desk.store, bus=LocalBus(), clock=world.clock, theatres=2)
        world = replace(world, app=replace(app, dispatch=dispatch))
        listeners = await listening(world)
        for minute in range(MINUTES):
            world.set_clock(NOW + minute * MINUTE)
            await minute_of(world, happenings, minute, chance)
            await world.drain()
        await world.let_pass(100 * MINUTE)  # over two hourly digests and all quiet hours
        return await looked_at(world, listeners, happenings)


# What came of it.


async def looked_at(world: ChatWorld, listeners: list[Listener], happenings: list[Happening]) -> Aftermath:
    async with world.app.desk.store.read() as tx:
        rows = {one.id: one for one in await tx.outbox.told_between(NOW, world.clock.now() + MINUTE)}
        waiting = {one.key: await tx.outbox.waiting_news(one.channel.destination) for one in listeners}
        digests = {one.id for one in await tx.holds.of(HoldKind.DIGEST) if one.until > world.clock.now()}
        posts: dict[str, list[Post]] = {}
        said: dict[str, list[Message]] = {}
        seen = {on: world.seen(on) for on in (CHAT, CHATLOG)}
        for one in listeners:
            to = one.channel.destination
            said[one.key] = seen[to.platform].standing(to.tenant, to.channel)
            posts[one.key] = [await posted(tx, message, rows) for message in said[one.key] if not message.parent]
    return Aftermath(
        listeners=listeners,
        happenings=happenings,
        posts=posts,
        readable={one.key: {id_ async for id_ in reading(world, one, said[one.key])} for one in listeners},
        waiting={
            key: {row.about.incident for row in held if row.hold in digests and isinstance(row.about, News)}
            for key, held in waiting.items()
        },
        capped=[row for row in rows.values() if row.reason == "cap" and row.severity is Severity.CRITICAL],
    )


async def posted(tx: Tx, message: Message, rows: Mapping[DeliveryId, Delivery]) -> Post:
    key = DeliveryId(message.key)
    row = rows.get(key) or await tx.outbox.get(key)
    assert row is not None
    told = row.about.incident if isinstance(row.about, News) else ""
    return Post(at=datetime.fromtimestamp(message.at, UTC), severity=row.severity, incident=told)


async def reading(world: ChatWorld, listener: Listener, messages: Iterable[Message]) -> AsyncIterator[str]:
    """Ids of incidents on all that a channel was shown, and on every page that it is offered."""
    caller = Caller(
        destination=listener.channel.destination, user="u1", language="", may_change=False, is_operator=False
    )
    for message in messages:
        text, offers = message.shown, message.card["actions"]
        while True:
            for found in INCIDENT_ID.findall(text):
                yield found
            more = [one["args"] for one in offers if one["command"] == "digest"]
            if not more:
                break
            card = (await perform("digest {id} page={page}".format(**more[0]), caller, world.app.desk)).card
            text = render(card, width=200, colour=False, now=world.clock.now())
            offers = [{"command": one.command, "args": dict(one.args)} for one in card.actions]


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    return asyncio.run(lived_through(tmp_path_factory.mktemp("storm")))


def test_no_channel_gets_more_new_messages_in_any_hour_than_its_cap(aftermath: Aftermath) -> None:
    fullest = {}
    for one in aftermath.listeners:
        times = [post.at for post in aftermath.posts[one.key]]
        fullest[one.key] = max((sum(at - HOUR < other <= at for other in times) for at in times), default=0)
    over = {one.key: fullest[one.key] for one in aftermath.listeners if fullest[one.key] > one.channel.cap}
    assert over == {}
    # The cap is what kept them down.
    assert sum(fullest[one.key] == one.channel.cap for one in aftermath.listeners) > 50


def test_every_incident_that_a_channel_wanted_can_be_read_there_or_waits_for_a_digest(aftermath: Aftermath) -> None:
    ids = {one.incident.id for one in aftermath.happenings}
    assert len(ids) == INCIDENTS
    for one in aftermath.listeners:
        wanted = {happening.incident.id for happening in aftermath.of(one)}
        readable, waiting = aftermath.readable[one.key] & ids, aftermath.waiting[one.key]
        assert readable | waiting == wanted


def test_critical_news_comes_first_and_is_gathered_only_where_no_place_is_left(aftermath: Aftermath) -> None:
    for one in aftermath.listeners:
        at_once = groupby(aftermath.posts[one.key], key=lambda post: post.at)
        for grave in ([post.severity is Severity.CRITICAL for post in posts] for _, posts in at_once):
            assert grave == sorted(grave, reverse=True)
    caps = {one.key: one.channel.cap for one in aftermath.listeners}
    for row in aftermath.capped:
        key, at = row.destination.key, row.created_at
        assert sum(at - HOUR < post.at <= at for post in aftermath.posts[key]) >= caps[key] - 1
    assert aftermath.capped


def test_the_storm_of_one_theatre_leaves_every_channel_room_for_the_first_news_of_another(
    aftermath: Aftermath,
) -> None:
    full = 0
    for one in aftermath.listeners:
        if not one.is_plain:
            continue
        wanted = aftermath.of(one)
        rest = one.channel.cap - 1 - max(1, one.channel.cap // 4)
        sure = max(1, rest // 4)  # an equal part for each of two theatres of half of it
        others = [happening for happening in wanted if happening.theatre == OTHER]
        others.sort(key=lambda happening: (happening.incident.opened_at, -happening.severity))
        alone = {post.incident for post in aftermath.posts[one.key]}
        assert {happening.incident.id for happening in others[:sure]} <= alone
        before = {happening.incident.id for happening in wanted[: wanted.index(others[0])]} if others else set()
        full += not before <= alone
    assert full > 20
