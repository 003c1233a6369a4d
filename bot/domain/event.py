"""One source's normalised claim: what, where, when, who, how many, how certain, with the words that say so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.actor import Participant
from bot.domain.control import ControlClaim
from bot.domain.ids import EventId, OutletId, ReportId, SourceId
from bot.domain.place import Place
from bot.domain.taxonomy import EventType, Operation, SubType


class Realis(StrEnum):
    NEW = "new"
    CLAIMED = "claimed"  # asserted by one party only
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"
    PLANNED = "planned"
    COMMEMORATED = "commemorated"
    TRIAL = "trial"
    HISTORICAL = "historical"
    RUNNING_TOTAL = "running_total"


class Target(StrEnum):
    ARMED_GROUP = "armed_group"
    STATE_FORCE = "state_force"
    PEACEKEEPER = "peacekeeper"
    AID_WORKER = "aid_worker"
    CIVILIAN = "civilian"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of people between `low` and `high`; `high` is None for "at least low"."""

    low: int
    high: int | None


def over_all(counts: Iterable[Count | None]) -> Count | None:
    """Least low to greatest high. Open at the top only where "at least" says more than every closed figure."""
    given = [count for count in counts if count is not None]
    if not given:
        return None
    closed = max((count.high for count in given if count.high is not None), default=-1)
    open_low = max((count.low for count in given if count.high is None), default=-1)
    return Count(low=min(count.low for count in given), high=None if open_low > closed else closed)


TOLL_CLASSES = (1, 3, 10, 25, 100)  # 0, 1-2, 3-9, 10-24, 25-99, 100 and more


def toll_class(number: int) -> int:
    """0 for none, rising to 5 for a hundred and more."""
    return sum(number >= least for least in TOLL_CLASSES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """People killed, wounded, captured, displaced; None where the text gives no figure (not zero)."""

    killed: Count | None = None
    wounded: Count | None = None
    captured: Count | None = None
    displaced: Count | None = None
    claimant: str = ""  # who gives the figure, as an actor id or a plain word; empty: the outlet itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The words behind one field: `text[start:end] == quote` in the report's title + newline + text."""

    field: str
    quote: str
    start: int
    end: int
    entry: str  # the pack entry or rule that read them: "triggers.fr/embuscade"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    id: EventId
    report: ReportId
    origin: str  # stable over editions of one item: an edited item revises its own event
    source: SourceId
    outlet: OutletId
    family: str
    party: str  # lineage of the party to the conflict that publishes this outlet; empty for the press
    type: EventType
    sub_type: SubType
    operations: frozenset[Operation]
    place: Place
    start: datetime
    end: datetime
    time_precision: timedelta  # half-width: one hour for "this morning", twelve for a day
    published_at: datetime
    seen_at: datetime
    participants: tuple[Participant, ...]
    target: Target | None
    toll: Toll
    control: ControlClaim | None
    realis: Realis
    certainty: float  # 0 to 1
    lead: bool  # a pointer (GDELT row): may corroborate, never opens more than `low`
    title: str
    url: str
    language: str
    evidence: tuple[Evidence, ...]
