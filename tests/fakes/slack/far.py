"""A Slack in another process, and its owner's hand on it: what must outlive a killed client lives there.

Plain blocking calls: tests that kill processes are not coroutines, and a coroutine may block on another process.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.fakes.slack.answers import unpacked, unpacked_message, unpacked_screen
from tests.fakes.slack.parts import Request
from tests.fakes.slack.server import ACTS, MESSAGE_VERBS, SOCKET_VERBS, VERBS
from tests.fakes.wire import asked

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 30.0


class FarSlack:
    """The methods of Slack (which see), by the same names and arguments, in another process, and all of them blocking.

    `command`, `press` and the other acts of people give a Shown; `set(patience=1)` turns one of `server.SWITCHES`.
    """

    def __init__(self, url: str) -> None:
        self.url, self.api = url, f"{url}/api/"
        self._port = int(url.rpartition(":")[2])

    def __getattr__(self, verb: str) -> Any:
        if verb in ("app_id", "app_token", "client_id", "client_secret", "signing_secret"):
            return self._credentials[verb]
        if verb not in (*VERBS, *MESSAGE_VERBS, *ACTS, *SOCKET_VERBS, "set"):
            raise AttributeError(verb)

        def call(*args: Any, **given: Any) -> Any:
            done = self._do(verb, [one.id if hasattr(one, "id") else one for one in args], given)
            if verb in MESSAGE_VERBS:
                return [unpacked_message(one) for one in done]
            if verb in ("home", "modal"):
                return unpacked_screen(done)
            return unpacked(done) if verb in ACTS else done

        return call

    @property
    def requests(self) -> list[Request]:
        """Every request, in order of arrival. Its clocks are those of this machine too."""
        return [Request(**one) for one in self._do("log", [], {})]

    @cached_property
    def _credentials(self) -> dict[str, str]:
        return dict(self._do("credentials", [], {}))

    def _do(self, verb: str, args: list[Any], given: dict[str, Any]) -> Any:
        return asked(self._port, f"/owner/{verb}", {"args": args, "given": given}, PATIENCE_S)


@contextmanager
def far_slack(folder: Path, *options: str) -> Iterator[FarSlack]:
    """A Slack in a process of its own, which ends with the block or with this process.

    Raises AssertionError where it has complaints left.
    `options` are those of `python -m tests.fakes.slack.server`.
    """
    port_file = folder / "slack.port"
    command = [sys.executable, "-m", "tests.fakes.slack.server", "--port-file", str(port_file), "--while-stdin"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    with subprocess.Popen([*command, *options], cwd=ROOT, env=env, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            assert process.stdout is not None
            if process.stdout.readline() != "ready\n":
                raise RuntimeError("the Slack did not start")
            far = FarSlack(f"http://127.0.0.1:{int(port_file.read_text())}")
            yield far
            if complaints := far.forgive():
                raise AssertionError("Slack complains:\n" + "\n".join(complaints))
        finally:
            process.terminate()
