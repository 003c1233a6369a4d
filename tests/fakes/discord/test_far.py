"""A Discord in another process: its memory outlives clients, and its owner reaches it by the same methods."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest

from tests.fakes.discord.fake import TOKEN, Discord
from tests.fakes.discord.far import ROOT, FarDiscord, far_discord
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.people import People
from tests.fakes.discord.rooms import By
from tests.fakes.discord.server import ACTS, GATEWAY_VERBS, MESSAGE_VERBS, SWITCHES, VERBS

REQUESTS = 1000
CPU_MOST_S = 1e-3  # for one request; on an idle core 1,000 a second

CLIENT = """
import asyncio, os, signal, sys
from tests.fakes.discord.stage import point
from tests.fakes.discord.clerk import Clerk
from tests.fakes.discord.fake import TOKEN, Discord

class Mortal(Clerk):
    async def setup_hook(self):
        await self.commands.tree.sync()

    async def on_ready(self):
        print("ready", flush=True)

    async def on_app_command_completion(self, interaction, command):
        os.kill(os.getpid(), signal.SIGKILL)

point(sys.argv[1])
asyncio.run(Mortal(Discord()).start(TOKEN))
"""

STARTER = """
import os, pathlib, signal, sys
from tests.fakes.discord.far import far_discord
with far_discord(pathlib.Path(sys.argv[1])) as far:
    far.dump()
    print("running", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def complain(method: str, template: str, body: Any) -> Iterable[str]:
    """The judge of the server below: it likes no message."""
    return ["a message"] if template.endswith("/messages") else []


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FarDiscord]:
    judge = f"--judge={__name__}:complain"
    with far_discord(tmp_path_factory.mktemp("discord"), "--seed=3", "--identify-window=0", judge) as running:
        yield running


def send(line: HTTPConnection, channel: str, content: str = "x") -> int:
    """One message; the status of the answer."""
    headers = {"Authorization": f"Bot {TOKEN}", "Content-Type": "application/json"}
    line.request("POST", f"/api/v10/channels/{channel}/messages", json.dumps({"content": content}), headers)
    answer = line.getresponse()
    answer.read()
    return answer.status


@pytest.fixture
def line(far: FarDiscord) -> Iterator[HTTPConnection]:
    with closing(HTTPConnection("127.0.0.1", int(far.address.rpartition(":")[2]), timeout=10)) as opened:
        yield opened


def test_what_a_client_said_outlives_it(far: FarDiscord) -> None:
    channel = far.channel(far.guild("Mali desk"), "alerts")
    command, env = [sys.executable, "-W", "ignore", "-c", CLIENT, far.address], {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as client:
        try:
            assert client.stdout is not None
            assert client.stdout.readline() == "ready\n"
            shown = far.slash("amina", channel, "status", place="Kidal", locale="fr")
            assert client.wait(timeout=10) == -signal.SIGKILL
        finally:
            client.kill()
    assert (shown.said.content, shown.in_time) == ("Kidal fr", True)
    (message,) = far.messages(channel)
    assert (message.content, message.gone, message.interaction) == ("Kidal fr", By.NOBODY, shown.id)
    far.set(within=0.05)
    assert not far.press(shown.said, "Next page").in_time
    far.set(within=3)
    dump = far.dump()
    assert (dump["sessions"][0]["intents"], dump["syncs"][0]["commands"][0]) == (1, "status")


def test_its_owner_shuts_channels_deletes_messages_and_plans_faults(far: FarDiscord, line: HTTPConnection) -> None:
    channel = far.channel(far.guild("Niger desk"), "alerts")
    far.script(["broken", None, "away"], channel=channel)
    assert [send(line, channel) for _ in range(4)] == [500, 200, 503, 200]
    first, second = far.messages(channel)
    assert first.at < second.at
    far.delete(first.id)
    with pytest.raises(LookupError, match="10008"):
        far.delete(first.id)
    assert [one.id for one in far.standing(channel)] == [second.id]
    far.set_door(channel, "hidden")
    assert send(line, channel) == 403
    assert [request.status for request in far.requests() if channel in request.path] == [500, 200, 503, 200, 403]
    assert "POST /channels/{channel_id}/messages: a message" in far.dump()["complaints"]


def test_whatever_an_owner_can_do_from_afar_can_be_done_here() -> None:
    fake = Discord()
    assert [verb for verb in (*VERBS, *MESSAGE_VERBS) if not callable(getattr(Discord, verb, None))] == []
    assert [verb for verb in ACTS if not callable(getattr(People, verb, None))] == []
    assert [verb for verb in GATEWAY_VERBS if not callable(getattr(Gateway, verb, None))] == []
    assert [name for name, part in SWITCHES.items() if not hasattr(getattr(fake, part), name)] == []


def test_what_its_owner_cannot_do_is_said(far: FarDiscord) -> None:
    with pytest.raises(AttributeError):
        far.conquer()
    with pytest.raises(LookupError, match="Impossible"):
        far.slash("amina", far.conversation("amina"), "conquer")


def test_ten_thousand_channels_take_a_thousand_messages_for_each_second_of_its_processor(
    far: FarDiscord, line: HTTPConnection
) -> None:
    far.limit(None)
    channels = [one for number in range(20) for one in far.channels(far.guild(f"guild {number}"), 500)]
    assert len(set(channels)) == 10_000
    (server,) = [child for child in psutil.Process().children() if "tests.fakes.discord.server" in child.cmdline()]
    before, began = sum(server.cpu_times()[:2]), time.monotonic()
    assert {send(line, channel, "x" * 600) for channel in channels[:REQUESTS]} == {200}
    assert sum(server.cpu_times()[:2]) - before < REQUESTS * CPU_MOST_S
    assert len([one for one in far.all() if one.arrived >= began]) == REQUESTS
    far.limit()


def test_the_server_ends_with_its_block(tmp_path: Path) -> None:
    with far_discord(tmp_path) as running:
        running.dump()
    with pytest.raises(ConnectionRefusedError):
        running.dump()


def test_the_server_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARTER, str(tmp_path)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    # The server shares its starter's standard error: this returns only when both of them have closed it.
    ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=20, check=False)
    assert (ran.returncode, ran.stdout) == (-signal.SIGKILL, "running\n")
