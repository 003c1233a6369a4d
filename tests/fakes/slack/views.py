"""views.*: modals opened, stacked and updated, App Homes published. Must not know HTTP; raises Refusal."""

from __future__ import annotations

import secrets
import time
from typing import Any

from tests.fakes.slack import screens
from tests.fakes.slack.acts import Act, Acts
from tests.fakes.slack.ask import Ask
from tests.fakes.slack.bodies import named
from tests.fakes.slack.refusals import Refusal, explained
from tests.fakes.slack.rooms import Install, Rooms
from tests.fakes.slack.screens import View

Json = dict[str, Any]

MODALS_MOST = 3  # https://docs.slack.dev/surfaces/modals: a stack holds up to three views
TRIGGER_S = 3.0  # https://docs.slack.dev/interactivity/handling-user-interaction


class Views:
    """`within` is how many seconds of the wire a trigger works."""

    def __init__(self, rooms: Rooms, acts: Acts, *, within: float = TRIGGER_S) -> None:
        self._rooms, self._acts, self.within = rooms, acts, within
        self.all: dict[str, View] = {}
        self.homes: dict[str, View] = {}  # by person
        self._stacks: dict[str, list[View]] = {}  # by person, the topmost last

    async def open(self, ask: Ask) -> Json:
        """views.open."""
        act = self._triggered(ask)
        self.clear(act.user)
        return self._shown(self.put(act, _modal(ask.arguments.get("view"))), ask.app)

    async def push(self, ask: Ask) -> Json:
        """views.push: only from within a modal."""
        act = self._triggered(ask)
        if act.on is None or act.on.kind != "modal" or not self.stack(act.user):
            raise Refusal("not_found")
        return self._shown(self.put(act, _modal(ask.arguments.get("view"))), ask.app)

    async def update(self, ask: Ask) -> Json:
        """views.update."""
        named_so = [one for one in self.all.values() if ask.optional("external_id") == one.body.get("external_id")]
        found = self.all.get(ask.optional("view_id")) or (named_so[-1] if ask.optional("external_id") else None)
        if found is None or found.team != ask.team or (found.closed and found.kind == "modal"):
            raise Refusal("not_found")
        if ask.optional("hash") not in ("", found.hash):
            raise Refusal("hash_conflict")
        self.change(found, _modal(ask.arguments.get("view")))
        return self._shown(found, ask.app)

    async def publish(self, ask: Ask) -> Json:
        """views.publish."""
        person, view = self._rooms.people.get(ask.text("user_id")), ask.arguments.get("view")
        if person is None or person.team != ask.team:
            raise explained("invalid_arguments", ["user_id is not a valid user ID"])
        if not isinstance(view, dict) or view.get("type") != "home":
            raise explained("invalid_arguments", ["view type must be home"])
        home = self.homes.get(person.id)
        if home is None:
            home = self._made(person.id, ask.team, view)
            self.homes[person.id] = home
            self._acts.changed(home)
            return self._shown(home, ask.app)
        if ask.optional("hash") not in ("", home.hash):
            raise Refusal("hash_conflict")
        self.change(home, view)
        return self._shown(home, ask.app)

    def put(self, act: Act, body: Json) -> View:
        """Lays a modal on top of what the person has open."""
        stack = self._stacks.setdefault(act.user, [])
        if len(stack) >= MODALS_MOST:
            raise Refusal("push_limit_reached")
        view = self._made(act.user, act.team, body)
        if stack:
            view.previous, view.root = stack[-1].id, stack[0].id
        stack.append(view)
        act.view = view
        act.show()
        return view

    def change(self, view: View, body: Json) -> None:
        """Another body for a view; fields that are still there keep what stands in them."""
        view.body = {**body, "blocks": named(body.get("blocks") or [])}
        view.hash = _hash()
        view.edits += 1
        kept = {block["block_id"] for block in view.body["blocks"]}
        view.values = {block: values for block, values in view.values.items() if block in kept}
        self._acts.changed(view)

    def stack(self, user: str) -> list[View]:
        """The modals that somebody has open, the topmost last."""
        return self._stacks.get(user, [])

    def close(self, view: View) -> None:
        """The person, or the answer to a submission, closes one modal."""
        view.closed = True
        stack = self.stack(view.user)
        if view in stack:
            stack.remove(view)

    def clear(self, user: str) -> None:
        """All of them, as `response_action: clear` does."""
        for view in list(self.stack(user)):
            self.close(view)

    def _made(self, user: str, team: str, body: Json) -> View:
        body = {**body, "blocks": named(body.get("blocks") or [])}
        view = View(id=self._rooms.ids.next("V"), team=team, user=user, body=body, hash=_hash())
        self.all[view.id] = view
        return view

    def _triggered(self, ask: Ask) -> Act:
        """The act whose trigger came along; a trigger works once, and not for long. Raises Refusal."""
        act = self._acts.of_trigger(ask.text("trigger_id"))
        if act is None or act.team != ask.team:
            raise Refusal("invalid_trigger_id")
        if act.triggered:
            raise Refusal("exchanged_trigger_id")
        if time.monotonic() - act.sent > self.within:
            raise Refusal("expired_trigger_id")
        act.triggered = True
        return act

    def _shown(self, view: View, install: Install) -> Json:
        return {"view": screens.shape(view, install)}


def _modal(view: Any) -> Json:
    if not isinstance(view, dict) or view.get("type") != "modal":
        raise explained("invalid_arguments", ["view type must be modal"])
    return view


def _hash() -> str:
    return f"{int(time.time())}.{secrets.token_urlsafe(6)}"
