"""Modals as they are opened and brought up to date. Must not know what stands in them.

Slack lets somebody's request open one modal within three seconds; a modal that is open can be changed for as long as it
stays so.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from bot.domain.errors import BotError
from bot.platforms.slack.asked import Asked
from bot.platforms.slack.limits import TRIGGER_S
from bot.platforms.slack.wire import Wire

Body = dict[str, Any]

log = logging.getLogger(__name__)


SETTLES_S = 1.0  # a modal that was acknowledged but now may not be known yet where it is to be changed


class Modals:
    """`trigger_s` is how long a request may still open a modal, `settles_s` how long one takes to be known."""

    def __init__(self, wire: Wire, *, trigger_s: float = TRIGGER_S.value, settles_s: float = SETTLES_S) -> None:
        self._wire, self._trigger_s, self._settles_s = wire, trigger_s, settles_s

    async def open(self, asked: Asked, view: Body) -> bool:
        """Opens a modal for a request, above the one in which it was made; whether that was in time."""
        method = "views.push" if asked.is_form else "views.open"
        try:
            async with asyncio.timeout(self._trigger_s):
                await self._wire.call(asked.team, method, {"trigger_id": asked.trigger, "view": view})
        except (BotError, TimeoutError) as error:
            log.info("a form was not opened", extra={"action": "no_form", "reason": str(error)})
            return False
        return True

    async def change(self, team: str, view: Body, *, view_id: str = "", external_id: str = "") -> bool:
        """Gives an open modal other content; whether it was still open. It is named by Slack's id of it, or by ours."""
        named = {"view_id": view_id} if view_id else {"external_id": external_id}
        for is_last in (bool(view_id), True):
            try:
                await self._wire.call(team, "views.update", {**named, "view": view})
            except BotError as error:
                if not is_last:
                    await asyncio.sleep(self._settles_s)
                    continue
                log.info("a form was not changed", extra={"action": "no_form", "reason": str(error)})
                return False
            return True
        return False
