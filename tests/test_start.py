"""What a start loads: each of these libraries costs memory for as long as Tocsin runs, and most run without them."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.connect import open_store

# Opened and imported as `tocsin run` does with a token of Discord's; then something is said in either language.
START = """
import asyncio, sys
from datetime import UTC, datetime, timedelta
import bot.app, bot.chats
from bot.cards.phrases import Phrases
import bot.platforms.discord.chat
from bot.store.connect import open_store
from bot.store.lock import held

async def start(url):
    async with held(url), open_store(url) as store, store.write() as tx:
        await tx.subscriptions.all()
        await tx.outbox.claim("w", datetime.now(UTC), timedelta(minutes=1), 9)

asyncio.run(start(sys.argv[1]))
for language in ("en", "fr"):
    say = Phrases(language)
    assert say.country("ML") == "Mali"
    assert say.number(3.5) in ("3.5", "3,5")
print("\\n".join(sys.modules))
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """Every module that is loaded after a start on a database that is there."""
    url = f"sqlite:///{tmp_path_factory.mktemp('start')}/tocsin.db"

    async def make() -> None:
        async with open_store(url):
            pass

    asyncio.run(make())
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", START, url], cwd=root, check=True, capture_output=True, text=True, timeout=60
    )
    return frozenset(done.stdout.split())


@pytest.mark.parametrize(
    "name",
    [
        "sqlalchemy.orm", "sqlalchemy.ext.asyncio", "sqlalchemy.dialects.postgresql", "asyncpg", "alembic", "mako",
        "babel", "feedparser", "pygments", "slack_sdk", "slack_bolt", "cryptography",
    ],
)  # fmt: skip
def test_a_start_on_sqlite_with_discord_does_without(loaded: frozenset[str], name: str) -> None:
    assert name not in loaded


def test_what_it_cannot_do_without_is_seen(loaded: frozenset[str]) -> None:
    assert {"sqlalchemy", "discord", "aiosqlite", "bot.store.connect"} <= loaded
