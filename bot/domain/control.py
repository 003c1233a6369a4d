"""Who holds a place: single claims, and the ledger they add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.ids import ActorId, IncidentId, PlaceId

SAME_TURN = timedelta(days=3)  # leaving and entering are often told as two events, a day or two apart


class Shape(StrEnum):
    """The four ways a base changes hands (and a town with it)."""

    HANDOVER = "handover"  # ceremony or orderly transfer, under fire or not
    ABANDONMENT = "abandonment"  # left without a handover; somebody else walks in
    CAPTURE = "capture"  # taken by force and kept
    SEIZURE = "seizure"  # taken for hours
    RECAPTURE = "recapture"


class Site(StrEnum):
    BASE = "base"
    TOWN = "town"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlClaim:
    """What one event says about who holds a place from its date on."""

    shape: Shape
    site: Site
    giver: ActorId | None
    taker: ActorId | None  # None: left empty, or the text does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlEntry:
    """One control-changing incident as the ledger needs it."""

    place: PlaceId
    at: datetime
    claim: ControlClaim
    incident: IncidentId
    families: frozenset[str]
    lineages: tuple[tuple[ActorId, str], ...]  # of giver and taker, so that a renamed group stays the same holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A holder and its time. `until` is None while it lasts; `families` are the publishers on whose word it stands."""

    place: PlaceId
    holder: ActorId | None
    site: Site
    shape: Shape | None  # None: known only because it gave the place up
    since: datetime | None  # None: since before our first report
    until: datetime | None
    incident: IncidentId | None
    families: frozenset[str]


def ledger(entries: Iterable[ControlEntry]) -> tuple[Holding, ...]:
    """The holdings of one place in order of time. The order in which the entries are given does not matter.

    The first entry's giver is the holder before it. Entries that name the present holder again (by lineage) do not
    start a new holding; they add their publishers to it. A seizure for hours is a holding of its own, after which the
    former holder is back. "They left" says nothing where another entry of those days says who came.
    """
    ordered = sorted(entries, key=_in_time)
    lineage = {actor: name for entry in ordered for actor, name in entry.lineages}
    holdings: list[Holding] = []
    for entry in ordered:
        giver, taker = entry.claim.giver, entry.claim.taker
        if taker is None and any(_tells_more(other, entry, lineage) for other in ordered):
            continue
        if not holdings and giver is not None:
            holdings.append(_held_before(entry, giver))
        if holdings and _is_one_holder(holdings[-1].holder, taker, lineage):
            holdings[-1] = replace(holdings[-1], families=holdings[-1].families | entry.families)
            continue
        if holdings:
            holdings[-1] = replace(holdings[-1], until=entry.at)
        holdings.append(_held_from(entry))
        if entry.claim.shape is Shape.SEIZURE and len(holdings) > 1:
            holdings[-1] = replace(holdings[-1], until=entry.at)
            holdings.append(replace(_held_from(entry), holder=holdings[-2].holder, shape=Shape.RECAPTURE))
    return tuple(holdings)


def _in_time(entry: ControlEntry) -> tuple[datetime, bool, IncidentId]:
    """By time; of one moment, what was taken comes before what was taken back."""
    return entry.at, entry.claim.shape is Shape.RECAPTURE, entry.incident


def _tells_more(other: ControlEntry, entry: ControlEntry, lineage: dict[ActorId, str]) -> bool:
    """Whether another entry of the same days says who took what `entry` only says was left."""
    return (
        other.claim.taker is not None
        and abs(other.at - entry.at) <= SAME_TURN
        and not _is_one_holder(other.claim.taker, entry.claim.giver, lineage)
        and (other.claim.giver is None or _is_one_holder(other.claim.giver, entry.claim.giver, lineage))
    )


def _is_one_holder(a: ActorId | None, b: ActorId | None, lineage: dict[ActorId, str]) -> bool:
    return a == b or (a is not None and b is not None and lineage.get(a, a) == lineage.get(b, b))


def _held_before(entry: ControlEntry, giver: ActorId) -> Holding:
    return Holding(
        place=entry.place,
        holder=giver,
        site=entry.claim.site,
        shape=None,
        since=None,
        until=None,
        incident=None,
        families=entry.families,
    )


def _held_from(entry: ControlEntry) -> Holding:
    return Holding(
        place=entry.place,
        holder=entry.claim.taker,
        site=entry.claim.site,
        shape=entry.claim.shape,
        since=entry.at,
        until=None,
        incident=entry.incident,
        families=entry.families,
    )
