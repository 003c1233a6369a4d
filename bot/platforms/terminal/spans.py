"""Spans of a card as styled words: cleaned, with instants told in the reader's zone and ages against the present."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.cards.phrases import Phrases
from bot.domain.card import Bold, Code, Faint, Link, Span, Text, Time, TimeStyle
from bot.platforms.clean import one_line
from bot.platforms.terminal import paint
from bot.platforms.terminal.wrap import Piece

URL_LENGTH = 500
_UNIT = re.compile(r"(?<=\d) (?=(?:km|mi|m)\b)")


@dataclass(frozen=True, slots=True)
class View:
    """What rendering depends on besides the card."""

    say: Phrases
    colour: bool
    now: datetime


def pieces(spans: Iterable[Span], view: View) -> list[Piece]:
    """The spans as clean pieces."""
    return [piece for span in spans for piece in _pieces(span, view)]


def _text(text: str) -> str:
    """The clean text; a middle dot stays with what it follows, a unit with its figure: neither begins a line."""
    return _UNIT.sub("\u00a0", one_line(text).replace(" · ", "\u00a0· "))


def _pieces(span: Span, view: View) -> Iterator[Piece]:
    match span:
        case Text(text=text):
            yield Piece(_text(text))
        case Bold(text=text):
            yield Piece(_text(text), paint.BOLD)
        case Faint(text=text):
            yield Piece(_text(text), paint.FAINT)
        case Code(text=text):
            yield Piece(one_line(text) if view.colour else f"`{one_line(text)}`", paint.CODE)
        case Link():
            yield from _link(span, view)
        case Time(at=at, style=style):
            yield Piece(_told(at, style, view))
        case _:
            assert_never(span)


def _link(link: Link, view: View) -> Iterator[Piece]:
    """Text that can be clicked; without colour the address itself, for there is no other way to reach it."""
    text, url = one_line(link.text), one_line(link.url).replace(" ", "")
    is_web = url.lower().startswith(("https://", "http://")) and len(url) <= URL_LENGTH
    if view.colour and is_web:
        yield Piece(text, paint.UNDERLINE, url)
        return
    yield Piece(text)
    if is_web:
        yield Piece(f" <{url}>", paint.FAINT)


def _told(at: datetime, style: TimeStyle, view: View) -> str:
    match style:
        case TimeStyle.DATE:
            return view.say.day(at.astimezone(ZoneInfo(view.say.reader.zone)).date())
        case TimeStyle.TIME:
            return view.say.time(at)
        case TimeStyle.AGE:
            return view.say.age(at, view.now)
        case _:
            assert_never(style)
