"""A card as lines of text for a terminal: a bar in the colour of the severity, aligned facts, no line wider than asked.

Pure. Colour is never the only sign: symbol and severity word stand in the text. Buttons are left out: a terminal is
typed into, and a card names its commands in words. An item of a list that begins with the symbol of a severity has that
for its bullet, in its colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import assert_never

from bot.cards.labels import SYMBOLS
from bot.cards.phrases import Phrases
from bot.domain.card import Block, Bullets, Card, Divider, Facts, Heading, MapPin, Para, Picture, Spans, Table, Text
from bot.platforms.clean import one_line
from bot.platforms.terminal import paint, table
from bot.platforms.terminal.spans import View, pieces
from bot.platforms.terminal.wrap import Line, Piece, width_of, wrap

NARROW, WIDE = 40, 120
BAR = "┃"
MARGIN = 2  # the bar and a space
_BULLET = Piece("• ", paint.FAINT)
_SIGNS = {symbol: Piece(f"{symbol} ", paint.SEVERITIES[severity]) for severity, symbol in SYMBOLS.items()}


def render(card: Card, *, width: int, colour: bool, now: datetime, mention: str = "") -> str:
    """The card in lines of at most `width` cells (kept between 40 and 120), ending with a line feed.

    `mention` is the id of whom the message calls; it stands before the title.
    """
    view = View(Phrases(card.reader), colour, now)
    room = max(NARROW, min(width, WIDE)) - MARGIN
    style = paint.SEVERITIES[card.severity] if card.severity else paint.CALM
    lines = _lines(card, style, room, view, one_line(mention))
    return "".join(f"{_shown([Piece(BAR, style), Piece(' '), *line], colour)}\n" for line in lines)


def _lines(card: Card, style: str, room: int, view: View, mention: str) -> Iterator[Line]:
    symbol = one_line(card.symbol)
    title = [Piece(one_line(card.title), paint.BOLD)]
    called = [Piece(f"@{mention} ", style)] if mention else []
    yield from _hung([Piece(f"{symbol} ", style)] if symbol else [], [*called, *title], room)
    previous: Block | None = None
    for block in card.blocks:
        if _is_apart(previous, block):
            yield ()
        yield from _block(block, room, view)
        previous = block
    if card.footer:
        yield ()
        yield from wrap([_fainter(piece) for piece in pieces(card.footer, view)], room)


def _is_apart(previous: Block | None, block: Block) -> bool:
    """Whether an empty line stands before the block: not after a heading, not between title and first sentence."""
    if previous is None:
        return not isinstance(block, Para)
    return not isinstance(previous, Heading) and not isinstance(block, MapPin)


def _block(block: Block, room: int, view: View) -> Iterable[Line]:
    match block:
        case Para(spans=spans):
            return wrap(pieces(spans, view), room)
        case Heading(text=text):
            return wrap([Piece(one_line(text), paint.BOLD)], room)
        case Facts(rows=rows):
            return table.facts([(Piece(one_line(n), paint.FAINT), pieces(spans, view)) for n, spans in rows], room)
        case Bullets(items=items):
            return (line for item in items for line in _item(item, room, view))
        case Table(head=head, rows=rows, numeric=numeric):
            cells = [[pieces(cell, view) for cell in row] for row in rows]
            return table.lines([one_line(title) for title in head], cells, numeric, room)
        case MapPin(label=label, point=point, precision_km=km):
            where = f"⌖ {one_line(label)} {point.lat:.4f}, {point.lon:.4f} ± {view.say.distance(km)}"
            return wrap([Piece(where, paint.FAINT)], room)
        case Picture(alt=alt):
            return wrap([Piece(one_line(alt), paint.FAINT)], room)
        case Divider():
            return [(Piece("─" * room, paint.FAINT),)]
        case _:
            assert_never(block)


def _item(item: Spans, room: int, view: View) -> Iterator[Line]:
    """One item of a list behind its bullet."""
    sign = _SIGNS.get(item[0].text.strip()) if item and isinstance(item[0], Text) else None
    if sign is None:
        return _hung([_BULLET], pieces(item, view), room)
    return _hung([sign], pieces(item[1:], view), room)


def _hung(first: list[Piece], text: list[Piece], room: int) -> Iterator[Line]:
    """The text behind a sign, its further lines set in as deep as the sign is wide."""
    indent = width_of(first)
    for index, line in enumerate(wrap(text, room - indent)):
        yield (*first, *line) if index == 0 else (Piece(" " * indent), *line)


def _fainter(piece: Piece) -> Piece:
    return piece if piece.style else Piece(piece.text, paint.FAINT, piece.url)


def _shown(line: list[Piece], colour: bool) -> str:
    """The line as characters, without spaces at its end."""
    if not colour:
        return "".join(piece.text for piece in line).rstrip(" ")
    while line and not line[-1].text.strip(" "):
        line.pop()
    return "".join(paint.painted(piece) for piece in line)
