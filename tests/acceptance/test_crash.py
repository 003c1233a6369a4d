"""`kill -9` anywhere, a second download, a restart: the same incidents, and each alert told once."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VICTIM = Path(__file__).with_name("victim.py")
MOMENTS = 12


class Victims:
    """One process that forks a victim for each wish."""

    def __init__(self):
        env = {**{k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")}, "PYTHONPATH": str(ROOT)}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([sys.executable, str(VICTIM)], env=env, stdin=pipe, stdout=pipe, text=True)

    def start(self, folder, wish="-"):
        """Begins one life; its process id."""
        self.process.stdin.write(f"{folder} {MOMENTS} {wish}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def status(self):
        """Waits for the end of the life that was begun; its exit code, negative for a signal."""
        return int(self.process.stdout.readline())

    def finish(self, folder):
        self.start(folder)
        assert self.status() == 0
        assert (folder / "finished").exists()

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


def incidents(folder):
    """Every incident as stored, and what each change said of it."""
    with closing(sqlite3.connect(folder / "demo.db")) as db:
        return (
            sorted(db.execute("select id, revision, type, place, starts_at, killed_low, standing from incidents")),
            sorted(db.execute("select incident, kind, count(*) from changes group by incident, kind")),
        )


def told(folder):
    """Keys of the messages in the order in which they were told."""
    return [json.loads(line)["key"] for line in (folder / "transcript.log").read_text().splitlines()]


@pytest.fixture(scope="module")
def victims():
    running = Victims()
    yield running
    running.close()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, victims):
    folder = tmp_path_factory.mktemp("undisturbed")
    victims.finish(folder)
    assert len(incidents(folder)[0]) >= 6
    assert len(told(folder)) >= 8
    return incidents(folder), told(folder)


@pytest.mark.parametrize(
    "wish", ["poll:1", "poll:40", "ingest:3", "evaluate:2", "dispatch:2", "send:1", "send:5", "deliver:2"]
)
def test_a_kill_between_two_stages_changes_nothing_and_tells_each_alert_once(tmp_path, undisturbed, victims, wish):
    victims.start(tmp_path, wish)
    assert victims.status() == -signal.SIGKILL
    victims.finish(tmp_path)
    assert incidents(tmp_path) == undisturbed[0]
    assert sorted(told(tmp_path)) == sorted(undisturbed[1])


@pytest.mark.parametrize("seed", range(4))
def test_kills_at_random_moments_change_nothing_and_tell_each_alert_once(tmp_path, undisturbed, victims, seed):
    chance = random.Random(seed)
    for _ in range(3):
        pid = victims.start(tmp_path)
        time.sleep(chance.uniform(0.1, 1.2))  # real time: the kill must fall anywhere, also inside a transaction
        with suppress(ProcessLookupError):  # on a fast machine a life may have ended before
            os.kill(pid, signal.SIGKILL)
        victims.status()
    victims.finish(tmp_path)
    assert incidents(tmp_path) == undisturbed[0]
    assert sorted(told(tmp_path)) == sorted(undisturbed[1])
