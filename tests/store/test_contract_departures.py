"""The store's contract, on both databases: who has removed Tocsin, and the erasing of all that is kept of one."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.domain.channel import Channel
from bot.domain.delivery import Receipt
from bot.domain.departure import Departure
from bot.domain.ids import RuleId, digest
from bot.domain.subscription import Destination, direct
from bot.ports.outbox import Outcome
from bot.store.columns import metadata
from tests.store import make, make_wishes
from tests.store.make import CHANNEL, DAY, HOUR, NOW
from tests.store.test_contract_tunings import tuning, watch

pytestmark = pytest.mark.asyncio(loop_scope="session")

PLATFORM, TENANT = CHANNEL.platform, CHANNEL.tenant
NEIGHBOUR = replace(CHANNEL, channel="other")  # of the same tenant
STRANGER = Destination(platform=PLATFORM, tenant=f"{TENANT}2", channel=CHANNEL.channel)
ELSEWHERE = Destination(platform=f"{PLATFORM}2", tenant=TENANT, channel=CHANNEL.channel)
ODD = Destination(platform="discord", tenant="%_\\u0000\x00\ud800", channel="a:b")
# What is known of the world, and what of Tocsin itself: no tenant's.
NOBODYS = {
    "payloads", "cursors", "health", "reports", "incidents", "incident_origins", "events", "control", "changes",
    "ticks", "checkpoints", "slack_bots", "slack_installations", "slack_oauth_states",
}  # fmt: skip


async def fill(tx, *channels):
    """A row of every kind for each channel, about one incident."""
    incident = make.incident()
    await tx.incidents.save([incident], [])
    (change,) = await tx.changes.append([make.change(incident)])
    for to in channels:
        name = digest(to.key)[:8]
        own = RuleId(f"watch/{name}")
        await tx.alerts.add([make.alert(change, rule=own)])
        sent = make.delivery(change, make.alert(change, rule=own), destination=to)
        await tx.outbox.enqueue(
            [sent, make_wishes.notice(destination=to), make_wishes.notice(destination=direct(to, "u"))]
        )
        await tx.outbox.settle([Outcome(delivery=sent.id, sent=Receipt(ref=name))], NOW)
        await tx.channels.save(Channel(destination=to, language="fr"))
        await tx.subscriptions.add(make.subscription(destination=to))
        await tx.tunings.save(tuning(destination=to))
        await tx.watches.save(watch(own, to))
        await tx.mutes.add(make_wishes.mute(destination=to))
        await tx.holds.put([make_wishes.hold(destination=to)])
        await tx.audit.add(make_wishes.entry(destination=to))
        await tx.verdicts.save(make_wishes.verdict(destination=to))
        await tx.prepared.keep(f"subscribe?what={name}", NOW, to)
        await tx.changes.save_checkpoint(f"{to.platform}.welcomed.{to.tenant}.{to.channel}", 1)


async def counts(tx):
    """How many rows each table has."""
    tables = {one.name: sa.select(sa.func.count()).select_from(one) for one in metadata.sorted_tables}
    return {name: await tx.connection.scalar(query) for name, query in tables.items()}


async def test_a_departure_keeps_its_first_moment_until_it_is_undone(store):
    async with store.write() as tx:
        await tx.departures.note(PLATFORM, TENANT, NOW)
        await tx.departures.note(PLATFORM, TENANT, NOW + DAY)
        await tx.departures.note("discord", ODD.tenant, NOW - DAY)
        assert await tx.departures.all() == [
            Departure(platform="discord", tenant=ODD.tenant, at=NOW - DAY),
            Departure(platform=PLATFORM, tenant=TENANT, at=NOW),
        ]
        assert await tx.departures.undo(PLATFORM, TENANT)
        assert not await tx.departures.undo(PLATFORM, TENANT)
        await tx.departures.note(PLATFORM, TENANT, NOW + DAY)
        assert [one.at for one in await tx.departures.all()] == [NOW - DAY, NOW + DAY]


async def test_tenants_and_their_channels_are_known_by_whatever_is_wished_there(store):
    async with store.write() as tx:
        await tx.channels.save(Channel(destination=NEIGHBOUR))
        await tx.subscriptions.add(make.subscription())
        await tx.mutes.add(make_wishes.mute(destination=STRANGER))
        await tx.watches.save(watch(destination=ODD))
        assert await tx.departures.channels(PLATFORM, TENANT) == sorted([CHANNEL, NEIGHBOUR])
        assert await tx.departures.channels(PLATFORM, "") == []
        assert await tx.departures.tenants(PLATFORM) == {TENANT, STRANGER.tenant}
        assert await tx.departures.tenants("discord") == {ODD.tenant}


@pytest.mark.parametrize("gone", [CHANNEL, ODD], ids=["plain", "odd"])
async def test_nothing_of_an_erased_tenant_is_left_in_any_table_and_nothing_of_others_is_lost(store, gone):
    others = [STRANGER, ELSEWHERE, ODD if gone is CHANNEL else CHANNEL]
    async with store.write() as tx:
        await fill(tx, *others)
        before = await counts(tx)
        whole = await tx.departures.channels(others[0].platform, others[0].tenant)
    async with store.write() as tx:
        await fill(tx, gone, replace(gone, channel="second"))
        await tx.departures.note(gone.platform, gone.tenant, NOW)
        filled = await counts(tx)
        rows = await tx.departures.erase(gone.platform, gone.tenant, NOW + DAY)
        await tx.departures.forget(gone.platform, gone.tenant)
        after = await counts(tx)
    assert {name for name, number in filled.items() if number == before[name]} <= NOBODYS  # every table was filled
    assert after == before
    assert rows >= 2 * len(filled.keys() - NOBODYS - {"departures", "touched"})
    async with store.read() as tx:
        assert await tx.departures.channels(gone.platform, gone.tenant) == []
        assert await tx.departures.channels(others[0].platform, others[0].tenant) == whole


async def test_until_it_is_forgotten_the_routing_hears_that_nothing_is_wished_any_more(store):
    async with store.write() as tx:
        await fill(tx, CHANNEL, STRANGER)
        await tx.departures.note(PLATFORM, TENANT, NOW)
        seen = await tx.wishes.newest()
        await tx.departures.erase(PLATFORM, TENANT, NOW + HOUR)
        assert (await tx.wishes.touched_after(seen))[0] == [CHANNEL]
        assert [one.erased_at for one in await tx.departures.all()] == [NOW + HOUR]
        await tx.departures.forget(PLATFORM, TENANT)
        assert (await tx.wishes.touched_after(0))[0] == [STRANGER]
        assert await tx.departures.all() == []


async def test_a_line_that_others_have_kept_too_stays_for_them(store):
    async with store.write() as tx:
        own = await tx.prepared.keep("mute?what=own", NOW, CHANNEL)
        both = [await tx.prepared.keep("mute?what=both", NOW, to) for to in (CHANNEL, STRANGER, None)]
        assert len(set(both)) == 1
        await tx.departures.erase(PLATFORM, TENANT, NOW)
        assert await tx.prepared.line(own) is None
        assert await tx.prepared.line(both[0]) == "mute?what=both"


async def test_whoever_is_erased_is_greeted_again_when_they_come_back(store):
    async with store.write() as tx:
        for name in (f"{PLATFORM}.welcomed.{TENANT}", f"{PLATFORM}.welcomed.{STRANGER.tenant}", "dispatch"):
            await tx.changes.save_checkpoint(name, 7)
        await tx.departures.erase(PLATFORM, TENANT, NOW)
        assert await tx.changes.checkpoint(f"{PLATFORM}.welcomed.{TENANT}") == 0
        assert await tx.changes.checkpoint(f"{PLATFORM}.welcomed.{STRANGER.tenant}") == 7
        assert await tx.changes.checkpoint("dispatch") == 7
