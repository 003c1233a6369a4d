"""Lines of JSON from outside as events: a text as a publisher wrote it, or a happening that somebody coded.

    {"id": "a", "headline": "…", "text": "…", "lang": "fr", "published": "2023-10-31T09:00:00Z", "outlet": "rfi"}
    {"id": "b", "date_start": "2023-10-31", "country": "ML", "lat": 18.4, "lon": 1.4, "type": "ambush", "killed": 3}

A line with `date_start` is a coded one. Must not know rules, nor where the lines come from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.actor import Participant, Role
from bot.domain.errors import BotError
from bot.domain.event import Count, Event, Realis, Toll
from bot.domain.ids import EventId, OutletId, PayloadId, ReportId, SourceId, digest
from bot.domain.place import Place, Point
from bot.domain.report import Report
from bot.domain.taxonomy import TYPE_OF, USUAL_SUB_TYPE, EventType, Operation, SubType
from bot.located import nearest
from bot.ports.theatre import Extractor

LONGEST = 1_000_000  # characters of one line
DAY_END = timedelta(hours=23, minutes=59, seconds=59)
CODED_CERTAINTY = 0.8  # as of a clear report
_SPREAD_KM = 5.0  # of a coded point


class BadLine(BotError):
    """A line that is no event; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a line tells: its id, when it came to be known, and the events in it (none: nothing was read from it)."""

    id: str
    at: datetime
    events: tuple[Event, ...]


def told(line: str, number: int, extractor: Extractor) -> Told:
    """What one line tells. Raises BadLine with the field at fault."""
    if len(line) > LONGEST:
        raise BadLine(f"longer than {LONGEST} characters")
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"not JSON: {error}") from error
    if not isinstance(found, dict):
        raise BadLine("not a JSON object")
    id_ = str(found.get("id", number))
    return _coded(found, id_, extractor) if "date_start" in found else _text(found, id_, extractor)


def _text(found: Mapping[str, Any], id_: str, extractor: Extractor) -> Told:
    title, text = _words(found, "headline") or _words(found, "title"), _words(found, "text")
    if not title and not text:
        raise BadLine("neither 'headline' nor 'text' nor 'date_start': nothing to read")
    published = _instant(found, "published")
    outlet = _words(found, "outlet") or "unknown"
    origin = digest("line", outlet, id_)
    report = Report(
        id=ReportId(digest(origin, title, text)),
        origin=origin,
        payload=PayloadId("lines"),
        locator=id_,
        source=SourceId("lines"),
        outlet=OutletId(outlet),
        family=extractor.outlets[OutletId(outlet)].family if OutletId(outlet) in extractor.outlets else outlet,
        url="",
        title=title,
        text=text,
        language=_words(found, "lang"),
        published_at=published,
        seen_at=published,
    )
    events = tuple(one for one in extractor.read(report) if isinstance(one, Event))
    return Told(id=id_, at=published, events=events)


def _coded(found: Mapping[str, Any], id_: str, extractor: Extractor) -> Told:
    start = _instant(found, "date_start")
    end = _instant(found, "date_end") if found.get("date_end") else start
    end = end + DAY_END if end.hour == end.minute == 0 else end
    if end < start:
        raise BadLine("'date_end' lies before 'date_start'")
    type_, sub_type, operations = _kind(_words(found, "type"))
    origin = digest("coded", id_)
    killed = _count(found, "killed")
    event = Event(
        id=EventId(origin),
        report=ReportId(origin),
        origin=origin,
        source=SourceId("lines"),
        outlet=OutletId(_words(found, "outlet") or "coded"),
        family=_words(found, "outlet") or "coded",
        party="",
        type=type_,
        sub_type=sub_type,
        operations=operations,
        place=_place(found, extractor),
        start=start,
        end=end,
        time_precision=timedelta(hours=12),
        published_at=end,
        seen_at=end,
        participants=tuple(_participants(found, extractor)),
        target=None,
        toll=Toll(killed=killed, wounded=_count(found, "wounded")),
        control=None,
        realis=Realis.NEW,
        certainty=CODED_CERTAINTY,
        lead=False,
        title=_words(found, "headline"),
        url="",
        language=_words(found, "lang"),
        evidence=(),
    )
    return Told(id=id_, at=end, events=(event,))


def _kind(word: str) -> tuple[EventType, SubType, frozenset[Operation]]:
    """The three levels that one taxonomy word says."""
    folded = word.casefold().replace(" ", "_").replace("-", "_")
    if folded in {one.value for one in Operation}:
        operation = Operation(folded)
        usual = USUAL_SUB_TYPE[operation]
        return TYPE_OF[usual], usual, frozenset({operation})
    if folded in {one.value for one in SubType}:
        return TYPE_OF[SubType(folded)], SubType(folded), frozenset()
    if folded in {one.value for one in EventType}:
        first = next(sub for sub, type_ in TYPE_OF.items() if type_ is EventType(folded))
        return EventType(folded), first, frozenset()
    words = [*(one.value for one in EventType), *(s.value for s in SubType), *(o.value for o in Operation)]
    raise BadLine(f"'type' cannot be {word[:60]!r} ({nearest(folded[:60], words)})")


def _place(found: Mapping[str, Any], extractor: Extractor) -> Place:
    named = _words(found, "place") or _words(found, "location")
    if found.get("lat") is None or found.get("lon") is None:
        place = extractor.places.find(named) if named else None
        if place is None:
            raise BadLine(f"no 'lat' and 'lon', and no known 'place' ({named[:60]!r})")
        return place
    try:
        point = Point(lat=float(found["lat"]), lon=float(found["lon"]))
    except (TypeError, ValueError) as error:
        raise BadLine(f"'lat' and 'lon' are no place: {error}") from error
    place = extractor.places.at(point, _SPREAD_KM, named)
    if place is None:
        raise BadLine(f"{point.lat:g}, {point.lon:g} lies outside the loaded theatres")
    return place


def _participants(found: Mapping[str, Any], extractor: Extractor) -> list[Participant]:
    """The actors that the packs know; others say nothing that a rule could ask for."""
    given = found.get("actors") or [found.get("actor1"), found.get("actor2")]
    names = [str(one) for one in (given if isinstance(given, list) else [given]) if one]
    known = (extractor.actors.find(name) for name in names)
    return [Participant(actor=one.id, kind=one.kind, role=Role.PRESENT) for one in known if one is not None]


def _words(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLine(f"{key!r} must be text")
    return value.strip()


def _count(found: Mapping[str, Any], key: str) -> Count | None:
    value = found.get(key, found.get("deaths_best") if key == "killed" else None)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1_000_000:
        raise BadLine(f"{key!r} must be a number of people")
    return Count(low=int(value), high=int(value))


def _instant(found: Mapping[str, Any], key: str) -> datetime:
    value = found.get(key)
    try:
        text = str(value)
        if len(text) == len("2023-10-31"):
            return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadLine(f"{key!r} must be a time like 2023-10-31 or 2023-10-31T09:00:00Z, not {value!r}") from error
    if read.tzinfo is None:
        raise BadLine(f"{key!r} needs its zone: put a Z at the end for UTC")
    return read.astimezone(UTC)
