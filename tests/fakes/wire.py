"""What every fake does alike: connections that break, an owner's hand on a process, and the process that serves."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import struct
import sys
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from aiohttp import web

RESET_ON_CLOSE = struct.pack("ii", 1, 0)


def reset(request: web.BaseRequest) -> web.Response:
    """Tears the connection down at once; lingering for no time is what makes the system send RST instead of FIN."""
    if request.transport is not None:  # else the client has gone by itself
        request.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        request.transport.abort()
    return web.Response()


async def torn(request: web.BaseRequest, beginning: bytes, headers: Mapping[str, str]) -> web.StreamResponse:
    """Promises a hundred bytes, sends the beginning of a body and ends the connection."""
    response = web.StreamResponse(headers={"Content-Length": "100", **headers})
    with suppress(ConnectionResetError):  # the client may have gone by itself
        await response.prepare(request)
        await response.write(beginning)
    if request.transport is not None:
        request.transport.close()
    return response


def asked(port: int, path: str, body: Mapping[str, Any], patience_s: float) -> Any:
    """What the owner of a fake in another process is answered. Blocks; raises LookupError where it is refused."""
    connection = HTTPConnection("127.0.0.1", port, timeout=patience_s)
    try:
        connection.request("POST", path, json.dumps(body))
        answer = connection.getresponse()
        told = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise LookupError(f"{path} {body}: HTTP {answer.status} {told.decode()}")
    return json.loads(told)


async def served(fake: AbstractAsyncContextManager[str], port_file: Path, *, while_stdin: bool) -> None:
    """Serves a fake, which gives its address, until the process is told to stop; says `ready` when it can be asked."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if while_stdin:
        loop.add_reader(sys.stdin, stop.set)  # nobody writes to it: it becomes readable when it is closed
    async with fake as address:
        whole = port_file.with_suffix(".part")
        whole.write_text(address.rpartition(":")[2])
        whole.rename(port_file)
        print("ready", flush=True)
        await stop.wait()
