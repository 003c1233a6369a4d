"""Styles as ANSI sequences, chosen from the terminal's own palette so that light and dark themes both read well."""

from __future__ import annotations

from urllib.parse import quote

from bot.domain.incident import Severity
from bot.platforms.terminal.wrap import Piece

# SGR parameters, ECMA-48 §8.3.117.
BOLD, FAINT, UNDERLINE = "1", "2", "4"
CODE = "36"
SEVERITIES = {
    Severity.LOW: "34",
    Severity.MEDIUM: "33",
    Severity.HIGH: "31",
    Severity.CRITICAL: "1;35",
}
CALM = "2"  # the bar of a card without severity
_SAFE = "!#$%&'()*+,/:;=?@[]-._~"


def painted(piece: Piece) -> str:
    """The piece with its style and, for a link, as an OSC 8 hyperlink."""
    text = f"\x1b[{piece.style}m{piece.text}\x1b[0m" if piece.style and piece.text.strip() else piece.text
    if not piece.url:
        return text
    # https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda: the address must be printable ASCII.
    return f"\x1b]8;;{quote(piece.url, safe=_SAFE)}\x1b\\{text}\x1b]8;;\x1b\\"
