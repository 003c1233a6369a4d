"""Ways by which an answer reaches whoever asked, each tried in turn until one gets through.

An answer is seen by the one who asked alone, unless it says otherwise; it takes the place of the message above it only
where that was such an answer too, never that of an alert. Must not know what is asked.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from bot.commands.command import Reply
from bot.commands.desk import Desk
from bot.domain.card import Card
from bot.domain.errors import BotError, Uncertain
from bot.platforms.slack import render
from bot.platforms.slack.asked import Asked
from bot.platforms.slack.wire import Wire

Body = dict[str, Any]
Way = Callable[[], Awaitable[object]]

EPHEMERAL, PUBLIC = "ephemeral", "in_channel"
_STILL = {"unfurl_links": False, "unfurl_media": False}

log = logging.getLogger(__name__)


class Replies:
    """`root` is the command that people type in Slack."""

    def __init__(self, wire: Wire, desk: Desk, root: str) -> None:
        self._wire, self._desk, self._root = wire, desk, root

    async def keep(self, card: Card) -> None:
        """Keeps the lines behind buttons whose commands are too long for them, before the card is shown."""
        lines = render.kept(card)
        if lines:
            async with self._desk.store.write() as tx:
                for line in lines.values():
                    await tx.prepared.keep(line, self._desk.clock.now())

    async def tell(self, asked: Asked, reply: Reply, *, in_place: bool = False) -> None:
        """Answers a command, a button or a shortcut; `in_place` of the private answer that was above the button.

        In a thread an answer to a response_url would stand at the foot of the channel, where nobody looks. Where it is
        not sure that one got through, the next way is taken too: twice for one person is better than not at all.
        """
        body = render.answer(reply.card, root=self._root)
        said = {**body, "response_type": EPHEMERAL if reply.private else PUBLIC, "replace_original": in_place}
        ways: list[Way] = []
        if asked.thread and reply.private and not in_place:
            ways.append(lambda: self._beside(asked, body))
        if asked.response_url:
            ways.append(lambda: self._wire.respond(asked.response_url, said))
        if asked.channel:
            ways.append(lambda: self._beside(asked, body))
        ways.append(lambda: self._alone(asked, body))
        await _first(ways)

    async def write(self, asked: Asked, reply: Reply, *, thread: str, is_open: bool) -> None:
        """Answers a message: in its thread, or in the conversation where there is none.

        `is_open`: everybody there may read it. What was written but perhaps not heard of is not written again.
        """
        body = render.answer(reply.card, root=self._root)
        beneath = {"thread_ts": thread} if thread else {}
        whole = {"channel": asked.channel, **beneath, **body, **_STILL}

        async def post() -> None:
            try:
                await self._wire.call(asked.team, "chat.postMessage", whole, channel=asked.channel)
            except Uncertain as error:
                _tell_lost(error)

        async def beside() -> None:
            told = {"channel": asked.channel, "user": asked.user, **beneath, **body}
            await self._wire.call(asked.team, "chat.postEphemeral", told)

        await _first([*([post] if is_open else []), beside, lambda: self._alone(asked, body)])

    async def _beside(self, asked: Asked, body: Body) -> None:
        """In the channel, for the one who asked alone."""
        beneath = {"thread_ts": asked.thread} if asked.thread else {}
        told = {"channel": asked.channel, "user": asked.user, **beneath, **body}
        await self._wire.call(asked.team, "chat.postEphemeral", told)

    async def _alone(self, asked: Asked, body: Body) -> None:
        """In the conversation that the person has with Tocsin alone."""
        told = {"channel": asked.user, **body, **_STILL}
        await self._wire.call(asked.team, "chat.postMessage", told, channel=asked.user)


async def _first(ways: list[Way]) -> None:
    """Takes the first way that gets through; where none does, that is kept for those who run Tocsin."""
    for way in ways:
        try:
            await way()
        except BotError as error:
            last = error
        else:
            return
    _tell_lost(last)


def _tell_lost(error: BotError) -> None:
    log.warning("an answer did not reach Slack", extra={"action": "answer_lost", "reason": str(error)})
