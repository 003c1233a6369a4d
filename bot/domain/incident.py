"""Events judged to be one happening, and what just happened to that judgement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from bot.domain.actor import Participant
from bot.domain.control import ControlClaim
from bot.domain.event import Count, Target, over_all
from bot.domain.ids import EventId, IncidentId, OutletId
from bot.domain.place import Place
from bot.domain.taxonomy import EventType, Operation, SubType


class Standing(IntEnum):
    """How well an incident stands; a higher number is a promotion."""

    RETRACTED = 0
    REPORTED = 1
    CORROBORATED = 2  # two independent publisher families
    CONFIRMED = 3  # an official or coded data set


class Severity(IntEnum):
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class TollClaim:
    """Who says how many, and when they said it. The newest claim of one origin replaces its earlier ones."""

    event: EventId
    origin: str
    outlet: OutletId
    claimant: str
    at: datetime
    killed: Count | None
    wounded: Count | None
    captured: Count | None
    displaced: Count | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a member's event says of the happening: the incident's own fields are worked out from these."""

    type: EventType
    sub_type: SubType
    operations: frozenset[Operation]
    place: Place
    start: datetime
    end: datetime
    time_precision: timedelta
    participants: tuple[Participant, ...]
    target: Target | None
    control: ControlClaim | None
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One event in an incident: which report said it, and how far it counts."""

    event: EventId
    origin: str
    outlet: OutletId
    family: str
    party: str
    url: str
    title: str
    language: str
    published_at: datetime
    certainty: float
    lead: bool
    official: bool  # an official statement or a coded data set: confirms
    said: Reading | None = None  # None only where it is not known: the member then has no vote on the incident's fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """The living record of one happening. Every revision is a new value; the store keeps the last."""

    id: IncidentId
    revision: int  # 1, 2, 3 …: one per change
    type: EventType
    sub_type: SubType
    operations: frozenset[Operation]
    place: Place
    start: datetime
    end: datetime
    participants: tuple[Participant, ...]
    target: Target | None
    killed: Count | None  # over all claims: least low, greatest high
    wounded: Count | None
    claims: tuple[TollClaim, ...]
    control: ControlClaim | None
    standing: Standing
    disputed: bool
    certainty: float  # 0 to 1, the best member's, raised by corroboration
    members: tuple[Member, ...]
    opened_at: datetime  # seen time of the first report
    updated_at: datetime

    @property
    def families(self) -> frozenset[str]:
        """The independent publisher families behind it; leads and parties' own outlets count for nothing here."""
        return frozenset(member.family for member in self.members if not member.lead and not member.party)

    @property
    def captured(self) -> Count | None:
        """People taken, over all claims; None where none gives a figure."""
        return over_all(claim.captured for claim in self.claims)

    @property
    def displaced(self) -> Count | None:
        """People driven from their homes, over all claims; None where none gives a figure."""
        return over_all(claim.displaced for claim in self.claims)

    @property
    def lead_only(self) -> bool:
        return all(member.lead for member in self.members)

    @property
    def words(self) -> frozenset[str]:
        """Every taxonomy word that is true of it, on all three levels."""
        return frozenset([self.type.value, self.sub_type.value, *(o.value for o in self.operations)])


class ChangeKind(StrEnum):
    OPENED = "opened"
    JOINED = "joined"  # one more report of the same
    REVISED = "revised"  # a fact changed
    PROMOTED = "promoted"  # standing rose
    MERGED = "merged"
    SPLIT = "split"
    RETRACTED = "retracted"
    SILENT = "silent"  # nothing followed it: time alone made a rule fire on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What just happened to an incident, with the incident as it was right after."""

    seq: int  # given by the store, rising; 0 before it is stored
    kind: ChangeKind
    incident: Incident
    event: EventId
    fields: tuple[str, ...]  # what changed materially: "killed", "place", "control", "standing", "operations" …
    at: datetime  # seen time
    why: str  # the joining decision in short: "same place 0 km, same day, type family battles: 0.97"

    @property
    def is_of_rules(self) -> bool:
        """True where the rules themselves made it, so that they need not be asked again."""
        return self.kind is ChangeKind.SILENT

    @property
    def is_material(self) -> bool:
        """True where people should hear of it: a new incident, or a changed fact that matters."""
        return self.kind is ChangeKind.OPENED or bool(self.fields)
