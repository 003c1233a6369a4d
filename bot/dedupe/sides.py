"""Which side everybody stood on, where the members of an incident contradict each other. Must not know incidents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.actor import ActorKind, Participant, Role
from bot.domain.event import Target
from bot.domain.ids import ActorId

_HIT = frozenset({Role.TARGET, Role.LEAVES})
_ACTING = frozenset({Role.AGENT, Role.ALLY, Role.TAKES})

_KINDS: dict[Target, frozenset[ActorKind]] = {
    Target.ARMED_GROUP: frozenset({ActorKind.REBEL, ActorKind.JIHADIST, ActorKind.MILITIA, ActorKind.UNKNOWN_ARMED}),
    Target.STATE_FORCE: frozenset(
        {ActorKind.STATE_FORCE, ActorKind.FOREIGN_FORCE, ActorKind.PRIVATE_MILITARY, ActorKind.AUTHORITY}
    ),
    Target.PEACEKEEPER: frozenset({ActorKind.PEACEKEEPER}),
    Target.AID_WORKER: frozenset({ActorKind.AID_WORKER}),
    Target.CIVILIAN: frozenset({ActorKind.CIVILIAN}),
}
# Where these are hit, they do not attack: a sentence such as "peacekeepers came under fire" was read the wrong way.
_PROTECTED = frozenset({Target.PEACEKEEPER, Target.AID_WORKER, Target.CIVILIAN})


def sided(told: Sequence[tuple[Participant, float]], target: Target | None) -> tuple[Participant, ...]:
    """Everybody's parts on one side only, in the order in which they were told; each with its teller's certainty.

    Told on both sides, an actor stands where the weightier tellers put it; what was hit by all accounts (`target`)
    speaks like one more of them. A mere mention gives way to any part.
    """
    parts = dict.fromkeys(_turned(part, target) for part, _ in told)
    weights: dict[ActorId, float] = {}  # above zero: hit
    for part, certainty in told:
        role = _turned(part, target).role
        weight = certainty if role in _HIT else -certainty if role in _ACTING else 0.0
        weights[part.actor] = round(weights.get(part.actor, 0.0) + weight, 6)
    known = {part.actor for part in parts if part.role is not Role.PRESENT}
    contested = _of(parts, _HIT) & _of(parts, _ACTING)
    return tuple(
        part
        for part in parts
        if (part.role is not Role.PRESENT or part.actor not in known)
        and (part.actor not in contested or (part.role in _HIT) == _is_hit(part, weights[part.actor], target))
    )


def _turned(part: Participant, target: Target | None) -> Participant:
    is_victim = target in _PROTECTED and part.kind in _KINDS[target]
    return replace(part, role=Role.TARGET) if is_victim and part.role in (Role.AGENT, Role.ALLY) else part


def _of(parts: dict[Participant, None], roles: frozenset[Role]) -> set[ActorId]:
    return {part.actor for part in parts if part.role in roles}


def _is_hit(part: Participant, weight: float, target: Target | None) -> bool:
    if target is not None:
        weight += 1.0 if part.kind in _KINDS[target] else -1.0
    return weight > 0
