"""Markdown as Discord's client reads it, written for these tests alone: what of a text acts, and what people see.

After the rules of the client (simple-markdown with Discord's additions), as far as they are known, and stricter where
they are not: a reading that might be is taken for one that is. Knows nothing of how Tocsin escapes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

FORMATS = ("bold", "italic", "underline", "strike", "spoiler")
MENTIONS = ("everyone", "user", "role", "channel", "command", "guide")


@dataclass(frozen=True)
class Node:
    """A stretch of text and what it is; `about` is an address, an id or a style."""

    kind: str
    text: str = ""
    about: str = ""
    inner: tuple[Node, ...] = field(default=())


def parse(text: str) -> tuple[Node, ...]:
    """The whole text of a message, an embed's description or a text display."""
    return tuple(_joined(_parse(text, is_start=True, in_link=False)))


def every(nodes: Sequence[Node]) -> Iterator[Node]:
    """The nodes with all that are inside them."""
    for node in nodes:
        yield node
        yield from every(node.inner)


def shown(nodes: Sequence[Node]) -> str:
    """What people see, in letters."""
    return "".join(node.text if not node.inner else shown(node.inner) for node in nodes).replace("\u200b", "")


def kinds(text: str) -> set[str]:
    """Everything that acts in the text."""
    return {node.kind for node in every(parse(text))} - {"text"}


_INVITE = re.compile(
    r"(?:https?://)?(?:\w+\.)?(?:discord(?:app)?\.com/invite|discord\.gg|discord\.gift|discord\.new|dsc\.gg)/[a-z0-9-]+",
    re.IGNORECASE,
)
_LINK_TEXT = r"(?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*"
_URL = re.compile(r"(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s]")
_LINK = re.compile(rf"\[({_LINK_TEXT})\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['\"].*?['\"])?\s*\)", re.DOTALL)


@dataclass(frozen=True)
class _Rule:
    kind: str
    pattern: re.Pattern[str]
    inner: int = 0  # the group that is parsed again
    at_start: bool = False
    in_link: bool = True


def _rule(kind: str, pattern: str, inner: int = 0, *, at_start: bool = False, in_link: bool = True) -> _Rule:
    return _Rule(kind, re.compile(pattern, re.DOTALL), inner, at_start, in_link)


_RULES = (
    _rule("quote", r" *>(?:>>)?\s[^\n]*", at_start=True, in_link=False),
    _rule("bullet", r" *[-*+] +([^\n]*)", 1, at_start=True, in_link=False),
    _rule("ordered", r" *\d+[.)] +[^\n]*", at_start=True, in_link=False),
    _rule("heading", r"#{1,3}\s+(?!#)([^\n]*?)\s*#*\s*(?=\n|$)", 1, at_start=True, in_link=False),
    _rule("subtext", r"-# +(?!-#)([^\n]+)", 1, at_start=True, in_link=False),
    _rule("codeblock", r"```(?:[a-z0-9_+\-.#]+?\n)?\n*([^\n].*?)\n*```"),
    _rule("code", r"(`+)(.*?[^`])\1(?!`)"),
    _rule("time", r"<t:(-?\d{1,17})(?::([tTdDfFRsS]))?>"),
    _rule("user", r"<@!?(\d+)>", in_link=False),
    _rule("role", r"<@&(\d+)>", in_link=False),
    _rule("channel", r"<#(\d+)>", in_link=False),
    _rule("command", r"</[^:>\n]+:(\d+)>", in_link=False),
    _rule("guide", r"<id:\w+>", in_link=False),
    _rule("emoji", r"<a?:\w+:\d+>"),
    _rule("autolink", r"<(?:[^: >]+:/[^ >]+|[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+)>", in_link=False),
    _rule("autolink", r"<(?:(?:tel|sms):[^>]+|\+\d[^>]*)>", in_link=False),
    _rule("everyone", r"@(?:everyone|here)", in_link=False),
    _rule("shortcode", r":[\w+-]+(?:::skin-tone-\d)?:"),
    _rule("bold", r"\*\*((?:\\.|[^\\])+?)\*\*(?!\*)", 1),
    _rule("underline", r"__((?:\\.|[^\\])+?)__(?!_)", 1),
    _rule("italic", r"\*(?=\S)((?:\*\*|\\.|\s+(?:\\.|[^\s*\\]|\*\*)|[^\s*\\])+?) {0,2}\*(?!\*)", 1),
    _rule("italic", r"\b_((?:__|\\.|[^\\_])+?)_\b", 1),
    _rule("strike", r"~~(.+?)~~(?!_)", 1),
    _rule("spoiler", r"\|\|(.+?)\|\|", 1),
)  # fmt: skip


