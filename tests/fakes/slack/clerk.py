"""A small app of slack_bolt's that answers in every way there is; the fake's own tests talk to it."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack.stage import QUIET, Desk

Json = dict[str, Any]

PLACES = ("Kidal", "Kita", "Gao")


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(text: str, action: str, value: str = "x") -> Json:
    return {"type": "button", "text": words(text), "action_id": action, "value": value}


def card(text: str, *buttons: Json) -> Json:
    """A message of one section and some buttons."""
    blocks: list[Json] = [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]
    if buttons:
        blocks.append({"type": "actions", "elements": list(buttons)})
    return {"text": text, "blocks": blocks}


def option(text: str) -> Json:
    return {"text": words(text), "value": text.lower()}


PLACE = {"type": "external_select", "action_id": "place", "min_query_length": 1}
LEVEL = {"type": "static_select", "action_id": "level", "options": [option("Low"), option("High")]}
WHY = {"type": "plain_text_input", "action_id": "why", "max_length": 20}


def form(title: str, callback: str = "tune", *blocks: Json) -> Json:
    """A modal with a place, a level and a reason, and whatever else."""
    fields = [
        {"type": "input", "block_id": "where", "label": words("Place"), "element": PLACE},
        {"type": "input", "block_id": "level", "label": words("Level"), "element": LEVEL, "optional": True},
        {"type": "input", "block_id": "reason", "label": words("Why"), "element": WHY, "optional": True},
    ]
    about = {"callback_id": callback, "title": words(title), "submit": words("Send"), "notify_on_close": True}
    return {"type": "modal", **about, "blocks": [*fields, *blocks]}


class Clerk:
    """`heard` counts what came, by its kind; `never` is set to leave everything without an ack."""

    def __init__(self, desk: Desk) -> None:
        self.heard: Counter[str] = Counter()
        self.bodies: list[Json] = []
        self.never = False
        slack = desk.slack
        web = AsyncWebClient(slack.token(desk.team), base_url=slack.api, session=desk.http, retry_handlers=[])
        self.app = AsyncApp(client=web, signing_secret=slack.signing_secret, logger=QUIET)
        app = self.app
        app.command("/tocsin")(self.command)
        app.action("0:mute")(self.mute)
        app.action("1:more")(self.more)
        app.action("2:gone")(self.gone)
        app.action("level")(self.chosen)
        app.options("place")(self.places)
        app.view("tune")(self.tuned)
        app.view_closed("tune")(self.closed)
        app.shortcut("ask")(self.asked)
        app.shortcut("why")(self.why)
        app.event("app_home_opened")(self.home)
        app.event("app_mention")(self.mentioned)
        app.event("message")(self.mentioned)
        for name in ("member_joined_channel", "app_uninstalled", "tokens_revoked"):
            app.event(name)(self.event)

    def _note(self, body: Json) -> None:
        self.bodies.append(body)
        self.heard[body.get("event", {}).get("type") or body.get("type") or body["command"]] += 1

    async def command(self, ack: AsyncAck, respond: AsyncRespond, client: AsyncWebClient, body: Json) -> None:
        self._note(body)
        match body["text"]:
            case "never":
                return
            case text if text.startswith("quietly"):
                await ack()
            case "here":
                await ack(text="said with the ack")
            case "form":
                await ack()
                await client.views_open(trigger_id=body["trigger_id"], view=form("Tune"))
            case "late form":
                await ack()
                await asyncio.sleep(0.2)
                await client.views_open(trigger_id=body["trigger_id"], view=form("Tune"))
            case "aloud":
                await ack()
                await respond(**card("for all", button("Mute", "0:mute")), response_type="in_channel")
            case text:
                await ack()
                await respond(**card(text, button("Mute", "0:mute"), button("More", "1:more"), button("Go", "2:gone")))

    async def mute(self, ack: AsyncAck, respond: AsyncRespond, body: Json) -> None:
        self._note(body)
        await ack()
        await respond(text="muted", replace_original=True)

    async def more(self, ack: AsyncAck, client: AsyncWebClient, body: Json) -> None:
        self._note(body)
        await ack()
        if "view" in body:
            await client.views_push(trigger_id=body["trigger_id"], view=form("More"))
        else:
            await client.views_open(trigger_id=body["trigger_id"], view=form("Tune"))

    async def gone(self, ack: AsyncAck, respond: AsyncRespond, body: Json) -> None:
        self._note(body)
        await ack()
        await respond(delete_original=True)

    async def chosen(self, ack: AsyncAck, client: AsyncWebClient, body: Json) -> None:
        self._note(body)
        await ack()
        chosen = body["actions"][0]["selected_option"]["value"]
        await client.views_update(view_id=body["view"]["id"], view=form(f"Level {chosen}"))

    async def places(self, ack: AsyncAck, body: Json) -> None:
        self._note(body)
        await ack(options=[option(place) for place in PLACES if place.lower().startswith(body["value"].lower())])

    async def tuned(self, ack: AsyncAck, client: AsyncWebClient, body: Json, view: Json) -> None:
        self._note(body)
        reason = view["state"]["values"]["reason"]["why"]["value"]
        match reason:
            case "bad":
                await ack(response_action="errors", errors={"reason": "That is no reason"})
            case "again":
                await ack(response_action="update", view=form("Once more"))
            case "deeper":
                await ack(response_action="push", view=form("Deeper"))
            case _:
                await ack()
                await client.chat_postMessage(channel=body["user"]["id"], text=f"tuned: {reason}")

    async def closed(self, ack: AsyncAck, body: Json) -> None:
        self._note(body)
        await ack()

    async def asked(self, ack: AsyncAck, client: AsyncWebClient, body: Json) -> None:
        self._note(body)
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form("Asked"))

    async def why(self, ack: AsyncAck, respond: AsyncRespond, body: Json) -> None:
        self._note(body)
        await ack()
        await respond(text=f"because of {body['message']['text']}")

    async def home(self, client: AsyncWebClient, body: Json) -> None:
        self._note(body)
        view = {"type": "home", "blocks": card("Your channels", button("More", "1:more"))["blocks"]}
        await client.views_publish(user_id=body["event"]["user"], view=view)

    async def mentioned(self, say: AsyncSay, body: Json) -> None:
        self._note(body)
        await say(text="yes?", thread_ts=body["event"].get("thread_ts") or body["event"]["ts"])

    async def event(self, body: Json) -> None:
        self._note(body)
