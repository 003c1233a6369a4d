"""Text from outside as Discord shows it letter by letter: no formatting, no link, nobody called.

What acts in a text is known from the rules of Discord's own client (a descendant of simple-markdown) and of its server,
which looks for mentions without regard to markdown. All functions take clean text (bot.platforms.clean), give markdown
for a message, an embed's description or a text display, and may be given any beginning of a text.
"""

from __future__ import annotations

import re

from bot.platforms.address import page

LONGEST_URL = 512
NOTHING = "\u200b"  # takes no room, and parts what would act together where a backslash does not: the server ignores it

# Any punctuation may stand behind a backslash. A colon only acts before "//" (the client makes links of bare addresses)
# and before the name of an emoji; a dot only in the addresses of invites, which are shown as cards even without https;
# a bracket behind another only closes a link, perhaps one of ours that began earlier.
_ACTIVE = re.compile(
    r"[\\*_~|`\[<]|:(?=//|[\w+-]+:)|(?<=\])\(|(?<=discord)\.|(?<=discordapp)\.|(?<=dsc)\.", re.IGNORECASE
)
_CALL = re.compile(r"@(?=everyone|here|[!&]?\d)")
# Headings, small print, lists and quotations: only at the start of a line, but also just inside bold that starts one.
# Two marks of headings or of small print undo each other, even without a space.
_OPENING = re.compile(r"(\s*(?:\d+(?=[.)])|))(?:#|-#|(?:[-+]|[.)]|>+)(?=\s|$))")
# What a link may be called: the client takes no link whose words hold an emoji or could pass for another address, and
# inside it a backslash is a letter like any other. The letter ℹ is an emoji too.
_FIT = re.compile(r"[\w\s.,;:!?'\"()&/+=%#$^{}–—·…«»“”‘’°-]*")
_UNFIT = re.compile(r"[_\u2139]|:(?=/|\w+:)|//|discord(?:app)?\s*\.|dsc\s*\.", re.IGNORECASE)
_URL_SAFE = "!#$&*+,/:;=?-._~%"  # not brackets and quotes, which end an address, nor "@", which calls even in there
_INVITING = re.compile(r"(discord(?:app)?|dsc)(?=\.)", re.IGNORECASE)


def plain(text: str) -> str:
    """The text itself, wherever in a line it stands."""
    escaped = _CALL.sub(f"@{NOTHING}", _ACTIVE.sub(r"\\\g<0>", text))
    opening = _OPENING.match(escaped)
    if opening is None:
        return escaped
    return f"{opening.group(1)}\\{escaped[opening.end(1) :]}"


def bold(text: str) -> str:
    """The text in bold; spaces at its ends stand outside."""
    core = text.strip()
    if not core:
        return text
    start = text.index(core)
    return f"{text[:start]}**{plain(core)}**{text[start + len(core) :]}"


def code(text: str) -> str:
    """The text as something to be typed; backticks become accents that look like them."""
    inert = _CALL.sub(f"@{NOTHING}", text.replace("`", "ˋ").replace("](", f"]{NOTHING}("))
    shown = _INVITING.sub(rf"\1{NOTHING}", inert)
    return f"`{shown}`" if text.strip() else ""


def heading(text: str) -> str:
    """The text behind a heading's mark, which takes away number signs at the end."""
    return plain(text) + (NOTHING if text.rstrip().endswith("#") else "")


def link(text: str, target: str) -> str:
    """Words that are fit as a link to what `address` gave."""
    return f"[{text}]({target})"


def is_fit(text: str) -> bool:
    """Whether Discord takes the text, or any beginning of it, as the words of a link and shows it letter by letter."""
    return bool(text.strip()) and _FIT.fullmatch(text) is not None and _UNFIT.search(text) is None


def address(url: str) -> str:
    """The address of a web page, with everything quoted that would act in it; empty for anything else.

    No source is published on Discord itself, and an invite would be shown as a card.
    """
    quoted = "" if _INVITING.search(url) else page(url, _URL_SAFE)
    return quoted if len(quoted) <= LONGEST_URL else ""
