"""slack_sdk's installation store on both of Tocsin's databases: whose token it gives, and what it keeps of anybody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy import text

from bot.platforms.slack.installs import Installations, States
from bot.platforms.slack.seal import Seal, Unreadable
from bot.store.connect import SqlStore, open_store
from bot.store.installations import Connections
from tests.fakes.postgres import postgres  # noqa: F401  (the server's fixture, for this file)

ID = "1234567890.1234567890"
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
SCOPES = frozenset({"chat:write", "commands"})
LONG = f"xoxb-{'9' * 240}"


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Any) -> AsyncIterator[SqlStore]:
    if request.param == "sqlite":
        async with open_store(f"sqlite:///{tmp_path}/tocsin.db") as opened:
            yield opened
        return
    server = request.getfixturevalue("postgres")
    async with server.database() as made, open_store(made) as opened:
        yield opened


def installations(store: SqlStore, *keys: str, client_id: str = ID) -> Installations:
    return Installations(client_id, Connections(store), Seal(keys or (NEW,)))


def installation(team: str = "T1", token: str = "xoxb-1-1", at: float = 1000.5, **more: Any) -> Installation:
    return Installation(
        app_id="A1", team_id=team, team_name=f"team {team}", bot_token=token, bot_id="B1", bot_user_id="U9",
        bot_scopes="chat:write,commands", user_id="UINSTALLER", installed_at=at, **more,
    )  # fmt: skip


async def dumped(store: SqlStore) -> str:
    async with store.read() as tx:
        tables = ("slack_bots", "slack_installations", "slack_oauth_states")
        rows = [(await tx.connection.execute(text(f"SELECT * FROM {table}"))).all() for table in tables]
    return str(rows)


async def test_each_workspace_has_its_own_token_and_no_other_has_one(store: SqlStore) -> None:
    kept = installations(store)
    await kept.async_save(installation("T1", "xoxb-1-1"))
    await kept.async_save(installation("T2", LONG))
    first, second = await kept.workspace("T1"), await kept.workspace("T2")
    assert first is not None
    assert second is not None
    assert (first.token.reveal(), second.token.reveal()) == ("xoxb-1-1", LONG)
    assert (first.name, first.user, first.bot, first.scopes) == ("team T1", "U9", "B1", SCOPES)
    assert first.since == 1000.5
    assert await kept.workspace("T3") is None
    assert await kept.teams() == [("T1", "team T1"), ("T2", "team T2")]
    assert await installations(store, client_id="1.1").workspace("T1") is None


async def test_slack_sdk_itself_finds_what_was_kept(store: SqlStore) -> None:
    kept = installations(store)
    await kept.async_save(installation())
    bot = await kept.async_find_bot(enterprise_id=None, team_id="T1")
    found = await kept.async_find_installation(enterprise_id=None, team_id="T1")
    assert bot is not None
    assert found is not None
    assert bot.bot_token == found.bot_token == "xoxb-1-1"


async def test_a_workspace_is_found_whichever_organisation_it_belongs_to(store: SqlStore) -> None:
    kept = installations(store)
    await kept.async_save(installation(enterprise_id="E1", enterprise_name="org"))
    found = await kept.workspace("T1")
    assert found is not None
    await kept.remove("T1")
    assert await kept.workspace("T1") is None


async def test_the_database_holds_no_token_and_not_who_installed(store: SqlStore) -> None:
    secrets: dict[str, Any] = {
        "bot_refresh_token": "xoxe-secret-1", "user_token": "xoxp-secret-2", "user_refresh_token": "xoxe-secret-3",
        "incoming_webhook_url": "https://hooks.test/secret-4",
    }  # fmt: skip
    await installations(store).async_save(installation(**secrets))
    told = await dumped(store)
    assert "team T1" in told
    assert not any(secret in told for secret in ("xoxb-1-1", "UINSTALLER", *secrets.values()))


async def test_a_new_installation_takes_the_place_of_the_old_one(store: SqlStore) -> None:
    kept = installations(store)
    await kept.async_save(installation(token="xoxb-1-1", at=1000.0))
    await kept.async_save(installation("T2", at=1000.0))
    await kept.async_save(installation(token="xoxb-1-2", at=1001.0))
    found = await kept.workspace("T1")
    assert found is not None
    assert found.token.reveal() == "xoxb-1-2"
    async with store.read() as tx:
        for table in ("slack_bots", "slack_installations"):
            assert await tx.connection.scalar(text(f"SELECT count(*) FROM {table}")) == 2


async def test_a_removed_workspace_leaves_nothing_and_takes_no_other_with_it(store: SqlStore) -> None:
    kept = installations(store)
    await kept.async_save(installation("T1"))
    await kept.async_save(installation("T2"))
    await kept.remove("T1")
    await kept.remove("T3")
    assert await kept.teams() == [("T2", "team T2")]
    assert "T1" not in await dumped(store)


async def test_after_a_change_of_keys_all_is_sealed_anew_and_the_old_key_can_go(store: SqlStore) -> None:
    await installations(store, OLD).async_save(installation())
    both = installations(store, NEW, OLD)
    assert await both.renew() == 2
    assert await both.renew() == 0
    found = await installations(store, NEW).workspace("T1")
    assert found is not None
    assert found.token.reveal() == "xoxb-1-1"


async def test_a_lost_key_is_told_and_changes_nothing(store: SqlStore) -> None:
    await installations(store, OLD).async_save(installation())
    before = await dumped(store)
    other = installations(store, NEW)
    assert await other.renew() == 0
    with pytest.raises(Unreadable):
        await other.workspace("T1")
    assert await dumped(store) == before


async def test_a_state_is_good_once_and_what_nobody_ended_is_forgotten(store: SqlStore) -> None:
    states = States(Connections(store))
    state = await states.async_issue()
    assert await states.async_consume(state)
    assert not await states.async_consume(state)
    assert not await states.async_consume("forged")
    stale = await states.async_issue()
    async with store.write() as tx:
        await tx.connection.execute(text("UPDATE slack_oauth_states SET expire_at = '2020-01-01 00:00:00'"))
    assert not await states.async_consume(stale)
    await states.async_issue()
    assert stale not in await dumped(store)


async def test_installing_and_everything_else_write_in_turn(store: SqlStore) -> None:
    kept = installations(store)

    async def other(number: int) -> None:
        async with store.write() as tx:
            await tx.changes.save_checkpoint(f"n{number}", number)

    await asyncio.gather(*(kept.async_save(installation(f"T{n}")) for n in range(5)), *(other(n) for n in range(5)))
    assert len(await kept.teams()) == 5
