"""Where messages go, and what wakes loops. Nothing here does anything."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from bot.domain.card import Card
from bot.domain.delivery import Manner, Receipt
from bot.domain.ids import DeliveryId
from bot.domain.subscription import Destination


class Platform(Protocol):
    """Sends cards. Raises Busy, Refused, Lost, Gone or Uncertain; only pipeline/deliver.py decides what follows.

    Each call is one message or one edit, so that repeating it is the caller's decision alone.
    """

    @property
    def name(self) -> str: ...

    async def post(self, key: DeliveryId, destination: Destination, card: Card, manner: Manner) -> Receipt: ...

    async def edit(self, destination: Destination, receipt: Receipt, card: Card) -> None:
        """Brings a message up to date; doing it twice changes nothing. Raises Gone where it was deleted."""

    async def reply(
        self, key: DeliveryId, destination: Destination, receipt: Receipt, card: Card, manner: Manner
    ) -> Receipt:
        """Tells `card` beneath a message: in its thread, or in the channel where the manner is without threads."""

    async def find(
        self, key: DeliveryId, destination: Destination, beneath: Receipt | None = None
    ) -> tuple[Receipt, ...]:
        """Every message that carries the key, oldest first; empty where it surely did not go out.

        `beneath` is the message under which a reply with that key would stand.
        """

    async def remove(self, destination: Destination, receipt: Receipt) -> None:
        """Deletes one of our own messages; one that is not there any more is no error."""


class Bus(Protocol):
    """Wakes loops. A topic that rings while nobody listens is heard at the next wait; it carries no work."""

    def ring(self, topic: str) -> None: ...
    async def wait(self, topic: str, timeout: timedelta) -> bool: ...
