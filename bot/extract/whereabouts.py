"""Where it happened: which of the places that a text names is the event's, and how precisely that is known.

Each mention is weighed by how it hangs on the sentence ("near X", "camp de X", "from X", "towards X"), by where it
stands and by what it is. Must not know dates, figures and actors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.place import Place, PlaceKind, distance_km
from bot.extract import pointing
from bot.extract.attachment import Tie, tie_of
from bot.extract.frames import Frame
from bot.extract.reading import Reading
from bot.extract.scan import Hit
from bot.extract.triggers import Act
from bot.ports.theatre import Places

_LEAD = 64  # characters before a name that may say how it is meant
_AND = re.compile(r"\s(?:and|et)\s(?:the\s|la\s|le\s)?$")
_AREA_WORD = re.compile(r"(?:region|cercle|province|district|county|state|departement)\s(?:d[eu]\s|d'|of\s)?$")
_AREA_AFTER = re.compile(r"\s(?:region|cercle|province|district)\b")
_APPOSED = re.compile(r"(?:'s)?,\s[^.,;:]{0,58}$")
_PREFIX = re.compile(r"(?:'s)?\s?:")
_THING_NAMES = ("« ", "«", "“", '"', "vessel ", "bateau ", "boat ", "ship ", "named ")
_KIND_WEIGHT = {PlaceKind.COUNTRY: -20.0, PlaceKind.REGION: -2.5, PlaceKind.PROVINCE: -2.0}
_KIND_WEIGHT |= {PlaceKind.CERCLE: -2.0, PlaceKind.RIVER: -2.5}
_LEAVING = frozenset({Act.LEAVE, Act.ABANDON, Act.HANDOVER, Act.MOVE})
_TIE_WEIGHT = {Tie.OFF: 2.5, Tie.AWAY: 0.5, Tie.ROAD: -1.5, Tie.BETWEEN: 1.5, Tie.OF: 1.0}
_DATELINE = re.compile(r"(?:,\s\w+)?\s?\((?:afp|reuters|ap|apa|xinhua)\)")


@dataclass(frozen=True, slots=True)
class Found:
    """A place with the folded span that names it."""

    place: Place
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Mention:
    hit: Hit
    place: Place
    score: float
    tie: Tie


class _Scene:
    """What the frames say of each sentence, worked out once for all mentions."""

    def __init__(self, primary: Frame, frames: list[Frame]) -> None:
        self.primary = primary
        self.news = frozenset(frame.sentence for frame in frames if frame.is_new and not frame.background)
        self.arrives = any(frame.act is Act.ARRIVE and frame.in_title for frame in frames)
        self._by_sentence: dict[int, list[Frame]] = {}
        for frame in frames:
            self._by_sentence.setdefault(frame.sentence, []).append(frame)

    def nearest(self, number: int, at: int) -> Frame:
        """The frame of a sentence that stands nearest to an index; the primary one where the sentence has none."""
        near = self._by_sentence.get(number)
        return min(near, key=lambda frame: abs(frame.hit.start - at)) if near else self.primary


def place_of(reading: Reading, places: Places, primary: Frame, frames: list[Frame]) -> Found | None:
    """The event's place; a country only where nothing better is named, None where no place is."""
    mentions = _weighed(reading, places, _Scene(primary, frames))
    if not mentions:
        return None
    totals: dict[str, float] = {}
    for mention in mentions:
        held = totals.get(mention.place.id)
        # A place named again gains a little; what counts most is its best mention.
        totals[mention.place.id] = mention.score if held is None else max(held, mention.score) + 0.75
    best = max(mentions, key=lambda mention: (totals[mention.place.id], mention.score, -mention.hit.start))
    return _precise(reading, places, best, mentions)


def _weighed(reading: Reading, places: Places, scene: _Scene) -> list[_Mention]:
    mentions: list[_Mention] = []
    areas = _areas(reading, places) if any(len(hit.named.places) > 1 for hit in reading.places) else frozenset()
    before: Hit | None = None
    for hit in reading.places:
        if _DATELINE.match(reading.text, hit.end) or _is_name_of_thing(reading, hit):
            continue
        place = _meant(reading, places, hit, areas, mentions)
        if place is None:
            continue
        tie = tie_of(reading.text[max(0, hit.start - _LEAD) : hit.start])
        opened = mentions[-1] if mentions and mentions[-1].tie is Tie.BETWEEN else None
        if opened is not None and _AND.fullmatch(reading.text, opened.hit.end, hit.start):
            tie = Tie.BETWEEN
        mentions.append(_Mention(hit, place, _score(reading, hit, place, tie, scene, before), tie))
        before = hit
    return mentions


