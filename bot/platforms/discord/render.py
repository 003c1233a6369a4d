"""A card as the body of a request to Discord. Pure: no clock, no network; the same card gives the same body.

What goes to a channel is content, one embed and rows of buttons: only content fills notifications and the previews of
screen readers, so mention and headline stand there, and the embed has the bar in the severity's colour. Answers to
commands are components of the second kind: they are read in place, and a container gives them rules and paragraphs.
A message can never change from one kind to the other, and none of ours does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.cards import added
from bot.commands import parse
from bot.domain.card import Card, Para
from bot.domain.delivery import Manner
from bot.domain.ids import DeliveryId
from bot.domain.incident import Severity
from bot.platforms.clean import one_line
from bot.platforms.discord import buttons, escape, layout, limits
from bot.platforms.discord.layout import Group, Laid, Line
from bot.platforms.discord.spans import Run, cut, size
from bot.platforms.fit import ELLIPSIS, beginning

Body = dict[str, Any]

# Each has a contrast of at least 3 to 1 on Discord's light and dark grounds, and differs from its neighbours for
# colour-blind readers too; a test measures both. The symbol and the word beside it say the same.
COLOURS = {
    Severity.LOW: 0x5B84A8,
    Severity.MEDIUM: 0xB8740F,
    Severity.HIGH: 0xE25F5A,
    Severity.CRITICAL: 0xCF3FDD,
}
TITLE = 250  # units of a headline: a notification shows no more
FOOTER = 900  # units of sources and further commands

EPHEMERAL, SILENT = 1 << 6, 1 << 12
_CONTAINER, _TEXT_DISPLAY, _SEPARATOR = 17, 10, 14
_SNOWFLAKE = re.compile(r"[1-9][0-9]{0,19}")


def message(card: Card, manner: Manner, key: DeliveryId) -> Body:
    """A new message in a channel, which carries the key; to be completed by nonce and reference where wanted."""
    called = _called(manner)
    body = _standing(card, key, f"<@&{called}> " if called else "")
    if called:
        body["allowed_mentions"]["roles"] = [called]
    if manner.silent:
        body["flags"] = SILENT
    return body


def edit(card: Card, key: DeliveryId | None) -> Body:
    """What brings a message in a channel up to date; `key` is the one that it carries. It calls nobody again."""
    body = _standing(card, key, "")
    return {**body, "embeds": body.get("embeds", [])}


def answer(card: Card, *, private: bool) -> Body:
    """The message that answers a command: the part that callbacks, follow-ups and edits of them have in common."""
    rows = buttons.rows(card.actions)
    head, *rest = _headed(card)
    body = _fitted(card, [head, *rest], limits.TEXT.value)
    room = limits.COMPONENTS.value - 1 - sum(1 + len(row["components"]) for row in rows)
    inner = [*_displays(body.groups, room), *rows]
    container: Body = {"type": _CONTAINER, "components": inner}
    if card.severity is not None:
        container["accent_color"] = COLOURS[card.severity]
    return {
        "components": [container],
        "allowed_mentions": {"parse": []},
        "flags": limits.FLAG_V2 | (EPHEMERAL if private else 0),
    }


def name(card: Card) -> str:
    """The headline as the name of a thread or a forum post: plain text of at most 100 units, never empty."""
    return beginning(_titled(card), str, size, limits.THREAD_NAME.value)


def kept(card: Card, key: DeliveryId | None = None) -> dict[str, str]:
    """The lines that the store must hold, by token, before this card is sent: commands too long for their button."""
    return buttons.kept(_actions(card, key), key)


def _standing(card: Card, key: DeliveryId | None, called: str) -> Body:
    title = cut([Run(_titled(card), escape.bold)], TITLE)
    body: Body = {"content": called + title.text, "allowed_mentions": {"parse": []}}
    made = _fitted(card, list(layout.groups(card)), limits.DESCRIPTION.value, is_cut=title.short)
    if made.groups:
        text = "\n\n".join(text for text, _ in made.groups)
        colour = {"color": COLOURS[card.severity]} if card.severity is not None else {}
        body["embeds"] = [{"description": text, **colour}]
    body["components"] = buttons.rows(_actions(card, key), key)
    return body


def _actions(card: Card, key: DeliveryId | None) -> Sequence[Any]:
    """The card's own; a message that is to be found again needs at least one button to carry its key."""
    return card.actions or ((added.button(card),) if key is not None else ())


def _headed(card: Card) -> list[Group]:
    """The groups with the title on top; a first sentence stands right under it."""
    title = Line((Run(_titled(card), escape.heading),), layout.TITLE, TITLE)
    made = list(layout.groups(card))
    if made and card.blocks and isinstance(card.blocks[0], Para) and not made[0].ruled:
        return [Group((title, *made[0].lines)), *made[1:]]
    return [Group((title,)), *made]


def _fitted(card: Card, groups: list[Group], room: int, *, is_cut: bool = False) -> Laid:
    """The groups with the footer under them; where something had to go, a line says so and names a command."""
    footer = layout.small(card.footer)
    foot = layout.laid([Group((footer,), ruled=True)] if footer.runs else [], FOOTER)
    taken = sum(size(text) + 2 for text, _ in foot.groups)
    made = layout.laid(groups, room - taken)
    if not (made.short or foot.short or is_cut):
        return Laid((*made.groups, *foot.groups), short=False)
    way = added.showing(card)
    spans = added.rest(parse.line(way.command, dict(way.args)) if way else "", card.reader)
    more = layout.laid([Group((layout.small(spans),))], FOOTER)
    taken += sum(size(text) + 2 for text, _ in more.groups)
    return Laid((*layout.laid(groups, room - taken).groups, *more.groups, *foot.groups), short=True)


def _displays(groups: Sequence[tuple[str, bool]], room: int) -> list[Body]:
    """Text displays with rules between them; groups that are too many share the last display."""
    made: list[Body] = []
    for text, ruled in groups:
        if len(made) + 2 > room:
            made[-1]["content"] += f"\n\n{text}"
            continue
        if ruled and made:
            made.append({"type": _SEPARATOR})
        made.append({"type": _TEXT_DISPLAY, "content": text})
    return made


def _titled(card: Card) -> str:
    """Symbol and title as clean text; something to see in any case, for Discord refuses empty messages."""
    return " ".join(part for part in (one_line(card.symbol).strip(), one_line(card.title).strip()) if part) or ELLIPSIS


def _called(manner: Manner) -> str:
    """The role's id; empty for nobody and for what is no id of Discord's."""
    return manner.mention if _SNOWFLAKE.fullmatch(manner.mention) else ""
