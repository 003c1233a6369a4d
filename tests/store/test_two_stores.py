"""Two processes on one database (here: two stores, which share nothing) never get into each other's way."""

import asyncio
from datetime import timedelta

import pytest

from bot.store.connect import open_store
from tests.store import make
from tests.store.make import NOW


@pytest.fixture
async def stores(url):
    async with open_store(url) as one, open_store(url) as other:
        yield one, other


async def test_two_that_open_a_new_database_at_once_both_get_it(url):
    async def look():
        async with open_store(url) as store, store.read() as tx:
            return await tx.outbox.waiting()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(look()) for _ in range(3)]
    assert [task.result() for task in tasks] == [0, 0, 0]


async def test_workers_that_claim_at_once_never_get_the_same_delivery(stores):
    incidents = [make.incident(f"i{n}") for n in range(40)]
    async with stores[0].write() as tx:
        await tx.incidents.save(incidents, [])
        changes = await tx.changes.append([make.change(one) for one in incidents])
        await tx.outbox.enqueue([make.delivery(change) for change in changes])

    async def worker(store, name):
        mine = []
        while True:
            async with store.write() as tx:
                batch = await tx.outbox.claim(name, NOW, timedelta(seconds=60), 3)
                await asyncio.sleep(0)  # the other one may try while this one has not committed
            if not batch:
                return mine
            mine += [delivery.id for delivery, _ in batch]

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(worker(store, f"w{n}")) for n, store in enumerate(stores * 2)]
    got = [id_ for task in tasks for id_ in task.result()]
    assert len(got) == len(set(got))
    # A worker may find all it sees taken by one that has not committed yet; what it leaves is taken by the others.
    assert set(got) == {make.delivery(change).id for change in changes}


async def test_a_reader_never_sees_a_change_before_one_with_a_lower_number(stores):
    first, second = make.incident("first"), make.incident("second")
    begun = asyncio.Event()

    async def append_second():
        async with stores[1].write() as tx:
            begun.set()
            await tx.incidents.save([second], [])
            return await tx.changes.append([make.change(second)])

    async def seen():
        async with stores[0].read() as tx:
            return [change.incident.id for change in await tx.changes.after(0, 9)]

    async with asyncio.TaskGroup() as group, stores[0].write() as tx:
        await tx.incidents.save([first], [])
        await tx.changes.append([make.change(first)])
        later = group.create_task(append_second())
        # As many turns as the second would need to commit first, were it not held back.
        for _ in range(20):
            await asyncio.sleep(0.01)
            assert await seen() == []
    assert begun.is_set()
    assert await seen() == [first.id, second.id]
    assert later.result()[0].incident == second


async def test_what_one_has_written_the_other_reads(stores):
    async with stores[0].write() as tx:
        await tx.payloads.add(make.payload())
    async with stores[1].read() as tx:
        assert await tx.payloads.unread(9) == [make.payload()]
