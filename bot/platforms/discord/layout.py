"""A card's blocks as groups of lines: what stands together, which marks stand before a line, what is cut to fit.

A group is a paragraph of an embed or a text display of an answer. Tables become lines, for a column is wider than a
telephone and a monospaced block holds no timestamp. Must not know how groups are sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

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
from bot.platforms.discord.spans import Run, cut, runs, size

LINE = 1000  # units of one line: a monstrous text must not crowd out all the others
SMALL, BULLET, TITLE = "-# ", "- ", "## "
_SIGNS = frozenset(SYMBOLS.values())
_GAP = Run("\u2002", str, whole=True)  # wider than the spaces within the value
_LEAST = 40  # units for which a line is still begun


@dataclass(frozen=True, slots=True)
class Line:
    """Runs behind a mark of Discord's block syntax."""

    runs: tuple[Run, ...]
    mark: str = ""
    most: int = LINE


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that stand together; `ruled`: a rule parts them from what is above."""

    lines: tuple[Line, ...]
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class Laid:
    """Groups as markdown (each with its `ruled`), and whether something was left out."""

    groups: tuple[tuple[str, bool], ...]
    short: bool


def groups(card: Card) -> Iterator[Group]:
    """The blocks in groups without empty lines: a heading goes with what follows it, a map pin with what precedes.

    A table without a heading has the title of its first column for one.
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
        if isinstance(block, Table) and not is_open:
            lines.append(Line(runs((Bold(next(iter(block.head), "")),))))
        lines += [line for line in _lines(block, card) if line.runs]
        is_open = isinstance(block, Heading)
    yield from _group(lines, ruled)


def small(spans: Spans) -> Line:
    """The spans in small print."""
    return Line(runs(spans), SMALL)


def laid(parts: Iterable[Group], room: int) -> Laid:
    """The groups in at most `room` units, one more charged for every line; what does not fit is left out at the end."""
    made: list[tuple[str, bool]] = []
    short = False
    for group in parts:
        lines: list[str] = []
        for line in group.lines:
            # The group's own border is charged once more: an embed parts paragraphs by an empty line.
            left = room - size(line.mark) - (1 if lines else 2)
            if left < _LEAST:
                return Laid(_with(made, lines, group.ruled), short=True)
            text = cut(line.runs, min(left, line.most))
            if text.text.strip():
                lines.append(line.mark + text.text)
                room = left - size(text.text)
            short = short or text.short
        made = list(_with(made, lines, group.ruled))
    return Laid(tuple(made), short)


def _with(made: list[tuple[str, bool]], lines: list[str], ruled: bool) -> tuple[tuple[str, bool], ...]:
    return (*made, ("\n".join(lines), ruled)) if lines else tuple(made)


def _group(lines: list[Line], ruled: bool) -> Iterator[Group]:
    if lines:
        yield Group(tuple(lines), ruled)


def _lines(block: Block, card: Card) -> Iterator[Line]:
    match block:
        case Para(spans=spans):
            is_small = all(isinstance(span, Faint) for span in spans)
            yield small(spans) if is_small else Line(runs(spans))
        case Heading(text=text):
            yield Line(runs((Bold(text),)))
        case Facts(rows=rows):
            yield from (_fact(label, spans) for label, spans in rows)
        case Bullets(items=items):
            yield from (_item(item) for item in items)
        case Table():
            yield from _table(block)
        case MapPin(label=label, point=point, precision_km=km):
            about = Phrases(card.reader).distance(km)
            yield small((Faint(f"\U0001f4cd {label} {point.lat:.4f}, {point.lon:.4f} ± {about}"),))
        case Picture(alt=alt):
            yield small((Faint(alt),))
        case Divider():
            return
        case _:
            assert_never(block)


def _fact(label: str, spans: Spans) -> Line:
    """The label in bold and the value behind it, which then cannot begin in bold too."""
    first = [Text(span.text) if isinstance(span, Bold) else span for span in spans[:1]]
    return Line((*runs((Bold(label),)), _GAP, *runs((*first, *spans[1:]))))


def _item(item: Spans) -> Line:
    """One item of a list; a severity's symbol is the bullet of an item that begins with it."""
    is_signed = bool(item) and isinstance(item[0], Text) and item[0].text.strip() in _SIGNS
    return Line(runs(item), "" if is_signed else BULLET)


def _table(table: Table) -> Iterator[Line]:
    """A line for each row: its first cell, then each other one behind the title of its column."""
    for row in table.rows:
        line: list[Span] = []
        for index, cell in enumerate(row):
            if index == 0:
                line += [Bold(span.text) if isinstance(span, Text) else span for span in cell]
            elif cell:
                title = table.head[index] if index < len(table.head) else ""
                line += [Text(f" · {title} "), *cell]
        yield Line(runs(line), BULLET)