def _parse(text: str, *, is_start: bool, in_link: bool) -> Iterator[Node]:
    at = 0
    while at < len(text):
        starts = is_start if at == 0 else text[at - 1] == "\n"
        node, at = _next(text, at, starts=starts, in_link=in_link)
        yield node


def _next(text: str, at: int, *, starts: bool, in_link: bool) -> tuple[Node, int]:
    if not in_link and (escaped := re.compile(r"\\([^0-9A-Za-z\s])").match(text, at)):
        return Node("text", escaped.group(1)), escaped.end()
    if not in_link and (found := _link(text, at)):
        return found
    if not in_link and (url := _URL.match(text, at)):
        return Node("url", url.group(), url.group()), url.end()
    # Underscores look at what precedes them; everything else is matched where it stands.
    for rule in _RULES:
        if (in_link and not rule.in_link) or (rule.at_start and not starts):
            continue
        if match := rule.pattern.match(text, at):
            return _node(rule, match, starts=starts, in_link=in_link), match.end()
    return Node("text", text[at]), at + 1


def _node(rule: _Rule, match: re.Match[str], *, starts: bool, in_link: bool) -> Node:
    if rule.inner:
        # Just inside formatting that starts a line, a line starts too.
        is_start = starts if rule.kind in FORMATS else rule.kind == "bullet"
        inner = tuple(_joined(_parse(match.group(rule.inner), is_start=is_start, in_link=in_link)))
        return Node(rule.kind, about=match.group(), inner=inner or (Node("text"),))
    if rule.kind == "code":
        return Node("code", match.group(2))
    about = match.group(1) if match.groups() else ""
    return Node(rule.kind, match.group(), about)


def _link(text: str, at: int) -> tuple[Node, int] | None:
    """A masked link; one whose words could deceive stays as it is written, all of it."""
    match = _LINK.match(text, at)
    if match is None:
        return None
    words, url = match.groups()
    if not re.match(r"https?://[^/]", url) or not _is_honest(words):
        return Node("text", match.group()), match.end()
    inner = tuple(_joined(_parse(words, is_start=False, in_link=True)))
    return Node("link", about=url, inner=inner), match.end()


def _is_honest(words: str) -> bool:
    deceives: Callable[[str], object] = lambda part: _URL.search(part) or _INVITE.search(part)  # noqa: E731
    acts = re.search(
        r"<[@#/a:]|@everyone|@here|:\w+:|[\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff\u203c\u2049\u2139]", words
    )
    return bool(words.strip()) and not deceives(words) and not acts


def _joined(nodes: Iterator[Node]) -> Iterator[Node]:
    text = ""
    for node in nodes:
        if node.kind == "text" and not node.inner:
            text += node.text
            continue
        if text:
            yield Node("text", text)
            text = ""
        yield node
    if text:
        yield Node("text", text)


def invites(text: str) -> list[str]:
    """Invites that a client shows as cards: it looks for them in the raw text, without regard to markdown."""
    return _INVITE.findall(text)


def pings(text: str) -> list[str]:
    """Whom a server would call: it looks at the raw text too, whatever is escaped; perhaps even into code."""
    return re.findall(r"<@[!&]?\d+>|@everyone|@here", text)
