"""One pass over a text for everything the packs name: triggers, cues, places and actors.

Hits never overlap: the longest reading wins, so that "sans remettre" is not "remettre" and a group called after a town
is not the town. Must not know what a hit does to an event.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import NamedTuple, Protocol

from ahocorasick_rs import AhoCorasick, MatchKind

from bot.domain.ids import ActorId, PlaceId
from bot.extract.cues import Cue, Group
from bot.extract.forms import Form
from bot.extract.text import Folded, Layout, fold_name
from bot.extract.triggers import Trigger

GAP_CHARS = 64  # between head and tail of a form with a gap: about ten words
_THINGS = frozenset({Group.BASE, Group.TOWN, Group.CONVOY, Group.AIRCRAFT, Group.DRONE, Group.PEACEKEEPING})
_PEOPLE = frozenset({Group.ARMED, Group.SOLDIERS, Group.CIVILIANS, Group.AID, Group.ELSEWHERE, Group.IDIOM})


class Kind(IntEnum):
    """What a hit names; where two readings are equally long, the lower number wins."""

    IDIOM = 0
    ACTOR = 1
    PLACE = 2
    TRIGGER = 3
    CUE = 4


@dataclass(frozen=True, slots=True)
class Named:
    """What one folded spelling may mean."""

    kind: Kind
    language: str  # empty: any
    capitals: str  # "": none asked; "first": a capital initial; "all": capitals only
    tails: frozenset[str]
    trigger: Trigger | None = None
    cue: Cue | None = None
    places: tuple[PlaceId, ...] = ()
    actor: ActorId | None = None


class Hit(NamedTuple):
    """A span of the folded text and what it names."""

    start: int
    end: int
    kind: Kind
    named: Named


class NamesPlaces(Protocol):
    def names(self) -> Iterable[tuple[str, tuple[PlaceId, ...]]]:
        """Every spelling with the places it may mean."""


class NamesActors(Protocol):
    def names(self) -> Iterable[tuple[str, ActorId, bool]]:
        """Every spelling, whom it means, and whether it counts in capitals only."""


class Lexicon:
    """Everything the packs name, in one automaton."""

    def __init__(
        self,
        triggers: Iterable[tuple[Trigger, tuple[Form, ...]]],
        cues: Iterable[tuple[Cue, tuple[Form, ...]]],
        places: NamesPlaces,
        actors: NamesActors,
    ) -> None:
        named: dict[str, tuple[Named, ...]] = {}
        for trigger, forms in triggers:
            _add(named, forms, Named(Kind.TRIGGER, trigger.language, "", frozenset(), trigger=trigger))
        for cue, forms in cues:
            kind = Kind.IDIOM if cue.group is Group.IDIOM else Kind.CUE
            _add(named, forms, Named(kind, cue.language, "", frozenset(), cue=cue))
        for name, ids in places.names():
            _add_name(named, name, Named(Kind.PLACE, "", "first", frozenset(), places=tuple(ids)))
        for name, actor, capitals in actors.names():
            _add_name(named, name, Named(Kind.ACTOR, "", "all" if capitals else "", frozenset(), actor=actor))
        self._named = [
            meanings if len(meanings) == 1 else tuple(sorted(meanings, key=lambda item: item.kind))
            for meanings in named.values()
        ]
        self._automaton = AhoCorasick(list(named), matchkind=MatchKind.Standard)

    def scan(self, layout: Layout, language: str) -> list[Hit]:
        """The hits of a text in order, read as one language ("" reads all)."""
        folded = layout.folded
        text = folded.text
        size = len(text)
        found: list[Hit] = []
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if start and text[start - 1].isalnum() and text[start].isalnum():
                continue
            if end < size and text[end].isalnum() and text[end - 1].isalnum():
                continue
            for named in self._named[index]:
                hit = _hit(named, start, end, layout, language)
                if hit is not None:
                    found.append(hit)
        return _longest(found)


def _add(named: dict[str, tuple[Named, ...]], forms: Iterable[Form], entry: Named) -> None:
    """Adds an entry under all its forms, which share it: a pack's ten thousand forms mean some hundred things."""
    shared: dict[frozenset[str], tuple[Named, ...]] = {}
    for form in forms:
        meaning = shared.get(form.tails)
        if meaning is None:
            meaning = shared[form.tails] = (replace(entry, tails=form.tails),)
        named[form.head] = named[form.head] + meaning if form.head in named else meaning


def _add_name(named: dict[str, tuple[Named, ...]], name: str, entry: Named) -> None:
    folded = fold_name(name)
    known = named.get(folded, ())
    if len(folded) > 1 and entry not in known:
        named[folded] = (*known, entry)


def _hit(named: Named, start: int, end: int, layout: Layout, language: str) -> Hit | None:
    if named.language and language and named.language != language:
        return None
    if named.tails:
        reach = min(end + GAP_CHARS, layout.sentence(start)[1])
        end = _tail_end(layout.folded.text, named.tails, end, reach)
        return Hit(start, end, named.kind, named) if end else None
    if named.capitals and not _has_capitals(named.capitals, start, end, layout.folded):
        return None
    return Hit(start, end, named.kind, named)


def _tail_end(text: str, tails: frozenset[str], start: int, reach: int) -> int:
    """Where the nearest tail ends; 0 where none follows in reach."""
    best = 0
    for tail in tails:
        at = text.find(" " + tail, start, reach)
        end = at + 1 + len(tail)
        if at >= 0 and (end >= len(text) or not text[end].isalnum()) and (not best or end < best):
            best = end
    return best


def _has_capitals(wanted: str, start: int, end: int, folded: Folded) -> bool:
    if wanted == "first":
        return folded.has_capital(start)
    first, last = folded.span(start, end)
    return folded.original[first:last].isupper()


def _longest(found: list[Hit]) -> list[Hit]:
    """Hits without overlaps: longest first, then leftmost, then by kind. A form with a gap gives way inside its gap.

    Things and moods are layers of their own: an actor called "army camp" still names a camp, and "rebels say" still
    names rebels.
    """
    found.sort(key=lambda hit: (-(hit.end - hit.start), hit.start, hit.kind))
    taken: list[Hit] = []
    size = max((hit.end for hit in found), default=0)
    used = (bytearray(size), bytearray(size), bytearray(size))
    wide = {hit.start for hit in found if hit.named.tails and hit.kind is Kind.TRIGGER}
    for hit in found:
        layer = used[_layer(hit)]
        if hit.kind is Kind.TRIGGER and hit.start in wide and not hit.named.tails:
            continue  # "leaves 14 dead" is no leaving
        if hit.named.tails:
            taken.append(hit)
        elif layer.find(1, hit.start, hit.end) < 0:
            taken.append(hit)
            layer[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
    taken.sort(key=lambda hit: (hit.start, hit.kind))
    return taken


def _layer(hit: Hit) -> int:
    """0 for names, triggers and people, 1 for things, 2 for moods."""
    if hit.named.cue is None or hit.named.cue.group in _PEOPLE:
        return 0
    return 1 if hit.named.cue.group in _THINGS else 2
