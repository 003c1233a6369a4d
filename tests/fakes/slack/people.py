"""People in front of Slack: they type commands, press buttons, choose from menus and fill in forms.

Each act is what Slack's own client would allow: a button that is not there, an option that is not offered and a form
with an empty field raise Impossible. An act waits for the app's ack as long as Slack does, and then for so many things
to be seen (`shows`) as long as people have `patience`; what came of it is a Shown.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any

from tests.fakes.slack import filled
from tests.fakes.slack.acts import Act
from tests.fakes.slack.answers import Screen, Shown, shown
from tests.fakes.slack.courier import COMMAND, EVENT, INTERACTIVE
from tests.fakes.slack.doing import Doing, Target, blocks_of, place
from tests.fakes.slack.impossible import Impossible
from tests.fakes.slack.payloads import found
from tests.fakes.slack.rooms import Channel
from tests.fakes.slack.screens import View

Json = dict[str, Any]


class People(Doing):
    """All they can do. `commands` are those that the manifest names; while it is empty anything can be typed.

    What would only be an event to which the app has not `subscribed` is impossible: it would never hear of it.
    """

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.commands: set[str] = set()
        self.subscribed: set[str] = set()
        self._offered: dict[tuple[str, str], list[Json]] = {}  # by view or message, and element

    async def command(self, typed: str, user: str, channel: str, *, shows: int = 1, seal: str = "") -> Shown:
        """Types a slash command with whatever follows it."""
        name, _, text = typed.strip().partition(" ")
        if not name.startswith("/") or (self.commands and name not in self.commands):
            raise Impossible(f"there is no command {name}")
        act = self._begin(COMMAND, user, channel)
        if self._rooms.people[user].team != act.team:
            raise Impossible("the app's commands are not offered to those of other workspaces")
        act.payload = self._payloads.command(act, name, text.strip())
        await self._bring(act, COMMAND, seal)
        if isinstance(act.ack, dict) and not act.error:
            self._judge("response_url", act.ack)
            to = "" if act.ack.get("response_type") == "in_channel" else user
            act.said.append(self._talk.put(self._rooms.channels[channel], act.ack, to=to))
            act.show()
        return await self._seen(act, shows)

    async def press(self, on: Target, what: str, *, user: str, shows: int = 1, seal: str = "") -> Shown:
        """Presses a button, by its words, its action_id or its value."""
        act = self._begin("block_actions", user, "", on)
        fitting = found(blocks_of(act), what, ("button",))
        if len(fitting) != 1:
            raise Impossible(f"{len(fitting)} buttons are called {what}")
        act.payload = self._payloads.pressed(act, *fitting[0], {})
        await self._bring(act, INTERACTIVE, seal)
        return await self._seen(act, shows)

    async def select(self, on: Target, what: str, value: Any, *, user: str, shows: int = 1) -> Shown:
        """Chooses from a menu (a list of values from one that takes several), or picks a date."""
        act = self._begin("block_actions", user, "", on)
        fitting = [one for one in found(blocks_of(act), what) if one[0]["type"] != "button"]
        if len(fitting) != 1:
            raise Impossible(f"{len(fitting)} menus are called {what}")
        element, block = fitting[0]
        chosen = filled.chosen(element, value, await self._asked(act, element, block, value))
        if act.on is not None:
            act.on.values.setdefault(block, {})[element["action_id"]] = {"type": element["type"], **chosen}
        act.payload = self._payloads.pressed(act, element, block, chosen)
        await self._bring(act, INTERACTIVE)
        return await self._seen(act, shows)

    async def options(self, on: Target, what: str, typed: str, *, user: str) -> Shown:
        """Types into a menu whose options the app gives."""
        act = self._begin("block_suggestion", user, "", on)
        fitting = found(blocks_of(act), what, filled.EXTERNAL)
        if len(fitting) != 1:
            raise Impossible(f"{len(fitting)} menus that ask the app are called {what}")
        await self._suggest(act, *fitting[0], typed)
        return shown(act)

    async def submit(
        self, on: Screen | str, values: Mapping[str, Any] | None = None, *, shows: int = 1, seal: str = ""
    ) -> Shown:
        """Fills in a form and sends it. Fields by action_id, block_id or label; the rest stays as it is."""
        view = self._view(on)
        if view not in self._views.stack(view.user)[-1:]:
            raise Impossible("that form is not on top")
        act = self._begin("view_submission", view.user, "", view.id)
        for name, value in (values or {}).items():
            block, element = filled.named(view.body["blocks"], name)
            more = await self._asked(act, element, block["block_id"], value)
            held = {"type": element["type"], **filled.chosen(element, value, more)}
            view.values.setdefault(block["block_id"], {})[element["action_id"]] = held
        view.values = filled.state(view.body["blocks"], view.values)
        act.payload, act.sent = self._payloads.submitted(act, view), time.monotonic()
        await self._bring(act, INTERACTIVE, seal)
        if not act.error:
            self._follow(act, view)
        return await self._seen(act, shows)

    async def close(self, on: Screen | str) -> Shown:
        """Closes a form without sending it; the app hears of it only where it asked to."""
        view = self._view(on)
        act = self._begin("view_closed", view.user, "", view.id)
        self._views.close(view)
        if view.body.get("notify_on_close"):
            act.payload = self._payloads.closed(act, view, cleared=False)
            await self._bring(act, INTERACTIVE)
        return await self._seen(act, 0)

    async def shortcut(self, callback: str, user: str, *, shows: int = 1, seal: str = "") -> Shown:
        """Picks a global shortcut."""
        act = self._begin("shortcut", user, "")
        act.payload = self._payloads.shortcut(act, callback)
        await self._bring(act, INTERACTIVE, seal)
        return await self._seen(act, shows)

    async def message_shortcut(self, callback: str, on: Target, user: str, *, shows: int = 1) -> Shown:
        """Picks a shortcut from the menu of a message."""
        act = self._begin("message_action", user, "", on)
        if act.source is None or act.source.to:
            raise Impossible("there is no menu of shortcuts")
        act.payload = self._payloads.message_shortcut(act, callback, act.source)
        await self._bring(act, INTERACTIVE)
        return await self._seen(act, shows)

    async def open_home(self, user: str, *, shows: int = 1) -> Shown:
        """Opens the App Home; what stood there before is `view` until the app publishes another."""
        self._check_subscribed("app_home_opened")
        act = self._begin("app_home_opened", user, self._rooms.conversation(user).id)
        home = self._views.homes.get(user)
        event = {"type": "app_home_opened", "user": user, "channel": act.channel, "tab": "home"}
        act.view = home
        act.watches.append(f"home {user}")
        act.payload = self._payloads.event(act.team, {**event, **self._payloads.home(home)})
        await self._bring(act, EVENT)
        return await self._seen(act, shows)

    async def mention(self, user: str, channel: str, text: str, *, thread: str = "", shows: int = 1) -> Shown:
        """Calls the app by its name in a channel where it is."""
        self._check_subscribed("app_mention")
        act = self._begin("app_mention", user, channel)
        room, install = self._rooms.channels[channel], self._rooms.installed(act.team)
        if install.user not in room.members:
            raise Impossible("the app is not there to hear it")
        return await self._say(act, room, "app_mention", f"<@{install.user}> {text}", thread, shows)

    async def say(self, user: str, text: str, *, thread: str = "", shows: int = 1) -> Shown:
        """Writes to the app in the conversation with it."""
        self._check_subscribed("message.im")
        room = self._rooms.conversation(user)
        return await self._say(self._begin("message", user, room.id), room, "message", text, thread, shows)

    def _check_subscribed(self, event: str) -> None:
        if event not in self.subscribed:
            raise Impossible(f"the app has not subscribed to {event}")

    async def _say(self, act: Act, room: Channel, kind: str, text: str, thread: str, shows: int) -> Shown:
        message = self._talk.write(act.user, room.id, text, thread)
        act.event = message.ts
        event: Json = {
            "type": kind, "user": act.user, "text": text, "ts": message.ts, "channel": room.id, "team": act.team,
            "event_ts": message.ts, "client_msg_id": secrets.token_hex(16),
        }  # fmt: skip
        event |= {"thread_ts": thread} if thread else {}
        event |= {"channel_type": "im"} if kind == "message" else {}
        act.payload = self._payloads.event(act.team, event)
        act.watches.append(room.id)
        await self._bring(act, EVENT)
        return await self._seen(act, shows)

    async def tell(self, team: str, event: Json, *, seal: str = "") -> Shown:
        """Any event of a workspace."""
        act = self._acts.begin(str(event["type"]), self._rooms.people[self._rooms.installed(team).user], team)
        act.payload = self._payloads.event(team, event)
        await self._bring(act, EVENT, seal)
        return await self._seen(act, 0)

    async def challenge(self, *, seal: str = "") -> Shown:
        """Asks whether the address is the app's, as when somebody enters it."""
        team = next(iter(self._rooms.teams))
        act = self._acts.begin("url_verification", self._rooms.people[self._rooms.installed(team).user], team)
        act.payload = {"token": "", "challenge": secrets.token_urlsafe(32), "type": "url_verification"}
        await self._bring(act, EVENT, seal)
        return shown(act)

    async def again(self, one: Shown | str) -> Shown:
        """Brings an event once more, as Slack does where nobody acknowledged it."""
        act = self._act(one)
        act.took, act.error, act.sent = None, "", time.monotonic()
        answer = await self._courier.bring(EVENT, act.payload, attempt=1)
        act.took, act.ack, act.error, act.status = answer.took, answer.ack, answer.error, answer.status
        return shown(act)

    async def later(self, one: Shown | str, shows: int = 0) -> Shown:
        """An act as it stands now, or as soon as so many things were seen in all."""
        act = self._act(one)
        self._acts.watch(act)
        return await self._seen(act, shows)

    def _follow(self, act: Act, view: View) -> None:
        """What becomes of a form that was sent."""
        ack = act.ack if isinstance(act.ack, dict) else {}
        if ack:
            self._judge("view_submission", ack)
        match ack.get("response_action"):
            case "errors":
                act.show()
            case "update":
                self._views.change(view, ack["view"])
                act.view = view
            case "push":
                self._views.put(act, ack["view"])
            case "clear":
                self._views.clear(view.user)
            case _:
                self._views.close(view)

    async def _suggest(self, act: Act, element: Json, block: str, typed: str) -> None:
        if len(typed) < element.get("min_query_length", 3):
            raise Impossible(f"{typed!r} is too short for the menu to ask")
        act.payload = self._payloads.suggestion(act, element, block, typed)
        await self._bring(act, INTERACTIVE)
        if isinstance(act.ack, dict):
            self._judge("options", act.ack)
        self._offered[place(act), element["action_id"]] = _options(act.ack)

    async def _asked(self, act: Act, element: Json, block: str, value: Any) -> list[Json]:
        """The options of a menu that asks the app: those it gave last, or gives to whoever types the value."""
        if element["type"] not in filled.EXTERNAL:
            return []
        for one in value if isinstance(value, list) else [value]:
            known = self._offered.get((place(act), element["action_id"]), [])
            if one is not None and not any(one in (option["value"], option["text"]["text"]) for option in known):
                asked = self._begin("block_suggestion", act.user, "", place(act))
                await self._suggest(asked, element, block, str(one))
                self._offered[place(act), element["action_id"]] += known
        return self._offered.get((place(act), element["action_id"]), [])


def _options(ack: Any) -> list[Json]:
    ack = ack if isinstance(ack, dict) else {}
    groups = ack.get("option_groups") or []
    return [*(ack.get("options") or []), *(one for group in groups for one in group["options"])]
