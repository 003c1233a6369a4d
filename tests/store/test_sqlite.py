"""What is SQLite's own: its journal, its keys, its indexes, and death in the middle of a write."""

import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import event as hook

from bot.domain.hold import HoldKind
from bot.store.connect import open_store
from tests.store import make, make_wishes
from tests.store.make import CHANNEL, KIDAL, NOW

ROOT = Path(__file__).resolve().parents[2]
VICTIM = """
import asyncio, os, signal, sys
from bot.store.connect import open_store
from tests.store import make, make_wishes
async def die():
    async with open_store(sys.argv[1]) as store:
        async with store.write() as tx:
            await tx.incidents.save([make.incident("whole")], [])
            await tx.changes.append([make.change(make.incident("whole"))])
        async with store.write() as tx:
            await tx.incidents.save([make.incident("half")], [])
            os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(die())
"""


@pytest.fixture
def file(tmp_path, sqlite_template):
    return shutil.copy(sqlite_template, tmp_path / "tocsin.db")


@pytest.fixture
async def store(file):
    async with open_store(f"sqlite:///{file}") as opened:
        yield opened


async def test_the_journal_is_written_ahead_synced_and_keys_are_checked(store):
    async with store.write() as tx:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            assert (await tx.connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar() == value


async def test_the_folder_is_made_where_it_is_missing(tmp_path):
    path = tmp_path / "made" / "on" / "demand" / "tocsin.db"
    async with open_store(f"sqlite:///{path}"):
        assert path.exists()


async def test_a_relative_path_is_taken_from_where_one_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with open_store("sqlite:///var/tocsin.db"):
        assert (tmp_path / "var" / "tocsin.db").exists()


async def test_a_path_with_signs_that_mean_something_in_a_url_is_only_a_path(tmp_path):
    path = tmp_path / "50% of?a#name&more" / "tocsin.db"
    async with open_store(f"sqlite:///{path}"):
        assert path.exists()


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda tx: tx.incidents.candidates([make.event()]), "ix_incidents_near"),
        (lambda tx: tx.incidents.candidates([make.event()]), "pk_incident_origins|autoindex_incident_origins"),
        (lambda tx: tx.incidents.counts(near=(KIDAL, 50), windows=[(NOW, NOW)]), "COVERING INDEX ix_incidents_near"),
        (lambda tx: tx.incidents.counts(country="ML", windows=[(NOW, NOW)]), "COVERING INDEX ix_incidents_country"),
        (lambda tx: tx.incidents.counts(windows=[(NOW, NOW)]), "COVERING INDEX ix_incidents_starts_at"),
        (lambda tx: tx.incidents.recent(near=(KIDAL, 50), since=NOW, limit=5), "ix_incidents_near"),
        (lambda tx: tx.incidents.recent(country="ML", since=NOW, limit=5), "ix_incidents_country"),
        (lambda tx: tx.incidents.recent(since=NOW, limit=5), "ix_incidents_starts_at"),
        (lambda tx: tx.incidents.control(make.place().id), "ix_control_place_at"),
        (lambda tx: tx.incidents.events(make.incident().id), "ix_events_incident"),
        (lambda tx: tx.payloads.unread(1), "ix_payloads_unread"),
        (lambda tx: tx.reports.outcomes(), "COVERING INDEX ix_reports_source_reason"),
        (lambda tx: tx.changes.of(make.incident().id), "autoindex_changes"),
        (lambda tx: tx.outbox.posts(NOW), "ix_deliveries_posts"),
        (lambda tx: tx.outbox.piled(NOW, 4), "ix_deliveries_late"),
        (lambda tx: tx.outbox.next_due(), "ix_deliveries_heads"),
        (lambda tx: tx.outbox.next_due(), "COVERING INDEX ix_deliveries_clock"),
        (lambda tx: tx.outbox.held(make_wishes.hold().id), "ix_deliveries_holds"),
        (lambda tx: tx.outbox.parts(make_wishes.gathering(make_wishes.hold()).id), "ix_deliveries_parts"),
        (lambda tx: tx.outbox.waiting_news(CHANNEL), "ix_deliveries_waiting"),
        (lambda tx: tx.outbox.late(CHANNEL, NOW), "ix_deliveries_line"),
        (lambda tx: tx.outbox.doubtful(NOW, 9), "ix_deliveries_copies"),
        (lambda tx: tx.outbox.tally(), "COVERING INDEX ix_deliveries_told"),
        (lambda tx: tx.outbox.told_between(NOW, NOW), "ix_deliveries_told"),
        (lambda tx: tx.outbox.growing(make_wishes.hold().id), "ix_deliveries_subject_destination_change"),
        (lambda tx: tx.outbox.parked(9), "ix_deliveries_parked"),
        (lambda tx: tx.alerts.of_incidents([make.incident().id]), "ix_alerts_incident"),
        (lambda tx: tx.mutes.all(NOW), "ix_mutes_until"),
        (lambda tx: tx.holds.due(NOW, 9), "ix_holds_until"),
        (lambda tx: tx.holds.next_end(), "COVERING INDEX ix_holds_until"),
        (lambda tx: tx.holds.of(HoldKind.QUIET), "ix_holds_kind_since"),
        (lambda tx: tx.wishes.touched_after(7), "autoindex_touched"),
        (lambda tx: tx.audit.of(CHANNEL, 9), "ix_audit_destination_seq"),
        (lambda tx: tx.verdicts.between(NOW, NOW), "ix_verdicts_at"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
async def test_a_question_is_answered_from_its_index(store, ask, index):
    plans = []

    def explain(connection, cursor, statement, parameters, context, many):
        if statement.startswith(("SELECT", "WITH")):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in cursor.fetchall())

    async with store.read() as tx:
        hook.listen(tx.connection.sync_connection, "before_cursor_execute", explain)
        await ask(tx)
    assert any(re.search(index, plan) for plan in plans), plans
    whole_tables = {plan for plan in plans if plan.startswith("SCAN") and "INDEX" not in plan}
    assert whole_tables <= {"SCAN CONSTANT ROW", "SCAN told"}  # what a query has made itself


def test_a_kill_in_the_middle_of_a_write_loses_that_write_and_nothing_else(file):
    done = subprocess.run([sys.executable, "-c", VICTIM, f"sqlite:///{file}"], cwd=ROOT, check=False)
    assert done.returncode == -9
    with sqlite3.connect(file) as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM incidents")]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert ids == [make.incident("whole").id]
