"""A card as the body of a request to Slack. Pure: no clock, no network; the same card gives the same body.

The headline is a header block, with the severity's sign: Slack has no coloured bar but in attachments, which it folds
and shows as something secondary. Whom a message calls stands right beneath, where Slack looks for it, and at the start
of `text`, which is all that notifications and screen readers get: headline and facts in words, without links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.cards import added
from bot.commands import parse
from bot.domain.card import Bullets, Card, Facts, Faint, Heading, Para, Table
from bot.domain.delivery import Manner
from bot.domain.ids import DeliveryId
from bot.platforms.clean import one_line
from bot.platforms.fit import ELLIPSIS, beginning
from bot.platforms.slack import buttons, escape, layout, limits
from bot.platforms.slack.layout import Group, Laid, Line
from bot.platforms.slack.limits import size, written
from bot.platforms.slack.spans import Element, Run, Voice, text
from bot.platforms.slack.typed import ROOT

Body = dict[str, Any]

EVENT_TYPE = "tocsin_delivery"
TITLE = 250  # characters of the headline in `text`: a notification shows no more
SPOKEN = 1200  # characters of the whole `text`: nobody listens longer
FOOTER = 1000  # characters of JSON of sources and further commands
_FEWEST = 7  # blocks of a card at least: rule, title, content, what was cut, footer, two rows of buttons
_SENTENCE = 80  # characters for which a line of `text` is still begun
_NO_FILES: Mapping[str, str] = {}
_GROUP = re.compile(r"S[A-Z0-9]{2,20}")
_BROADCASTS = frozenset({"here", "channel"})


def message(
    card: Card, manner: Manner, key: DeliveryId, *, root: str = ROOT, files: Mapping[str, str] = _NO_FILES
) -> Body:
    """A new message in a channel, which carries the key in its metadata; to be completed by channel and thread."""
    body = _body(card, root, files, called=manner.mention)
    return {**body, "metadata": _metadata(key), "unfurl_links": False, "unfurl_media": False}


def edit(card: Card, key: DeliveryId | None, *, root: str = ROOT, files: Mapping[str, str] = _NO_FILES) -> Body:
    """What brings a message in a channel up to date; `key` is the one that it carries. It calls nobody again."""
    body = _body(card, root, files)
    return body if key is None else {**body, "metadata": _metadata(key)}


def answer(card: Card, *, root: str = ROOT, files: Mapping[str, str] = _NO_FILES) -> Body:
    """The message that answers a command: text and blocks."""
    return _body(card, root, files)


def home(cards: Sequence[Card], *, root: str = ROOT) -> Body:
    """The App Home: the cards one beneath the other, with rules between them.

    What a card says at length gives way to those that follow; of more than a dozen, the last may find no room.
    """
    made: list[Element] = []
    for later, card in zip(reversed(range(len(cards))), cards, strict=True):
        free = limits.VIEW_BLOCKS.value - len(made)
        if free < _FEWEST:
            break
        rule: list[Element] = [{"type": "divider"}] if made else []
        most = max(_FEWEST, free - _FEWEST * later) - len(rule)
        made += [*rule, *_blocks(card, root, _NO_FILES, most, _buttons(made))]
    return {"type": "home", "blocks": made}


def blocks(card: Card, *, root: str = ROOT, most: int = limits.BLOCKS.value) -> list[Element]:
    """The blocks alone, at most so many, but six at least: for forms that show a card above what they ask."""
    return _blocks(card, root, _NO_FILES, most)


def title(card: Card, most: int) -> str:
    """The headline as plain text of at most so many characters, never empty: for forms, files and threads."""
    return beginning(_titled(card), escape.plain, size, most)


def kept(*cards: Card) -> dict[str, str]:
    """The lines that the store must hold, by token, before these cards are sent: commands too long for their button."""
    return buttons.kept(action for card in cards for action in card.actions)


def key_of(told: Mapping[str, Any]) -> DeliveryId | None:
    """The key that a message carries, as Slack gives it back; None for messages that are no delivery of Tocsin's."""
    metadata = told.get("metadata") or {}
    key = (metadata.get("event_payload") or {}).get("key")
    return DeliveryId(str(key)) if metadata.get("event_type") == EVENT_TYPE and key else None


def _metadata(key: DeliveryId) -> Body:
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


def _body(card: Card, root: str, files: Mapping[str, str], called: str = "") -> Body:
    calling = _calling(called)
    spoken = f"{_written_call(calling)} " if calling else ""
    said = _spoken(card, Voice(reader=card.reader, root=root))
    made = _blocks(card, root, files, limits.BLOCKS.value, calling=calling)
    return {"text": spoken + said, "blocks": made}


