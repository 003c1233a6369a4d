"""Two processes on one database (here: two stores, which share nothing) never get into each other's way."""

import asyncio
from collections import defaultdict
from datetime import timedelta

import pytest

from bot.domain.channel import Channel
from bot.domain.delivery import Receipt
from bot.domain.subscription import Destination
from bot.ports.outbox import Outcome
from bot.store.connect import open_store
from tests.store import make, make_wishes
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
        deliveries = [make.delivery(one, destination=make_wishes.destination(n)) for n, one in enumerate(changes)]
        await tx.outbox.enqueue(deliveries)

    async def worker(store, name):
        mine = []
        while True:
            async with store.write() as tx:
                batch = await tx.outbox.claim(name, NOW, timedelta(seconds=60), 3)
                await asyncio.sleep(0)  # the other one may try while this one has not committed
            if not batch:
                return mine
            mine += [one.delivery.id for one in batch]

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(worker(store, f"w{n}")) for n, store in enumerate(stores * 2)]
    got = [id_ for task in tasks for id_ in task.result()]
    assert len(got) == len(set(got))
    assert set(got) == {delivery.id for delivery in deliveries}


async def test_two_workers_never_send_to_one_destination_at_the_same_time(stores):
    incidents = [make.incident(f"i{n}") for n in range(40)]
    async with stores[0].write() as tx:
        await tx.incidents.save(incidents, [])
        changes = await tx.changes.append([make.change(one) for one in incidents])
        await tx.outbox.enqueue(
            [make.delivery(one, destination=make_wishes.destination(n % 5)) for n, one in enumerate(changes)]
        )
    being_sent: set[Destination] = set()
    order: defaultdict[Destination, list[int]] = defaultdict(list)

    async def worker(store, name):
        while sum(map(len, order.values())) < len(changes):
            async with store.write() as tx:
                batch = await tx.outbox.claim(name, NOW, timedelta(seconds=60), 2)
                await asyncio.sleep(0)
            for one in batch:
                assert one.delivery.destination not in being_sent
                being_sent.add(one.delivery.destination)
                order[one.delivery.destination].append(one.delivery.about.change.seq)
            await asyncio.sleep(0)
            being_sent.difference_update(one.delivery.destination for one in batch)
            async with store.write() as tx:
                outcomes = [Outcome(delivery=one.delivery.id, sent=Receipt(ref="message")) for one in batch]
                await tx.outbox.settle(outcomes, NOW)

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        for n, store in enumerate(stores * 2):
            group.create_task(worker(store, f"w{n}"))
    assert sorted(order.values()) == [sorted(change.seq for change in changes[n::5]) for n in range(5)]


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


async def test_a_reader_of_wishes_never_sees_a_number_before_a_lower_one(stores):
    first, second = make_wishes.destination(2), make_wishes.destination(1)
    begun = asyncio.Event()

    async def write_second():
        async with stores[1].write() as tx:
            begun.set()
            await tx.subscriptions.add(make.subscription(destination=second))

    async def seen():
        async with stores[0].read() as tx:
            return await tx.wishes.touched_after(0)

    async with asyncio.TaskGroup() as group, stores[0].write() as tx:
        await tx.channels.save(Channel(destination=first))
        group.create_task(write_second())
        # As many turns as the second would need to commit first, were it not held back.
        for _ in range(20):
            await asyncio.sleep(0.01)
            assert await seen() == ([], 0)
    assert begun.is_set()
    assert await seen() == ([first, second], 2)


async def test_what_one_has_written_the_other_reads(stores):
    async with stores[0].write() as tx:
        await tx.payloads.add(make.payload())
    async with stores[1].read() as tx:
        assert await tx.payloads.unread(9) == [make.payload()]
