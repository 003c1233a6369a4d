"""Platforms on their stages, for the contract: each with the far side that it talks to.

A platform joins by one function in `STAGES`.
"""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from bot.domain.clock import SteppedClock
from bot.domain.subscription import Destination
from bot.platforms.terminal.adapter import Terminal
from bot.ports.platform import Platform
from tests.cards.samples import NOW
from tests.fakes.chat.adapter import ChatPlatform
from tests.fakes.chat.chat import Chat
from tests.fakes.chat.far import seen
from tests.fakes.chat.server import serving
from tests.platforms.discord.stage import on_discord, on_discord_forum
from tests.platforms.slack.stage import on_slack, on_slack_person

TENANT, CHANNEL, GROUP = "tenant", "channel", "4711"


class Stage(Protocol):
    """A platform and its far side, which outlives the platform as a server outlives a client."""

    group: str  # the platform's id of a role or group that can be called
    edits: bool  # an edit changes what people see
    knows_gone: bool  # it can tell that a message was deleted

    @property
    def channel(self) -> Destination: ...

    def start(self) -> AbstractAsyncContextManager[Platform]: ...

    def shown(self) -> str:
        """What people find there, from top to bottom."""

    def called(self) -> list[str]:
        """Whom the messages called, in order, by the platform's ids."""


class TerminalStage:
    group, edits, knows_gone = GROUP, False, False
    channel = Destination(platform="terminal", tenant=TENANT, channel=CHANNEL)

    def __init__(self, folder: Path) -> None:
        self._transcript, self._screen = folder / "transcript", io.StringIO()

    @asynccontextmanager
    async def start(self) -> AsyncIterator[Platform]:
        yield Terminal(self._transcript, self._screen, colour=False, width=80, clock=SteppedClock(NOW))

    def shown(self) -> str:
        return self._screen.getvalue()

    def called(self) -> list[str]:
        lines = self._transcript.read_text(encoding="utf-8").splitlines()
        return [entry["mention"] for entry in map(json.loads, lines) if "mention" in entry]


class ChatStage:
    """The platform of the outbox's tests: it can edit and delete, and has no idea of a message twice."""

    group, edits, knows_gone = GROUP, True, True
    channel = Destination(platform="chat", tenant=TENANT, channel=CHANNEL)

    def __init__(self, chat: Chat, address: str) -> None:
        self._chat, self._address = chat, address
        chat.open(TENANT, [CHANNEL])

    def start(self) -> AbstractAsyncContextManager[Platform]:
        return ChatPlatform("chat", self._address, clock=SteppedClock(NOW), timeout=timedelta(seconds=5))

    def shown(self) -> str:
        return "\n".join(message.shown for message in seen(self._chat.dump()).standing(TENANT, CHANNEL))

    def called(self) -> list[str]:
        return [message.mention for message in seen(self._chat.dump()).all() if message.mention]


@asynccontextmanager
async def terminal(folder: Path) -> AsyncIterator[Stage]:
    yield TerminalStage(folder)


@asynccontextmanager
async def chat(_: Path) -> AsyncIterator[Stage]:
    far = Chat("chat", idempotent=False)
    async with serving(far) as address:
        yield ChatStage(far, address)


STAGES: dict[str, Callable[[Path], AbstractAsyncContextManager[Stage]]] = {
    "terminal": terminal,
    "chat": chat,
    "discord": on_discord,
    "discord forum": on_discord_forum,
    "slack": on_slack,
    "slack person": on_slack_person,
}
