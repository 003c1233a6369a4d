"""A text made comparable, cut into sentences and clauses, each folded character knowing where it came from.

Folding is for matching only; quotes are always cut from the original. Must not know what any word means, except the
abbreviations after which a full stop ends no sentence.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from bot.domain.report import Report

# Longer texts are cut: full articles have 5,000 to 8,000 characters, and news tells its event at the top.
MAX_CHARS = 20_000

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr st gen col lt capt sgt maj no vs jan feb mar apr jun jul aug sep sept oct nov dec mm cf env".split()
)
_APOSTROPHES = "’‘ʼ`´′"
_HYPHENS = "-‐‑\u00ad_"
_DASHES = "–—―"
_END = re.compile(r"[.!?…]+[\"»”’')\]]*\s+")
_CLAUSE = re.compile(
    r"[,;:()«»“”–—]|\s(?:et|and|but|mais|while|when|where|who|which|whose|that|as|after|before|lorsque|lorsqu|tandis|alors|"
    r"qui|que|dont|ou|apres|avant|puis|pendant|until|jusqu)(?=[\s'])"
)


class _Table(dict[int, str]):
    """Folds characters one by one, and remembers them (the plane of living scripts has 65,536 at most)."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()  # characters that fold to none or to several

    def __missing__(self, code: int) -> str:
        folded = _folded_char(chr(code))
        if len(folded) != 1:
            self.uneven.add(chr(code))
        if code < 0x10000:
            self[code] = folded
        return folded


def _folded_char(char: str) -> str:
    if char.isspace() or char in _HYPHENS:
        return " "
    if char in _APOSTROPHES:
        return "'"
    if char in _DASHES:
        return "–"
    if char in "œŒæÆ":
        return "oe" if char in "œŒ" else "ae"
    base = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part)).lower()
    # Control and format characters (zero-width, bidirectional overrides) vanish; they must not split a word in two.
    return "".join(part for part in base if unicodedata.category(part)[0] != "C" and part != "\u0640")


_TABLE = _Table()


@dataclass(frozen=True, slots=True)
class Folded:
    """The comparable form of a text; `origins` is None where every folded character stands at its own place."""

    original: str
    text: str
    origins: tuple[int, ...] | None

    def origin(self, index: int) -> int:
        """Where a folded character (or the end of the text) stands in the original."""
        if self.origins is None:
            return index
        return self.origins[index] if index < len(self.origins) else len(self.original)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span behind a folded one."""
        if self.origins is None or start >= end:
            return self.origin(start), self.origin(end)
        return self.origins[start], self.origins[end - 1] + 1

    def index(self, origin: int) -> int:
        """The first folded character that stands at or after a place in the original."""
        return origin if self.origins is None else bisect_left(self.origins, origin)

    def has_capital(self, index: int) -> bool:
        return self.original[self.origin(index)].isupper()


def fold_name(text: str) -> str:
    """The comparable form of a name: lower case, no accents, hyphens as spaces, single spaces."""
    return " ".join(text.translate(_TABLE).split())


def fold(text: str) -> Folded:
    """The comparable form of a text with the way back to its characters."""
    quick = text.translate(_TABLE)
    # Equal length alone could hide one dropped and one doubled character.
    if len(quick) == len(text) and "  " not in quick and _TABLE.uneven.isdisjoint(text):
        return Folded(text, quick, None)
    parts: list[str] = []
    origins: list[int] = []
    for index, char in enumerate(text):
        piece = _TABLE[ord(char)]
        if piece == " " and parts and parts[-1] == " ":
            continue
        parts.extend(piece)
        origins.extend([index] * len(piece))
    return Folded(text, "".join(parts), tuple(origins))


@dataclass(frozen=True, slots=True)
class Layout:
    """A folded text with its sentences and clauses; the first sentence is the title where there is one."""

    folded: Folded
    title_end: int  # folded index where the title stops; 0 without a title
    starts: tuple[int, ...]  # of sentences
    breaks: tuple[int, ...]  # of clauses, sentence starts included

    def sentence(self, index: int) -> tuple[int, int]:
        """Start and end of the sentence that holds a folded index."""
        return _between(self.starts, index, len(self.folded.text))

    def sentence_number(self, index: int) -> int:
        return max(0, bisect_right(self.starts, index) - 1)

    def clause(self, index: int) -> tuple[int, int]:
        """Start and end of the clause that holds a folded index."""
        return _between(self.breaks, index, len(self.folded.text))

    def in_title(self, index: int) -> bool:
        return index < self.title_end


def _between(starts: tuple[int, ...], index: int, end: int) -> tuple[int, int]:
    at = bisect_right(starts, index)
    return (starts[at - 1] if at else 0), (starts[at] if at < len(starts) else end)


def whole_text(report: Report) -> str:
    """What the reader reads of a report and what evidence spans point into: title, newline, text."""
    return (report.title + "\n" + report.text)[:MAX_CHARS]


def lay_out(report: Report) -> Layout:
    """The folded text of a report, cut into sentences and clauses."""
    original = whole_text(report)
    folded = fold(original)
    length = len(folded.text)
    cut = len(report.title)
    title_end = min(folded.index(cut), length) if cut else 0
    starts = {0}
    starts |= {folded.index(at + 1) for at, char in enumerate(original) if char == "\n"}
    for match in _END.finditer(folded.text):
        if _ends_sentence(folded, match):
            starts.add(match.end())
    ordered = tuple(sorted(start for start in starts if start < length or start == 0))
    clauses = {match.start() + (not match[0][0].isspace()) for match in _CLAUSE.finditer(folded.text)}
    return Layout(folded, title_end, ordered, tuple(sorted(clauses | set(ordered))))


def _ends_sentence(folded: Folded, match: re.Match[str]) -> bool:
    end = match.end()
    if end >= len(folded.text):
        return False
    following = folded.original[folded.origin(end)]
    if not (following.isupper() or following.isdigit() or following in "«“\"'‘—–(["):
        return False
    if match[0][0] != ".":
        return True
    word = folded.text[max(0, match.start() - 12) : match.start()].rsplit(" ", 1)[-1].lstrip("('«\"")
    # "U.N. mission", "Oct. 31", "6:30 a.m. in": a full stop after a single letter or an abbreviation ends nothing.
    return len(word) > 1 and "." not in word[-3:] and word not in _ABBREVIATIONS


def without(layout: Layout, spans: list[tuple[int, int]]) -> Layout:
    """The same layout with the folded text of some spans blanked, so that nothing in them is found."""
    text = layout.folded.text
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return Layout(
        Folded(layout.folded.original, text, layout.folded.origins), layout.title_end, layout.starts, layout.breaks
    )
