"""Spans of a card as pieces that can be measured and cut: elements of rich text, markup for small print, or words.

Rich text is what most of a card becomes: there a text is a text, whatever letters it has, and a list hangs its lines.
Markup is left for context blocks, the only small print that Slack has. Words are for notifications and screen readers.
An instant stays Slack's own date, in each reader's zone and language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, assert_never
from urllib.parse import urlsplit

from bot.cards.phrases import Phrases
from bot.domain.card import Bold, Code, Faint, Link, Span, Text, Time, TimeStyle
from bot.domain.reader import Reader
from bot.platforms.clean import one_line
from bot.platforms.fit import ELLIPSIS, beginning
from bot.platforms.slack import escape
from bot.platforms.slack.limits import written
from bot.platforms.slack.typed import ROOT, as_typed

Element = dict[str, Any]
Piece = Element | str

# https://docs.slack.dev/reference/block-kit/block-elements/date-element
_FORMS = {TimeStyle.DATE: "{date_short}", TimeStyle.TIME: "{date_short} {time}", TimeStyle.AGE: "{ago}"}


class Run(NamedTuple):
    """Clean text, how it is escaped, and the piece that it becomes; one that is `whole` is never cut."""

    text: str
    dress: Callable[[str], str]
    piece: Callable[[str], Piece]
    whole: bool = False


class Cut(NamedTuple):
    """Pieces that fit, and whether something was left out."""

    pieces: tuple[Piece, ...]
    short: bool

    @property
    def cost(self) -> int:
        """The characters of JSON that they take, with what parts them."""
        return sum(written(piece) + 1 for piece in self.pieces)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to see in them."""
        return not any(piece.strip() if isinstance(piece, str) else _words(piece).strip() for piece in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How spans are said to one reader; `root` is the command that all others stand behind."""

    reader: Reader
    root: str = ROOT

    def rich(self, spans: Iterable[Span]) -> tuple[Run, ...]:
        """The spans as elements of rich text, neighbours of one style joined."""
        return _joined(run for span in spans for run in self._rich(span))

    def small(self, spans: Iterable[Span]) -> tuple[Run, ...]:
        """The spans as markup of a context block, where nothing is bold."""
        return _joined(run for span in spans for run in self._small(span))

    def words(self, spans: Iterable[Span]) -> str:
        """The spans as words alone, for whoever hears or sees no more than a line; links are only their words."""
        return one_line("".join(map(self._said, spans)))

    def _rich(self, span: Span) -> Iterator[Run]:
        match span:
            case Text(text=words) | Faint(text=words):
                made = [_rich(words, text)]
            case Bold(text=words):
                made = [_rich(words, bold)]
            case Code(text=words):
                made = [Run(as_typed(one_line(words), self.root), escape.plain, code)]
            case Link():
                words, target = _linked(span)
                made = [Run(words, escape.plain, partial(link, target))] if target else [_rich(words, text)]
            case Time(at=at, style=style):
                made = [self._date(at, style)]
            case _:
                assert_never(span)
        yield from (run for run in made if run.text)

    def _date(self, at: datetime, style: TimeStyle) -> Run:
        words = Phrases(self.reader).time(at)
        if not escape.is_dated(at):
            return _rich(words, text)
        return Run(words, escape.plain, partial(date, int(at.timestamp()), _FORMS[style]), whole=True)

    def _small(self, span: Span) -> Iterator[Run]:
        match span:
            case Text(text=words) | Faint(text=words) | Bold(text=words):
                made = [Run(_dotted(words), escape.markup, str)]
            case Code(text=words):
                made = [Run(as_typed(one_line(words), self.root), escape.code, str)]
            case Link():
                words, target = _linked(span)
                dress = partial(escape.link, target=target) if target else escape.markup
                made = [Run(words, dress, str)]
            case Time(at=at, style=style):
                made = [Run(escape.date(at, _FORMS[style], Phrases(self.reader).time(at)), str, str, whole=True)]
            case _:
                assert_never(span)
        yield from (run for run in made if run.text)

    def _said(self, span: Span) -> str:
        if isinstance(span, Time):
            return Phrases(self.reader).time(span.at)
        return as_typed(one_line(span.text), self.root) if isinstance(span, Code) else span.text


def text(words: str) -> Element:
    """Words as they are."""
    return {"type": "text", "text": words}


def bold(words: str) -> Element:
    """Words in bold."""
    return {"type": "text", "text": words, "style": {"bold": True}}


def code(words: str) -> Element:
    """Words to be typed."""
    return {"type": "text", "text": words, "style": {"code": True}}


def link(target: str, words: str) -> Element:
    """Words that lead to a web page."""
    return {"type": "link", "url": target, "text": words}


def date(timestamp: int, form: str, words: str) -> Element:
    """An instant in seconds since 1970; `words` stand where Slack cannot say it."""
    return {"type": "date", "timestamp": timestamp, "format": form, "fallback": words}


def cut(parts: Sequence[Run], room: int) -> Cut:
    """The runs side by side in at most `room` characters of JSON; where that is too little, cut between words."""
    pieces = [run.piece(run.dress(run.text)) for run in parts]
    if sum(written(piece) + 1 for piece in pieces) <= room:
        return Cut(tuple(pieces), short=False)
    made: list[Piece] = []
    # An ellipsis stands for what is left out, so there must always be room for it.
    left = room - written(text(ELLIPSIS)) - 1
    for piece in pieces:
        if written(piece) + 1 > left:
            break
        made.append(piece)
        left -= written(piece) + 1
    run = parts[len(made)]
    rest = "" if run.whole else beginning(run.text, run.dress, lambda some: written(run.piece(some)) + 1, left)
    if left < 0:
        return Cut((), short=True)
    plain = ELLIPSIS if isinstance(run.piece(""), str) else text(ELLIPSIS)
    return Cut((*made, run.piece(rest) if rest else plain), short=True)


def _joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last is not None and not run.whole and (last.dress, last.piece) == (run.dress, run.piece):
            joined[-1] = run._replace(text=one_line(last.text + run.text))
        else:
            joined.append(run)
    return tuple(joined)


def _rich(words: str, piece: Callable[[str], Piece]) -> Run:
    return Run(_dotted(words), escape.plain, piece)


def _dotted(words: str) -> str:
    """A middle dot stays with what precedes it, so that no line begins with one."""
    return one_line(words).replace(" · ", "\u00a0· ")


def _linked(span: Link) -> tuple[str, str]:
    """Words and address of a link; one without words is called by its host. No address: only words."""
    target = escape.address(one_line(span.url))
    host = (urlsplit(target).hostname or "") if target else ""
    return one_line(span.text).strip() or host, target


def _words(element: Element) -> str:
    """What is seen of an element; whoever is called is seen in any case."""
    return str(element["text"]) if "text" in element else "@"
