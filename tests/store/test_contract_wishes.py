"""The store's contract, on both databases: what channels want, and who changed it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.audit import FORGOTTEN
from bot.domain.channel import Channel
from bot.domain.ids import MuteId, SubscriptionId
from bot.domain.incident import Severity
from bot.domain.matcher import Killed
from bot.domain.reader import Units
from bot.domain.subscription import Destination
from bot.domain.wallclock import Period, Quiet, Schedule
from tests.store import make, make_wishes
from tests.store.make import CHANNEL, DAY, HOUR, NOW

pytestmark = pytest.mark.asyncio(loop_scope="session")

NEIGHBOUR = replace(CHANNEL, channel="other")  # of the same tenant
STRANGER = Destination(platform=CHANNEL.platform, tenant=f"{CHANNEL.tenant}2", channel=CHANNEL.channel)
ODD = Destination(platform="discord", tenant="%", channel="a:b\\u0000\x00\ud800_")
MICROSECOND = timedelta(microseconds=1)


async def touched(store, seq=0):
    async with store.read() as tx:
        return await tx.wishes.touched_after(seq)


async def test_a_channel_that_never_said_anything_has_the_defaults(store):
    async with store.read() as tx:
        assert await tx.channels.get(CHANNEL) == Channel(destination=CHANNEL)
        found = await tx.channels.of([CHANNEL, ODD])
        assert found == {one.key: Channel(destination=one) for one in (CHANNEL, ODD)}
        assert await tx.channels.of([]) == {}
        assert await tx.channels.all() == []


async def test_settings_come_back_as_they_were_saved_last(store):
    saved = Channel(
        destination=ODD,
        language="fr",
        zone="Africa/Bamako",
        units=Units.IMPERIAL,
        quiet=Quiet(from_minute=22 * 60, to_minute=6 * 60, passes=None),
        mention="role 7",
        mention_from=Severity.CRITICAL,
        group_wait=timedelta(seconds=90),
        cooldown=HOUR,
        repeat=2 * HOUR,
        cap=7,
        editors=frozenset({"b", "a"}),
        scorecard=False,
        suspended="gone",
        suspended_at=NOW,
    )
    async with store.write() as tx:
        await tx.channels.save(Channel(destination=ODD))
        await tx.channels.save(saved)
        await tx.channels.save(Channel(destination=CHANNEL, cap=9))
    async with store.read() as tx:
        assert await tx.channels.get(ODD) == saved
        assert await tx.channels.of([ODD, NEIGHBOUR]) == {
            ODD.key: saved,
            NEIGHBOUR.key: Channel(destination=NEIGHBOUR),
        }
        assert await tx.channels.all() == [saved, Channel(destination=CHANNEL, cap=9)]


@pytest.mark.parametrize(
    "fields",
    [
        {"digest": Schedule(period=Period.DAILY, minute=8 * 60)},
        {"digest": Schedule(period=Period.WEEKLY, minute=8 * 60)},
        {"language": ""},
        {"min_severity": Severity.CRITICAL},
        {"matcher": Killed(at_least=3)},
    ],
    ids=["daily", "weekly", "language", "severity", "matcher"],
)
async def test_what_is_told_and_when_makes_another_wish(store, fields):
    async with store.write() as tx:
        assert await tx.subscriptions.add(make.subscription("a"))
        assert await tx.subscriptions.add(make.subscription("b", **fields))
        assert not await tx.subscriptions.add(make.subscription("c", **fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"mention": "role 7", "mention_from": Severity.HIGH},
        {"threads": False},
        {"precision_km": 25},
        {"delay": HOUR},
        {"tell_empty": True},
        {"created_by": "somebody else"},
    ],
    ids=["mention", "threads", "precision", "delay", "empty", "maker"],
)
async def test_how_it_is_told_makes_no_other_wish(store, fields):
    wish = make.subscription("a", digest=Schedule(period=Period.DAILY), **fields)
    async with store.write() as tx:
        assert await tx.subscriptions.add(wish)
        assert not await tx.subscriptions.add(make.subscription("b", digest=Schedule(period=Period.DAILY)))
        assert await tx.subscriptions.of(CHANNEL) == [wish]


async def test_many_wishes_are_kept_at_once_and_those_that_stand_stay(store):
    wishes = [make.subscription(f"s{n:03}", destination=make_wishes.destination(n)) for n in range(200)]
    async with store.write() as tx:
        await tx.subscriptions.add(replace(wishes[7], label="the first"))
        await tx.subscriptions.add_many(wishes)
        await tx.subscriptions.add_many([])
    async with store.read() as tx:
        assert await tx.subscriptions.all() == [replace(wishes[7], label="the first") if n == 7 else one
                                                for n, one in enumerate(wishes)]  # fmt: skip
    destinations, seq = await touched(store)
    assert set(destinations) == {one.destination for one in wishes}
    assert seq >= len(destinations)


async def test_a_mute_is_in_force_from_its_beginning_until_right_before_its_end(store):
    first = make_wishes.mute("A", since=NOW, until=NOW + HOUR, breaks_through=Severity.CRITICAL, reason="known")
    second = make_wishes.mute("B", since=NOW - HOUR, until=NOW + DAY)
    there = make_wishes.mute("A", destination=ODD, since=NOW + MICROSECOND)
    async with store.write() as tx:
        for one in (first, second, there):
            await tx.mutes.add(one)
    async with store.read() as tx:
        assert await tx.mutes.of(CHANNEL, NOW - MICROSECOND) == [second]
        assert await tx.mutes.of(CHANNEL, NOW) == [second, first]
        assert await tx.mutes.of(CHANNEL, NOW + HOUR - MICROSECOND) == [second, first]
        assert await tx.mutes.of(CHANNEL, NOW + HOUR) == [second]
        assert await tx.mutes.all(NOW + MICROSECOND) == [second, first, there]
        assert await tx.mutes.of_many([ODD, CHANNEL, NEIGHBOUR], NOW + HOUR) == [second, there]
        assert await tx.mutes.of_many([], NOW) == []
        assert await tx.mutes.get(ODD, MuteId("A")) == there
        assert await tx.mutes.get(CHANNEL, MuteId("C")) is None


async def test_a_mute_of_a_known_id_is_overwritten(store):
    async with store.write() as tx:
        await tx.mutes.add(make_wishes.mute("A"))
        await tx.mutes.add(make_wishes.mute("A", label="longer", until=NOW + 2 * DAY))
    async with store.read() as tx:
        assert await tx.mutes.all(NOW + DAY) == [make_wishes.mute("A", label="longer", until=NOW + 2 * DAY)]


async def test_a_mute_that_is_ended_stays_known_and_ends_once(store):
    mute = make_wishes.mute("A")
    ended = replace(mute, until=NOW + HOUR)
    async with store.write() as tx:
        await tx.mutes.add(mute)
        assert await tx.mutes.end(NEIGHBOUR, mute.id, NOW + HOUR) is None
        assert await tx.mutes.end(CHANNEL, mute.id, NOW + HOUR) == ended
        assert await tx.mutes.end(CHANNEL, mute.id, NOW + HOUR) is None
        assert await tx.mutes.of(CHANNEL, NOW + HOUR) == []
        assert await tx.mutes.get(CHANNEL, mute.id) == ended


async def test_every_write_of_a_wish_marks_its_destination_as_the_last(store):
    mute, wish = make_wishes.mute(), make.subscription()
    writes = [
        lambda tx: tx.channels.save(Channel(destination=CHANNEL)),
        lambda tx: tx.subscriptions.add(wish),
        lambda tx: tx.subscriptions.forget(NEIGHBOUR, "someone"),
        lambda tx: tx.subscriptions.remove(CHANNEL, wish.id),
        lambda tx: tx.mutes.add(mute),
        lambda tx: tx.mutes.forget(NEIGHBOUR, "someone"),
        lambda tx: tx.mutes.end(CHANNEL, mute.id, NOW),
    ]
    async with store.read() as tx:
        assert await tx.wishes.newest() == 0
    assert await touched(store, 7) == ([], 7)
    for write in writes:
        async with store.write() as tx:
            await tx.channels.save(Channel(destination=ODD))
        _, before = await touched(store)
        async with store.write() as tx:
            await write(tx)
            newest = await tx.wishes.newest()
        assert newest > before
        assert await touched(store, before) == ([CHANNEL], newest)
        assert await touched(store) == ([ODD, CHANNEL], newest)


async def test_what_changes_nothing_marks_nothing(store):
    async with store.write() as tx:
        await tx.subscriptions.add(make.subscription())
    _, before = await touched(store)
    async with store.write() as tx:
        await tx.subscriptions.add(make.subscription())
        await tx.subscriptions.remove(CHANNEL, SubscriptionId("absent"))
        await tx.subscriptions.forget(CHANNEL, "nobody")
        await tx.mutes.end(CHANNEL, MuteId("absent"), NOW)
        await tx.mutes.forget(CHANNEL, "nobody")
    assert await touched(store, before) == ([], before)


async def test_a_person_is_forgotten_in_the_wishes_of_one_tenant(store):
    async with store.write() as tx:
        for n, to in enumerate((CHANNEL, NEIGHBOUR, STRANGER, ODD)):
            await tx.subscriptions.add(make.subscription(f"s{n}", destination=to))
            await tx.mutes.add(make_wishes.mute(destination=to))
        await tx.subscriptions.add(make.subscription("s9", matcher=Killed(at_least=1), created_by="an other"))
        assert await tx.subscriptions.forget(CHANNEL, "someone") == 2
        assert await tx.subscriptions.forget(CHANNEL, "someone") == 0
        assert await tx.mutes.forget(CHANNEL, "someone") == 2
        assert await tx.mutes.forget(CHANNEL, "someone") == 0
    async with store.read() as tx:
        makers = {one.id: one.created_by for one in await tx.subscriptions.all()}
        assert makers == {"s0": FORGOTTEN, "s1": FORGOTTEN, "s2": "someone", "s3": "someone", "s9": "an other"}
        assert {one.destination: one.by for one in await tx.mutes.all(NOW)} == {
            CHANNEL: FORGOTTEN,
            NEIGHBOUR: FORGOTTEN,
            STRANGER: "someone",
            ODD: "someone",
        }
