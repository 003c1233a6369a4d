"""The platform-neutral message: typed spans and blocks, never markup. Each platform's renderer escapes and fits it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.incident import Severity
from bot.domain.place import Point
from bot.domain.reader import Reader


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Bold:
    text: str


@dataclass(frozen=True, slots=True)
class Faint:
    """Less important words: provenance, ages, notes."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """An id or a command, as it is to be typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str


class TimeStyle(StrEnum):
    DATE = "date"
    TIME = "time"  # date and time
    AGE = "age"  # "3 h ago"


@dataclass(frozen=True, slots=True)
class Time:
    """An instant; it becomes words only in the renderer, in the reader's zone."""

    at: datetime
    style: TimeStyle = TimeStyle.TIME


Span = Text | Bold | Faint | Code | Link | Time
Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Para:
    spans: Spans


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value, one a line."""

    rows: tuple[tuple[str, Spans], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Spans, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Short cells; `numeric` columns are set flush right."""

    head: tuple[str, ...]
    rows: tuple[tuple[Spans, ...], ...]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class MapPin:
    label: str
    point: Point
    precision_km: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A scene to be drawn later (`key` names it) with the words that stand for it."""

    key: str
    alt: str


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Divider:
    pass


Block = Para | Facts | Bullets | Table | MapPin | Picture | Heading | Divider


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A prepared command behind a button: label + command + arguments, so that it survives a restart."""

    label: str
    command: str
    args: tuple[tuple[str, str], ...] = ()


EVERYBODY = Reader()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    title: str
    severity: Severity | None = None
    reader: Reader = EVERYBODY
    blocks: tuple[Block, ...] = ()
    actions: tuple[Action, ...] = ()
    footer: Spans = ()
    symbol: str = field(default="")  # severity or kind as a sign, so that colour is never the only mark
    topics: tuple[str, ...] = ()  # words under which it can be filed, in every language, the most telling first
