"""A chat server in another process: its memory outlives clients, and its owner reaches it by the same methods."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.clock import SteppedClock
from bot.domain.delivery import PLAIN
from bot.domain.errors import Busy, Lost, Uncertain
from bot.domain.ids import DeliveryId
from bot.domain.subscription import Destination
from tests.fakes.chat.adapter import ChatPlatform
from tests.fakes.chat.chat import VERBS, Chat
from tests.fakes.chat.far import ROOT, FarChat, FarServer, far_server
from tests.fakes.chat.rooms import By
from tests.fakes.chat.stage import CHANNEL, NOW, card

A, B = DeliveryId("a"), DeliveryId("b")
PATIENT = timedelta(seconds=2)
CLIENT = """
import http.client, json, os, signal, sys
line = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
words = json.dumps({"key": "a", "text": "x", "card": {}})
line.request("POST", sys.argv[2], words)
line.getresponse().read()
os.kill(os.getpid(), signal.SIGKILL)
"""

STARTER = """
import os, pathlib, signal, sys
from tests.fakes.chat.far import far_server
with far_server(pathlib.Path(sys.argv[1])) as server:
    server.chats["chat"].seen()
    print("running", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FarServer]:
    with far_server(tmp_path_factory.mktemp("chat"), seed=3) as running:
        yield running


def open_tenant(server: FarServer, tenant: str) -> None:
    """Each test has a tenant of its own: the server is shared."""
    for chat in server.chats.values():
        chat.open(tenant, [CHANNEL])


def in_tenant(tenant: str) -> Destination:
    return Destination(platform="chat", tenant=tenant, channel=CHANNEL)


def client(server: FarServer, name: str) -> ChatPlatform:
    return ChatPlatform(name, server.address, clock=SteppedClock(NOW), timeout=PATIENT)


def test_its_memory_outlives_a_killed_client(server: FarServer) -> None:
    open_tenant(server, "killed")
    path = f"/chat/killed/channels/{CHANNEL}/messages"
    command = [sys.executable, "-c", CLIENT, server.address.rpartition(":")[2], path]
    assert subprocess.run(command, timeout=10, check=False).returncode == -signal.SIGKILL
    assert [message.key for message in server.chats["chat"].seen().standing("killed", CHANNEL)] == ["a"]


@pytest.mark.parametrize(("name", "copies"), [("chat", 1), ("chatlog", 2)])
async def test_one_chat_knows_keys_again_and_the_other_does_not(server: FarServer, name: str, copies: int) -> None:
    open_tenant(server, "flavours")
    async with client(server, name) as platform:
        for _ in range(2):
            await platform.post(A, in_tenant("flavours"), card(), PLAIN)
        assert len(await platform.find(A, in_tenant("flavours"))) == copies


async def test_its_owner_shuts_channels_and_deletes_messages(server: FarServer) -> None:
    open_tenant(server, "doors")
    chat, where = server.chats["chat"], in_tenant("doors")
    async with client(server, "chat") as platform:
        receipt = await platform.post(A, where, card(), PLAIN)
        chat.delete("doors", CHANNEL, receipt.ref)
        with pytest.raises(LookupError):
            chat.delete("doors", CHANNEL, receipt.ref)
        for shut in (chat.forbid, chat.close):
            shut("doors", CHANNEL)
            with pytest.raises(Lost):
                await platform.post(B, where, card(), PLAIN)
    assert [one.gone for one in chat.seen().channels[("doors", CHANNEL)]] == [By.PERSON]


async def test_its_owner_plans_faults_and_limits(server: FarServer) -> None:
    open_tenant(server, "faults")
    chat, where = server.chats["chatlog"], in_tenant("faults")
    async with client(server, "chatlog") as platform:
        chat.script(["reset_after", None, "away"], on="post")
        with pytest.raises(Uncertain):
            await platform.post(A, where, card(), PLAIN)
        await platform.post(B, where, card(), PLAIN)
        with pytest.raises(Busy):
            await platform.post(B, where, card(), PLAIN)
        chat.spoil(1, ["limited"], ["find"])
        with pytest.raises(Busy):
            await platform.find(A, where)
        chat.spoil(0)
        chat.set_clock(0)
        chat.limit(channel=(1, 7))
        await platform.post(B, where, card(), PLAIN)
        with pytest.raises(Busy) as raised:
            await platform.post(B, where, card(), PLAIN)
        chat.limit()
    assert raised.value.retry_after == timedelta(seconds=7)
    assert chat.seen().faults == {"reset_after": 1, "away": 1, "limited": 1}


def test_whatever_an_owner_can_do_here_can_be_done_from_afar() -> None:
    assert {verb for verb in VERBS if verb != "dump"} <= set(vars(FarChat)) & set(vars(Chat))


def test_the_server_ends_with_its_block(tmp_path: Path) -> None:
    with far_server(tmp_path) as running:
        running.chats["chat"].seen()
    with pytest.raises(ConnectionRefusedError):
        running.chats["chat"].seen()


def test_the_server_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARTER, str(tmp_path)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    # The server shares its starter's standard error: this returns only when both of them have closed it.
    ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=20, check=False)
    assert ran.returncode == -signal.SIGKILL
    assert ran.stdout == "running\n"
