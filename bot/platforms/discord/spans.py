"""Spans of a card as stretches of markdown that can be measured and cut; an instant stays Discord's own timestamp."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, assert_never
from urllib.parse import urlsplit

from bot.domain.card import Bold, Code, Faint, Link, Span, Text, Time, TimeStyle
from bot.platforms.clean import one_line
from bot.platforms.discord import escape
from bot.platforms.discord.typed import as_typed
from bot.platforms.fit import ELLIPSIS, beginning

# https://discord.com/developers/docs/reference#message-formatting-timestamp-styles
_STYLES = {TimeStyle.DATE: "D", TimeStyle.TIME: "f", TimeStyle.AGE: "R"}


class Run(NamedTuple):
    """Clean text and how it becomes markdown; one that is `whole` is never cut."""

    text: str
    dress: Callable[[str], str]
    whole: bool = False


_CLOSED = Run(")", str, whole=True)


class Cut(NamedTuple):
    """Markdown that fits, and whether something was left out."""

    text: str
    short: bool


def size(text: str) -> int:
    """Its length for Discord's limits, counted in UTF-16 units: never less than the characters the schema counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def runs(spans: Iterable[Span]) -> tuple[Run, ...]:
    """The spans as runs, neighbours of one style joined: marks that touch would undo each other."""
    joined: list[Run] = []
    for run in (made for span in spans for made in _runs(span)):
        last = joined[-1] if joined else None
        if last is not None and last.dress == run.dress and not run.whole:
            joined[-1] = Run(one_line(last.text + run.text), run.dress)
        else:
            joined.append(run)
    return tuple(joined)


def cut(parts: Sequence[Run], room: int) -> Cut:
    """The runs side by side in at most `room` units; where that is too little, cut outside of marks and instants."""
    dressed = [run.dress(run.text) for run in parts]
    if sum(map(size, dressed)) <= room:
        return Cut("".join(dressed), short=False)
    made: list[str] = []
    left = room - size(ELLIPSIS)  # it stands for what is left out, so there must always be room for it
    for text in dressed:
        if size(text) > left:
            break
        made.append(text)
        left -= size(text)
    run = parts[len(made)]
    rest = "" if run.whole else beginning(run.text, run.dress, size, left)
    return Cut("".join([*made, rest or ELLIPSIS]) if left >= 0 else "", short=True)


def _runs(span: Span) -> Iterator[Run]:
    match span:
        case Text(text=text) | Faint(text=text):
            made = [_plain(text)]
        case Bold(text=text):
            made = [Run(one_line(text), escape.bold)]
        case Code(text=text):
            made = [Run(as_typed(one_line(text)), escape.code)]
        case Link():
            made = _link(span)
        case Time(at=at, style=style):
            made = [Run(f"<t:{int(at.timestamp())}:{_STYLES[style]}>", str, whole=True)]
        case _:
            assert_never(span)
    yield from (run for run in made if run.text)


def _plain(text: str) -> Run:
    """A middle dot stays with what precedes it, so that no line begins with one."""
    return Run(one_line(text).replace(" · ", "\u00a0· "), escape.plain)


def _link(link: Link) -> list[Run]:
    """Words that Discord would not take as those of a link stand before one that is named by its host; so do none."""
    text, target = one_line(link.text), escape.address(one_line(link.url))
    host = (urlsplit(target).hostname or "") if target else ""
    if not escape.is_fit(host):
        return [_plain(text)]
    dress = partial(escape.link, target=target)
    if escape.is_fit(text):
        return [Run(text, dress)]
    return [_plain(f"{text} ("), Run(host, dress), _CLOSED] if text.strip() else [Run(host, dress)]
