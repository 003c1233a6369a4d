"""A body as lines of text, about as a person sees it on Slack: read by the reader of these tests, not by Tocsin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.cards import home as home_card
from bot.cards.home import Corner, Home
from bot.cards.mutes import Kept
from bot.domain.delivery import Manner
from bot.domain.ids import DeliveryId, MuteId, SubscriptionId
from bot.domain.reader import Reader
from bot.platforms.slack import render
from tests.cards.answers import HEALTH
from tests.cards.deck_verbs import PLACE, SEVEN
from tests.cards.deck_wishes import ALL, FULL, OWN, PLAIN
from tests.cards.decks import EVERY
from tests.cards.samples import NOW
from tests.platforms.slack.mrkdwn import parse

Body = Mapping[str, Any]

EVERYTHING = replace(ALL, id=SubscriptionId("2MHV6K9R"))
MUTED = Kept(mute=replace(PLACE, id=MuteId("W5C1T8ZN")), alerts=SEVEN)
KEY = DeliveryId("5f0d1c9a2b7e4c3d8a6b1f20")
DESK = Manner(mention="S0DESK")
QUIET = Manner(silent=True)
# What goes to channels, and what answers commands: the cards that are kept as they were found good.
TOLD = (
    "alert", "alert_disputed", "alert_lead", "alert_coarse", "alert_again", "news_toll", "news_correction",
    "news_promoted", "digest", "digest_empty", "mute_recap", "suspended",
)  # fmt: skip
SHOWN = (
    "status", "incident", "incidents", "control", "subscription_preview", "subscription_preview_loud", "tune-calmer",
    "everything_warning", "subscriptions", "settings", "mutes", "scorecard", "rules", "sources", "help", "forget_asked",
    "error",
)  # fmt: skip


def made(name: str, language: str) -> Body:
    """The body of a card of the decks, as it goes to a channel or as it answers."""
    card = EVERY[name](language)
    if name in SHOWN:
        return render.answer(card)
    return render.message(card, DESK if name.startswith("alert") else QUIET, KEY)


def home(language: str) -> Body:
    """The App Home of somebody who is in two channels."""
    corners = (
        Corner(name="#alerts", channel=PLAIN, subscriptions=(OWN, FULL), mutes=(MUTED,)),
        Corner(name="#sahel-desk", channel=PLAIN, subscriptions=(EVERYTHING,), mutes=()),
        Corner(name="", channel=PLAIN, subscriptions=(), mutes=()),
    )
    return render.home(home_card.cards(Home(corners=corners, health=HEALTH), reader=Reader(language=language), now=NOW))


def seen(body: Body) -> str:
    """The lines: what notifications say, then the blocks; buttons in brackets, the primary one in double."""
    heard = [f"♪ {told(line)}" for line in str(body["text"]).splitlines()]
    return "".join(f"{line}".rstrip() + "\n" for line in [*heard, "═" * 20, *blocks(body["blocks"])])


def blocks(given: Any) -> Iterator[str]:
    """The blocks as lines, an empty one between two."""
    for index, block in enumerate(given):
        if index:
            yield ""
        match block["type"]:
            case "header":
                yield f"# {block['text']['text']}"
            case "rich_text":
                yield from (line for part in block["elements"] for line in _rich(part))
            case "context":
                yield from (f"({line})" for part in block["elements"] for line in told(part["text"]).splitlines())
            case "divider":
                yield "─" * 20
            case "image":
                yield f"[picture {block['slack_file']['id']}: {block['alt_text']}]"
            case "actions":
                yield " ".join(_button(one) for one in block["elements"])


def told(markup: str) -> str:
    """Markup as it is read, with addresses and instants in words."""
    return "".join(_marked(kind, text, about) for kind, text, about in parse(markup))


def _marked(kind: str, text: str, about: str) -> str:
    match kind:
        case "code":
            return f"`{text}`"
        case "link":
            return f"{text} <{about}>"
        case "date":
            _, seconds, form = about.split("^")
            return _instant(int(seconds), form)
        case "group":
            return f"@‹group {about}›"
        case "broadcast":
            return f"@‹{about}›"
        case _:
            return text


def _rich(part: Body) -> Iterator[str]:
    if part["type"] == "rich_text_list":
        yield from (f"• {line}" for item in part["elements"] for line in _rich(item))
        return
    yield from "".join(map(_element, part["elements"])).splitlines()


def _element(one: Body) -> str:
    style = one.get("style") or {}
    match one["type"]:
        case "link":
            return f"{one['text']} <{one['url']}>"
        case "date":
            return _instant(one["timestamp"], one["format"])
        case "usergroup":
            return f"@‹group {one['usergroup_id']}›"
        case "broadcast":
            return f"@‹{one['range']}›"
        case "text" if style.get("code"):
            return f"`{one['text']}`"
        case "text" if style.get("bold"):
            return f"*{one['text']}*"
        case _:
            return str(one["text"])


def _instant(seconds: int, form: str) -> str:
    return f"‹{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} {form}›"


def _button(one: Body) -> str:
    frame = {"primary": "[[{}]]", "danger": "[!{}!]"}.get(one.get("style", ""), "[{}]")
    return frame.format(one["text"]["text"])
