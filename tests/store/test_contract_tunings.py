"""The store's contract, on both databases: tuned rules, channels' own rules, and the hours that rules were shown."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.audit import FORGOTTEN
from bot.domain.ids import RuleId
from bot.domain.incident import Severity
from bot.domain.matcher import Killed
from bot.domain.tick import Tick
from bot.domain.tuning import Tuning, Watch
from tests.store import make
from tests.store.make import CHANNEL, HOUR, NOW
from tests.store.test_contract_people import NEIGHBOUR, ODD, STRANGER

pytestmark = pytest.mark.asyncio(loop_scope="session")

RULE, OTHER = RuleId("sahel/convoy_attack"), RuleId("sahel/\x00odd")


def tuning(rule=RULE, destination=CHANNEL, **fields):
    given = {"destination": destination, "rule": rule, "values": (("killed", "5"),), "by": "u1", "at": NOW}
    return Tuning(**(given | fields))


def watch(id_="watch/7K3M9QXZ", destination=CHANNEL, **fields):
    given = {
        "id": RuleId(id_), "destination": destination, "label": "killed>=3 \x00", "matcher": Killed(at_least=3),
        "severity": Severity.HIGH, "by": "u1", "at": NOW,
    }  # fmt: skip
    return Watch(**(given | fields))


async def test_what_a_channel_set_of_a_rule_replaces_what_it_had_set(store):
    newer, odd = tuning(values=(("killed", "9"),)), tuning(OTHER, ODD)
    async with store.write() as tx:
        for one in (tuning(), odd, newer, tuning(OTHER)):
            await tx.tunings.save(one)
    async with store.read() as tx:
        assert await tx.tunings.of(CHANNEL) == [tuning(OTHER), newer]
        assert await tx.tunings.of(NEIGHBOUR) == []
        assert sorted(await tx.tunings.all(), key=lambda one: (one.destination.key, one.rule)) == sorted(
            [tuning(OTHER), newer, odd], key=lambda one: (one.destination.key, one.rule)
        )


async def test_a_tuning_is_taken_back_once(store):
    async with store.write() as tx:
        await tx.tunings.save(tuning())
        assert await tx.tunings.remove(NEIGHBOUR, RULE) is False
        assert await tx.tunings.remove(CHANNEL, RULE) is True
        assert await tx.tunings.remove(CHANNEL, RULE) is False
        assert await tx.tunings.all() == []


async def test_channels_rules_come_oldest_first_and_end_one_by_one(store):
    old, young = watch("watch/B", at=NOW - HOUR), watch("watch/A", destination=ODD)
    async with store.write() as tx:
        for one in (young, old, watch("watch/B", at=NOW - HOUR)):
            await tx.watches.save(one)
        assert await tx.watches.all() == [old, young]
        assert await tx.watches.of(ODD) == [young]
        assert await tx.watches.remove(CHANNEL, young.id) is False
        assert await tx.watches.remove(ODD, young.id) is True
        assert await tx.watches.all() == [old]


async def test_every_write_of_them_touches_its_destination(store):
    async with store.write() as tx:
        await tx.tunings.save(tuning())
        await tx.watches.save(watch(destination=NEIGHBOUR))
    async with store.read() as tx:
        touched, seq = await tx.wishes.touched_after(0)
        assert touched == [CHANNEL, NEIGHBOUR]
    async with store.write() as tx:
        await tx.watches.remove(NEIGHBOUR, watch().id)
        await tx.tunings.remove(CHANNEL, RULE)
        assert (await tx.wishes.touched_after(seq))[0] == [NEIGHBOUR, CHANNEL]


async def test_a_person_is_forgotten_within_the_tenant_only(store):
    async with store.write() as tx:
        for to in (CHANNEL, NEIGHBOUR, STRANGER):
            await tx.tunings.save(tuning(destination=to))
            await tx.watches.save(watch(destination=to))
        await tx.tunings.save(tuning(OTHER, by="u2"))
        assert await tx.tunings.forget(CHANNEL, "u1") == 2
        assert await tx.watches.forget(CHANNEL, "u1") == 2
        assert {one.destination: one.by for one in await tx.watches.all()} == {
            CHANNEL: FORGOTTEN, NEIGHBOUR: FORGOTTEN, STRANGER: "u1",
        }  # fmt: skip
        assert [one.by for one in await tx.tunings.of(CHANNEL)] == ["u2", FORGOTTEN]


async def test_hours_come_back_in_order_and_the_first_of_a_moment_stays(store):
    ticks = [Tick(at=NOW + n * HOUR, well=n / 4, after=10 * n) for n in range(4)]
    async with store.write() as tx:
        assert await tx.ticks.newest() is None
        for one in (ticks[2], ticks[0], ticks[3], ticks[1], replace(ticks[1], well=0.9)):
            await tx.ticks.add(one)
    async with store.read() as tx:
        assert await tx.ticks.since(NOW + HOUR) == ticks[1:]
        assert await tx.ticks.newest() == ticks[3].at


async def test_the_past_is_found_by_its_time(store):
    async with store.write() as tx:
        assert await tx.changes.first() is None
        assert await tx.changes.before(NOW) == 0
        await tx.incidents.save([make.incident()], [])
        of = make.incident()
        stored = await tx.changes.append([make.change(replace(of, revision=n), at=NOW + n * HOUR) for n in (1, 2, 3)])
    async with store.read() as tx:
        assert await tx.changes.first() == stored[0]
        assert await tx.changes.before(NOW) == stored[0].seq - 1  # numbers go on from those of earlier rows
        assert await tx.changes.before(NOW + 2 * HOUR) == stored[0].seq
        assert await tx.changes.before(NOW + 2 * HOUR + timedelta(seconds=1)) == stored[1].seq
        assert await tx.changes.before(NOW + 9 * HOUR) == stored[2].seq


async def test_each_variant_of_a_rule_keeps_its_alert_of_one_change(store):
    async with store.write() as tx:
        await tx.incidents.save([make.incident()], [])
        (change,) = await tx.changes.append([make.change(make.incident())])
        plain = make.alert(change)
        tuned = replace(plain, variant="abc", groups=("Kidal, ML",), others=(plain.incident,))
        await tx.alerts.add([plain, tuned, plain])
        assert (await tx.alerts.of_changes([change.seq]))[change.seq] == [plain, tuned]
