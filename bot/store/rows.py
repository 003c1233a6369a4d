"""The text forms in which domain values stand in rows: versioned JSON, exact both ways, safe for both databases.

Pure. A lone surrogate or a NUL in a publisher's text must neither be lost nor stop a transaction (PostgreSQL refuses
both). Must not know tables or connections.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from bot.domain.alert import Alert
from bot.domain.channel import Channel
from bot.domain.control import ControlEntry
from bot.domain.delivery import Gathering, Manner, Notice
from bot.domain.errors import DatabaseTooNew
from bot.domain.event import Event
from bot.domain.health import Cursor, SourceHealth
from bot.domain.ids import IncidentId, RuleId, SubscriptionId
from bot.domain.incident import Change, Incident, Member
from bot.domain.matcher import Matcher
from bot.domain.mute import Mute
from bot.domain.report import Report
from bot.domain.subscription import Subscription
from bot.domain.tuning import Tuning, Watch
from bot.store.codec import codec, dumped

T = TypeVar("T")

KEPT = 512  # incidents: some 5 MB
KEPT_TEXTS = 64  # of incidents: their changes are written right after them
# Some 3 MB. Three readers follow one another within a second, but in a storm those that wait are read for channel after
# channel: with a quarter of it the same storm takes a fifth more of a processor.
KEPT_CHANGES = 512

_VERSION = "v"
# Values are frozen and hold no rings: looking for one takes a third of the encoder's time.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
_ASCII_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSAFE = re.compile("[\\\\\x00\ud800-\udfff]")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


class Kept:
    """The last values that were written or read, by their text: a change is read by three stages within a second.

    Safe because values are frozen and a text always means the same value. Used from the event loop's thread only.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[str, object] = OrderedDict()

    def get(self, text: str) -> object | None:
        if text in self._values:
            self._values.move_to_end(text)
        return self._values.get(text)

    def put(self, text: str, value: object) -> None:
        self._values[text] = value
        self._values.move_to_end(text)
        if len(self._values) > self._most:
            self._values.popitem(last=False)


class Written:
    """The texts of the last values that were written, by the very object: an incident is written again within its
    change, and its members with each of its revisions. Safe because values are frozen and held here."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._texts: dict[int, tuple[object, str]] = {}

    def get(self, value: object) -> str | None:
        known = self._texts.get(id(value))
        return known[1] if known else None

    def put(self, value: object, text: str) -> None:
        self._texts[id(value)] = value, text
        if len(self._texts) > self._most:
            del self._texts[next(iter(self._texts))]


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """The text form of one noun. `version` rises when a stored value can no longer be read by field names alone.

    `parts` names fields, of one value or a tuple of them, whose text is mostly at hand from a moment ago.
    """

    annotation: Any
    version: int = 1
    kept: Kept | None = None
    written: Written | None = None
    parts: Mapping[str, Form[Any]] = field(default_factory=dict)

    def dump(self, value: T) -> str:
        """The value as one line of JSON: fields in one order, sets sorted, so that equal values give equal text."""
        text = f'{{"{_VERSION}":{self.version},{self.body(value)[1:]}'
        if self.kept is not None:
            self.kept.put(text, value)
        return text

    def body(self, value: T) -> str:
        """The same without its version, as it stands within the text of another noun."""
        if self.written is None:
            return self._body(value)
        text = self.written.get(value)
        if text is None:
            text = self._body(value)
            self.written.put(value, text)
        return text

    def load(self, text: str) -> T:
        """The value that `dump` wrote. Raises DatabaseTooNew for a version this code does not know."""
        if self.kept is not None and (known := self.kept.get(text)) is not None:
            return cast("T", known)
        data = json.loads(text)
        if data.pop(_VERSION) != self.version:
            raise DatabaseTooNew
        step = codec(self.annotation).load
        assert step is not None
        value: T = step(data)
        if self.kept is not None:
            self.kept.put(text, value)
        return value

    def _body(self, value: T) -> str:
        if self.parts:
            plain, of_parts = dumped(self.annotation, value, but=self.parts)
        else:
            step = codec(self.annotation).dump
            assert step is not None
            plain, of_parts = step(value), {}
        text: str = _ENCODER.encode(plain)
        for name, part in of_parts.items():
            form = self.parts[name]
            inner = f"[{','.join(map(form.body, part))}]" if isinstance(part, tuple) else form.body(part)
            text = f'{text[:-1]},"{name}":{inner}}}'
        return text if text.isascii() else _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """News as a row of the outbox names it beside its change: the alerts by rule, incident and change."""

    alerts: tuple[tuple[RuleId, IncidentId, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a row of the outbox says beside its columns. It is the same for most destinations of one change."""

    about: Fired | Gathering | Notice
    language: str
    manner: Manner


ALERT: Form[Alert] = Form(Alert, kept=Kept(KEPT_CHANGES))
_MEMBER: Form[Member] = Form(Member, written=Written(KEPT))
INCIDENT: Form[Incident] = Form(Incident, kept=Kept(KEPT), written=Written(KEPT_TEXTS), parts={"members": _MEMBER})
CHANNEL: Form[Channel] = Form(Channel)
CHANGE: Form[Change] = Form(Change, kept=Kept(KEPT_CHANGES), parts={"incident": INCIDENT})
CONTROL: Form[ControlEntry] = Form(ControlEntry)
CURSOR: Form[Cursor] = Form(Cursor)
EVENT: Form[Event] = Form(Event)
HEALTH: Form[SourceHealth] = Form(SourceHealth)
MATCHER: Form[Matcher] = Form(Matcher)
MUTE: Form[Mute] = Form(Mute)
ORDER: Form[Order] = Form(Order, version=2, kept=Kept(KEPT_CHANGES))  # version 1 was converted by migration 0002
REPORT: Form[Report] = Form(Report)
SUBSCRIPTION: Form[Subscription] = Form(Subscription)
TUNING: Form[Tuning] = Form(Tuning)
WATCH: Form[Watch] = Form(Watch)


def matcher_to_json(matcher: Matcher) -> str:
    """The canonical text of a matcher: the same wish gives the same text."""
    return MATCHER.dump(matcher)


def matcher_from_json(text: str) -> Matcher:
    """The matcher that `matcher_to_json` wrote."""
    return MATCHER.load(text)


def ids_to_text(ids: Sequence[SubscriptionId]) -> str:
    """A list of ids in one column, in the order given."""
    return _ASCII_ENCODER.encode(ids)


def ids_from_text(text: str) -> tuple[SubscriptionId, ...]:
    """The ids that `ids_to_text` wrote."""
    return tuple(json.loads(text))


def escaped(text: str) -> str:
    """A text that both databases take; `unescaped` gives back exactly what came in. Usual text stays as it is."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def unescaped(text: str) -> str:
    """The text that `escaped` was given."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "\\" in text else text
