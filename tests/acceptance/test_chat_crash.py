"""`kill -9` at 200 seeded random moments of a replay that is told on two platforms, one of which knows no keys.

After each restart the replay goes on; at its end set and order of the messages in every channel are those of a replay
that nobody disturbed: nothing lost, nothing doubled, nothing out of order.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.acceptance.chat_victim import CHANNELS, TENANT
from tests.acceptance.chat_world import CHAT, CHATLOG
from tests.fakes.chat.far import far_server

ROOT = Path(__file__).resolve().parents[2]
VICTIM = Path(__file__).with_name("chat_victim.py")
MOMENTS = 40
KILLS, REPLAYS = 200, 4
SHARE = 1.4  # of an undisturbed replay's time: the lives of a killed one last so long together, at most
PATIENCE_S = 5.0


class Victims:
    """One process that forks a victim for each wish, all of them talking to the same chats."""

    def __init__(self, address, folder, patience_s=PATIENCE_S):
        env = {**{k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")}, "PYTHONPATH": str(ROOT)}
        pipe = subprocess.PIPE
        command = [sys.executable, str(VICTIM), address]
        self.process = subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, text=True)
        self.wish = f"{folder} {MOMENTS} {patience_s}\n"

    def start(self):
        """Begins one life; its process id once it works."""
        self.process.stdin.write(self.wish)
        self.process.stdin.flush()
        return self._read("pid")

    def status(self):
        """Waits for the end of the life that was begun; its exit code, negative for a signal."""
        return self._read("exit")

    def _read(self, expected):
        word, number = self.process.stdout.readline().split()
        assert word == expected, f"a life ended with {number} before it had begun to work"
        return int(number)

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


def told(server):
    """What stands in every channel, in order: the message of what, whether beneath which other, and its last words."""
    found = {}
    for name in (CHAT, CHATLOG):
        seen = server.chats[name].seen()
        for channel in CHANNELS:
            standing = seen.standing(TENANT, channel)
            number = {message.ref: index for index, message in enumerate(standing)}
            found[name, channel] = [
                (message.key, number.get(message.parent), shown(message)) for message in standing
            ]  # fmt: skip
    return found


def shown(message):
    """Title and text as they stand; ages depend on the second in which a message was edited."""
    return json.dumps(message.card["title"])


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    with far_server(folder) as server:
        opened(server)
        victims = Victims(server.address, folder)
        victims.start()
        began = time.monotonic()
        assert victims.status() == 0
        lasted = time.monotonic() - began
        victims.close()
        result = told(server)
    assert all(len(messages) >= 8 for messages in result.values())
    assert any(beneath is not None for messages in result.values() for _, beneath, _ in messages)
    return result, lasted


def opened(server):
    for chat in server.chats.values():
        chat.open(TENANT, list(CHANNELS))


def killed(victims, chance, kills, lasted):
    """Lives that end at random moments, then one that ends by itself; how many were really killed."""
    longest = SHARE * lasted / kills
    died = 0
    for _ in range(kills):
        pid = victims.start()
        time.sleep(chance.uniform(0, longest))  # real time: the kill must fall anywhere, also inside a transaction
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        died += victims.status() == -signal.SIGKILL
    victims.start()
    assert victims.status() == 0
    return died


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(REPLAYS))
def test_kills_at_random_moments_lose_nothing_double_nothing_and_keep_the_order(tmp_path, undisturbed, seed):
    with far_server(tmp_path, seed=seed) as server:
        opened(server)
        victims = Victims(server.address, tmp_path)
        died = killed(victims, random.Random(seed), KILLS // REPLAYS, undisturbed[1])
        victims.close()
        assert told(server) == undisturbed[0]
    assert died >= KILLS // REPLAYS * 0.8


@pytest.mark.slow
def test_kills_and_answers_that_never_came_back_leave_no_second_copy(tmp_path, undisturbed):
    with far_server(tmp_path, seed=9) as server:
        opened(server)
        for chat in server.chats.values():
            chat.spoil(0.1, ["reset_after", "hang_after"], ["post", "reply"])
        victims = Victims(server.address, tmp_path, patience_s=0.2)
        killed(victims, random.Random(9), 10, undisturbed[1])
        victims.close()
        assert told(server) == undisturbed[0]
        faults = [sum(chat.seen().faults.values()) for chat in server.chats.values()]
    assert all(faults)
