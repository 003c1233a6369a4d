"""Where the replay stands: one line that stays at the bottom of a terminal, or one plain line per month in a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TextIO

from bot.cards import lines

BAR = 24
CLEAR_LINE = "\r\x1b[2K"


class Progress:
    """A text stream that passes cards through and keeps the progress line beneath them."""

    def __init__(self, out: TextIO, items: int, start: datetime, end: datetime, language: str) -> None:
        self._out, self._items, self._start, self._end = out, items, start, end
        self._language = language
        self._line = ""
        self._month = ""
        self.shown = 0  # cards passed through
        self.encoding = out.encoding

    def write(self, text: str) -> int:
        """Shows a card above the progress line."""
        if self._out.isatty():
            self._out.write(CLEAR_LINE)
        written = self._out.write(text)
        if self._out.isatty():
            self._out.write(self._line)
        self.shown += 1
        return written

    def flush(self) -> None:
        self._out.flush()

    def isatty(self) -> bool:
        return self._out.isatty()

    def at(self, moment: datetime, items: int) -> None:
        """Moves the line to a simulated moment."""
        part = (moment - self._start) / (self._end - self._start) if self._end > self._start else 1.0
        filled = round(BAR * min(1.0, part))
        bar = "━" * filled + "╌" * (BAR - filled)
        told = lines.progress(moment=moment, items=items, of=self._items, messages=self.shown, language=self._language)
        self._line = f" {bar} {told} "
        if self._out.isatty():
            self._out.write(CLEAR_LINE + self._line)
            self._out.flush()
        elif f"{moment:%B %Y}" != self._month:
            self._month = f"{moment:%B %Y}"
            self._out.write(f"--- {told}\n")

    def farewell(self, base: str, counts: Mapping[int, int]) -> None:
        """The last line: what was replayed, and from where."""
        if self._out.isatty():
            self._out.write(CLEAR_LINE)
        told = lines.farewell(
            items=self._items,
            messages=self.shown,
            downloads=counts[200],
            unchanged=counts[304],
            base=base,
            language=self._language,
        )
        self._out.write(f"\n{told}\n")
