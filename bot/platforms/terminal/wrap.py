"""Styled words fitted into columns: measuring in cells, breaking lines, padding. Must not know what a card is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from bot.platforms.clean import is_usual


class Piece(NamedTuple):
    """A run of clean text in one style; `url` makes it a link where the terminal can."""

    text: str
    style: str = ""
    url: str = ""


Line = tuple[Piece, ...]


def cells(text: str) -> int:
    """The width of a text in terminal cells, cluster by cluster, as it is broken here."""
    return len(text) if text.isascii() or is_usual(text) else sum(cell_len(cluster) for cluster in _clusters(text))


def width_of(pieces: Iterable[Piece]) -> int:
    """The width of all pieces side by side."""
    return sum([cells(piece.text) for piece in pieces])


def wrap(pieces: Iterable[Piece], width: int) -> list[Line]:
    """Lines no wider than `width` (at least 2 cells), broken at spaces; a word that is too long is cut."""
    pieces = list(pieces)
    if _is_one_line(pieces, width):
        return [_merged(pieces)]
    lines: list[Line] = []
    line: list[Piece] = []
    used, gap = 0, False
    for word in _words(pieces):
        if not word:
            gap = bool(line)
            continue
        needed = width_of(word)
        if line and used + gap + needed > width:
            lines.append(_merged(line))
            line, used, gap = [], 0, False
        if gap:
            line.append(_space(line[-1], word[0]))
            used += 1
        gap = False
        for piece in _cut(word, width) if needed > width else word:
            if used + cells(piece.text) > width:
                lines.append(_merged(line))
                line, used = [], 0
            line.append(piece)
            used += cells(piece.text)
    if line:
        lines.append(_merged(line))
    return lines or [()]


def _is_one_line(pieces: Sequence[Piece], width: int) -> bool:
    """Whether breaking would change nothing: it all fits, with single spaces between words, none of them styled."""
    text = "".join([piece.text for piece in pieces])
    if not text or "  " in text or text[0] == " " or text[-1] == " " or width_of(pieces) > width:
        return False
    return all(
        piece.text and (not (piece.style or piece.url) or (piece.text[0] != " " and piece.text[-1] != " "))
        for piece in pieces
    )


def pad(line: Line, width: int, *, right: bool = False) -> Line:
    """The line filled with spaces to `width`; flush right where asked."""
    filling = Piece(" " * max(0, width - width_of(line)))
    return (filling, *line) if right else (*line, filling)


def _space(before: Piece, after: Piece) -> Piece:
    """A space between two words takes their style when they share it, so that a link is not cut into words."""
    return (
        Piece(" ", before.style, before.url) if (before.style, before.url) == (after.style, after.url) else Piece(" ")
    )


def _words(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The words, which may run over several pieces; an empty list stands for white space."""
    word: list[Piece] = []
    for piece in pieces:
        for index, part in enumerate(piece.text.split(" ")):
            if index:
                if word:
                    yield word
                    word = []
                yield []
            if part:
                word.append(Piece(part, piece.style, piece.url))
    if word:
        yield word


def _cut(word: Iterable[Piece], width: int) -> Iterator[Piece]:
    """The word's pieces cut so that each fits a line of its own; the caller breaks lines between them."""
    for piece in word:
        run, used = "", 0
        for cluster in _clusters(piece.text):
            wide = cell_len(cluster)
            if run and used + wide > width:
                yield Piece(run, piece.style, piece.url)
                run, used = "", 0
            run += cluster
            used += wide
        yield Piece(run, piece.style, piece.url)


def _clusters(text: str) -> Iterator[str]:
    """Letters with their accents: the smallest pieces that may stand apart."""
    cluster = ""
    for character in text:
        if cluster and unicodedata.combining(character) == 0 and unicodedata.category(character) not in ("Mn", "Me"):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _merged(line: Iterable[Piece]) -> Line:
    merged: list[Piece] = []
    for piece in line:
        if merged and (merged[-1].style, merged[-1].url) == (piece.style, piece.url):
            merged[-1] = Piece(merged[-1].text + piece.text, piece.style, piece.url)
        else:
            merged.append(piece)
    return tuple(merged)
