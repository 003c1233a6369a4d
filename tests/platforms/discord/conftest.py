"""The desk of the commands' tests, with a simulated Discord around it, or one at the other end of a wire."""

from collections.abc import AsyncIterator

import pytest

from bot.commands.desk import Desk
from bot.platforms.discord import client
from bot.platforms.discord.client import Backoff
from tests.commands.conftest import book, desk, empty_database, files, pack  # noqa: F401  (fixtures)
from tests.fakes.discord import stage
from tests.platforms.discord.running import Place, running
from tests.platforms.discord.simulated import World, simulated
from tests.platforms.discord.stage import far


@pytest.fixture
async def world(desk: Desk) -> AsyncIterator[World]:  # noqa: F811
    async with simulated(desk) as made:
        yield made


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between sessions and tries are tested by themselves."""
    monkeypatch.setattr(client, "IDENTIFY_S", 0.0)
    monkeypatch.setattr(Backoff, "delay", lambda _: 0.01)
    usual = client._options()
    monkeypatch.setattr(client, "_options", lambda: {**usual, "guild_ready_timeout": 0.01})


@pytest.fixture
async def place(desk: Desk, no_pauses: None) -> AsyncIterator[Place]:  # noqa: F811
    async with stage.here(far(identify_window=0.0)) as there, running(desk, there) as begun:
        yield begun
        assert there.complaints == []
