"""The store's contract, on both databases: what a transaction promises."""

import asyncio

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.store import make

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def stored(store):
    async with store.read() as tx:
        return await tx.changes.after(0, 99), await tx.payloads.unread(9)


async def a_step(tx):
    await tx.payloads.add(make.payload())
    await tx.incidents.save([make.incident()], [(make.event(), make.incident().id)])
    await tx.changes.append([make.change(make.incident())])


async def test_a_step_that_fails_in_the_middle_leaves_nothing(store):
    async def step():
        async with store.write() as tx:
            await a_step(tx)
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        await step()
    assert await stored(store) == ([], [])
    async with store.read() as tx:
        assert await tx.incidents.get(make.incident().id) is None


async def test_a_step_that_is_cancelled_leaves_nothing_and_the_next_one_works(store):
    inside, never = asyncio.Event(), asyncio.Event()

    async def step():
        async with store.write() as tx:
            await a_step(tx)
            inside.set()
            await never.wait()

    task = asyncio.create_task(step())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await stored(store) == ([], [])
    async with store.write() as tx:
        await a_step(tx)
    assert len((await stored(store))[0]) == 1


async def test_a_step_that_is_cancelled_at_any_moment_is_there_whole_or_not_at_all(store):
    async def step():
        async with store.write() as tx:
            await a_step(tx)

    for turns in range(0, 60, 3):
        task = asyncio.create_task(step())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        changes, payloads = await stored(store)
        assert len(changes) == len(payloads)
    await step()
    assert len((await stored(store))[0]) == 1


async def test_a_reader_sees_one_state_while_a_writer_goes_on(store):
    async with store.read() as before:
        assert await before.changes.after(0, 9) == []
        async with store.write() as tx:
            await a_step(tx)
        assert await before.changes.after(0, 9) == []
        assert await before.payloads.unread(9) == []
    assert len((await stored(store))[0]) == 1


async def test_a_read_transaction_cannot_write(store):
    with pytest.raises(DBAPIError):
        async with store.read() as tx:
            await a_step(tx)
    assert await stored(store) == ([], [])


async def test_a_row_that_refers_to_nothing_is_refused_at_the_commit(store):
    with pytest.raises(IntegrityError):
        async with store.write() as tx:
            await tx.changes.append([make.change(make.incident())])
    assert await stored(store) == ([], [])


async def test_writers_that_come_at_once_take_turns(store):
    async def step(n):
        async with store.write() as tx:
            await tx.incidents.save([make.incident(f"i{n}")], [])
            await tx.changes.append([make.change(make.incident(f"i{n}"))])

    async with asyncio.TaskGroup() as group:
        for n in range(20):
            group.create_task(step(n))
    assert len((await stored(store))[0]) == 20
