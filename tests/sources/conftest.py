"""A publisher on this machine and a client that may talk to it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.sources.http import Client
from tests.fakes.publisher import Publisher, publishing


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    async with publishing() as running:
        yield running


def client(timeout: timedelta) -> Client:
    return Client(timeout=timeout, max_bytes=256 * 1024, allow_hosts=frozenset({"127.0.0.1"}))


@pytest.fixture
async def http() -> AsyncIterator[Client]:
    async with client(timedelta(seconds=20)) as patient:
        yield patient


@pytest.fixture
async def hasty() -> AsyncIterator[Client]:
    """A client that gives up soon, for publishers that never finish."""
    async with client(timedelta(seconds=0.2)) as impatient:
        yield impatient
