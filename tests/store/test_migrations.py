"""A database is brought up to the code's tables, from anywhere behind them and never from ahead of them."""

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.domain.errors import DatabaseTooNew, NoDatabase
from bot.store import installations, migrate
from bot.store.columns import metadata
from bot.store.connect import open_store
from tests.store import make


async def in_a_step(url, work):
    async with open_store(url) as store, store.write() as tx:
        return await tx.connection.run_sync(work)


def differences(connection):
    return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)


async def test_the_migrations_make_exactly_the_tables_of_the_code(url):
    def seen(connection):
        unchanged = differences(connection)
        connection.execute(sa.text("DROP INDEX ix_deliveries_told"))
        return unchanged, [step[0] for step in differences(connection)]

    # The second half shows that the comparison would have seen a difference.
    assert await in_a_step(url, seen) == ([], ["add_index"])


def indexes(connection):
    """Every index as the database tells it: also in which order, and of which rows."""
    told = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()",
    }
    found = connection.execute(sa.text(told[connection.dialect.name]))
    return {name: definition for name, definition in found if name != "alembic_version_pkc"}


async def test_the_migrations_make_exactly_the_indexes_of_the_code(url):
    def seen(connection):
        migrated = indexes(connection)
        metadata.drop_all(connection)
        metadata.create_all(connection)
        return migrated, indexes(connection)

    migrated, made = await in_a_step(url, seen)
    assert migrated == made


async def test_tokens_have_room_for_their_encrypted_form(url):
    def widths(connection):
        kept = sa.inspect(connection).get_columns(installations.slack_bots.name)
        return {one["name"]: getattr(one["type"], "length", None) for one in kept if "token" in one["name"]}

    assert set((await in_a_step(url, widths)).values()) == {None}


async def test_the_head_named_in_the_code_is_the_newest_revision(tmp_path):
    def head(connection):
        return ScriptDirectory.from_config(migrate.configured(connection)).get_heads(), migrate.revision(connection)

    assert await in_a_step(f"sqlite:///{tmp_path}/t.db", head) == ([migrate.HEAD], migrate.HEAD)


async def test_a_database_with_rows_goes_down_to_nothing_and_up_again(url):
    async def fill(store):
        async with store.write() as tx:
            incident = make.incident(control=make.capture())
            await tx.payloads.add(make.payload())
            await tx.reports.add([make.report()], [])
            await tx.incidents.save([incident], [(make.event(), incident.id)])
            (change,) = await tx.changes.append([make.change(incident)])
            await tx.alerts.add([make.alert(change)])
            await tx.outbox.enqueue([make.delivery(change, make.alert(change))])

    def down(connection):
        assert connection.scalar(sa.text("SELECT count(*) FROM deliveries")) == 1
        command.downgrade(migrate.configured(connection), "base")
        return sa.inspect(connection).get_table_names()

    async with open_store(url) as store:
        await fill(store)
    assert await in_a_step(url, down) == ["alembic_version"]
    async with open_store(url) as store:
        await fill(store)
        async with store.read() as tx:
            assert await tx.outbox.waiting() == 1
        async with store.write() as tx:
            assert await tx.connection.run_sync(differences) == []


async def test_lines_behind_buttons_outlive_the_change_that_names_their_tenants(url):
    def back_and_forth(connection):
        command.downgrade(migrate.configured(connection), "0005")
        kept = connection.execute(sa.text("SELECT token, line FROM prepared")).all()
        command.upgrade(migrate.configured(connection), "0006")
        return dict(map(tuple, kept))

    async with open_store(url) as store, store.write() as tx:
        tokens = [await tx.prepared.keep(line, make.NOW, near) for line in "ab" for near in (make.CHANNEL, None)]
    assert await in_a_step(url, back_and_forth) == {tokens[0]: "a", tokens[2]: "b"}
    async with open_store(url) as store, store.read() as tx:
        assert [await tx.prepared.line(token) for token in tokens] == ["a", "a", "b", "b"]


async def test_a_database_of_a_newer_tocsin_is_refused_and_left_as_it_is(url):
    def ahead(connection):
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    await in_a_step(url, ahead)
    for _ in range(2):
        with pytest.raises(DatabaseTooNew):
            async with open_store(url):
                pass


async def test_a_migration_that_fails_in_the_middle_leaves_nothing(url, monkeypatch):
    def fails_at_the_end(config, revision):
        command_upgrade(config, revision)
        raise ArithmeticError

    command_upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", fails_at_the_end)
    with pytest.raises(ArithmeticError):
        async with open_store(url):
            pass
    monkeypatch.undo()
    assert await in_a_step(url, differences) == []


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda folder: (folder / "t.db").write_text("this is a letter, not a database" * 9), "not a database"),
        (lambda folder: (folder / "t.db").mkdir(), "unable to open"),
    ],
    ids=["text", "folder"],
)
async def test_what_is_no_sqlite_database_is_refused_with_the_reason(tmp_path, spoil, says):
    spoil(tmp_path)
    with pytest.raises(NoDatabase, match=says):
        async with open_store(f"sqlite:///{tmp_path}/t.db"):
            pass


async def test_a_folder_that_cannot_be_made_is_refused_with_the_reason(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(NoDatabase, match="file"):
        async with open_store(f"sqlite:///{tmp_path}/file/t.db"):
            pass


async def test_a_server_that_is_not_there_is_refused_without_telling_the_password(tmp_path):
    with pytest.raises(NoDatabase) as refused:
        async with open_store(f"postgresql://tocsin:s3cret@/tocsin?host={tmp_path}"):
            pass
    assert "s3cret" not in str(refused.value)
