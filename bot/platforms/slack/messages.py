"""What a message in Slack tells of, from whatever Slack says of it. Must not know what somebody wants of it.

A delivery is named in the metadata of its message, which Slack may leave out of what it tells of shortcuts; then its
buttons name the incident, and else the message is read once more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.delivery import Gathering, News
from bot.domain.errors import BotError
from bot.domain.ids import DeliveryId
from bot.platforms.slack import buttons, render
from bot.platforms.slack.asked import Asked, Json
from bot.platforms.slack.buttons import Pressed
from bot.platforms.slack.wire import Wire
from bot.ports.store import Store

_ONE, _SEVERAL = frozenset({"incident", "why"}), "digest"  # commands of buttons that name what their message tells of


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The incident that a message tells of, or the message's own id where it gathers several; both empty for others."""

    incident: str = ""
    gathered: str = ""


class Messages:
    """Knows Tocsin's own messages."""

    def __init__(self, wire: Wire, store: Store) -> None:
        self._wire, self._store = wire, store

    async def about(self, asked: Asked) -> About:
        """What the message tells of at which somebody has asked something."""
        message = asked.message
        found = await self._of_key(render.key_of(message)) or _of_buttons(message)
        if found is None and message.get("bot_id"):
            found = await self._of_key(render.key_of(await self._read(asked)))
        return found or About()

    async def _of_key(self, key: DeliveryId | None) -> About | None:
        if key is None:
            return None
        async with self._store.read() as tx:
            delivery = await tx.outbox.get(key)
        if delivery is None:
            return None
        match delivery.about:
            case News(incident=incident):
                return About(incident=incident)
            case Gathering():
                return About(gathered=delivery.id)
        return None

    async def _read(self, asked: Asked) -> Json:
        """The message with its metadata; nothing where Slack does not give it."""
        ts, head = str(asked.message.get("ts") or ""), {"ts": asked.thread} if asked.thread else {}
        method = "conversations.replies" if head else "conversations.history"
        only = {"oldest": ts, "latest": ts, "inclusive": True, "limit": 2, "include_all_metadata": True}
        try:
            told = await self._wire.call(asked.team, method, {"channel": asked.channel, **head, **only})
        except BotError:
            return {}
        return next((one for one in told.get("messages") or () if one.get("ts") == ts), {})


def _of_buttons(message: Json) -> About | None:
    for pressed in _pressed(message):
        if pressed.command in _ONE and "id" in pressed.args:
            return About(incident=pressed.args["id"])
        if pressed.command == _SEVERAL and "id" in pressed.args:
            return About(gathered=pressed.args["id"])
    return None


def _pressed(message: Json) -> Iterator[Pressed]:
    """What the buttons of a message say, as far as it stands in them."""
    for block in message.get("blocks") or ():
        for one in block.get("elements") or ():
            value = one.get("value")
            pressed = buttons.decode(value) if isinstance(value, str) else None
            if pressed is not None:
                yield pressed
