"""The reader of texts: built once from a pack, turns each report into events or one rejection with a reason.

Pure: the same report gives the same events for ever. Must not know where reports come from or what becomes of events.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from bot.domain.errors import BadFile, Fault
from bot.domain.event import Event, Evidence, Realis, Toll
from bot.domain.ids import EventId, OutletId, digest
from bot.domain.outlet import UNKNOWN_OUTLET, Outlet
from bot.domain.place import PlaceKind
from bot.domain.report import Reason, Rejection, Report
from bot.domain.taxonomy import TYPE_OF
from bot.extract import claims, dates, event_type, fatalities, realis, whereabouts
from bot.extract.actors import ActorIndex
from bot.extract.certainty import certainty_of
from bot.extract.credit import Credits
from bot.extract.cues import Cue, Group, parse_cues
from bot.extract.event_type import Sorted
from bot.extract.forms import Form
from bot.extract.frames import Frame, frames_of
from bot.extract.gazetteer import Gazetteer
from bot.extract.language import language_of
from bot.extract.pack import Pack
from bot.extract.participants import participants_of
from bot.extract.reading import Reading
from bot.extract.scan import Hit, Kind, Lexicon
from bot.extract.text import Layout, lay_out, without
from bot.extract.triggers import Trigger, parse_triggers
from bot.extract.whereabouts import Found

TOO_OLD = timedelta(days=60)  # between event and publication; what is older is history, not news

# What each mood that is no news becomes.
_NO_NEWS = {Realis.DENIED: Reason.DENIED}


def build(pack: Pack) -> TextExtractor:
    """The reader for a pack. Raises BadFile with every mistake of its trigger and cue files."""
    faults: list[Fault] = []
    triggers: list[tuple[Trigger, tuple[Form, ...]]] = []
    cues: list[tuple[Cue, tuple[Form, ...]]] = []
    for language, roots in pack.triggers.items():
        for root in roots:
            triggers.extend(parse_triggers(language, root, faults))
    for language, roots in pack.cues.items():
        for root in roots:
            cues.extend(parse_cues(language, root, faults))
    if faults:
        raise BadFile(faults)
    return TextExtractor(Lexicon(triggers, cues, pack.places, pack.actors), pack.places, pack.actors, pack.outlets)


@dataclass(frozen=True, slots=True)
class _Told:
    """What one text tells, before it is made an event."""

    kind: Sorted
    found: Found
    when: dates.When
    toll: Toll
    toll_evidence: tuple[Evidence, ...]
    reached: claims.Reached | None
    frames: list[Frame]


class TextExtractor:
    """Reads texts into events (see bot.ports.theatre.Extractor)."""

    def __init__(
        self, lexicon: Lexicon, places: Gazetteer, actors: ActorIndex, outlets: Mapping[OutletId, Outlet]
    ) -> None:
        self._lexicon = lexicon
        self._places = places
        self._actors = actors
        self._outlets = outlets
        self._credits = Credits(outlets.values())
        # News names the same few actors again and again; looking one up folds its name each time.
        self._who = lru_cache(maxsize=4096)(actors.find)

    @property
    def places(self) -> Gazetteer:
        return self._places

    @property
    def actors(self) -> ActorIndex:
        return self._actors

    @property
    def outlets(self) -> Mapping[OutletId, Outlet]:
        return self._outlets

    def read(self, report: Report) -> Iterator[Event | Rejection]:
        """The event that a text tells, or exactly one rejection."""
        reading = self._opened(report)
        if not reading.triggers:
            yield _rejected(report, Reason.NO_TRIGGER)
            return
        told = self._told(reading, report)
        yield told if isinstance(told, Rejection) else self._event(reading, report, told)

    def _opened(self, report: Report) -> Reading:
        layout = lay_out(report)
        language = language_of(layout.folded.text, report.language)
        hits = self._lexicon.scan(layout, language if language in ("en", "fr") else "")
        spans = _boilerplate(layout, hits)
        if spans:
            layout = without(layout, spans)
            hits = self._lexicon.scan(layout, language if language in ("en", "fr") else "")
        day = (report.published_at or report.seen_at).date()
        return Reading(layout, hits, language, day, self._who)

    def _told(self, reading: Reading, report: Report) -> _Told | Rejection:
        frames = frames_of(reading)
        if not frames:
            return _rejected(report, Reason.NO_TRIGGER, "only weak words, and nobody armed beside them")
        subject = realis.subject(reading)
        if subject:
            return _rejected(report, Reason.NOT_AN_EVENT, subject)
        news = [frame for frame in frames if frame.is_new and not frame.background]
        if not news:
            return _no_news(report, frames)
        reached = claims.claim_of(reading, frames)
        toll, evidence, sides = fatalities.toll_of(reading)
        kind = event_type.sort_out(reading, frames, reached, sides)
        if reached is not None and not claims.is_news(reached, kind.primary):
            reached = None
        mood = _title_mood(frames, kind.primary)
        if mood is not Realis.NEW:
            return _rejected(report, _NO_NEWS.get(mood, Reason.NOT_AN_EVENT), mood.value)
        found = whereabouts.place_of(reading, self._places, kind.primary, frames)
        if found is not None and found.place.kind is PlaceKind.BASE:
            # A base is told and asked for by its town; the claim keeps that it was the base.
            found = Found(self._places.settlement(found.place), found.start, found.end)
        if found is None or (found.place.kind is PlaceKind.COUNTRY and self._places.regions(found.place.country)):
            return _nowhere(reading, report, found)
        if not self._is_ours(reading, found):
            return _rejected(report, Reason.OUTSIDE, found.place.name)
        when = _when(reading, report, kind.primary)
        if (report.published_at or report.seen_at) - when.end > TOO_OLD:
            return _rejected(report, Reason.TOO_OLD, when.start.date().isoformat())
        return _Told(kind, found, when, toll, evidence, reached, frames)

    def _is_ours(self, reading: Reading, found: Found) -> bool:
        """True for a place in a country whose regions the packs know; a title about another country must name it."""
        if not self._places.regions(found.place.country):
            return False
        return reading.layout.in_title(found.start) or not reading.has(Group.ELSEWHERE, 0, reading.layout.title_end)

    def _event(self, reading: Reading, report: Report, told: _Told) -> Event:
        kind, outlet = told.kind, self._outlets.get(report.outlet, UNKNOWN_OUTLET)
        taking_part, named = participants_of(reading, self._actors, kind.primary, told.frames, told.reached)
        mood = _mood(reading, kind.primary, outlet)
        claim = told.reached.claim if told.reached is not None else None
        counted = sum(
            value is not None
            for value in (told.toll.killed, told.toll.wounded, kind.target, claim, taking_part or None)
        )
        dated = told.when.span[0] >= 0
        return Event(
            id=EventId(digest(report.id, "0")),
            report=report.id,
            origin=digest(report.origin, "0"),
            source=report.source,
            outlet=report.outlet,
            family=self._credits.family(report.text) or report.family,
            party=outlet.party,
            type=TYPE_OF[kind.sub_type],
            sub_type=kind.sub_type,
            operations=kind.operations,
            place=told.found.place,
            start=told.when.start,
            end=told.when.end,
            time_precision=told.when.precision,
            published_at=report.published_at or report.seen_at,
            seen_at=report.seen_at,
            participants=taking_part,
            target=kind.target,
            toll=told.toll,
            control=claim,
            realis=mood,
            certainty=certainty_of(reading, kind.primary, told.found.place, dated, counted, mood, outlet.tier),
            lead=False,
            title=report.title,
            url=report.url,
            language=reading.language or report.language,
            evidence=(*_evidence(reading, told), *named),
        )


def _boilerplate(layout: Layout, hits: list[Hit]) -> list[tuple[int, int]]:
    """The sentences that only point to other stories; their figures and places are not this story's."""
    spans = []
    for hit in hits:
        if hit.kind is Kind.CUE and hit.named.cue is not None and hit.named.cue.group is Group.BOILERPLATE:
            start, end = layout.sentence(hit.start)
            if hit.start - start <= 3 and not layout.in_title(hit.start):
                spans.append((start, end))
    return spans


