"""What the comparison needs of an event or an incident, worked out once: both sides have the same shape.

Must not know how two profiles are weighed. An incident is compared by its record, not by its last member, so that a
chain of half-alike reports does not grow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from bot.domain.actor import ActorKind, Participant, Role
from bot.domain.control import ControlClaim
from bot.domain.event import Count, Event, Target
from bot.domain.ids import ActorId
from bot.domain.incident import Incident
from bot.domain.place import Place
from bot.domain.taxonomy import EventType, Operation, SubType

NEWEST_TITLES = 12  # of one incident, for finding copies: a copy follows its original within hours

_WORDS = re.compile(r"[^\W_]+")
_UNNAMED = frozenset({ActorKind.UNKNOWN_ARMED, ActorKind.CIVILIAN, ActorKind.AID_WORKER, ActorKind.AUTHORITY})

Lineage = Callable[[ActorId], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A headline as pairs of neighbouring words."""

    language: str
    pairs: frozenset[tuple[str, str]]
    family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One side of a comparison. `since` and `until` already hold what is not known of the time."""

    type: EventType
    sub_type: SubType
    operations: frozenset[Operation]
    place: Place
    since: datetime
    until: datetime
    agents: frozenset[str]  # lineages
    armed: frozenset[str]  # lineages of every named armed actor
    kinds: frozenset[ActorKind]  # of the same: "jihadists" and JNIM may be one
    target: Target | None
    killed: Count | None
    control: ControlClaim | None
    giver: str  # lineage; empty where it is not told
    taker: str
    titles: tuple[Title, ...]


def of_event(event: Event, lineage: Lineage) -> Profile:
    """An event's side."""
    since, until = span(event.start, event.end, event.time_precision)
    return Profile(
        type=event.type,
        sub_type=event.sub_type,
        operations=event.operations,
        place=event.place,
        since=since,
        until=until,
        agents=_lineages(event.participants, lineage, agents=True),
        armed=_lineages(event.participants, lineage, agents=False),
        kinds=_kinds(event.participants),
        target=event.target,
        killed=event.toll.killed,
        control=event.control,
        giver=_of(event.control.giver if event.control else None, lineage),
        taker=_of(event.control.taker if event.control else None, lineage),
        titles=(title(event.title, event.language, event.family),),
    )


def of_incident(incident: Incident, lineage: Lineage) -> Profile:
    """An incident's side."""
    since, until = incident_span(incident)
    newest = sorted(incident.members, key=lambda member: (member.published_at, member.event))[-NEWEST_TITLES:]
    control = incident.control
    return Profile(
        type=incident.type,
        sub_type=incident.sub_type,
        operations=incident.operations,
        place=incident.place,
        since=since,
        until=until,
        agents=_lineages(incident.participants, lineage, agents=True),
        armed=_lineages(incident.participants, lineage, agents=False),
        kinds=_kinds(incident.participants),
        target=incident.target,
        killed=incident.killed,
        control=control,
        giver=_of(control.giver if control else None, lineage),
        taker=_of(control.taker if control else None, lineage),
        titles=tuple(title(member.title, member.language, member.family) for member in newest if member.title),
    )


def span(start: datetime, end: datetime, precision: timedelta) -> tuple[datetime, datetime]:
    """The interval in which it surely happened: the told one, or the half-width about its middle if wider."""
    middle = start + (end - start) / 2
    return min(start, middle - precision), max(end, middle + precision)


def incident_span(incident: Incident) -> tuple[datetime, datetime]:
    """The incident's interval with the doubt of the member that gave it."""
    for member in incident.members:
        said = member.said
        if said is not None and (said.start, said.end) == (incident.start, incident.end):
            return span(said.start, said.end, said.time_precision)
    return incident.start, incident.end


@lru_cache(maxsize=4096)
def title(text: str, language: str, family: str) -> Title:
    """A headline made comparable: folded words in pairs, so that the order of words counts."""
    decomposed = unicodedata.normalize("NFKD", text[:400]).casefold()
    words = _WORDS.findall("".join(ch for ch in decomposed if not unicodedata.combining(ch)))
    return Title(language=language, pairs=frozenset(pairwise(words)), family=family)


def _lineages(participants: tuple[Participant, ...], lineage: Lineage, *, agents: bool) -> frozenset[str]:
    wanted = (Role.AGENT, Role.TAKES) if agents else tuple(Role)
    return frozenset(lineage(p.actor) for p in participants if p.role in wanted and p.kind not in _UNNAMED)


def _kinds(participants: tuple[Participant, ...]) -> frozenset[ActorKind]:
    return frozenset(p.kind for p in participants if p.kind not in _UNNAMED)


def _of(actor: ActorId | None, lineage: Lineage) -> str:
    return lineage(actor) if actor is not None else ""
