"""Who took part in an event and how: attackers, attacked, who left and who took a place, and who else is named.

Must not know places, dates and figures.
"""

from __future__ import annotations

from bot.domain.actor import Participant, Role
from bot.domain.event import Evidence
from bot.domain.ids import ActorId
from bot.extract.claims import Reached
from bot.extract.frames import TAKING, VIOLENT, Frame
from bot.extract.reading import Party, Reading
from bot.ports.theatre import Actors

MAX_PARTICIPANTS = 12  # a text that names more is a list of groups, not their deeds


def participants_of(
    reading: Reading, actors: Actors, primary: Frame, frames: list[Frame], reached: Reached | None
) -> tuple[tuple[Participant, ...], tuple[Evidence, ...]]:
    """Every named actor once, in its most telling role, with the words that name it."""
    roles: dict[ActorId, Role] = {}
    if reached is not None:
        for actor, role in ((reached.claim.giver, Role.LEAVES), (reached.claim.taker, Role.TAKES)):
            if actor is not None:
                roles.setdefault(actor, role)
    news = [frame for frame in frames if frame is not primary and frame.is_new and not frame.background]
    for frame in (primary, *news):
        if frame.act in VIOLENT or frame.act in TAKING:
            _note(roles, frame.agent, Role.AGENT)
            _note(roles, frame.target, Role.TARGET)
    for party in reading.parties:
        if not party.speaks:
            _note(roles, party, Role.PRESENT)
    return _listed(reading, actors, list(roles.items())[:MAX_PARTICIPANTS])


def _listed(
    reading: Reading, actors: Actors, roles: list[tuple[ActorId, Role]]
) -> tuple[tuple[Participant, ...], tuple[Evidence, ...]]:
    spans: dict[ActorId, Party] = {}
    for party in reading.parties:
        if party.actor is not None:
            spans.setdefault(party.actor.id, party)
    found: list[Participant] = []
    evidence: list[Evidence] = []
    for ident, role in roles:
        actor = actors.get(ident)
        if actor is None:
            continue
        found.append(Participant(actor=ident, kind=actor.kind, role=role))
        if ident in spans:
            start, end = spans[ident].start, spans[ident].end
            evidence.append(reading.evidence(f"actor:{role.value}", start, end, f"actors/{ident}"))
    return tuple(found), tuple(evidence)


def _note(roles: dict[ActorId, Role], party: Party | None, role: Role) -> None:
    if party is not None and party.actor is not None:
        roles.setdefault(party.actor.id, role)