def _rejected(report: Report, reason: Reason, detail: str = "") -> Rejection:
    return Rejection(report=report.id, reason=reason, detail=detail)


def _no_news(report: Report, frames: list[Frame]) -> Rejection:
    """The rejection that the most telling frame asks for."""
    primary = event_type.primary_of(frames)
    mood = primary.realis if primary.realis is not Realis.NEW else Realis.HISTORICAL
    return _rejected(report, _NO_NEWS.get(mood, Reason.NOT_AN_EVENT), mood.value)


def _title_mood(frames: list[Frame], primary: Frame) -> Realis:
    """What the title says of its own trigger, where the news itself stands only in the body.

    "Army denies attack on Gao" or "Mission to leave Kidal" stays what it is, whatever the body recalls.
    """
    if primary.in_title:
        return Realis.NEW
    titled = [frame for frame in frames if frame.in_title]
    if titled and all(not frame.is_new for frame in titled):
        return titled[0].realis
    return Realis.NEW


def _nowhere(reading: Reading, report: Report, found: Found | None) -> Rejection:
    if reading.has(Group.ELSEWHERE):
        cue = reading.cues(Group.ELSEWHERE)[0]
        return _rejected(report, Reason.OUTSIDE, reading.quote(cue.start, cue.end))
    return _rejected(report, Reason.NO_PLACE, found.place.name if found is not None else "")


def _when(reading: Reading, report: Report, primary: Frame) -> dates.When:
    """The day named in the primary frame's sentence, else in the first sentences, else that of publication."""
    layout = reading.layout
    starts = layout.starts
    body = [
        (start, end)
        for start, end in zip(starts, (*starts[1:], len(reading.text)), strict=True)
        if start >= layout.title_end
    ]
    spans = [layout.sentence(primary.hit.start), *body[:2]]
    return dates.when(reading.text, report.published_at or report.seen_at, primary.hit.start, spans)


def _mood(reading: Reading, primary: Frame, outlet: Outlet) -> Realis:
    """CLAIMED where only a party to the conflict says so: its own outlet, or a claim cue beside the news."""
    if outlet.party:
        return Realis.CLAIMED
    start, end = reading.layout.sentence(primary.hit.start)
    return Realis.CLAIMED if reading.has(Group.CLAIM, start, end) else Realis.NEW


def _evidence(reading: Reading, told: _Told) -> tuple[Evidence, ...]:
    """The words behind type, place, time, toll and control."""
    kind = told.kind
    first = kind.primary
    words = [reading.evidence("type", first.hit.start, first.hit.end, f"triggers.{first.trigger.id}")]
    for frame in told.frames:
        if frame is not first and frame.is_new and frame.trigger.operations & kind.operations:
            words.append(reading.evidence("operations", frame.hit.start, frame.hit.end, f"triggers.{frame.trigger.id}"))
    words.append(reading.evidence("place", told.found.start, told.found.end, f"places/{told.found.place.id}"))
    if told.when.span[0] >= 0:
        words.append(reading.evidence("time", *told.when.span, "dates/named"))
    if told.reached is not None:
        for frame in told.reached.frames[:3]:
            words.append(reading.evidence("control", frame.hit.start, frame.hit.end, f"triggers.{frame.trigger.id}"))
    return (*words, *told.toll_evidence)
