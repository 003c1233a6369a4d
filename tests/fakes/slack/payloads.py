"""How Slack tells an app what people did: commands, interactions and events, as their documentation shows them.

https://docs.slack.dev/reference/interaction-payloads and /interactivity/implementing-slash-commands
"""

from __future__ import annotations

import secrets
from typing import Any

from tests.fakes.slack import screens, shapes
from tests.fakes.slack.acts import Act
from tests.fakes.slack.reading import walk
from tests.fakes.slack.rooms import Channel, Message, Rooms
from tests.fakes.slack.screens import View
from tests.fakes.slack.typed import escaped

Json = dict[str, Any]

# What an action repeats of its element.
REPEATED = ("type", "action_id", "text", "value", "style", "placeholder", "confirm")
VERIFICATION = "the verification token that nobody uses any more"


class Payloads:
    """`address` is set by whoever serves, as `http://host:port`."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self.address = ""

    def command(self, act: Act, command: str, text: str) -> Json:
        """A slash command, as a form has it: nothing but text."""
        room, person, team = self._rooms.channels[act.channel], self._rooms.people[act.user], self._team(act)
        return {
            "token": VERIFICATION, "team_id": act.team, "team_domain": team["domain"], "channel_id": room.id,
            "channel_name": _place(room), "user_id": person.id, "user_name": person.name, "command": command,
            "text": escaped(text, act.team, self._rooms), "api_app_id": self._rooms.app,
            "is_enterprise_install": "false", "response_url": self.response_url(act), "trigger_id": act.trigger,
        }  # fmt: skip

    def pressed(self, act: Act, element: Json, block: str, chosen: Json) -> Json:
        """block_actions: one element of a message or a view was used."""
        about: Json = {name: element[name] for name in REPEATED if name in element}
        action: Json = {**about, "block_id": block, "action_ts": self._rooms.stamps.next(), **chosen}
        payload = {**self._interaction("block_actions", act), "trigger_id": act.trigger, "actions": [action]}
        if act.on is not None:
            container = {"type": "view", "view_id": act.on.id}
            return {**payload, "container": container, "view": self._view(act.on)}
        assert act.source is not None
        return {**payload, **self._from_message(act, act.source)}

    def submitted(self, act: Act, view: View) -> Json:
        """view_submission."""
        return {
            **self._interaction("view_submission", act), "trigger_id": act.trigger, "view": self._view(view),
            "response_urls": [],
        }  # fmt: skip

    def closed(self, act: Act, view: View, *, cleared: bool) -> Json:
        """view_closed."""
        return {**self._interaction("view_closed", act), "view": self._view(view), "is_cleared": cleared}

    def suggestion(self, act: Act, element: Json, block: str, typed: str) -> Json:
        """block_suggestion: somebody types into an external select."""
        about = {"action_id": element["action_id"], "block_id": block, "value": typed}
        payload = {**self._interaction("block_suggestion", act), **about}
        if act.on is not None:
            container = {"type": "view", "view_id": act.on.id}
            return {**payload, "container": container, "view": self._view(act.on)}
        assert act.source is not None
        return {**payload, **self._from_message(act, act.source)}

    def shortcut(self, act: Act, callback: str) -> Json:
        """A global shortcut: from nowhere in particular."""
        about = {"callback_id": callback, "trigger_id": act.trigger, "action_ts": self._rooms.stamps.next()}
        return {**self._interaction("shortcut", act), **about}

    def message_shortcut(self, act: Act, callback: str, message: Message) -> Json:
        """A shortcut from the menu of a message."""
        room = self._rooms.channels[message.channel]
        return {
            **self._interaction("message_action", act), "callback_id": callback, "trigger_id": act.trigger,
            "action_ts": self._rooms.stamps.next(), "response_url": self.response_url(act), "message_ts": message.ts,
            "channel": {"id": room.id, "name": _place(room)}, "message": shapes.message(message, self._rooms),
        }  # fmt: skip

    def home(self, view: View | None) -> Json:
        """What an app_home_opened says of the App Home that stands there already."""
        return {"view": self._view(view)} if view is not None else {}

    def event(self, team: str, event: Json) -> Json:
        """An event in its wrapping."""
        install, now = self._rooms.installed(team), int(self._rooms.epoch())
        room = self._rooms.channels.get(str(event.get("channel")))
        authorization = {"enterprise_id": None, "team_id": team, "user_id": install.user, "is_bot": True}
        return {
            "token": VERIFICATION, "team_id": team, "context_team_id": team, "context_enterprise_id": None,
            "api_app_id": self._rooms.app, "event": {"event_ts": self._rooms.stamps.next(), **event},
            "type": "event_callback", "event_id": f"Ev0{secrets.token_hex(5).upper()}", "event_time": now,
            "authorizations": [{**authorization, "is_enterprise_install": False}],
            "is_ext_shared_channel": room is not None and bool(room.shared_with),
            "event_context": f"4-{secrets.token_urlsafe(60)}",
        }  # fmt: skip

    def response_url(self, act: Act) -> str:
        return f"{self.address}/response/{act.response}"

    def _interaction(self, kind: str, act: Act) -> Json:
        return {
            "type": kind, "team": self._team(act), "user": self._user(act, kind), "token": VERIFICATION,
            "api_app_id": self._rooms.app, "enterprise": None, "is_enterprise_install": False,
        }  # fmt: skip

    def _from_message(self, act: Act, message: Message) -> Json:
        """The part of a payload that says from which message it comes; one for a single person is not repeated."""
        room = self._rooms.channels[message.channel]
        container = {"type": "message", "message_ts": message.ts, "channel_id": room.id}
        container |= {"thread_ts": message.thread} if message.thread else {}
        about: Json = {
            "container": {**container, "is_ephemeral": bool(message.to)},
            "channel": {"id": room.id, "name": _place(room)}, "response_url": self.response_url(act),
            "state": {"values": {}},
        }  # fmt: skip
        return about if message.to else {**about, "message": shapes.message(message, self._rooms)}

    def _view(self, view: View) -> Json:
        return screens.shape(view, self._rooms.installed(view.team))

    def _user(self, act: Act, kind: str) -> Json:
        person = self._rooms.people[act.user]
        named = {} if kind == "shortcut" else {"name": person.name}
        return {"id": person.id, "username": person.name, "team_id": person.team, **named}

    def _team(self, act: Act) -> Json:
        team = self._rooms.teams[act.team]
        return {"id": team.id, "domain": team.domain}


def found(blocks: list[Json], what: str, kinds: tuple[str, ...] = ()) -> list[tuple[Json, str]]:
    """The interactive elements that are called so (by words, action_id or value), each with its block's id."""
    fitting: list[tuple[Json, str]] = []
    for block in blocks:
        for one in walk(block):
            if "action_id" not in one or (kinds and one["type"] not in kinds):
                continue
            words = one["text"].get("text") if isinstance(one.get("text"), dict) else None
            if what in (words, one["action_id"], one.get("value")):
                fitting.append((dict(one), block["block_id"]))
    return fitting


def _place(room: Channel) -> str:
    """The name of a channel in payloads."""
    return "directmessage" if room.recipient else "privategroup" if room.private else room.name
