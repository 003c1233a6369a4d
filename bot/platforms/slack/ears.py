"""What Slack tells, handed on to what answers it: the only file that tells bolt what to listen for.

What nothing here listens for is acknowledged all the same, and so is a request at which something broke: Slack shows
people that an app did not respond, and disables one that often does not.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.platforms.slack import buttons, forms, shortcuts
from bot.platforms.slack.asked import Json
from bot.platforms.slack.interactions import Interactions
from bot.platforms.slack.teams import EVENTS, Teams

ANYTHING = re.compile(r"(?s).*")

log = logging.getLogger(__name__)

Answer = Callable[[Json, AsyncAck], Coroutine[Any, Any, None]]
Hear = Callable[[Json], Coroutine[Any, Any, None]]


class Ears:
    """What is listened for, and what is being answered.

    Bolt lets its listeners go on behind its back, and forgets an acknowledgement after which one fails. So listeners
    only begin an answer here, where it can be ended with Tocsin.
    """

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Gives up whatever is still being answered."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def answering(self, answer: Answer) -> Callable[..., Awaitable[None]]:
        """A listener as bolt wants it, which looks at the names of arguments."""

        async def listener(body: dict[str, Any], ack: AsyncAck) -> None:
            self._begin(_acknowledged(answer(body, ack), ack))

        return listener

    def hearing(self, hear: Hear) -> Callable[..., Awaitable[None]]:
        """The same for what wants no acknowledgement of its own: bolt gives it at once."""

        async def listener(body: dict[str, Any]) -> None:
            self._begin(hear(body))

        return listener

    def _begin(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(doing)
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a request of Slack's failed", exc_info=error, extra={"action": "slack_request_failed"})


async def _acknowledged(answer: Coroutine[Any, Any, None], ack: AsyncAck) -> None:
    """The answer, and an acknowledgement in any case."""
    try:
        await answer
    finally:
        if ack.response is None:
            await ack()


def listen(app: AsyncApp, interactions: Interactions, teams: Teams) -> Ears:
    """Registers everything. Slack sends an app only its own commands, so that any of them is the root command."""
    ears = Ears()
    app.command(ANYTHING)(ears.answering(interactions.typed))
    app.action(buttons.ACTION)(ears.answering(interactions.pressed))
    app.options(forms.PICKS)(ears.answering(interactions.offered))
    app.view(forms.FORM)(ears.answering(interactions.submitted))
    for one in shortcuts.GLOBAL:
        app.global_shortcut(one.callback_id)(ears.answering(interactions.shortcut))
    for one in shortcuts.MESSAGE:
        app.message_shortcut(one.callback_id)(ears.answering(interactions.about))
    app.event("app_home_opened")(ears.hearing(interactions.home))
    app.event("app_mention")(ears.hearing(interactions.written))
    app.event("message")(ears.hearing(interactions.written))
    for event in EVENTS:
        app.event(event)(ears.hearing(teams.hear))
    _catch_the_rest(app, ears, interactions)
    return ears


def _catch_the_rest(app: AsyncApp, ears: Ears, interactions: Interactions) -> None:
    """Bolt takes what was registered first, so that this comes last."""
    app.action(ANYTHING)(ears.answering(interactions.unknown))
    app.global_shortcut(ANYTHING)(ears.answering(interactions.unknown))
    app.message_shortcut(ANYTHING)(ears.answering(interactions.unknown))
    app.options(ANYTHING)(ears.answering(_without_options))
    app.view(ANYTHING)(ears.answering(_nothing))
    app.view_closed(ANYTHING)(ears.answering(_nothing))
    app.event(ANYTHING)(ears.hearing(_ignored))


async def _without_options(_body: Json, ack: AsyncAck) -> None:
    await ack(options=[])


async def _nothing(_body: Json, _ack: AsyncAck) -> None:
    """Forms of another time, and those that were closed."""


async def _ignored(_body: Json) -> None:
    """Events that an app was subscribed to by hand."""
