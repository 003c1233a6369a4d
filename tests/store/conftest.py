"""Every contract test runs on SQLite and on a real PostgreSQL."""

import pytest
import pytest_asyncio

from bot.store.columns import metadata
from bot.store.connect import open_store
from tests.fakes.postgres import postgres  # noqa: F401  (the server's fixture, for this folder)


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request, tmp_path):
    """The URL of an empty database that nobody has opened yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/tocsin.db"
        return
    async with request.getfixturevalue("postgres").database() as made:
        yield made


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=["sqlite", "postgresql"])
async def kept_store(request, tmp_path_factory):
    """One open store for all contract tests of a database; to open one takes longer than most tests."""
    if request.param == "sqlite":
        async with open_store(f"sqlite:///{tmp_path_factory.mktemp('store')}/tocsin.db", lineage=lineage) as opened:
            yield opened
        return
    async with request.getfixturevalue("postgres").database() as made, open_store(made, lineage=lineage) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sqlite_template(tmp_path_factory):
    """A SQLite file with tables and no rows, to be copied."""
    path = tmp_path_factory.mktemp("template") / "tocsin.db"
    async with open_store(f"sqlite:///{path}"):
        pass
    return path


@pytest_asyncio.fixture(loop_scope="session")
async def store(kept_store):
    """A store without rows. Its tests run in the session's loop: `pytest.mark.asyncio(loop_scope="session")`."""
    async with kept_store.write() as tx:
        for table in reversed(metadata.sorted_tables):
            await tx.connection.execute(table.delete())
    return kept_store


def lineage(actor):
    return actor.removesuffix("_psd")
