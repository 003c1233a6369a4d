"""A card's blocks as groups of lines, and groups as blocks of Slack: what stands together, what is cut to fit.

Lines and lists become rich text, small print becomes context. Facts are lines of their own: the two columns of a
section's fields break long values on a desk and stand one under the other on a telephone anyway. A table becomes a
list, each row a line that names its columns: Slack takes one table block a message, sets it at the bottom whatever
surrounds it, has none in the App Home, and on a telephone a row of five cells is wider than the screen; preformatted
text is too, and holds no dates. Must not know how blocks are sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import NamedTuple, assert_never

from bot.cards.labels import SYMBOLS
from bot.cards.phrases import Phrases
from bot.domain.card import (
    Block,
    Bold,
    Bullets,
    Card,
    Divider,
    Facts,
    Faint,
    Heading,
    MapPin,
    Para,
    Picture,
    Span,
    Spans,
    Table,
    Text,
)  # fmt: skip
from bot.platforms.clean import one_line
from bot.platforms.fit import beginning
from bot.platforms.slack import escape
from bot.platforms.slack.limits import ALT_TEXT, size, written
from bot.platforms.slack.spans import Cut, Element, Piece, Run, Voice, cut, text

LINE = 1500  # characters of JSON of one line: a monstrous text must not crowd out all the others
# Slack has no coloured bar, so the severity's own sign has the colour: emoji of about the same shapes, so that colour
# is never the only mark. The word stands in the card.
_COLOURED = ("\u26aa", "\U0001f7e0", "\U0001f53a", "\u2666\ufe0f")
SIGNS = dict(zip(SYMBOLS.values(), _COLOURED, strict=True))
_GAP = Run("\u2002", str, text, whole=True)  # wider than the spaces within the value
_LEAST = 120  # characters of JSON for which a line is still begun
_AROUND_LINE, _AROUND_BLOCK = 64, 96  # what sections, lists and blocks put around their pieces, at most


class Kind(Enum):
    """What a line becomes."""

    LINE = "line"
    BULLET = "bullet"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Line:
    """Runs that stand in one line."""

    runs: tuple[Run, ...]
    kind: Kind = Kind.LINE


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that stand together, or one picture; `ruled`: a rule parts them from what is above."""

    lines: tuple[Line, ...] = ()
    ruled: bool = False
    picture: Element | None = None


@dataclass(frozen=True, slots=True)
class Laid:
    """Blocks of Slack, and whether something was left out."""

    blocks: tuple[Element, ...]
    short: bool


def groups(card: Card, voice: Voice, files: Mapping[str, str]) -> Iterator[Group]:
    """The blocks in groups: a heading goes with what follows it, a map pin with what precedes.

    A table without a heading has the title of its first column for one. `files` are Slack's ids of uploaded pictures,
    by the picture's key; a picture that has none is said in small print.
    """
    lines: list[Line] = []
    ruled = is_open = False
    for block in card.blocks:
        if isinstance(block, Divider):
            yield from _group(lines, ruled)
            lines, ruled, is_open = [], True, False
            continue
        if lines and not is_open and not isinstance(block, MapPin):
            yield from _group(lines, ruled)
            lines, ruled = [], False
        if isinstance(block, Picture) and block.key in files:
            yield from _group(lines, ruled)
            yield Group(ruled=ruled and not lines, picture=_image(block, files[block.key]))
            lines, ruled, is_open = [], False, False
            continue
        if isinstance(block, Table) and not is_open:
            lines.append(Line(voice.rich((Bold(next(iter(block.head), "")),))))
        lines += [line for line in _lines(block, voice, is_open) if line.runs]
        is_open = isinstance(block, Heading)
    yield from _group(lines, ruled)


def small(spans: Spans, voice: Voice) -> Group:
    """The spans in small print, alone."""
    return Group((Line(voice.small(spans), Kind.SMALL),))


def laid(parts: Iterable[Group], room: int, most: int) -> Laid:
    """The groups in at most `most` blocks and `room` characters of JSON; what does not fit is left out at the end."""
    made: list[Element] = []
    short = False
    for group in parts:
        rule: list[Element] = [{"type": "divider"}] if group.ruled and made else []
        filled = _filled(group, room, most - len(made) - len(rule))
        if filled.blocks:
            made += [*rule, *filled.blocks]
            room -= sum(written(block) + 1 for block in (*rule, *filled.blocks))
        short = short or filled.short
        if filled.full:
            break
    return Laid(tuple(made), short)


class _Filled(NamedTuple):
    """Blocks of one group; whether something of it was left out, and whether there is no room for more."""

    blocks: tuple[Element, ...]
    short: bool = False
    full: bool = False


