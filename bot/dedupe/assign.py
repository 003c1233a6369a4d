"""Joins events to incidents: the one place where it is decided which reports tell one happening.

Pure: the same events against the same incidents give the same result. Must not know where incidents are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.dedupe import material, merge, score
from bot.dedupe.blocking import Blocks
from bot.dedupe.profile import Profile, incident_span, of_event, of_incident
from bot.domain.event import Event
from bot.domain.ids import ActorId, EventId, IncidentId, OutletId, short_code
from bot.domain.incident import Change, ChangeKind, Incident, Member, Reading, Standing, TollClaim
from bot.domain.outlet import Outlet, Tier
from bot.ports.theatre import Actors


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What became of a batch. `changes` are in order and still without a sequence number (0)."""

    incidents: tuple[Incident, ...]  # the last revision of each that changed
    changes: tuple[Change, ...]
    assignments: Mapping[EventId, IncidentId]  # of every event of the batch, changed or not


def join(
    events: Sequence[Event],
    candidates: Sequence[Incident],
    actors: Actors,
    outlets: Mapping[OutletId, Outlet],
    now: datetime,
) -> Joined:
    """Every event joined to an incident: its earlier edition's, else the likeliest one, else a new one.

    `candidates` must hold each incident that shares an origin with an event or lies within 60 km and 3 days of it (7
    days for violence against civilians). `now` only keeps seen times from lying in the future.
    """
    board = _Board(candidates, actors, outlets, now)
    for event in sorted(events, key=lambda event: (event.published_at, event.seen_at, event.id)):
        board.place(event)
    return Joined(
        incidents=tuple(board.incidents[id_] for id_ in board.changed),
        changes=tuple(board.changes),
        assignments=board.assignments,
    )


