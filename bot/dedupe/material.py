"""Which differences between two revisions of an incident people should hear of.

One more copy, another wording, a time stamp, a move within the precision are not news. Must not know who listens.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.actor import ActorKind, Role
from bot.domain.event import Count, Target, toll_class
from bot.domain.ids import ActorId
from bot.domain.incident import Incident
from bot.domain.place import distance_km
from bot.domain.taxonomy import EventType, Operation

# Words that say how it was done or what followed: beside others they are another wording.
_LOOSE = frozenset(
    {Operation.AMBUSH, Operation.WITHDRAWAL, Operation.TROOP_MOVEMENT, Operation.DISPLACEMENT, Operation.BASE_ATTACK}
)
_ATTACKERS = frozenset(ActorKind) - {
    ActorKind.UNKNOWN_ARMED,
    ActorKind.CIVILIAN,
    ActorKind.AID_WORKER,
    ActorKind.AUTHORITY,
    ActorKind.PEACEKEEPER,
}
_PROTECTED = frozenset({Target.CIVILIAN, Target.AID_WORKER, Target.PEACEKEEPER})

Lineage = Callable[[ActorId], str]


def fields(before: Incident, after: Incident, lineage: Lineage, *, edited: bool) -> tuple[str, ...]:
    """Names of the facts that changed materially, most telling first. `edited`: a publisher took words back.

    "standing" also stands for the first full report after mere pointers.
    """
    changed = {
        "control": _control_changed(before, after, lineage),
        # Where the operations agree, another type is another wording.
        "type": before.type is not after.type and not before.operations & after.operations,
        "operations": _operations_changed(before, after, edited=edited),
        "killed": toll_changed(before.killed, after.killed),
        "wounded": toll_changed(before.wounded, after.wounded),
        "target": _target_changed(before, after),
        "actors": after.control is None and bool(_agents(after, lineage)) and not _agents(before, lineage),
        "place": _moved(before, after),
        "date": after.start > before.end or after.end < before.start,
        "disputed": after.disputed and not before.disputed,
        "standing": after.standing > before.standing or (before.lead_only and not after.lead_only),
    }
    return tuple(name for name, is_changed in changed.items() if is_changed)


def toll_changed(before: Count | None, after: Count | None) -> bool:
    """Whether a toll became known, changed its class at either end, doubled at the top or halved at the bottom."""
    if after is None or before == after:
        return False
    if before is None:
        return True
    old_high, new_high = _top(before), _top(after)
    return (
        toll_class(before.low) != toll_class(after.low)
        or toll_class(old_high) != toll_class(new_high)
        or new_high >= 2 * old_high > 0
        or 0 < 2 * after.low <= before.low
    )


def _top(count: Count) -> int:
    return count.low if count.high is None else max(count.low, count.high)


def _control_changed(before: Incident, after: Incident, lineage: Lineage) -> bool:
    old, new = before.control, after.control
    if new is None or old is None:
        return new is not old
    if new.taker is not None and (old.taker is None or lineage(old.taker) != lineage(new.taker)):
        return True
    return old.shape is not new.shape


def _operations_changed(before: Incident, after: Incident, *, edited: bool) -> bool:
    if edited and before.operations != after.operations:
        return True
    added = after.operations - before.operations
    return bool(added - _LOOSE) or bool(added and not before.operations)


def _target_changed(before: Incident, after: Incident) -> bool:
    """A target is news where people under protection come into it or go out of it."""
    if after.target is None or after.target is before.target or after.type is EventType.STRATEGIC:
        return False
    return bool({before.target, after.target} & _PROTECTED)


def _agents(incident: Incident, lineage: Lineage) -> frozenset[str]:
    """Lineages of named attackers."""
    return frozenset(lineage(p.actor) for p in incident.participants if p.role is Role.AGENT and p.kind in _ATTACKERS)


def _moved(before: Incident, after: Incident) -> bool:
    old, new = before.place, after.place
    return distance_km(old.point, new.point) > max(old.precision_km, new.precision_km, 1.0)