def _filled(group: Group, room: int, most: int) -> _Filled:
    """The group as blocks: each line of small print is one, all others between two of them are one together."""
    if group.picture is not None:
        fits = most > 0 and written(group.picture) < room
        return _Filled((group.picture,)) if fits else _Filled((), short=True, full=True)
    kept: list[tuple[Kind, tuple[Piece, ...]]] = []
    blocks, short, full = 0, False, False
    for line in group.lines:
        is_new = not kept or Kind.SMALL in (kept[-1][0], line.kind)
        left = room - _AROUND_LINE - (_AROUND_BLOCK if is_new else 0)
        full = left < _LEAST or (is_new and blocks >= most)
        if full:
            break
        made: Cut = cut(line.runs, min(left, LINE))
        short = short or made.short
        if made.is_blank:
            continue
        kept.append((line.kind, made.pieces))
        blocks += is_new
        room = left - made.cost
    return _Filled(tuple(_blocks(kept)), short=short or full, full=full)


def _blocks(lines: list[tuple[Kind, tuple[Piece, ...]]]) -> Iterator[Element]:
    for is_small, some in groupby(lines, key=lambda one: one[0] is Kind.SMALL):
        if is_small:
            yield from (_context(pieces) for _, pieces in some)
        else:
            yield _rich_text(list(some))


def _context(pieces: tuple[Piece, ...]) -> Element:
    said = "".join(map(str, pieces)).strip()
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": said, "verbatim": True}]}


def _rich_text(lines: list[tuple[Kind, tuple[Piece, ...]]]) -> Element:
    parts: list[Element] = []
    for is_list, some in groupby(lines, key=lambda one: one[0] is Kind.BULLET):
        if is_list:
            items = [{"type": "rich_text_section", "elements": _merged(pieces)} for _, pieces in some]
            parts.append({"type": "rich_text_list", "style": "bullet", "elements": items})
            continue
        elements: list[Piece] = []
        for _, pieces in some:
            elements += [*([text("\n")] if elements else []), *pieces]
        parts.append({"type": "rich_text_section", "elements": _merged(elements)})
    return {"type": "rich_text", "elements": parts}


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces with neighbours of bare text made one."""
    made: list[Piece] = []
    for piece in pieces:
        last = made[-1] if made else None
        if isinstance(last, dict) and isinstance(piece, dict) and last.keys() == piece.keys() == {"type", "text"}:
            made[-1] = text(last["text"] + piece["text"])
        else:
            made.append(piece)
    return made


def _group(lines: list[Line], ruled: bool) -> Iterator[Group]:
    if lines:
        yield Group(tuple(lines), ruled)


def _image(picture: Picture, file: str) -> Element:
    words = one_line(picture.alt).strip() or picture.key
    said = beginning(words, escape.plain, size, ALT_TEXT.value)
    return {"type": "image", "slack_file": {"id": file}, "alt_text": said}


def _lines(block: Block, voice: Voice, is_headed: bool) -> Iterator[Line]:
    match block:
        case Para(spans=spans):
            is_small = all(isinstance(span, Faint) for span in spans)
            yield Line(voice.small(spans), Kind.SMALL) if is_small else Line(voice.rich(spans))
        case Heading(text=words):
            yield Line(voice.rich((Bold(words),)))
        case Facts(rows=rows):
            # Beneath a heading, which is bold too, labels hang in a list.
            kind = Kind.BULLET if is_headed else Kind.LINE
            yield from (Line(_fact(label, spans, voice), kind) for label, spans in rows)
        case Bullets(items=items):
            yield from (_item(item, voice) for item in items)
        case Table():
            yield from (Line(voice.rich(row), Kind.BULLET) for row in by_row(block))
        case MapPin(label=label, point=point, precision_km=km):
            about = Phrases(voice.reader).distance(km)
            words = f"\U0001f4cd {label} {point.lat:.4f}, {point.lon:.4f} ± {about}"
            yield Line(voice.small((Faint(words),)), Kind.SMALL)
        case Picture(alt=alt):
            yield Line(voice.small((Faint(alt),)), Kind.SMALL)
        case Divider():
            return
        case _:
            assert_never(block)


def _fact(label: str, spans: Spans, voice: Voice) -> tuple[Run, ...]:
    """The label in bold and the value behind it, which then does not begin in bold too."""
    first = [Text(span.text) if isinstance(span, Bold) else span for span in spans[:1]]
    return (*voice.rich((Bold(label),)), _GAP, *voice.rich((*first, *spans[1:])))


def _item(item: Spans, voice: Voice) -> Line:
    """One item of a list; a severity's symbol is the bullet of an item that begins with it."""
    sign = SIGNS.get(item[0].text.strip()) if item and isinstance(item[0], Text) else None
    if sign is None:
        return Line(voice.rich(item), Kind.BULLET)
    return Line((Run(sign, str, text, whole=True), *voice.rich(item[1:])))


def by_row(table: Table) -> Iterator[Spans]:
    """Each row as a line: its first cell, then each other one behind the title of its column."""
    for row in table.rows:
        line: list[Span] = []
        for index, cell in enumerate(row):
            if index == 0:
                line += [Bold(span.text) if isinstance(span, Text) else span for span in cell]
            elif cell:
                title = table.head[index] if index < len(table.head) else ""
                line += [Text(f" · {title} "), *cell]
        yield tuple(line)