class _Board:
    """The incidents of one batch while events are placed on them, with their profiles and where they lie."""

    def __init__(
        self, candidates: Sequence[Incident], actors: Actors, outlets: Mapping[OutletId, Outlet], now: datetime
    ) -> None:
        self._actors, self._outlets, self._now = actors, outlets, now
        self._lineages: dict[ActorId, str] = {}
        self._blocks = Blocks()
        self._profiles: dict[IncidentId, Profile] = {}
        self._origins: dict[str, IncidentId] = {}
        self.incidents: dict[IncidentId, Incident] = {}
        self.changed: dict[IncidentId, None] = {}  # in order of first change
        self.changes: list[Change] = []
        self.assignments: dict[EventId, IncidentId] = {}
        for incident in sorted(candidates, key=lambda incident: incident.id):
            self._put(incident)

    def place(self, event: Event) -> None:
        """Joins one event and writes down what changed."""
        known = self._origins.get(event.origin)
        if known is not None:
            self.assignments[event.id] = known
            self._revise(self.incidents[known], event)
            return
        found, decision, family = self._likeliest(event)
        if found is None:
            self._open(event, decision)
            return
        self.assignments[event.id] = found.id
        member = replace(self._member(event), family=family)
        after = replace(found, members=(*found.members, member), claims=(*found.claims, *_claims(event)))
        self._commit(found, after, event, ChangeKind.JOINED, decision)

    def _revise(self, incident: Incident, event: Event) -> None:
        index = next(i for i, member in enumerate(incident.members) if member.origin == event.origin)
        old = incident.members[index]
        if old.event == event.id or _is_older(event, old):
            return
        member = replace(self._member(event), family=old.family)
        claims = _claims(event) or tuple(claim for claim in incident.claims if claim.origin == event.origin)
        after = replace(
            incident,
            members=(*incident.members[:index], member, *incident.members[index + 1 :]),
            claims=(*(claim for claim in incident.claims if claim.origin != event.origin), *claims),
        )
        self._commit(incident, after, event, ChangeKind.REVISED, "a new edition of the same item")

    def _likeliest(self, event: Event) -> tuple[Incident | None, str, str]:
        """The incident to join, the decision in words, and the publisher family that the event counts for."""
        own = of_event(event, self._lineage)
        best: tuple[float, IncidentId] | None = None
        words = "nothing alike within 60 km and a few days"
        for id_ in sorted(self._blocks.near(event.place.point, own.since, own.until)):
            if self.incidents[id_].standing is Standing.RETRACTED:
                continue
            compared = score.compare(own, self._profile(id_))
            if compared.veto or (best is not None and compared.value <= best[0]):
                continue
            best, words = (compared.value, id_), compared.words
        if best is None or best[0] < score.LINK:
            return None, words if best is None else f"nearest is {best[1]}, {words}", event.family
        share, family = score.likeness(own, self._profile(best[1]))
        # Nearly the same words are the same pen: a copy counts for the publisher it was copied from.
        return self.incidents[best[1]], words, family if share >= score.COPY and not event.lead else event.family

    def _open(self, event: Event, why: str) -> None:
        seen_at = min(event.seen_at, self._now)
        incident = Incident(
            id=self._free_id(event),
            revision=1,
            type=event.type,
            sub_type=event.sub_type,
            operations=event.operations,
            place=event.place,
            start=event.start,
            end=event.end,
            participants=event.participants,
            target=event.target,
            killed=event.toll.killed,
            wounded=event.toll.wounded,
            claims=_claims(event),
            control=event.control,
            standing=Standing.REPORTED,
            disputed=False,
            certainty=event.certainty,
            members=(self._member(event),),
            opened_at=seen_at,
            updated_at=seen_at,
        )
        self.assignments[event.id] = incident.id
        self._write(merge.opened(incident), event, ChangeKind.OPENED, (), why)

    def _free_id(self, event: Event) -> IncidentId:
        """The code of the event's origin; 40 bits may meet another incident's, then of the origin and a number."""
        id_, number = IncidentId(short_code(event.origin)), 1
        while id_ in self.incidents:
            number += 1
            id_ = IncidentId(short_code(event.origin, str(number)))
        return id_

    def _commit(self, before: Incident, after: Incident, event: Event, kind: ChangeKind, why: str) -> None:
        after = replace(
            merge.merged(after, self._lineage),
            revision=before.revision + 1,
            updated_at=max(before.updated_at, min(event.seen_at, self._now)),
        )
        fields = material.fields(before, after, self._lineage, edited=kind is ChangeKind.REVISED)
        if fields == ("standing",):
            kind = ChangeKind.PROMOTED
        elif fields:
            kind = ChangeKind.REVISED
        self._write(after, event, kind, fields, why)

    def _write(self, incident: Incident, event: Event, kind: ChangeKind, fields: tuple[str, ...], why: str) -> None:
        self._put(incident)
        self.changed[incident.id] = None
        self.changes.append(
            Change(
                seq=0,
                kind=kind,
                incident=incident,
                event=event.id,
                fields=fields,
                at=incident.updated_at,
                why=why,
            )
        )

    def _put(self, incident: Incident) -> None:
        self.incidents[incident.id] = incident
        self._profiles.pop(incident.id, None)
        self._blocks.put(incident.id, incident.place.point, *incident_span(incident))
        for member in incident.members:
            self._origins[member.origin] = incident.id

    def _profile(self, id_: IncidentId) -> Profile:
        """Worked out when first compared: most candidates lie near some event but not near this one."""
        profile = self._profiles.get(id_)
        if profile is None:
            profile = self._profiles[id_] = of_incident(self.incidents[id_], self._lineage)
        return profile

    def _lineage(self, actor: ActorId) -> str:
        name = self._lineages.get(actor)
        if name is None:
            known = self._actors.get(actor)
            name = self._lineages[actor] = known.lineage if known else str(actor)
        return name

    def _member(self, event: Event) -> Member:
        outlet = self._outlets.get(event.outlet)
        return Member(
            event=event.id,
            origin=event.origin,
            outlet=event.outlet,
            family=event.family,
            party=event.party,
            url=event.url,
            title=event.title,
            language=event.language,
            published_at=event.published_at,
            certainty=event.certainty,
            lead=event.lead,
            official=outlet is not None and outlet.tier is Tier.OFFICIAL,
            said=_reading(event),
        )


def _reading(event: Event) -> Reading:
    return Reading(
        type=event.type,
        sub_type=event.sub_type,
        operations=event.operations,
        place=event.place,
        start=event.start,
        end=event.end,
        time_precision=event.time_precision,
        participants=event.participants,
        target=event.target,
        control=event.control,
        seen_at=event.seen_at,
    )


def _is_older(event: Event, member: Member) -> bool:
    """Whether this edition was published, or seen, before the one in the record."""
    seen_at = member.said.seen_at if member.said else event.seen_at
    return (event.published_at, event.seen_at) < (member.published_at, seen_at)


def _claims(event: Event) -> tuple[TollClaim, ...]:
    """The event's toll as a claim; nothing where it gives no figure at all."""
    toll = event.toll
    if toll.killed is None and toll.wounded is None and toll.captured is None and toll.displaced is None:
        return ()
    return (
        TollClaim(
            event=event.id,
            origin=event.origin,
            outlet=event.outlet,
            claimant=toll.claimant,
            at=event.published_at,
            killed=toll.killed,
            wounded=toll.wounded,
            captured=toll.captured,
            displaced=toll.displaced,
        ),
    )
