"""A chat and its client in one process, for tests that do not kill anybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from bot.domain.card import Card, Para, Text
from bot.domain.clock import SteppedClock
from bot.domain.subscription import Destination
from tests.fakes.chat.adapter import ChatPlatform
from tests.fakes.chat.chat import Chat
from tests.fakes.chat.far import Seen, seen
from tests.fakes.chat.server import serving

NOW = datetime(2023, 11, 14, 12, 0, tzinfo=UTC)
TENANT, CHANNEL = "mali-desk", "alerts"
QUICKLY, PATIENTLY = timedelta(seconds=0.5), timedelta(seconds=5)  # the first only where a chat hangs


@asynccontextmanager
async def talking(chat: Chat, *, patience: timedelta = PATIENTLY) -> AsyncIterator[ChatPlatform]:
    """A client of the chat, which gets a server of its own and one open channel."""
    chat.open(TENANT, [CHANNEL])
    async with (
        serving(chat) as address,
        ChatPlatform(chat.name, address, clock=SteppedClock(NOW), timeout=patience) as platform,
    ):
        yield platform


def place(channel: str = CHANNEL, platform: str = "chat") -> Destination:
    return Destination(platform=platform, tenant=TENANT, channel=channel)


def card(title: str = "Town captured by FAMa: Kidal") -> Card:
    return Card(title=title, blocks=(Para((Text("The army said so on Tuesday."),)),))


def said(chat: Chat) -> Seen:
    """What the chat holds."""
    return seen(chat.dump())


def keys(chat: Chat) -> list[str]:
    """Keys of what stands in the channel, in order of arrival."""
    return [message.key for message in said(chat).standing(TENANT, CHANNEL)]
