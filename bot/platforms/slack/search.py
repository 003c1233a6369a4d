"""Finds the messages that carry a key, in a channel or beneath a message, by what Slack keeps beside them.

Slack lets some apps look at fifteen messages a minute only, so that a search may break off with Busy at any page; it
goes on from there when it is asked for again. What Slack did not let it see, it never calls absent.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.errors import BotError, Busy, Gone
from bot.domain.ids import DeliveryId
from bot.platforms.slack import call, render
from bot.platforms.slack.call import RETRY, Json
from bot.platforms.slack.wire import Wire

MOST = 1000  # messages of one place that are looked through
BLIND = timedelta(minutes=10)  # until it is tried again where Slack does not let Tocsin look
REMEMBERED = 1_000  # searches that were broken off
_NO_RIGHT = frozenset({"missing_scope", "no_permission", "not_allowed_token_type"})

log = logging.getLogger(__name__)

Place = tuple[str, str, str]  # team, channel, and the ts of the message above, empty for the channel itself


class Blind(Busy):
    """Tocsin may not read where it writes, so nobody can say what went out."""

    def __init__(self, reason: str) -> None:
        super().__init__(BLIND)
        self.args = (f"Slack does not let Tocsin look whether it went out before: {reason}",)


@dataclass(slots=True)
class Progress:
    """How far a search has come: the next page, how many messages were seen, and the ts of those that fit."""

    cursor: str = ""
    seen: int = 0
    found: set[str] = field(default_factory=set)


class Search:
    """Searches through one wire."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._open: OrderedDict[tuple[Place, DeliveryId], Progress] = OrderedDict()
        self._blind: set[str] = set()  # workspaces of which it was told

    async def channel(self, team: str, channel: str, key: DeliveryId, *, since: float) -> set[str]:
        """The ts of our messages in a channel with that key, of those after `since` and of the last thousand.

        Raises Busy where not all of them could be looked at yet.
        """
        return await self._all(
            (team, channel, ""), key, since, lambda cursor: self._wire.history(team, channel, cursor)
        )  # fmt: skip

    async def beneath(self, team: str, channel: str, head: str, key: DeliveryId) -> set[str]:
        """The ts of our messages beneath another one with that key. Raises Busy as above."""
        try:
            return await self._all(
                (team, channel, head), key, 0.0, lambda cursor: self._wire.replies(team, channel, head, cursor)
            )  # fmt: skip
        except Gone:  # neither the message is there, nor anything beneath it
            return set()

    async def _all(
        self, place: Place, key: DeliveryId, since: float, look: Callable[[str], Awaitable[Json]]
    ) -> set[str]:
        team, me, name = place[0], await self._wire.me(place[0]), (place, key)
        at = self._progress(name)
        while True:
            page = await self._page(team, name, look(at.cursor))
            messages = [one for one in page.get("messages") or () if isinstance(one, dict) and one.get("ts")]
            at.found |= {str(one["ts"]) for one in messages if one.get("bot_id") == me and render.key_of(one) == key}
            at.seen += len(messages)
            at.cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            is_past = any(float(one["ts"]) < since for one in messages)
            if not at.cursor or is_past or at.seen >= MOST:
                self._open.pop(name, None)
                return at.found

    def _progress(self, name: tuple[Place, DeliveryId]) -> Progress:
        at = self._open.setdefault(name, Progress())
        self._open.move_to_end(name)
        if len(self._open) > REMEMBERED:
            self._open.popitem(last=False)
        return at

    async def _page(self, team: str, name: tuple[Place, DeliveryId], asked: Awaitable[Json]) -> Json:
        """One page. Raises Blind where the workspace does not let Tocsin read, Busy where the search begins anew."""
        try:
            return await asked
        except BotError as error:
            said = call.word(error)
            if said == "invalid_cursor":
                self._open.pop(name, None)
                raise Busy(RETRY) from error
            if said not in _NO_RIGHT:
                raise
            if team not in self._blind:
                self._blind.add(team)
                extra = {"action": "slack_blind", "team": team, "reason": str(error)}
                log.error("Slack does not let Tocsin look for its own messages", extra=extra)
            raise Blind(str(error)) from error
