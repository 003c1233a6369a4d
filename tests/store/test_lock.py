"""One Tocsin to a database; a dead one never keeps the next out."""

import asyncio
import sys
from pathlib import Path

import pytest

from bot.domain.errors import AlreadyRunning, NoDatabase
from bot.store.connect import open_store
from bot.store.lock import held

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import asyncio, sys
from bot.store.lock import held
async def hold():
    async with held(sys.argv[1]):
        print("held", flush=True)
        await asyncio.Event().wait()
asyncio.run(hold())
"""


async def take(url):
    async with held(url):
        pass


async def test_a_second_one_is_refused_until_the_first_has_ended(url):
    async with held(url):
        with pytest.raises(AlreadyRunning):
            await take(url)
        with pytest.raises(AlreadyRunning):
            await take(url)
    await take(url)


async def test_a_link_to_a_held_database_is_the_same_database(tmp_path):
    (tmp_path / "link.db").symlink_to(tmp_path / "t.db")
    async with held(f"sqlite:///{tmp_path}/t.db"):
        with pytest.raises(AlreadyRunning):
            await take(f"sqlite:///{tmp_path}/link.db")


async def test_a_held_database_can_be_read_and_written_by_others(url):
    async with held(url), open_store(url) as store, store.write() as tx:
        await tx.changes.save_checkpoint("asked", 1)


async def test_a_killed_process_is_named_while_it_lives_and_forgotten_when_it_is_dead(url):
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, url, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    try:
        assert await holder.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyRunning) as refused:
            await take(url)
        assert url.startswith("postgresql") or str(holder.pid) in str(refused.value)
    finally:
        holder.kill()
        await holder.wait()
    await _taken_soon(url)


async def _taken_soon(url):
    # A server frees the lock when it notices that the connection is gone: at once, but not in the same instant.
    for _ in range(200):
        try:
            return await take(url)
        except AlreadyRunning:
            continue
    return await take(url)


async def test_a_place_where_no_lock_can_be_is_refused_with_the_reason(tmp_path):
    (tmp_path / "file").touch()
    for url in (f"sqlite:///{tmp_path}/file/t.db", f"postgresql://tocsin:s3cret@/tocsin?host={tmp_path}"):
        with pytest.raises(NoDatabase):
            await take(url)
