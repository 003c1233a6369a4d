"""The guard that keeps tests on this machine, tested by running small test files of its own."""

import os
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

LEAVES = """
import socket
def test_leaves():
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    except OSError:
        pass
"""
LOOKS_UP = """
import asyncio
async def test_looks_up():
    try:
        await asyncio.get_running_loop().getaddrinfo("news.example", 80)
    except OSError:
        pass
"""
STAYS = """
import asyncio
async def test_stays():
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        _, writer = await asyncio.open_connection("localhost", server.sockets[0].getsockname()[1])
        writer.close()
        await writer.wait_closed()
"""


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        pytest.param(LEAVES, {"passed": 1, "errors": 1}, id="a connection to another machine, its error swallowed"),
        pytest.param(LOOKS_UP, {"passed": 1, "errors": 1}, id="a look-up of a foreign name, its error swallowed"),
        pytest.param(STAYS, {"passed": 1}, id="a server on loopback"),
    ],
)
def test_a_test_that_leaves_the_machine_fails_even_when_the_error_is_swallowed(
    pytester: pytest.Pytester, source: str, outcome: dict[str, int]
) -> None:
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(source)
    pytester.makeini("[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n")
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(**outcome)


def test_settings_of_the_developer_do_not_reach_a_test() -> None:
    assert not [name for name in os.environ if name.upper().startswith("TOCSIN_")]
