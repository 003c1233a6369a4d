"""A text under the reader's eyes: its layout, what the packs name in it, and questions about what stands near what.

Must not decide what the text tells.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TypeVar

from bot.domain.actor import Actor, ActorKind
from bot.domain.event import Evidence, Target
from bot.extract.cues import Group
from bot.extract.scan import Hit, Kind
from bot.extract.text import Layout

Spanned = TypeVar("Spanned", bound="Hit | Party")
_START = attrgetter("start")
Who = Callable[[str, date], Actor | None]  # whom a name meant on a day
SIDE_OF: dict[ActorKind, Target | None] = {
    ActorKind.STATE_FORCE: Target.STATE_FORCE,
    ActorKind.FOREIGN_FORCE: Target.STATE_FORCE,
    ActorKind.PRIVATE_MILITARY: Target.STATE_FORCE,
    ActorKind.PEACEKEEPER: Target.PEACEKEEPER,
    ActorKind.REBEL: Target.ARMED_GROUP,
    ActorKind.JIHADIST: Target.ARMED_GROUP,
    ActorKind.MILITIA: Target.ARMED_GROUP,
    ActorKind.UNKNOWN_ARMED: Target.ARMED_GROUP,
    ActorKind.CIVILIAN: Target.CIVILIAN,
    ActorKind.AID_WORKER: Target.AID_WORKER,
    ActorKind.AUTHORITY: None,
}
_SIDE_CUES = {
    Group.ARMED: Target.ARMED_GROUP,
    Group.SOLDIERS: Target.STATE_FORCE,
    Group.PEACEKEEPING: Target.PEACEKEEPER,
    Group.CIVILIANS: Target.CIVILIAN,
    Group.AID: Target.AID_WORKER,
}
_BY = re.compile(r"\b(?:par|by|attribu\w+ a|attribu\w+ aux?|blamed on)\s(?:[\w']+\s){0,2}(?:[ld]')?$")
_SPEAKER = re.compile(r"\b(?:selon|d'apres|according to|told|aupres de|aupres du)\s(?:[\w']+\s){0,2}(?:[ld]')?$")

_ACTING = ("par ", "by ", "attribu", "blamed")  # looked for first: they are rare, and the patterns slow
_SPEAKING = ("selon", "apres", "accord", "told", "aupres")


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody named in the text: on which side, and who where the name says it."""

    start: int
    end: int
    side: Target | None  # None: an authority
    actor: Actor | None
    by: bool  # "par …", "by …": it acted
    speaks: bool  # "selon …": it only says so


class Reading:
    """One text with its hits, sorted by what they are."""

    def __init__(self, layout: Layout, hits: list[Hit], language: str, day: date, who: Who) -> None:
        self.layout = layout
        self.language = language
        self.text = layout.folded.text
        self.triggers = [hit for hit in hits if hit.kind is Kind.TRIGGER]
        self.places = [hit for hit in hits if hit.kind is Kind.PLACE]
        self._cues: dict[Group, list[Hit]] = {}
        for hit in hits:
            if hit.named.cue is not None and hit.kind is Kind.CUE:
                self._cues.setdefault(hit.named.cue.group, []).append(hit)
        self.parties = list(self._parties(hits, day, who))

    def _parties(self, hits: list[Hit], day: date, who: Who) -> Iterator[Party]:
        blue = {hit.start for hit in hits if hit.named.cue is not None and hit.named.cue.group is Group.PEACEKEEPING}
        named = {hit.start for hit in hits if hit.kind is Kind.ACTOR}
        for hit in hits:
            actor = None
            if hit.kind is Kind.ACTOR:
                actor = who(self.quote(hit.start, hit.end), day)
                if actor is None:
                    continue
                # "A U.N. convoy" is the mission's, though the United Nations as such are no force.
                side = SIDE_OF[actor.kind] or (Target.PEACEKEEPER if hit.start in blue else None)
            elif hit.named.cue is not None and hit.named.cue.group in _SIDE_CUES and hit.start not in named:
                side = _SIDE_CUES[hit.named.cue.group]
            else:
                continue
            before = self.text[max(0, hit.start - 36) : hit.start]
            by = any(word in before for word in _ACTING) and bool(_BY.search(before))
            speaks = any(word in before for word in _SPEAKING) and bool(_SPEAKER.search(before))
            yield Party(hit.start, hit.end, side, actor, by, speaks)

    def cues(self, group: Group, start: int = 0, end: int | None = None) -> list[Hit]:
        """The cues of a group that begin within a span, in order."""
        hits = self._cues.get(group)
        if hits is None:
            return []
        return _within(hits, start, len(self.text) if end is None else end)

    def parties_within(self, start: int, end: int) -> list[Party]:
        """Who is named within a span, in order."""
        return _within(self.parties, start, end)

    def places_within(self, start: int, end: int) -> list[Hit]:
        return _within(self.places, start, end)

    def triggers_within(self, start: int, end: int) -> list[Hit]:
        return _within(self.triggers, start, end)

    def has(self, group: Group, start: int = 0, end: int | None = None) -> bool:
        return bool(self.cues(group, start, end))

    def lacks(self, groups: frozenset[Group]) -> bool:
        """True where the whole text has no cue of any of these groups."""
        return self._cues.keys().isdisjoint(groups)

    def in_title(self, hit: Hit) -> bool:
        return self.layout.in_title(hit.start)

    def quote(self, start: int, end: int) -> str:
        """The original words of a folded span."""
        first, last = self.layout.folded.span(start, end)
        return self.layout.folded.original[first:last]

    def evidence(self, field: str, start: int, end: int, entry: str) -> Evidence:
        """The original words of a folded span as evidence for a field."""
        first, last = self.layout.folded.span(start, end)
        return Evidence(field=field, quote=self.layout.folded.original[first:last], start=first, end=last, entry=entry)


def _within(found: list[Spanned], start: int, end: int) -> list[Spanned]:
    """Those that begin in a span; the list is in order of the text."""
    first = bisect_left(found, start, key=_START)
    return found[first : bisect_left(found, end, first, key=_START)]
