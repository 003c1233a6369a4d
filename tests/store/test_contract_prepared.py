"""The store's contract, on both databases: lines behind buttons."""

from datetime import timedelta

import pytest

from bot.domain.ids import digest
from tests.store.make import NOW

pytestmark = pytest.mark.asyncio(loop_scope="session")

ODD = "subscribe?what=%00\x00\ud800 région de Kidal&confirm=yes"


async def test_a_kept_line_comes_back_by_its_token(store):
    async with store.write() as tx:
        token = await tx.prepared.keep(ODD, NOW)
    async with store.read() as tx:
        assert token == digest("button", ODD)
        assert await tx.prepared.line(token) == ODD
        assert await tx.prepared.line(digest("button", "another")) is None


async def test_a_line_that_is_kept_again_has_the_same_token_and_a_new_life(store):
    async with store.write() as tx:
        first = await tx.prepared.keep("a", NOW)
        await tx.prepared.keep("b", NOW)
        assert await tx.prepared.keep("a", NOW + timedelta(days=300)) == first
        await tx.prepared.keep("c", NOW + timedelta(days=500))
        assert await tx.prepared.line(first) == "a"
        assert await tx.prepared.line(digest("button", "b")) is None
