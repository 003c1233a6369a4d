"""Where the replay stands: one line that stays at the bottom of a terminal, or one plain line per month in a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TextIO

BAR = 24
CLEAR_LINE = "\r\x1b[2K"


class Progress:
    """A text stream that passes cards through and keeps the progress line beneath them."""

    def __init__(self, out: TextIO, items: int, start: datetime, end: datetime) -> None:
        self._out, self._items, self._start, self._end = out, items, start, end
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
        self._line = f" {bar} {moment:%d %b %Y}  {items}/{self._items} items  {self.shown} messages "
        if self._out.isatty():
            self._out.write(CLEAR_LINE + self._line)
            self._out.flush()
        elif f"{moment:%B %Y}" != self._month:
            self._month = f"{moment:%B %Y}"
            self._out.write(f"--- {self._month}: {items}/{self._items} items read, {self.shown} messages\n")

    def farewell(self, base: str, counts: Mapping[int, int]) -> None:
        """The last line: what was replayed, and from where."""
        if self._out.isatty():
            self._out.write(CLEAR_LINE)
        self._out.write(
            f"\n{self._items} items in {self.shown} messages; {counts[200]} downloads and {counts[304]} × 304 "
            f"from a publisher on {base}.\n"
        )
