"""How an act of somebody's comes about, is brought to the app, and is watched until there is enough to see."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes.slack.acts import Act, Acts
from tests.fakes.slack.answers import Said, Screen, Shown, shown
from tests.fakes.slack.courier import COMMAND, INTERACTIVE, TIMEOUT, Courier
from tests.fakes.slack.impossible import Impossible
from tests.fakes.slack.payloads import Payloads
from tests.fakes.slack.rooms import Channel, Message, Person, Rooms
from tests.fakes.slack.screens import View
from tests.fakes.slack.talk import Talk
from tests.fakes.slack.views import Views

Json = dict[str, Any]
Judged = Callable[[str, Mapping[str, Any]], None]  # method, arguments
Target = str | Message | Said | Screen

PATIENCE_S = 3.0
TOO_SLOW = "Operation timed out. Apps need to respond within three seconds."


class Doing:
    """`patience` is how many seconds of the wire they wait for something to be seen after the ack."""

    def __init__(
        self, rooms: Rooms, acts: Acts, talk: Talk, views: Views, courier: Courier, payloads: Payloads, judge: Judged
    ) -> None:
        self._rooms, self._acts, self._talk, self._views = rooms, acts, talk, views
        self._courier, self._payloads, self._judge = courier, payloads, judge
        self.patience = PATIENCE_S

    def _act(self, one: Shown | str) -> Act:
        return self._acts.all[one if isinstance(one, str) else one.id]

    def _begin(self, kind: str, user: str, channel: str, on: Target | None = None) -> Act:
        """An act of somebody who is where they act: in a channel, before a message, before a view."""
        person = self._rooms.people[user]
        name = on if isinstance(on, str) or on is None else on.id
        view = self._views.all.get(name or "")
        source = None if view is not None or name is None else self._message(name)
        if source is not None and source.to not in ("", user):
            raise Impossible("nobody else sees that message")
        if view is not None and (view.user != user or view.closed):
            raise Impossible("that view is not on their screen")
        room = self._rooms.channels.get(source.channel if source else channel)
        team = person.team if room is None else room.team
        install = self._rooms.teams[team].install
        if install is None or install.dead:
            raise Impossible("the app is not in that workspace")
        if room is not None:
            _enter(room, person)
        act = self._acts.begin(kind, person, team, room.id if room else "")
        act.on, act.source, act.watches = view, source, [user]
        act.watches += [source.id] if source else [view.id] if view else []
        # What is pressed inside a modal is answered there; a form that was sent may be answered by another App Home.
        if view is not None and (view.kind == "home" or kind == "view_submission"):
            act.watches.append(f"home {user}")
        if room is None:
            act.watches.append(self._rooms.conversation(user).id)
        return act

    async def _bring(self, act: Act, kind: str, seal: str = "") -> None:
        act.sent = time.monotonic()
        self._acts.watch(act)
        answer = await self._courier.bring(kind, act.payload, seal=seal)
        act.took, act.ack, act.status, act.error = answer.took, answer.ack, answer.status, answer.error
        if act.error and kind == COMMAND:
            act.notice = f'{act.payload["command"]} failed with the error "{act.error}"'
        elif act.error == TIMEOUT and kind == INTERACTIVE:
            act.notice = TOO_SLOW

    async def _seen(self, act: Act, shows: int) -> Shown:
        """What there is to see, when there is enough of it or the person's patience ends."""
        if not act.error:
            try:
                async with asyncio.timeout(self.patience):
                    while act.shown < shows:
                        act.changed.clear()
                        await act.changed.wait()
            except TimeoutError:
                pass
        self._acts.unwatch(act)
        return shown(act)

    def _message(self, name: str) -> Message:
        source = self._rooms.by_id[name]
        if source.gone:
            raise Impossible("the message is deleted")
        return source

    def _view(self, on: Screen | str) -> View:
        return self._views.all[on if isinstance(on, str) else on.id]


def _enter(room: Channel, person: Person) -> None:
    """Whoever acts in a channel is in it; into a private one nobody comes uninvited. Raises Impossible."""
    if person.id in room.members:
        return
    if room.private or room.recipient or person.team not in (room.team, *room.shared_with):
        raise Impossible("they do not see that channel")
    room.members.append(person.id)


def place(act: Act) -> str:
    """The name of the view or message that was used."""
    if act.on is not None:
        return act.on.id
    assert act.source is not None
    return act.source.id


def blocks_of(act: Act) -> list[Json]:
    """The blocks of the view or message that was used."""
    body = act.on.body if act.on is not None else act.source.shown if act.source is not None else {}
    return list(body.get("blocks") or [])