def _areas(reading: Reading, places: Places) -> frozenset[str]:
    """Names of regions and countries that the text names, to choose between places of one name."""
    named: set[str] = set()
    for hit in reading.places:
        for candidate in hit.named.places:
            place = places.get(candidate)
            if place is not None and place.kind is PlaceKind.REGION:
                named.add(place.admin1)
            elif place is not None and place.kind is PlaceKind.COUNTRY:
                named.add(place.country)
    return frozenset(named)


def _meant(reading: Reading, places: Places, hit: Hit, areas: frozenset[str], others: list[_Mention]) -> Place | None:
    """Which place of a name is meant: an area where the words say so, else the likeliest that fits the text."""
    known = [place for candidate in hit.named.places if (place := places.get(candidate)) is not None]
    if not known:
        return None
    if len(known) == 1:
        return known[0]
    text = reading.text
    is_area = _AREA_WORD.search(text, max(0, hit.start - 16), hit.start) or _AREA_AFTER.match(text, hit.end)
    fitting = [place for place in known if place.kind.is_area == bool(is_area)] or known
    first_kind = fitting[0].kind.is_area
    fitting = [place for place in fitting if place.kind.is_area == first_kind]

    def fit(place: Place) -> float:
        near = min(
            (distance_km(place.point, other.place.point) for other in others if not other.place.kind.is_area),
            default=0.0,
        )
        return (place.admin1 in areas) * 2 + (place.country in areas) - min(near, 600.0) / 300.0

    return max(fitting, key=lambda place: (fit(place), -fitting.index(place))) if len(fitting) > 1 else fitting[0]


def _score(reading: Reading, hit: Hit, place: Place, tie: Tie, scene: _Scene, before: Hit | None) -> float:
    layout = reading.layout
    score = _KIND_WEIGHT.get(place.kind, 0.0)
    number = layout.sentence_number(hit.start)
    is_prefix = layout.in_title(hit.start) and hit.start < 3 and _PREFIX.match(reading.text, hit.end)
    if is_prefix:
        score += 1.0
    elif layout.in_title(hit.start):
        score += 3.0
    elif number <= 1 + (layout.title_end > 0):
        score += 1.0
    if number == scene.primary.sentence and not is_prefix:
        score += 1.5
    if number in scene.news:
        score += 1.0
    elif not layout.in_title(hit.start):
        score -= 1.5  # background, reactions, the dateline's capital
    score += _attachment(tie, hit, scene, number)
    if before is not None and layout.sentence_number(before.start) == number and before.end > 0:
        gap = reading.text[before.end : hit.start]
        if _APPOSED.fullmatch(gap) and not reading.triggers_within(before.end, hit.start):
            score -= 3.5
    return score


def _attachment(tie: Tie, hit: Hit, scene: _Scene, number: int) -> float:
    """How much a tie speaks for a place, given what happened."""
    if tie is Tie.AT:
        return 4.0 if scene.arrives else 3.0
    if tie is Tie.TO:
        return 3.0 if scene.arrives else -2.5
    if tie is not Tie.FROM:
        return _TIE_WEIGHT.get(tie, 0.0)
    if scene.arrives:
        return 0.0
    leaves = scene.primary.act in _LEAVING or scene.nearest(number, hit.start).act in _LEAVING
    return 2.0 if leaves else 1.0


def _is_name_of_thing(reading: Reading, hit: Hit) -> bool:
    """True for a boat or paper called after a place: « Tombouctou », "the vessel Timbuktu"."""
    return reading.text[max(0, hit.start - 10) : hit.start].endswith(_THING_NAMES)


def _precise(reading: Reading, places: Places, best: _Mention, mentions: list[_Mention]) -> Found:
    """The place itself, the point so many kilometres off, or the stretch between two places."""
    if best.tie is Tie.BETWEEN:
        pair = [one for one in mentions if one.tie is Tie.BETWEEN and abs(one.hit.start - best.hit.start) < _LEAD]
        if len(pair) == 2:
            return Found(pointing.between(places, pair[0].place, pair[1].place), pair[0].hit.start, pair[1].hit.end)
    if best.tie is Tie.OFF:
        place, said = pointing.off(places, best.place, reading.text[max(0, best.hit.start - _LEAD) : best.hit.start])
        return Found(place, best.hit.start - said, best.hit.end)
    return Found(best.place, best.hit.start, best.hit.end)
