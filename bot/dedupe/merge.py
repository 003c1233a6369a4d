"""What an incident says, worked out from what its members say: the record, never a running sum.

Full reports vote; pointers (leads) vote only while there is nothing else. As everything is worked out again from the
members, an edited or repeated report cannot leave traces. Must not know how members were chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bot.dedupe.profile import span
from bot.dedupe.sides import sided
from bot.domain.actor import Participant
from bot.domain.control import ControlClaim
from bot.domain.event import Target, over_all
from bot.domain.ids import ActorId
from bot.domain.incident import Incident, Member, Reading, Standing, TollClaim
from bot.domain.taxonomy import Operation

CERTAIN = 0.85  # one member this certain carries an operation that the others do not tell

T = TypeVar("T", bound=Hashable)
Vote = tuple[Member, Reading]
Lineage = Callable[[ActorId], str]


def merged(incident: Incident, lineage: Lineage) -> Incident:
    """The incident with every field worked out from its members and claims; id, revision and times as they were."""
    votes = _voters(incident.members)
    if not votes:
        return incident
    target = _elected_or_none((said.target, member.certainty) for member, said in votes if said.target)
    type_, sub_type = _elected(((said.type, said.sub_type), 1.0) for _, said in votes)
    start, end = _when(votes)
    counted = _counted_claims(incident)
    standing = _standing(incident)
    return replace(
        incident,
        type=type_,
        sub_type=sub_type,
        operations=_operations(votes, incident.operations),
        place=min(votes, key=lambda vote: (vote[1].place.precision_km, *_first(vote)))[1].place,
        start=start,
        end=end,
        participants=_sides(votes, target),
        target=target,
        killed=over_all(claim.killed for claim in counted),
        wounded=over_all(claim.wounded for claim in counted),
        control=_control(votes, lineage),
        standing=standing,
        disputed=_disputed(votes, lineage),
        certainty=_certainty(incident, standing),
    )


def opened(incident: Incident) -> Incident:
    """An incident of one member, which says what that one says: only sides and standing are to be worked out."""
    standing = _standing(incident)
    return replace(
        incident,
        participants=_sides(_voters(incident.members), incident.target) or incident.participants,
        standing=standing,
        certainty=_certainty(incident, standing),
    )


def _voters(members: Iterable[Member]) -> list[Vote]:
    known = [(member, member.said) for member in members if member.said is not None]
    full = [(member, said) for member, said in known if not member.lead]
    return sorted(full or known, key=_first)


def _first(vote: Vote) -> tuple[datetime, str]:
    return vote[0].published_at, vote[0].origin


def _elected(votes: Iterable[tuple[T, float]]) -> T:
    """The choice with the greatest weight; the first told wins a tie."""
    weights: dict[T, float] = {}
    for choice, weight in votes:
        weights[choice] = weights.get(choice, 0.0) + weight
    return max(weights, key=lambda choice: round(weights[choice], 6))


def _elected_or_none(votes: Iterable[tuple[T, float]]) -> T | None:
    given = list(votes)
    return _elected(given) if given else None


def _when(votes: Sequence[Vote]) -> tuple[datetime, datetime]:
    """The narrowest interval; of equally narrow ones the one that most members tell."""
    spans = [(said.start, said.end, *span(said.start, said.end, said.time_precision)) for _, said in votes]
    narrowest = min(until - since for _, _, since, until in spans)
    return _elected(((start, end), 1.0) for start, end, since, until in spans if until - since == narrowest)


def _operations(votes: Sequence[Vote], before: frozenset[Operation]) -> frozenset[Operation]:
    """Operations that half of the members tell, or one that is certain.

    One that stands in the record already stays while a quarter tells it: it must not come and go with each report.
    """
    tellers: dict[Operation, int] = {}
    certain: set[Operation] = set()
    for member, said in votes:
        for operation in said.operations:
            tellers[operation] = tellers.get(operation, 0) + 1
            if member.certainty >= CERTAIN:
                certain.add(operation)
    most = max(tellers.values(), default=0)
    needed = min(len(votes) / 2, most)
    kept = {op for op, count in tellers.items() if count >= needed or (op in before and count * 4 >= len(votes))}
    return frozenset(kept | certain)


def _sides(votes: Sequence[Vote], target: Target | None) -> tuple[Participant, ...]:
    return sided([(part, member.certainty) for member, said in votes for part in said.participants], target)


def _control(votes: Sequence[Vote], lineage: Lineage) -> ControlClaim | None:
    """The claims about the taker that most speak for, made into one: of each field what most of them tell."""
    claims = [(said.control, member.certainty) for member, said in votes if said.control is not None]
    if not claims:
        return None
    named = [(claim, weight) for claim, weight in claims if claim.taker is not None]
    if named:
        taker = _elected((lineage(claim.taker), weight) for claim, weight in named if claim.taker)
        # "Left" without a word on who came does not speak against the one who did.
        claims = [(c, w) for c, w in claims if c.taker is None or lineage(c.taker) == taker]
    return ControlClaim(
        shape=_elected((claim.shape, weight) for claim, weight in claims),
        site=_elected((claim.site, weight) for claim, weight in claims),
        giver=_elected_or_none((claim.giver, weight) for claim, weight in claims if claim.giver),
        taker=_elected_or_none((claim.taker, weight) for claim, weight in claims if claim.taker),
    )


def _disputed(votes: Sequence[Vote], lineage: Lineage) -> bool:
    takers = {lineage(said.control.taker) for _, said in votes if said.control and said.control.taker}
    return len(takers) > 1


def _counted_claims(incident: Incident) -> list[TollClaim]:
    if incident.lead_only:
        return list(incident.claims)
    leads = {member.origin for member in incident.members if member.lead}
    return [claim for claim in incident.claims if claim.origin not in leads]


def _standing(incident: Incident) -> Standing:
    """Two independent publishers corroborate, an official word confirms; a party's word or a pointer does neither."""
    if any(member.official and not member.lead and not member.party for member in incident.members):
        return Standing.CONFIRMED
    return Standing.CORROBORATED if len(incident.families) > 1 else Standing.REPORTED


def _certainty(incident: Incident, standing: Standing) -> float:
    """The best member's; each further publisher takes away three tenths of the doubt, an official one half."""
    full = [member for member in incident.members if not member.lead]
    doubt = 1.0 - max(member.certainty for member in full or incident.members)
    doubt *= 0.7 ** max(0, len(incident.families) - 1)
    if standing is Standing.CONFIRMED:
        doubt *= 0.5
    return round(1.0 - doubt, 4)
