"""Plain text from what publishers put into feeds: markup, entities escaped twice, invisible and reversing characters.

Must not know feeds or the parser.
"""

from __future__ import annotations

import html
import re
import unicodedata

MAX_TEXT = 50_000
# Markup is cut before it is read: no article needs more.
_MAX_MARKUP = 4 * MAX_TEXT
_BLOCKS = {
    "p",
    "br",
    "div",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "blockquote",
    "section",
    "article",
    "hr",
    "figure",
    "figcaption",
}
_BLOCKS |= {"h1", "h2", "h3", "h4", "h5", "h6"}
_HIDDEN = {"script", "style", "template", "noscript", "svg", "iframe"}
_TAG = re.compile(r"<[a-zA-Z/!]")
# The inside of a tag or declaration after its `<`: with quoted `>`, or, where quotes do not pair, up to the first `>`.
_NAME = r"(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*|[!?])"
_INSIDE = re.compile(_NAME + r"""[^>"']*+(?:"[^"]*+"[^>"']*+|'[^']*+'[^>"']*+)*+>""")
_INSIDE_CARELESS = re.compile(_NAME + "[^>]*+>")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
# Control and format characters (bidi marks and overrides, zero-width spaces, soft hyphens), surrogates and unassigned
# ones: nobody sees them, and they can reverse a sentence on a screen. Joiners stay, for Arabic and N'Ko need them.
_DROPPED = {"Cc", "Cf", "Cs", "Cn", "Co"}
_JOINERS = "\u200c\u200d"


def plain_text(markup: str, limit: int = MAX_TEXT) -> str:
    """Readable text, one paragraph a line, at most `limit` characters."""
    text = _unescaped(markup[:_MAX_MARKUP])
    if _TAG.search(text):
        text = html.unescape(_stripped(text))
    text = clean(text)
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()[:limit].rstrip()


def one_line(markup: str, limit: int) -> str:
    """The same on a single line, for titles."""
    return " ".join(plain_text(markup).split())[:limit].rstrip()


def clean(text: str) -> str:
    """The text without characters that cannot be seen; line ends and tabs stay."""
    if text.isprintable():
        return text
    return "".join(
        char for char in text if char in "\n\t" or char in _JOINERS or unicodedata.category(char) not in _DROPPED
    )


def _unescaped(text: str) -> str:
    """Without the second and third layer of escaping that some publishers add; the first is gone with the XML.

    A last round is left for the stripper, so that an escaped `&lt;` of a real sentence does not turn into a tag here.
    """
    for _ in range(2):
        if not re.search(r"&(?:amp;)*(?:lt|#60|#x3c);[a-zA-Z/]|&amp;", text, re.IGNORECASE):
            break
        text = html.unescape(text)
    return text if _TAG.search(text) else html.unescape(text)


def _stripped(markup: str) -> str:
    """What a browser would show, with a line end where a block begins or ends.

    Not by the standard library's HTMLParser: 100,000 times `<a` keep it busy for a minute. Cut at each `<`, every piece
    is looked at once.
    """
    first, *pieces = markup.split("<")
    shown = [first]
    hidden = ""  # the element, or "!--", whose end is awaited
    for piece in pieces:
        if hidden == "!--" or (not hidden and piece.startswith("!--")):
            _, closed, rest = piece.partition("-->")
            hidden = "" if closed else "!--"
            shown.append(rest)
            continue
        tag = _INSIDE.match(piece) or _INSIDE_CARELESS.match(piece)
        if tag is None:
            # A lone `<` of a sentence such as "a < b".
            shown.append("" if hidden else f"<{piece}")
            continue
        name = tag["name"].lower()
        if hidden and (name != hidden or not tag["end"]):
            continue
        starts_hiding = name in _HIDDEN and not tag["end"] and not tag[0].endswith("/>")
        hidden = name if starts_hiding else ""
        if not hidden:
            shown += ["\n" if name in _BLOCKS else "", piece[tag.end() :]]
    return "".join(shown)
