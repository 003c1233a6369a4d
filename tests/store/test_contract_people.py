"""The store's contract, on both databases: holds, the log of who changed what, and what people thought."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.audit import FORGOTTEN
from bot.domain.hold import HoldKind
from bot.domain.ids import HoldId, IncidentId
from bot.domain.subscription import Destination
from bot.domain.verdict import Opinion
from tests.store import make_wishes
from tests.store.make import CHANNEL, HOUR, NOW
from tests.store.make_wishes import entry, hold, verdict

pytestmark = pytest.mark.asyncio(loop_scope="session")

NEIGHBOUR = replace(CHANNEL, channel="other")  # of the same tenant
STRANGER = Destination(platform=CHANNEL.platform, tenant=f"{CHANNEL.tenant}2", channel=CHANNEL.channel)
ODD = Destination(platform="discord", tenant="%", channel="a:b\\u0000\x00\ud800_")
MICROSECOND = timedelta(microseconds=1)


async def test_holds_end_in_order_and_only_when_their_time_has_come(store):
    late, early, first = (hold(key=f"{n}", until=NOW + n * HOUR) for n in (3, 2, 1))
    async with store.write() as tx:
        assert await tx.holds.next_end() is None
        await tx.holds.put([late, first, early])
        await tx.holds.put([])
    async with store.read() as tx:
        assert await tx.holds.next_end() == NOW + HOUR
        assert await tx.holds.due(NOW + HOUR - MICROSECOND, 9) == []
        assert await tx.holds.due(NOW + 2 * HOUR, 9) == [first, early]
        assert await tx.holds.due(NOW + 9 * HOUR, 2) == [first, early]


async def test_a_known_hold_keeps_its_beginning_and_takes_the_new_end(store):
    odd = hold(HoldKind.COOLDOWN, key="rule|ML|\x00", destination=ODD)
    async with store.write() as tx:
        await tx.holds.put([odd])
        await tx.holds.put([replace(odd, since=NOW + HOUR, until=NOW + 2 * HOUR)])
        assert await tx.holds.get(odd.id) == replace(odd, until=NOW + 2 * HOUR)


async def test_a_closed_hold_is_gone_and_may_begin_again(store):
    one = hold()
    again = replace(one, since=one.until, until=one.until + HOUR)
    async with store.write() as tx:
        await tx.holds.put([one])
        await tx.holds.close(one.id)
        await tx.holds.close(HoldId("absent"))
        assert await tx.holds.get(one.id) is None
        await tx.holds.put([again])
        assert await tx.holds.get(one.id) == again


async def test_holds_are_found_by_kind_oldest_first(store):
    young, old = hold(HoldKind.QUIET, "b"), hold(HoldKind.QUIET, "a", since=NOW - HOUR)
    async with store.write() as tx:
        await tx.holds.put([young, old, hold(HoldKind.MUTE)])
        assert await tx.holds.of(HoldKind.QUIET) == [old, young]
        assert await tx.holds.of(HoldKind.OVERFLOW) == []


async def test_the_log_gives_the_newest_first_with_rising_numbers(store):
    lines = ["subscribe \x00", "mute ied", "unmute"]
    async with store.write() as tx:
        for line, to in zip(lines, (ODD, CHANNEL, CHANNEL), strict=True):
            await tx.audit.add(entry(line, destination=to))
    async with store.read() as tx:
        found = await tx.audit.all(9)
        assert [replace(one, seq=0) for one in found] == [
            entry(line, destination=to) for line, to in zip(reversed(lines), (CHANNEL, CHANNEL, ODD), strict=True)
        ]
        assert sorted({one.seq for one in found}, reverse=True) == [one.seq for one in found]
        assert await tx.audit.all(2) == found[:2]
        assert await tx.audit.of(CHANNEL, 9) == found[:2]
        assert await tx.audit.of(CHANNEL, 1) == found[:1]
        assert await tx.audit.of(ODD, 9) == found[2:]


async def test_a_forgotten_person_leaves_the_log_but_the_entries_stay(store):
    people = [(CHANNEL, "someone"), (NEIGHBOUR, "someone"), (STRANGER, "someone"), (CHANNEL, "an other")]
    async with store.write() as tx:
        for to, user in people:
            await tx.audit.add(entry(destination=to, user=user))
        assert await tx.audit.forget(CHANNEL, "someone") == 2
        assert await tx.audit.forget(CHANNEL, "someone") == 0
    async with store.read() as tx:
        found = reversed(await tx.audit.all(9))
        assert [one.user for one in found] == [FORGOTTEN, FORGOTTEN, "someone", "an other"]


async def test_a_persons_newest_verdict_on_an_incident_counts(store):
    first = verdict(Opinion.WRONG)
    newest = verdict(Opinion.DUPLICATE, at=NOW + HOUR)
    there = verdict(destination=ODD, incident=IncidentId("ABCD2345"), user="\x00", at=NOW + MICROSECOND)
    async with store.write() as tx:
        for one in (first, there, newest):
            await tx.verdicts.save(one)
    async with store.read() as tx:
        assert await tx.verdicts.between(NOW, NOW + 2 * HOUR) == [there, newest]
        assert await tx.verdicts.between(NOW, NOW + HOUR) == [there]
        assert await tx.verdicts.between(NOW + HOUR, NOW + 2 * HOUR) == [newest]
        assert await tx.verdicts.between(NOW, NOW + 2 * HOUR, CHANNEL) == [newest]


async def test_a_forgotten_persons_opinions_still_count_and_name_nobody(store):
    given = [
        verdict(user="someone"),
        verdict(user="an other"),
        verdict(Opinion.WRONG, user="someone", incident=IncidentId("ABCD2345")),
        verdict(user="someone", destination=NEIGHBOUR),
        verdict(user="someone", destination=STRANGER),
    ]
    async with store.write() as tx:
        for one in given:
            await tx.verdicts.save(one)
        assert await tx.verdicts.forget(CHANNEL, "someone") == 3
        assert await tx.verdicts.forget(CHANNEL, "someone") == 0
        # Whoever asks to be forgotten after another one leaves a verdict of his own.
        assert await tx.verdicts.forget(CHANNEL, "an other") == 1
        found = await tx.verdicts.between(NOW, NOW + HOUR)
    counted = Counter((one.destination, one.incident, one.opinion) for one in found)
    assert counted == Counter((one.destination, one.incident, one.opinion) for one in given)
    here = [one.user for one in found if one.destination != STRANGER]
    assert not {"someone", "an other"} & set(here)
    assert len(set(here)) == len(here)


async def test_the_keys_of_odd_destinations_come_back(store):
    async with store.write() as tx:
        await tx.holds.put([make_wishes.hold(destination=ODD)])
        assert [one.destination for one in await tx.holds.of(HoldKind.DIGEST)] == [ODD]
