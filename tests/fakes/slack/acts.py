"""What people did and what came of it: an act from the moment it is done to the last thing that somebody saw.

Knows by which trigger, response_url, view, channel or person an act is meant. Must not know HTTP.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack.rooms import Message, Person
from tests.fakes.slack.screens import View

Json = dict[str, Any]


@dataclass(slots=True, kw_only=True, eq=False)
class Act:
    """One of them. `kind` is what Slack's payload calls it, or the event's name."""

    id: str
    kind: str
    team: str
    user: str
    channel: str
    at: float  # on the platform's clock
    trigger: str = ""
    triggered: bool = False  # a trigger opens one view
    response: str = ""  # the secret part of the response_url
    uses: int = 0  # of the response_url
    payload: Json = field(default_factory=dict)
    event: str = ""  # ts of what was said, of an event
    source: Message | None = None  # whose component was used
    on: View | None = None  # the view that was used
    sent: float = 0.0  # on the machine's clock
    took: float | None = None  # seconds of the wire until the ack
    status: int = 0
    error: str = ""  # what went wrong with the request, as Slack calls it
    notice: str = ""  # what Slack tells the person then
    watches: list[str] = field(default_factory=list)  # what is listened to: a channel, a person, a message, a view
    ack: Any = None
    posts: list[Json] = field(default_factory=list)
    said: list[Message] = field(default_factory=list)
    view: View | None = None
    shown: int = 0  # how many things the person got to see
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def show(self) -> None:
        """The person sees something."""
        self.shown += 1
        self.changed.set()


class Acts:
    """All acts, by their ids."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.all: dict[str, Act] = {}
        self._by_trigger: dict[str, Act] = {}
        self._by_response: dict[str, Act] = {}
        self._watching: dict[str, list[Act]] = {}  # by channel, person or view

    def begin(self, kind: str, person: Person, team: str, channel: str = "") -> Act:
        """A new act, with a trigger and a response_url of its own; `team` is the workspace whose app is used."""
        act = Act(
            id=secrets.token_hex(16), kind=kind, team=team, user=person.id, channel=channel, at=self._now(),
            trigger=f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**11)}.{secrets.token_hex(16)}",
            response=f"{team}/{secrets.randbelow(10**13)}/{secrets.token_urlsafe(18)}", sent=time.monotonic(),
        )  # fmt: skip
        self.all[act.id] = self._by_trigger[act.trigger] = self._by_response[act.response] = act
        return act

    def of_trigger(self, trigger: str) -> Act | None:
        return self._by_trigger.get(trigger)

    def of_response(self, response: str) -> Act | None:
        return self._by_response.get(response)

    def watch(self, act: Act) -> None:
        """From now on the act hears of what happens where it listens."""
        for name in act.watches:
            acts = self._watching.setdefault(name, [])
            if act not in acts:
                acts.append(act)

    def unwatch(self, act: Act) -> None:
        for name in act.watches:
            if act in self._watching.get(name, []):
                self._watching[name].remove(act)

    def heard(self, message: Message) -> None:
        """The app wrote or changed a message by the Web API."""
        for name in (message.to or message.channel, message.id):
            for act in self._watching.get(name, []):
                beneath = message.to or message.thread in ("", act.event, _thread(act))
                if message not in act.said and beneath:
                    act.said.append(message)
                if beneath:
                    act.show()

    def changed(self, view: View) -> None:
        """A view was updated or published."""
        for name in (view.id, f"{view.kind} {view.user}"):
            for act in self._watching.get(name, []):
                act.view = view
                act.show()


def _thread(act: Act) -> str:
    """The thread in which something was said; no message is beneath where there is none."""
    return str(act.payload.get("event", {}).get("thread_ts") or "-")
