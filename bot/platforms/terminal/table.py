"""Tables in cells: columns as wide as they need, the widest giving way; too narrow, and rows become label and value."""

from __future__ import annotations

from collections.abc import Sequence

from bot.platforms.terminal import paint
from bot.platforms.terminal.wrap import Line, Piece, cells, pad, width_of, wrap

GAP = 2
NARROWEST = 8  # a text column that would get less than this is unreadable: the table is stacked instead

Cells = Sequence[Sequence[Piece]]


def lines(head: Sequence[str], rows: Sequence[Cells], numeric: frozenset[int], width: int) -> list[Line]:
    """The table no wider than `width`."""
    styled: list[Sequence[Piece]] = [[Piece(title, paint.FAINT)] for title in head]
    columns = len(styled)
    whole: list[Cells] = [styled]
    whole += [[*row, *[()] * (columns - len(row))][:columns] for row in rows]
    natural = [max(width_of(row[c]) for row in whole) for c in range(columns)]
    fitted = _fitted(natural, [max(_longest_word(row[c]) for row in whole) for c in range(columns)], width)
    if fitted is None:
        return _stacked(styled, rows, width)
    return [line for row in whole for line in _row(row, fitted, numeric)]


def facts(rows: Sequence[tuple[Piece, Sequence[Piece]]], width: int) -> list[Line]:
    """Label and value side by side; below each other where labels would take more than a third of the width."""
    widest = max((width_of([label]) for label, _ in rows), default=0)
    room = min(widest, max(width // 3, NARROWEST)) + GAP
    made: list[Line] = []
    for label, value in rows:
        names, values = wrap([label], room - GAP), wrap(value, width - room)
        for index in range(max(len(names), len(values))):
            left = names[index] if index < len(names) else ()
            right = values[index] if index < len(values) else ()
            made.append((*pad(left, room), *right))
    return made


def _fitted(natural: Sequence[int], least: Sequence[int], width: int) -> list[int] | None:
    """Column widths that fit, taken from the widest columns; None where a word would have to be cut."""
    widths = [max(1, cells) for cells in natural]
    while sum(widths) + GAP * (len(widths) - 1) > width:
        loose = [column for column in range(len(widths)) if widths[column] > max(least[column], NARROWEST)]
        if not loose:
            return None
        widths[max(loose, key=lambda column: widths[column])] -= 1
    return widths


def _longest_word(cell: Sequence[Piece]) -> int:
    return max((cells(word) for piece in cell for word in piece.text.split(" ")), default=1)


def _row(cells: Cells, widths: Sequence[int], numeric: frozenset[int]) -> list[Line]:
    wrapped = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    made: list[Line] = []
    for index in range(max((len(cell) for cell in wrapped), default=0)):
        line: list[Piece] = []
        for column, cell in enumerate(wrapped):
            text = cell[index] if index < len(cell) else ()
            line += pad(text, widths[column], right=column in numeric)
            line.append(Piece(" " * GAP if column < len(wrapped) - 1 else ""))
        made.append(tuple(line))
    return made


def _stacked(head: Sequence[Sequence[Piece]], rows: Sequence[Cells], width: int) -> list[Line]:
    made: list[Line] = []
    for index, row in enumerate(rows):
        if index:
            made.append(())
        made += facts([(title[0], cell) for title, cell in zip(head, row, strict=False)], width)
    return made
