"""The desk of the commands' tests, with a Slack at the other end of a wire."""

from collections.abc import AsyncIterator

import pytest

from bot.commands.desk import Desk
from tests.commands.conftest import book, desk, empty_database, files, pack  # noqa: F401  (fixtures)
from tests.fakes.slack.server import serving
from tests.platforms.slack.entry import Entry, entered


@pytest.fixture
async def entry(desk: Desk) -> AsyncIterator[Entry]:  # noqa: F811
    async with serving() as there, entered(desk, there) as made:
        yield made
