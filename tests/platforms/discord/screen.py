"""A body as lines of text, about as a person sees it on Discord: read by the reader of these tests, not by Tocsin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.delivery import Manner
from bot.domain.ids import DeliveryId
from bot.platforms.discord import render
from tests.cards.decks import EVERY
from tests.platforms.discord.markdown import Node, parse

Body = Mapping[str, Any]

KEY = DeliveryId("5f0d1c9a2b7e4c3d8a6b1f20")
DESK = Manner(mention="4711000000000000001")
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
        return render.answer(card, private=True)
    return render.message(card, DESK if name.startswith("alert") else QUIET, KEY)


def seen(body: Body) -> str:
    """The lines: content, embeds or containers behind their bars, buttons in brackets, the primary one in double."""
    return "".join(f"{line}".rstrip() + "\n" for line in _lines(body))


def told(text: str) -> str:
    """Markdown as it is read, with addresses and instants in words."""
    return "".join(_told(node) for node in parse(text))


def _lines(body: Body) -> Iterator[str]:
    if body.get("content"):
        yield told(body["content"])
    for embed in body.get("embeds", ()):
        yield from _barred(told(embed["description"]).splitlines(), embed.get("color"))
    yield from _components(body.get("components", ()))


def _components(components: Any) -> Iterator[str]:
    for one in components:
        match one["type"]:
            case 1:
                yield " ".join(_button(button) for button in one["components"])
            case 10:
                yield from told(one["content"]).splitlines()
            case 14:
                yield "─" * 20
            case 17:
                yield from _barred(list(_components(one["components"])), one.get("accent_color"))


def _barred(lines: list[str], colour: int | None) -> Iterator[str]:
    yield f"┏ {f'#{colour:06x}' if colour is not None else 'no colour'}"
    yield from (f"┃ {line}" for line in lines)


def _button(button: Body) -> str:
    frame: Mapping[int, Callable[[str], str]] = {1: "[[{}]]".format, 2: "[{}]".format, 4: "[!{}!]".format}
    return frame[button["style"]](button["label"])


def _told(node: Node) -> str:
    inner = "".join(_told(one) for one in node.inner)
    match node.kind:
        case "code":
            return f"`{node.text}`"
        case "time":
            at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(node.about))
            return f"‹{at:%Y-%m-%d %H:%M} {node.text[-2]}›"
        case "link":
            return f"{inner} <{node.about}>"
        case "bold":
            return f"*{inner}*"
        case "bullet":
            return f"• {inner}"
        case "subtext":
            return f"({inner})"
        case "heading":
            return f"# {inner}"
        case "role":
            return f"@‹role {node.about}›"
        case _:
            return inner or node.text.replace("\u200b", "")
