"""Text from outside as Slack shows it letter by letter: no formatting, no link, nobody called.

Slack has three kinds of text. In rich text and in plain text nothing acts, for everything that does is a piece of its
own; they only need care where Slack could still decode an entity or a `<…>`. Slack's markup (context blocks, and the
`text` that notifications show) knows no backslash: `&<>` become entities, and what would pair to formatting is replaced
by letters that look like it. All functions take clean text (bot.platforms.clean) and may be given any beginning of it.
"""

from __future__ import annotations

import re
from datetime import datetime

from bot.platforms.address import page
from bot.platforms.slack.limits import size

LONGEST_URL = 1000  # Slack takes 3,000, but all blocks of a message have to share 13,000
NOTHING = "\u200b"  # takes no room, and parts what would act together

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# A mark inside a word opens and closes nothing; all others may.
_MARKS = {"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb"}
_MARK = re.compile(r"[*~`]|(?<![^\W_])_|_(?![^\W_])")
_CALL = re.compile(r"@(?=everyone|here|channel|group)", re.IGNORECASE)
_SIGN = re.compile(r":(?=/|[\w+'-]+:)")  # an address, also one that is cut off, or the name of an emoji
_CONTROL = re.compile(r"<(?=[@#!]|\w+:)|&(?=#?\w+;)")
_URL_SAFE = "!#$&'()+,/:;=?-._~%@"  # not what parts an address from its words, nor what closes formatting
_LAST_S = 1 << 31  # Slack's dates are Unix times


def plain(text: str) -> str:
    """The text for rich text and for plain text, where at most an entity or a mention could be read into it."""
    return _CALL.sub(rf"\g<0>{NOTHING}", _CONTROL.sub(rf"\g<0>{NOTHING}", text))


def markup(text: str) -> str:
    """The text for Slack's markup; a ">" that begins it would make it a quotation."""
    inert = _MARK.sub(lambda match: _MARKS[match.group()], text)
    inert = _CALL.sub(rf"\g<0>{NOTHING}", _SIGN.sub(rf"\g<0>{NOTHING}", inert))
    made = entities(inert)
    return NOTHING + made if made.lstrip().startswith("&gt;") else made


def entities(text: str) -> str:
    """The text with Slack's three control characters written as it wants them."""
    return re.sub("[&<>]", lambda match: _ENTITIES[match.group()], text)


def code(text: str) -> str:
    """The text as something to be typed, in markup; backticks become accents that look like them."""
    inert = _CALL.sub(rf"\g<0>{NOTHING}", entities(text.replace("`", _MARKS["`"])))
    return f"`{inert}`" if text.strip() else ""


def link(text: str, target: str) -> str:
    """Words as a link to what `address` gave, in markup."""
    return f"<{entities(target)}|{markup(text).replace('|', chr(0xA6))}>" if text.strip() else ""


def address(url: str) -> str:
    """The address of a web page, with everything quoted that would act in it; empty for anything else."""
    quoted = page(url, _URL_SAFE)
    return quoted if size(quoted) <= LONGEST_URL else ""


def date(at: datetime, form: str, words: str) -> str:
    """An instant in markup: Slack says it in each reader's own zone and language, and `words` where it cannot.

    `form` is of the tokens of https://docs.slack.dev/messaging/formatting-message-text#date-formatting.
    """
    if not is_dated(at):
        return markup(words)
    return f"<!date^{int(at.timestamp())}^{form}|{markup(words).replace('|', chr(0xA6))}>"


def is_dated(at: datetime) -> bool:
    """Whether Slack can say the instant itself."""
    return 0 <= at.timestamp() < _LAST_S
