"""The terminal as a platform: messages are lines of a transcript that survives a crash, and are shown as they come.

The transcript is the message; the screen only shows it. So a delivery is told once even when Tocsin dies between
sending and booking: `find` reads the transcript. A terminal cannot take back what it has shown: an edit shows nothing
(its news comes as a reply), and a removed message is only no longer found.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TextIO

from bot.domain.card import Card
from bot.domain.clock import Clock
from bot.domain.delivery import Manner, Receipt
from bot.domain.errors import Busy, Uncertain
from bot.domain.ids import DeliveryId
from bot.domain.subscription import Destination
from bot.platforms.terminal.render import render

NAME = "terminal"
RETRY = timedelta(seconds=30)  # a full disk or a folder without rights is mended by a person


class Terminal:
    """A bot.ports.platform.Platform. `width` is in cells; `colour` is the caller’s decision (NO_COLOR, no terminal)."""

    def __init__(self, transcript: Path, out: TextIO, *, colour: bool, width: int, clock: Clock) -> None:
        self._transcript, self._out = transcript, out
        self._colour, self._width, self._clock = colour, width, clock

    @property
    def name(self) -> str:
        return NAME

    async def post(self, key: DeliveryId, destination: Destination, card: Card, manner: Manner) -> Receipt:
        """Writes and shows the card; the receipt is the delivery's own key. Raises Busy or Uncertain."""
        return await self._tell(key, destination, card, manner)

    async def edit(self, destination: Destination, receipt: Receipt, card: Card) -> None:
        """Does nothing: what was shown stays as it was, and the news is told by `reply`."""

    async def reply(
        self, key: DeliveryId, destination: Destination, receipt: Receipt, card: Card, manner: Manner
    ) -> Receipt:
        """Writes and shows the card like any other: a terminal has no threads. Raises Busy or Uncertain."""
        return await self._tell(key, destination, card, manner)

    async def find(
        self, key: DeliveryId, destination: Destination, beneath: Receipt | None = None
    ) -> tuple[Receipt, ...]:
        """The receipt of a delivery that stands whole in the transcript. Raises Busy where that cannot be read.

        Never more than one: the key is the message's name, so that two lines with one key are one message.
        """
        is_there = False
        for entry in await asyncio.to_thread(self._entries):
            if entry.get("destination") == destination.key and key in (entry.get("key"), entry.get("removed")):
                is_there = "removed" not in entry
        return (Receipt(ref=key),) if is_there else ()

    async def remove(self, destination: Destination, receipt: Receipt) -> None:
        """Writes that a message is no longer to be found. Raises Busy or Uncertain."""
        await self._write({"removed": receipt.ref, "destination": destination.key, "at": self._clock.now().isoformat()})

    async def _tell(self, key: DeliveryId, destination: Destination, card: Card, manner: Manner) -> Receipt:
        now = self._clock.now()
        text = render(card, width=self._width, colour=False, now=now, mention=manner.mention)
        told = {"key": key, "destination": destination.key, "at": now.isoformat(), "text": text}
        await self._write({**told, "mention": manner.mention} if manner.mention else told)
        painted = render(card, width=self._width, colour=True, now=now, mention=manner.mention) if self._colour else ""
        self._show(painted or text)
        return Receipt(ref=key)

    async def _write(self, entry: Mapping[str, str]) -> None:
        await asyncio.to_thread(append, self._transcript, json.dumps(entry, ensure_ascii=False))

    def _show(self, text: str) -> None:
        encoding = self._out.encoding or "utf-8"
        # A closed pipe must not stop the bot: the message stands in the transcript already.
        with suppress(OSError, ValueError):
            self._out.write(text.encode(encoding, "replace").decode(encoding) + "\n")
            self._out.flush()

    def _entries(self) -> list[dict[str, object]]:
        try:
            with self._transcript.open("rb") as file:
                return list(_entries(file))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise Busy(RETRY) from error


def append(path: Path, line: str) -> None:
    """Adds one line with a single write and brings it to the disk. Raises Busy (nothing written) or Uncertain.

    A line that a crash tore off is ended first, so that it spoils no other line.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError as error:
        raise Busy(RETRY) from error
    try:
        size = os.fstat(file).st_size
        torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
        encoded = (b"\n" if torn else b"") + line.encode("utf-8", "replace") + b"\n"
        if os.write(file, encoded) != len(encoded):
            raise Uncertain(f"only a part of the message could be written to {path}")
        os.fsync(file)
    except OSError as error:
        raise Uncertain(f"{path}: {error.strerror or error}") from error
    finally:
        os.close(file)


def _entries(lines: Iterator[bytes]) -> Iterator[dict[str, object]]:
    """The whole lines; a torn one is no message."""
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            yield entry