def _blocks(
    card: Card,
    root: str,
    files: Mapping[str, str],
    most: int,
    start: int = 0,
    calling: Element | None = None,
) -> list[Element]:
    voice = Voice(reader=card.reader, root=root)
    head = {"type": "header", "text": {"type": "plain_text", "text": title(card, limits.HEADER.value), "emoji": False}}
    rows = buttons.rows(card.actions, start)
    groups = _calling_groups(list(layout.groups(card, voice, files)), calling)
    room = limits.BLOCKS_SUM.value - sum(written(block) + 1 for block in (head, *rows)) - 2
    is_cut = size(_titled(card)) > limits.HEADER.value
    made = _fitted(card, voice, groups, room, most - 1 - len(rows), is_cut=is_cut)
    return [head, *made, *rows]


def _fitted(
    card: Card, voice: Voice, groups: list[Group], room: int, most: int, *, is_cut: bool
) -> tuple[Element, ...]:
    """The groups with the footer under them; where something had to go, a line says so and names a command."""
    foot = layout.laid([layout.small(card.footer, voice)], FOOTER, 1)
    made = layout.laid(groups, room - _cost(foot), most - len(foot.blocks))
    if not (made.short or foot.short or is_cut):
        return (*made.blocks, *foot.blocks)
    way = added.showing(card)
    spans = added.rest(parse.line(way.command, dict(way.args)) if way else "", card.reader)
    more = layout.laid([layout.small(spans, voice)], FOOTER, 1)
    made = layout.laid(groups, room - _cost(foot) - _cost(more), most - len(foot.blocks) - 1)
    return (*made.blocks, *more.blocks, *foot.blocks)


def _cost(made: Laid) -> int:
    return sum(written(block) + 1 for block in made.blocks)


def _calling_groups(groups: list[Group], calling: Element | None) -> list[Group]:
    """The groups with whom they call in front of the first line, which must not be small print."""
    if calling is None:
        return groups
    call = Run("@", str, lambda _: calling, whole=True)
    if groups and groups[0].lines and groups[0].lines[0].kind is layout.Kind.LINE:
        first, *rest = groups[0].lines
        gap = Run("\u2002", str, text, whole=True)
        return [Group((Line((call, gap, *first.runs)), *rest), groups[0].ruled), *groups[1:]]
    return [Group((Line((call,)),)), *groups]


def _calling(mention: str) -> Element | None:
    """Whom to call as an element of rich text; nobody for what is neither a user group's id nor a word of Slack's."""
    if mention in _BROADCASTS:
        return {"type": "broadcast", "range": mention}
    return {"type": "usergroup", "usergroup_id": mention} if _GROUP.fullmatch(mention) else None


def _written_call(calling: Element) -> str:
    return f"<!subteam^{calling['usergroup_id']}>" if "usergroup_id" in calling else f"<!{calling['range']}>"


def _spoken(card: Card, voice: Voice) -> str:
    """Headline, sentences, facts and lists as lines of words, as many as there is time for."""
    made = [beginning(_titled(card), escape.markup, size, TITLE)]
    left = SPOKEN - size(made[0])
    for line in _sentences(card, voice):
        said = beginning(line, escape.markup, size, left - 1) if left > _SENTENCE else ""
        if not said:
            return "\n".join([*made, ELLIPSIS])
        made.append(said)
        left -= size(said) + 1
    return "\n".join(made)


def _sentences(card: Card, voice: Voice) -> Iterator[str]:
    """What the card says, without small print and pictures."""
    for block in card.blocks:
        lines: Iterable[str] = ()
        match block:
            case Para(spans=spans) if not all(isinstance(span, Faint) for span in spans):
                lines = [voice.words(spans)]
            case Heading(text=words):
                lines = [one_line(words)]
            case Facts(rows=rows):
                lines = [_fact(one_line(label).strip(), voice.words(spans).strip(), card) for label, spans in rows]
            case Bullets(items=items):
                lines = map(voice.words, items)
            case Table():
                lines = map(voice.words, layout.by_row(block))
        yield from (line.strip() for line in lines if line.strip())


def _fact(label: str, value: str, card: Card) -> str:
    return added.fact(label, value, card.reader) if label and value else label or value


def _titled(card: Card) -> str:
    """Symbol and title as clean text; something to see in any case, for Slack refuses empty headers."""
    symbol = one_line(card.symbol).strip()
    sign = layout.SIGNS.get(symbol, symbol)
    return " ".join(part for part in (sign, one_line(card.title).strip()) if part) or ELLIPSIS


def _buttons(made: Sequence[Element]) -> int:
    """How many buttons there are already: their numbers are taken."""
    return sum(len(block["elements"]) for block in made if block["type"] == "actions")
