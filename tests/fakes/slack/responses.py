"""response_urls: five uses in thirty minutes, for the eyes of one person or of all. Must not know HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.fakes.slack.acts import Act, Acts
from tests.fakes.slack.ask import Ask
from tests.fakes.slack.refusals import Refusal
from tests.fakes.slack.rooms import By, Message, Rooms
from tests.fakes.slack.talk import Talk

Json = dict[str, Any]

# https://docs.slack.dev/interactivity/handling-user-interaction: up to five times within thirty minutes.
USES_MOST, USABLE_S = 5, 1800.0


class Spent(Exception):
    """The address is used up, too old, or never was one."""

    def __init__(self, error: str) -> None:
        self.error = error
        super().__init__(error)


class Responses:
    """`now` gives seconds of the platform's clock."""

    def __init__(self, rooms: Rooms, acts: Acts, talk: Talk, now: Callable[[], float]) -> None:
        self._rooms, self._acts, self._talk, self._now = rooms, acts, talk, now

    def named(self, path: str, ask: Ask) -> Ask:
        """The request with the workspace of its address. Raises Spent where there is no such address."""
        act = self._acts.of_response(path)
        if act is None:
            raise Spent("no_such_url")
        install = self._rooms.installed(act.team)
        return replace(ask, install=install, token=path)

    async def answer(self, ask: Ask) -> Json:
        """One use of the address. Raises Spent or Refusal."""
        act = self._acts.of_response(ask.token)
        assert act is not None
        if self._now() - act.at > USABLE_S:
            raise Spent("expired_url")
        if act.uses >= USES_MOST:
            raise Spent("used_url")
        act.uses += 1
        act.posts.append(ask.arguments)
        self._apply(act, ask)
        return {}

    def _apply(self, act: Act, ask: Ask) -> None:
        if ask.says("delete_original"):
            self._original(act).gone = By.CLIENT
            act.show()
        elif ask.says("replace_original"):
            original = self._original(act)
            self._talk.change(original, ask.arguments)
            if original not in act.said:
                act.said.append(original)
            act.show()
        else:
            to = "" if ask.optional("response_type") == "in_channel" else act.user
            room = self._rooms.channels[act.channel]
            message = self._talk.put(room, ask.arguments, to=to, thread=ask.optional("thread_ts"))
            if message not in act.said:
                act.said.append(message)
            act.show()

    def _original(self, act: Act) -> Message:
        """The message whose button was pressed, or else the last one said here. Raises Refusal where there is none."""
        original = act.source or (act.said[-1] if act.said else None)
        if original is None or original.gone:
            raise Refusal("message_not_found")
        return original
