"""A Slack in another process: its memory outlives clients, and its owner reaches it by the same methods."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import psutil  # type: ignore[import-untyped]
import pytest

from tests.fakes.slack.fake import Slack
from tests.fakes.slack.far import ROOT, FarSlack, far_slack
from tests.fakes.slack.rooms import By
from tests.fakes.slack.server import ACTS, MESSAGE_VERBS, SOCKET_VERBS, SWITCHES, VERBS

REQUESTS = 1000
CPU_MOST_S = 1.5e-3  # for one request without the judge; on an idle core some 1,500 a second

CLIENT = """
import asyncio, os, signal, sys
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

api, token, app_token = sys.argv[1:]
app = AsyncApp(client=AsyncWebClient(token, base_url=api))

@app.command("/tocsin")
async def answer(ack, respond, body):
    await ack()
    await respond(text=body["text"])

@app.event("app_mention")
async def die(say):
    await say(text="and gone")
    os.kill(os.getpid(), signal.SIGKILL)

async def main():
    await AsyncSocketModeHandler(app, app_token).start_async()

asyncio.run(main())
"""

STARTER = """
import os, pathlib, signal, sys
from tests.fakes.slack.far import far_slack
with far_slack(pathlib.Path(sys.argv[1])) as far:
    far.dump()
    print("running", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FarSlack]:
    with far_slack(tmp_path_factory.mktemp("slack"), "--seed=3", "--speed=2") as running:
        yield running


def send(line: HTTPConnection, token: str, channel: str, text: str = "x", **more: str) -> int:
    """One message; the status of the answer."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", "/api/chat.postMessage", urlencode({"channel": channel, "text": text, **more}), headers)
    answer = line.getresponse()
    answer.read()
    return answer.status


def opened(far: FarSlack) -> HTTPConnection:
    return HTTPConnection("127.0.0.1", int(far.url.rpartition(":")[2]), timeout=10)


def test_what_a_client_said_outlives_it(far: FarSlack) -> None:
    team = far.team("Mali desk")
    ann, channel = far.user(team, "ann"), far.channel(team, "alerts")
    command = [sys.executable, "-W", "ignore", "-c", CLIENT, far.api, far.token(team), far.app_token]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}) as client:
        try:
            far.until_connected()
            shown = far.command("/tocsin Kidal", ann, channel)
            assert (shown.one.text, shown.one.ephemeral, shown.in_time) == ("Kidal", True, True)
            far.mention(ann, channel, "farewell")
            assert client.wait(timeout=10) == -signal.SIGKILL
        finally:
            client.kill()
    question, answer = far.standing(channel)
    assert (question.author, answer.text, answer.gone) == (ann, "and gone", By.NOBODY)
    assert far.dump()["acks"][0] == shown.took
    far.set(patience=0.1)
    assert far.command("/tocsin Kidal", ann, channel).error == "dispatch_failed"


def test_its_owner_shuts_channels_deletes_messages_and_plans_faults(far: FarSlack) -> None:
    team = far.team("Niger desk")
    channel, token = far.channel(team, "alerts"), far.token(team)
    far.limit("channel", None)
    far.script(["broken", None, "away"], channel=channel)
    with closing(opened(far)) as line:
        assert [send(line, token, channel) for _ in range(4)] == [500, 200, 503, 200]
        first, second = far.messages(channel)
        assert first.at < second.at
        far.delete(channel, first.ts)
        assert [one.ts for one in far.standing(channel)] == [second.ts]
        far.set_door(channel, "archived")
        assert send(line, token, channel) == 200
    ours = [request for request in far.requests if request.channel == channel]
    assert [(one.status, one.error) for one in ours][-2:] == [(200, ""), (200, "is_archived")]


def test_whatever_an_owner_can_do_from_afar_can_be_done_here() -> None:
    slack = Slack()
    verbs = (*VERBS, *MESSAGE_VERBS, *ACTS, *SOCKET_VERBS)
    assert [verb for verb in verbs if not callable(getattr(slack, verb, None))] == []
    parts = {name: getattr(slack, part) if part else slack for name, part in SWITCHES.items()}
    assert [name for name, part in parts.items() if not hasattr(part, name)] == []


def test_what_its_owner_cannot_do_is_said(far: FarSlack) -> None:
    with pytest.raises(AttributeError):
        far.conquer()
    team = far.team("Chad desk")
    with pytest.raises(LookupError, match="Impossible"):
        far.command("tocsin", far.user(team, "ann"), far.channel(team, "alerts"))


def test_what_is_complained_of_there_fails_the_test_here(tmp_path: Path) -> None:
    def say_it_badly() -> None:
        with far_slack(tmp_path) as running, closing(opened(running)) as line:
            team = running.team("Mali desk")
            send(line, running.token(team), running.channel(team, "alerts"), blocks='[{"type": "header"}]')

    with pytest.raises(AssertionError, match="required property"):
        say_it_badly()


def test_a_thousand_channels_in_twenty_workspaces_take_a_message_each_in_little_time(tmp_path: Path) -> None:
    with far_slack(tmp_path, "--no-judge") as running, closing(opened(running)) as line:
        running.unlimited()
        teams = [running.team(f"workspace {number}") for number in range(20)]
        to = [(running.token(team), channel) for team in teams for channel in running.channels(team, REQUESTS // 20)]
        (server,) = [one for one in psutil.Process().children() if str(tmp_path / "slack.port") in one.cmdline()]
        before, began = sum(server.cpu_times()[:2]), time.monotonic()
        assert {send(line, token, channel, "x" * 600) for token, channel in to} == {200}
        assert sum(server.cpu_times()[:2]) - before < REQUESTS * CPU_MOST_S
        told = running.all()
        assert len({one.channel for one in told}) == len(told) == REQUESTS
        assert all(one.arrived >= began for one in told)


def test_the_server_ends_with_its_block(tmp_path: Path) -> None:
    with far_slack(tmp_path) as running:
        running.dump()
    with pytest.raises(ConnectionRefusedError):
        running.dump()


def test_the_server_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARTER, str(tmp_path)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    # The server shares its starter's standard error: this returns only when both of them have closed it.
    ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=20, check=False)
    assert (ran.returncode, ran.stdout) == (-signal.SIGKILL, "running\n")
